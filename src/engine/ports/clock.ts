import type { DurationMs, EpochMs } from '../domain/units.js';

export type Cancel = () => void;

/**
 * Time as a port. There are two instances: wall time (a ticket's life, chat limits, deadlines) and
 * market time (quotes, sessions, jobs, bars); they are equal when live.
 */
export interface Clock {
  /** Never goes backwards. */
  nowMs(): EpochMs;
  /** Runs once at or after an instant of this clock; at once (asynchronously) if it has passed. */
  at(atMs: EpochMs, run: () => void): Cancel;
  /** Length of wall time, in ms, until this clock shows an instant; 0 if it has passed. */
  wallUntilMs(atMs: EpochMs): DurationMs;
}

/** Market time that can be made to stand still, as while a ticket waits for its tap. */
export interface MarketClock extends Clock {
  /** Time stands still until every hold has been released; releasing twice changes nothing. */
  hold(): Cancel;
}
