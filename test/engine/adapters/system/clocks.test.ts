import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  createLiveMarketClock,
  createMarketClock,
} from '../../../../src/engine/adapters/system/market-clock.js';
import { createWallClock } from '../../../../src/engine/adapters/system/wall-clock.js';
import { newYorkInstant } from '../../../../src/engine/domain/new-york.js';
import { day } from '../../../../src/engine/domain/trading-day.js';
import type { MarketClock } from '../../../../src/engine/ports/clock.js';
import { clockContract } from '../../../contract/clock.js';
import { ManualClock } from '../../../support/manual-clock.js';

const FRIDAY_10_30 = newYorkInstant(day('2026-11-20'), '10:30');
const HOUR_MS = 3_600_000;

function marketOverManual(options: {
  speed: number;
  nights: 'kept' | 'skipped';
  startAtMs?: number;
}): { clock: MarketClock; wall: ManualClock; readonly pass: (ms: number) => Promise<void> } {
  const wall = new ManualClock();
  const clock = createMarketClock({ wall, startAtMs: FRIDAY_10_30, ...options });
  return { clock, wall, pass: (ms) => wall.advanceAsync(ms) };
}

describe('a clock that tests move by hand', () => {
  clockContract(() => {
    const clock = new ManualClock();
    return { clock, pass: (ms) => clock.advanceAsync(ms) };
  });
});

describe('wall time', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: FRIDAY_10_30 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const pass = async (ms: number) => {
    await vi.advanceTimersByTimeAsync(ms);
  };

  clockContract(() => ({ clock: createWallClock(), pass }));

  it('goes on at half pace after the system was set back, until it has caught up', async () => {
    const clock = createWallClock();
    await pass(1000);
    const beforeMs = clock.nowMs();
    vi.setSystemTime(beforeMs - 10_000);
    expect(clock.nowMs()).toBe(beforeMs);
    await pass(4000);
    expect(clock.nowMs()).toBe(beforeMs + 2000);
    await pass(20_000);
    expect(clock.nowMs()).toBe(beforeMs - 10_000 + 24_000);
  });

  it('runs a far timer within a minute after the system was set forward past it', async () => {
    const clock = createWallClock();
    let runs = 0;
    clock.at(clock.nowMs() + 30 * HOUR_MS, () => (runs += 1));
    vi.setSystemTime(FRIDAY_10_30 + 31 * HOUR_MS);
    await pass(60_000);
    expect(runs).toBe(1);
  });

  it('keeps no timer once all are cancelled', () => {
    const clock = createWallClock();
    clock.at(clock.nowMs() + 1000, () => undefined)();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('runs the other timers after one has thrown', async () => {
    const clock = createWallClock();
    let runs = 0;
    clock.at(clock.nowMs() + 10, () => {
      throw new Error('a bug');
    });
    clock.at(clock.nowMs() + 10, () => (runs += 1));
    await expect(pass(20)).rejects.toThrow('a bug');
    await pass(20);
    expect(runs).toBe(1);
  });
});

describe('market time of a live day', () => {
  clockContract(() => {
    const wall = new ManualClock();
    return { clock: createLiveMarketClock(wall), pass: (ms) => wall.advanceAsync(ms) };
  });

  it('does not stand still for a hold', async () => {
    const wall = new ManualClock();
    const clock = createLiveMarketClock(wall);
    clock.hold();
    await wall.advanceAsync(1000);
    expect(clock.nowMs()).toBe(wall.nowMs());
  });
});

describe.each([
  { speed: 1, nights: 'kept' as const },
  { speed: 60, nights: 'kept' as const },
  { speed: 0.5, nights: 'kept' as const },
  { speed: 7.3, nights: 'skipped' as const },
])('market time at speed $speed with nights $nights', (options) => {
  clockContract(() => marketOverManual(options));
});

describe('simulated market time', () => {
  it('is start plus speed times elapsed', async () => {
    const { clock, pass } = marketOverManual({ speed: 60, nights: 'kept' });
    expect(clock.nowMs()).toBe(FRIDAY_10_30);
    await pass(1500);
    expect(clock.nowMs()).toBe(FRIDAY_10_30 + 90_000);
    expect(clock.wallUntilMs(FRIDAY_10_30 + 150_000)).toBe(1000);
  });

  it('stands still until the last hold is released', async () => {
    const { clock, pass } = marketOverManual({ speed: 60, nights: 'kept' });
    const seen: number[] = [];
    clock.at(FRIDAY_10_30 + 60_000, () => seen.push(clock.nowMs()));
    await pass(500);
    const releaseA = clock.hold();
    const releaseB = clock.hold();
    await pass(90_000);
    releaseA();
    releaseA();
    await pass(1000);
    expect(clock.nowMs()).toBe(FRIDAY_10_30 + 30_000);
    expect(seen).toEqual([]);
    releaseB();
    await pass(500);
    expect(seen).toEqual([FRIDAY_10_30 + 60_000]);
  });

  it('still runs a passed instant while it stands still', async () => {
    const { clock, pass } = marketOverManual({ speed: 1, nights: 'kept' });
    clock.hold();
    let runs = 0;
    clock.at(FRIDAY_10_30 - 1, () => (runs += 1));
    await pass(0);
    expect(runs).toBe(1);
  });

  it('goes from Friday 16:30 to Monday 09:25 when nights are skipped', async () => {
    const { clock, pass } = marketOverManual({ speed: 3600, nights: 'skipped' });
    await pass(6000 - 1);
    expect(clock.nowMs()).toBe(newYorkInstant(day('2026-11-20'), '16:30') - 3600);
    await pass(1);
    expect(clock.nowMs()).toBe(newYorkInstant(day('2026-11-23'), '9:25'));
  });

  it('shows the time of the digest on every day of a fast year', async () => {
    const { clock, pass } = marketOverManual({ speed: 36_000, nights: 'skipped' });
    let digests = 0;
    const next = (of: number) => {
      clock.at(of, () => {
        digests += 1;
        next(clock.nowMs() + 24 * HOUR_MS);
      });
    };
    next(newYorkInstant(day('2026-11-20'), '16:15'));
    await pass(60_000);
    expect(digests).toBeGreaterThan(40);
  });
});
