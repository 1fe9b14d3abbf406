import type { EpochMs } from '../../domain/units.js';
import type { Clock } from '../../ports/clock.js';
import { TimerQueue } from './timer-queue.js';

/**
 * No timer sleeps longer: a machine without a battery clock steps by days once it finds the
 * network, and setTimeout fires at once beyond 2^31 − 1 ms.
 */
const LONGEST_SLEEP_MS = 60_000;

/**
 * System time that never goes backwards. After the system's clock is set back, this one runs on
 * at half its pace until the system has caught up: ages and deadlines keep moving.
 */
function forwardTime(): () => EpochMs {
  let shownMs = Date.now();
  let steadyMs = performance.now();
  return () => {
    const systemMs = Date.now();
    const nowSteadyMs = performance.now();
    shownMs = systemMs >= shownMs ? systemMs : shownMs + Math.max(0, nowSteadyMs - steadyMs) / 2;
    steadyMs = nowSteadyMs;
    return Math.floor(shownMs);
  };
}

/** Wall time; when live it is market time too. Timers keep the process alive until cancelled. */
export function createWallClock(): Clock {
  const nowMs = forwardTime();
  const queue = new TimerQueue();
  let timeout: NodeJS.Timeout | null = null;

  function arm(): void {
    if (timeout) clearTimeout(timeout);
    timeout = null;
    const nextAtMs = queue.nextAtMs();
    if (nextAtMs === null) return;
    const waitMs = Math.min(Math.max(0, nextAtMs - nowMs()), LONGEST_SLEEP_MS);
    timeout = setTimeout(wake, waitMs);
  }

  function wake(): void {
    try {
      queue.runDue(nowMs());
    } finally {
      arm();
    }
  }

  return {
    nowMs,
    at(atMs, run) {
      const remove = queue.add(atMs, run);
      arm();
      return () => {
        remove();
        arm();
      };
    },
    wallUntilMs: (atMs) => Math.max(0, atMs - nowMs()),
  };
}
