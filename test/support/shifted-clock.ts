import type { Clock } from '../../src/engine/ports/clock.js';

/** A clock that runs behind another by so many ms. */
export function shiftedClock(clock: Clock, behindMs: number): Clock {
  return {
    nowMs: () => clock.nowMs() - behindMs,
    at: (atMs, run) => clock.at(atMs + behindMs, run),
    wallUntilMs: (atMs) => clock.wallUntilMs(atMs + behindMs),
  };
}
