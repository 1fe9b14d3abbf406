import { createWallClock } from '../../src/engine/adapters/system/wall-clock.js';
import type { EpochMs } from '../../src/engine/domain/units.js';
import type { Clock } from '../../src/engine/ports/clock.js';

/** Real time on another day, a few times as fast. */
export function otherDayClock(of: { readonly startAtMs: EpochMs; readonly speed: number }): Clock {
  const { startAtMs, speed } = of;
  const wall = createWallClock();
  const begunMs = wall.nowMs();
  const realMs = (atMs: EpochMs): EpochMs => begunMs + (atMs - startAtMs) / speed;
  return {
    nowMs: () => Math.floor(startAtMs + (wall.nowMs() - begunMs) * speed),
    at: (atMs, run) => wall.at(realMs(atMs), run),
    wallUntilMs: (atMs) => wall.wallUntilMs(realMs(atMs)),
  };
}
