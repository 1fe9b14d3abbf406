import type { JobRule } from '../domain/job-rule.js';
import type { EpochMs } from '../domain/units.js';
import type { Cancel } from './clock.js';

export type { JobRule } from '../domain/job-rule.js';

/** Runs rules against market time: node-schedule when live, the market clock otherwise. */
export interface Scheduler {
  /**
   * Starts with the first instant after now. Where time has passed over several, daily and session
   * rules run once for each, in order over all jobs; `every` runs once, for the newest.
   * @param run is given the instant at which it was due, never an earlier one twice.
   */
  schedule(rule: JobRule, run: (dueAtMs: EpochMs) => void): Cancel;
  stop(): void;
}
