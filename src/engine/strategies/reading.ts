import type { GateReading, GateUnit, GateValue } from '../domain/gate-reading.js';

/** A figure with the bound that it must keep; null or not a number is unknown. */
export interface Bound {
  readonly value: number | null;
  readonly limit: number;
  readonly unit: GateUnit;
}

function bounded(name: string, of: Bound, holds: (value: number) => boolean): GateReading {
  const { unit } = of;
  const known = of.value !== null && !Number.isNaN(of.value) ? of.value : null;
  return {
    name,
    verdict: known === null ? 'unknown' : holds(known) ? 'pass' : 'fail',
    value:
      known === null || !Number.isFinite(known) ? null : { kind: 'number', value: known, unit },
    limit: { kind: 'number', value: of.limit, unit },
  };
}

/** Rounding of binary fractions: a figure that equals its bound keeps it. */
const SLACK = 1e-9;

export function atMost(name: string, of: Bound): GateReading {
  return bounded(name, of, (value) => value <= of.limit + SLACK);
}

export function atLeast(name: string, of: Bound): GateReading {
  return bounded(name, of, (value) => value >= of.limit - SLACK);
}

/** A condition that is read as a word; a null word is unknown. */
export function mustSay(
  name: string,
  of: { readonly word: string | null; readonly wanted: string },
): GateReading {
  const { word, wanted } = of;
  return {
    name,
    verdict: word === null ? 'unknown' : word === wanted ? 'pass' : 'fail',
    value: word === null ? null : { kind: 'word', word },
    limit: { kind: 'word', word: wanted },
  };
}

export function judged(
  name: string,
  verdict: GateReading['verdict'],
  seen: { readonly value: GateValue | null; readonly limit: GateValue | null },
): GateReading {
  return { name, verdict, ...seen };
}
