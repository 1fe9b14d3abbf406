import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createClockScheduler } from '../../../../src/engine/adapters/system/clock-scheduler.js';
import { createLiveScheduler } from '../../../../src/engine/adapters/system/live-scheduler.js';
import { createMarketClock } from '../../../../src/engine/adapters/system/market-clock.js';
import { TimerQueue } from '../../../../src/engine/adapters/system/timer-queue.js';
import { createWallClock } from '../../../../src/engine/adapters/system/wall-clock.js';
import { newYorkInstant } from '../../../../src/engine/domain/new-york.js';
import { day } from '../../../../src/engine/domain/trading-day.js';
import type { Clock } from '../../../../src/engine/ports/clock.js';
import { schedulerContract } from '../../../contract/scheduler.js';
import { ManualClock } from '../../../support/manual-clock.js';

const START_MS = newYorkInstant(day('2026-11-20'), '10:30');

/** A clock that can leap over timers, which then run late. */
function leapingClock() {
  const queue = new TimerQueue();
  let nowMs = START_MS;
  const clock: Clock = {
    nowMs: () => nowMs,
    at: (atMs, run) => queue.add(atMs, run),
    wallUntilMs: (atMs) => Math.max(0, atMs - nowMs),
  };
  const leap = (ms: number) => {
    nowMs += ms;
    while ((queue.nextAtMs() ?? Infinity) <= nowMs) queue.runDue(nowMs);
    return Promise.resolve();
  };
  const pass = async (ms: number) => {
    const endMs = nowMs + ms;
    for (let next = queue.nextAtMs(); next !== null && next <= endMs; next = queue.nextAtMs()) {
      await leap(Math.max(0, next - nowMs));
    }
    await leap(endMs - nowMs);
  };
  return { clock, pass, leap };
}

describe('a scheduler over a clock', () => {
  schedulerContract(() => {
    const { clock, pass, leap } = leapingClock();
    return { scheduler: createClockScheduler({ clock }), clock, pass, jump: leap };
  });
});

describe('a scheduler over simulated market time', () => {
  schedulerContract(() => {
    const { clock: wall, pass, leap } = leapingClock();
    const clock = createMarketClock({ wall, startAtMs: START_MS, speed: 1, nights: 'kept' });
    return { scheduler: createClockScheduler({ clock }), clock, pass, jump: leap };
  });

  it('runs the digest each session when nights are skipped', async () => {
    const wall = new ManualClock();
    const clock = createMarketClock({ wall, startAtMs: START_MS, speed: 3600, nights: 'skipped' });
    const scheduler = createClockScheduler({ clock });
    const late: number[] = [];
    scheduler.schedule({ kind: 'session', anchor: 'close', offsetMinutes: 15 }, (dueAtMs) =>
      late.push(clock.nowMs() - dueAtMs),
    );
    await wall.advanceAsync(5 * 7200);
    scheduler.stop();
    expect(late).toHaveLength(5);
    expect(Math.max(...late)).toBeLessThanOrEqual(3600);
  });

  it('runs a job whose time is a skipped night when the next window begins', async () => {
    const wall = new ManualClock();
    const clock = createMarketClock({ wall, startAtMs: START_MS, speed: 3600, nights: 'skipped' });
    const scheduler = createClockScheduler({ clock });
    const seen: number[] = [];
    scheduler.schedule({ kind: 'daily', at: '08:30', on: 'every-day' }, (dueAtMs) =>
      seen.push(dueAtMs),
    );
    await wall.advanceAsync(6001);
    scheduler.stop();
    const on = (of: string) => newYorkInstant(day(of), '08:30');
    expect(seen).toEqual([on('2026-11-21'), on('2026-11-22'), on('2026-11-23')]);
  });
});

describe('the live scheduler', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: START_MS });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  schedulerContract(() => {
    const clock = createWallClock();
    return {
      scheduler: createLiveScheduler({ clock }),
      clock,
      async pass(ms) {
        await vi.advanceTimersByTimeAsync(ms);
      },
      async jump(ms) {
        vi.setSystemTime(clock.nowMs() + ms);
        await vi.advanceTimersByTimeAsync(60_000);
      },
    };
  });

  it('leaves no timer behind after stop', () => {
    const scheduler = createLiveScheduler({ clock: createWallClock() });
    scheduler.schedule({ kind: 'every', periodMs: 5000 }, () => undefined);
    scheduler.stop();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('the live scheduler on the machine’s own time', () => {
  it('runs a periodic job', async () => {
    const clock = createWallClock();
    const scheduler = createLiveScheduler({ clock });
    const dueAtMs = await new Promise<number>((resolve) => {
      scheduler.schedule({ kind: 'every', periodMs: 40 }, resolve);
    });
    scheduler.stop();
    expect(dueAtMs % 40).toBe(0);
    expect(clock.nowMs()).toBeGreaterThanOrEqual(dueAtMs);
  });
});
