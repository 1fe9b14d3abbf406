import { describe, expect, it } from 'vitest';
import { sessionOf } from '../../../../src/engine/domain/calendar.js';
import type { DayRange } from '../../../../src/engine/domain/quote.js';
import { day } from '../../../../src/engine/domain/trading-day.js';
import { MINUTE_MS } from '../../../../src/engine/domain/units.js';
import { historyOf, newYork, snapshotOf, startSim } from './sim-rig.js';

const OPEN_MS = newYork('2026-11-23', '9:30');
const session = sessionOf(day('2026-11-23'));

async function rangeOf(feed: Parameters<typeof snapshotOf>[0], name: string): Promise<DayRange> {
  const { dayRange } = await snapshotOf(feed, name);
  if (!dayRange) throw new Error(`${name} has no range`);
  return dayRange;
}

describe('the range of the day that the simulated venue tells', () => {
  it.each(['SPX', 'SPY'])('holds every second’s price of %s, and no more', async (name) => {
    const { feed, clock } = await startSim({ startAtMs: OPEN_MS });
    let seen: DayRange | null = null;
    for (let second = 0; second <= 12 * 60; second++) {
      if (second > 0) clock.advance(1000);
      const price = (await snapshotOf(feed, name)).last ?? NaN;
      seen ??= { open: price, high: price, low: price };
      seen = { ...seen, high: Math.max(seen.high, price), low: Math.min(seen.low, price) };
      expect(await rangeOf(feed, name)).toEqual(seen);
    }
  });

  it('is the same for a simulation that starts later, and for one that leaps', async () => {
    const early = await startSim({ startAtMs: OPEN_MS });
    const late = await startSim({ startAtMs: OPEN_MS + 47 * MINUTE_MS + 20_000 });
    for (let minute = 0; minute < 47; minute++) early.advanceTo(OPEN_MS + minute * MINUTE_MS);
    early.advanceTo(OPEN_MS + 47 * MINUTE_MS + 20_000);
    for (const name of ['SPX', 'SPY', 'VIX']) {
      expect(await rangeOf(early.feed, name)).toEqual(await rangeOf(late.feed, name));
    }
  });

  it('lies within the day’s bar, opens with it, and ends with its extremes but for seconds', async () => {
    const { feed, advanceTo } = await startSim({ startAtMs: OPEN_MS });
    advanceTo((session?.indexCloseAtMs ?? 0) + MINUTE_MS);
    for (const name of ['SPX', 'SPY', 'VIX']) {
      const range = await rangeOf(feed, name);
      const bar = (await historyOf(feed, name)).at(-1);
      expect(range.open).toBe(bar?.open);
      expect(range.high).toBeLessThanOrEqual(bar?.high ?? NaN);
      expect(range.low).toBeGreaterThanOrEqual(bar?.low ?? NaN);
      expect(range.high / (bar?.high ?? NaN)).toBeGreaterThan(0.99);
      expect(range.low / (bar?.low ?? NaN)).toBeLessThan(1.01);
    }
  });

  it('is told for what a desk measures by alone', async () => {
    const { feed } = await startSim();
    expect((await snapshotOf(feed, 'UVXY')).dayRange).toBeUndefined();
    expect((await snapshotOf(feed, 'BTC')).dayRange).toBeUndefined();
  });
});
