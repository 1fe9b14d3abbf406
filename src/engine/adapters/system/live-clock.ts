import type { Clock, MarketClock } from '../../ports/clock.js';

/** Market time of a live market: wall time, which stands still for nobody. */
export function createLiveClock(wall: Clock): MarketClock {
  return {
    nowMs: () => wall.nowMs(),
    at: (atMs, run) => wall.at(atMs, run),
    wallUntilMs: (atMs) => wall.wallUntilMs(atMs),
    hold: () => () => undefined,
  };
}
