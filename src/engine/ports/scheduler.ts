import type { TimeOfDay } from '../domain/new-york.js';
import type { DurationMs, EpochMs } from '../domain/units.js';
import type { Cancel } from './clock.js';

/** When a job is due, always in New York time and on the exchange calendar. */
export type JobRule =
  | { readonly kind: 'daily'; readonly at: TimeOfDay; readonly on: 'sessions' | 'every-day' }
  | {
      readonly kind: 'session';
      readonly anchor: 'open' | 'close';
      /** Minutes after the anchor; negative is before. */
      readonly offsetMinutes: number;
    }
  | { readonly kind: 'every'; readonly periodMs: DurationMs };

/** Runs rules against market time: node-schedule when live, the market clock otherwise. */
export interface Scheduler {
  /** @param run is given the instant at which it was due, never an earlier one twice. */
  schedule(rule: JobRule, run: (dueAtMs: EpochMs) => void): Cancel;
  stop(): void;
}
