import type { GateReading, GateValue } from '../domain/gate-reading.js';
import { microsToUsd, type UsdMicros } from '../domain/units.js';
import type { Refusal } from '../domain/refusal.js';

/** One rule as it was read: what people see of it, and why it says no where it does. */
export interface Check {
  readonly reading: GateReading;
  /** Empty exactly where the verdict is `pass`. */
  readonly refusals: readonly Refusal[];
}

export interface Seen {
  readonly name: string;
  readonly value: GateValue | null;
  readonly limit: GateValue | null;
}

export function passed(seen: Seen): Check {
  return { reading: { ...seen, verdict: 'pass' }, refusals: [] };
}

export function failed(seen: Seen, refusal: Refusal): Check {
  return { reading: { ...seen, verdict: 'fail' }, refusals: [refusal] };
}

export function unread(seen: Seen, refusal: Refusal): Check {
  return { reading: { ...seen, verdict: 'unknown' }, refusals: [refusal] };
}

export const word = (name: string): GateValue => ({ kind: 'word', word: name });
export const usd = (micros: UsdMicros): GateValue => ({
  kind: 'number',
  value: microsToUsd(micros),
  unit: 'usd',
});
export const count = (value: number): GateValue => ({ kind: 'number', value, unit: 'count' });
