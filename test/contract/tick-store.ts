import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { seriesId, type DailyBar } from '../../src/engine/domain/bar.js';
import { spotId, type InstrumentId } from '../../src/engine/domain/instrument.js';
import type { Quote } from '../../src/engine/domain/quote.js';
import { addDays, day } from '../../src/engine/domain/trading-day.js';
import { HOUR_MS, MINUTE_MS } from '../../src/engine/domain/units.js';
import type { Clock } from '../../src/engine/ports/clock.js';
import type { Retention, TickStore } from '../../src/engine/ports/tick-store.js';
import { ManualClock } from '../support/manual-clock.js';

/** One place that holds ticks: opening it again after `close` finds what was kept. */
export interface TickHome {
  open(options: { readonly clock: Clock; readonly retention: Retention }): Promise<TickStore>;
  dispose(): void | Promise<void>;
}

/** Short tiers, so that a few hundred quotes reach all of them. */
const RETENTION: Retention = {
  rawMs: 5_500,
  secondMs: MINUTE_MS,
  minuteMs: 10 * MINUTE_MS,
  fiveMinuteMs: HOUR_MS,
};
export const TICK_NOW_MS = Date.UTC(2026, 10, 20, 18, 30, 12, 345);
const ALL = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER };

export function tick(atMs: number, more: Partial<Quote> = {}): Quote {
  const figures = { bid: 660.1, ask: 660.12, bidSize: 300, askSize: 2, last: 660.11 };
  const rest = { prevClose: 657.02, delayMs: 0, source: 'sim', instrument: spotId('SPY') };
  return { ...figures, ...rest, atMs, ...more };
}

export function bar(of: string, more: Partial<DailyBar> = {}): DailyBar {
  const prices = { open: 17.1, high: 18.4, low: 16.9, close: 17.25, volume: null };
  return {
    series: seriesId('VIX'),
    day: day(of),
    ...prices,
    marks: [],
    source: 'cboe-csv',
    ...more,
  };
}

/** The value of a result that must be one. */
export function valueOf<T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** What every store of ticks and history keeps to. */
export function tickStoreContract(name: string, makeHome: () => TickHome): void {
  describe(`${name} keeps the tick store's contract`, () => {
    let home: TickHome;
    let clock: ManualClock;
    let store: TickStore;
    const open = () => home.open({ clock, retention: RETENTION });
    const reopen = async () => {
      await store.close();
      store = await open();
    };
    const read = async (instrument: InstrumentId = spotId('SPY'), span = ALL) =>
      valueOf(await store.ticks(instrument, span));
    const state = async () => valueOf(await store.state());
    const rowsStored = async () => (await state()).rows;

    beforeEach(async () => {
      home = makeHome();
      clock = new ManualClock(TICK_NOW_MS);
      store = await open();
    });
    afterEach(async () => {
      await store.close();
      await home.dispose();
    });

    test('quotes come back as they were, ascending, also after a restart', async () => {
      const nothing = { bid: null, ask: null, bidSize: null, askSize: null, last: null };
      const quotes = [
        tick(1_000, { bid: 0.1 + 0.2, last: -37.63, delayMs: 900_000, source: 'cboe' }),
        tick(1_001, { ...nothing, prevClose: null }),
        tick(1_002, { bid: 0, ask: 98_765.4321, bidSize: 0.00001 }),
      ];
      for (const quote of [...quotes].reverse()) store.append(quote);
      store.append(tick(1_001, { instrument: spotId('QQQ') }));
      await reopen();
      expect(await read()).toEqual(quotes);
    });

    test('a span holds its first instant and not its last', async () => {
      for (const atMs of [10, 20, 30]) store.append(tick(atMs));
      const found = await read(spotId('SPY'), { fromMs: 10, toMs: 30 });
      expect(found.map((quote) => quote.atMs)).toEqual([10, 20]);
      expect(await read(spotId('NONE'))).toEqual([]);
    });

    test('quotes of one instant are all kept, in order; an exact repeat is kept once', async () => {
      const quotes = [5, 3, 4].map((last) => tick(1_000, { last }));
      for (const quote of [...quotes, ...quotes]) store.append(quote);
      expect(await read()).toEqual(quotes);
      for (const quote of quotes) store.append(quote);
      expect(await read()).toEqual(quotes);
      expect(await rowsStored()).toBe(3);
    });

    test('a batch goes after a second, or at 2,000 rows', async () => {
      store.append(tick(1));
      expect(await state()).toMatchObject({ rows: 0, waiting: 1 });
      clock.advance(1_000);
      await expect.poll(rowsStored).toBe(1);
      for (let n = 0; n < 2_000; n++) store.append(tick(100 + n));
      await expect.poll(rowsStored).toBe(2_001);
      expect((await state()).waiting).toBe(0);
    });

    test('what was flushed is there for the next to open', async () => {
      for (let n = 0; n < 4_500; n++) store.append(tick(n));
      valueOf(await store.flush());
      expect(await state()).toMatchObject({ rows: 4_500, waiting: 0, dropped: 0 });
      await reopen();
      expect(await rowsStored()).toBe(4_500);
    });

    test('a flood keeps the newest within bounded memory and counts what it dropped', async () => {
      const flood = 250_000;
      for (let n = 0; n < flood; n++) store.append(tick(n));
      const { waiting } = await state();
      expect(waiting).toBeLessThanOrEqual(220_000);
      valueOf(await store.flush());
      const after = await state();
      expect(after.dropped).toBeGreaterThan(0);
      expect(after.rows + after.dropped).toBe(flood);
      const newest = await read(spotId('SPY'), { fromMs: flood - 1_000, toMs: flood });
      expect(newest).toHaveLength(1_000);
    });

    test('the state tells the rate of the last minute and what the disk would hold', async () => {
      expect(await state()).toMatchObject({ rows: 0, rowsPerSecond: 0, projectedBytes: 0 });
      for (let second = 0; second < 90; second++) {
        for (let n = 0; n < 5; n++) store.append(tick(second * 1_000 + n));
        clock.advance(1_000);
      }
      valueOf(await store.flush());
      const busy = await state();
      expect(busy.rowsPerSecond).toBeGreaterThan(4.8);
      expect(busy.rowsPerSecond).toBeLessThanOrEqual(5);
      expect(busy.projectedBytes).toBeGreaterThan(5 * 5.5 * 20);
      expect(busy.diskBytes).toBeGreaterThan(450 * 20);
      clock.advance(MINUTE_MS);
      expect((await state()).rowsPerSecond).toBe(0);
    });

    test('after close nothing is written, and closing twice is closing once', async () => {
      store.append(tick(1));
      await store.close();
      store.append(tick(2));
      await store.close();
      expect((await store.flush()).ok).toBe(true);
      expect((await store.state()).ok).toBe(false);
      store = await open();
      expect((await read()).map((quote) => quote.atMs)).toEqual([1]);
    });

    thinningContract(() => store);
    barContract(() => ({ store, reopen }));
  });
}

/** The tiers by age: bucket and the ages, in ms, between which it holds for certain. */
const TIERS = [
  { bucketMs: 1_000, fromMs: RETENTION.rawMs, toMs: RETENTION.secondMs },
  { bucketMs: MINUTE_MS, fromMs: RETENTION.secondMs, toMs: RETENTION.minuteMs },
  { bucketMs: 5 * MINUTE_MS, fromMs: RETENTION.minuteMs, toMs: RETENTION.fiveMinuteMs },
] as const;

function bucketOf(atMs: number, bucketMs: number): number {
  return Math.floor(atMs / bucketMs);
}

/** Ages, in ms, dense among the young and reaching beyond the last tier. */
const ages = fc.array(
  fc.oneof(
    fc.nat(RETENTION.rawMs + 2_000),
    fc.nat(RETENTION.secondMs + 2_000),
    fc.nat(RETENTION.minuteMs + 2_000),
    fc.nat(RETENTION.fiveMinuteMs + 10 * MINUTE_MS),
  ),
  { minLength: 1, maxLength: 120 },
);

function thinningContract(current: () => TickStore): void {
  let run = 0;
  async function appended(agesMs: readonly number[]) {
    const instrument = spotId(`RUN${run++}`);
    const quotes = agesMs.map((age, n) => tick(TICK_NOW_MS - age, { instrument, last: n }));
    for (const quote of quotes) current().append(quote);
    valueOf(await current().flush());
    return { instrument, quotes };
  }
  const keptOf = async (instrument: InstrumentId) =>
    valueOf(await current().ticks(instrument, ALL));

  test('thinning keeps every young quote, the last of each older bucket and nothing beyond', async () => {
    const property = fc.asyncProperty(ages, async (agesMs) => {
      const { instrument, quotes } = await appended(agesMs);
      valueOf(await current().compact(TICK_NOW_MS));
      const kept = await keptOf(instrument);
      const keptInstants = kept.map((quote) => quote.atMs);
      expect(keptInstants).toEqual([...keptInstants].sort((a, b) => a - b));
      expect(quotes).toEqual(expect.arrayContaining([...kept]));

      const youngFromMs = TICK_NOW_MS - RETENTION.rawMs;
      const young = (list: readonly Quote[]) => list.filter((quote) => quote.atMs >= youngFromMs);
      expect(young(kept)).toHaveLength(young(quotes).length);
      expect(keptInstants[0] ?? Infinity).toBeGreaterThanOrEqual(
        TICK_NOW_MS - RETENTION.fiveMinuteMs,
      );
      for (const tier of TIERS) expectThinned(quotes, kept, tier);
    });
    await fc.assert(property, { numRuns: 40 });
  });

  test('thinning again, or in steps, comes to the same', async () => {
    const steps = fc.array(fc.nat(RETENTION.fiveMinuteMs), { maxLength: 4 });
    const property = fc.asyncProperty(ages, steps, async (agesMs, earlierMs) => {
      const once = await appended(agesMs);
      valueOf(await current().compact(TICK_NOW_MS));
      const atOnce = await keptOf(once.instrument);
      const stepped = await appended(agesMs);
      for (const ms of [...earlierMs].sort((a, b) => b - a)) {
        valueOf(await current().compact(TICK_NOW_MS - ms));
      }
      for (let n = 0; n < 2; n++) valueOf(await current().compact(TICK_NOW_MS));
      const inSteps = await keptOf(stepped.instrument);
      expect(inSteps.map((quote) => quote.last)).toEqual(atOnce.map((quote) => quote.last));
    });
    await fc.assert(property, { numRuns: 20 });
  });

  test('a quote that comes late is thinned the next time, and long spans all at once', async () => {
    const instrument = spotId('LATE');
    const oldMs = TICK_NOW_MS - 30_000;
    for (let n = 0; n < 12_000; n++) current().append(tick(oldMs + n, { instrument }));
    valueOf(await current().compact(TICK_NOW_MS));
    const before = await keptOf(instrument);
    expect(before.length).toBeLessThanOrEqual(13);
    current().append(tick(oldMs + 1, { instrument, last: 1 }));
    valueOf(await current().compact(TICK_NOW_MS));
    expect(await keptOf(instrument)).toEqual(before);
    expect(valueOf(await current().state()).rows).toBe(before.length);
  });
}

function expectThinned(
  quotes: readonly Quote[],
  kept: readonly Quote[],
  tier: (typeof TIERS)[number],
): void {
  const { bucketMs } = tier;
  const inTier = (bucket: number) =>
    (bucket + 1) * bucketMs <= TICK_NOW_MS - tier.fromMs &&
    // Wholly younger than the next tier, whose edge may lie a bucket earlier.
    bucket * bucketMs >= TICK_NOW_MS - tier.toMs;
  const last = new Map<number, number>();
  for (const quote of quotes) {
    const bucket = bucketOf(quote.atMs, bucketMs);
    if (inTier(bucket)) last.set(bucket, Math.max(last.get(bucket) ?? 0, quote.atMs));
  }
  const found = kept.filter((quote) => inTier(bucketOf(quote.atMs, bucketMs)));
  expect(found.map((quote) => quote.atMs)).toEqual([...last.values()].sort((a, b) => a - b));
}

function barContract(
  current: () => { readonly store: TickStore; readonly reopen: () => Promise<void> },
): void {
  test('bars come back by day with their marks, and series by name', async () => {
    const marked = bar('2026-11-18', { open: null, marks: ['repaired', 'holiday'] });
    const bars = [bar('2026-11-20', { volume: 1.5e9 }), marked, bar('2026-11-19')];
    const other = bar('2026-11-19', { series: seriesId('SPX'), close: 6_612.5 });
    expect(valueOf(await current().store.putBars([...bars, other]))).toEqual({
      added: 4,
      changed: 0,
      unchanged: 0,
    });
    await current().reopen();
    expect(valueOf(await current().store.bars(seriesId('VIX')))).toEqual([
      marked,
      bars[2],
      bars[0],
    ]);
    expect(valueOf(await current().store.series())).toEqual(['SPX', 'VIX']);
    expect(valueOf(await current().store.bars(seriesId('VVIX')))).toEqual([]);
  });

  test('the same bars again change nothing; a corrected one is counted', async () => {
    const bars = Array.from({ length: 300 }, (_, n) => bar(addDays(day('2025-01-01'), n)));
    valueOf(await current().store.putBars(bars));
    const again = bars.map((old, n) => (n === 7 ? { ...old, close: 17.3 } : old));
    const fresh = bar('2026-11-20', { marks: ['flat'] });
    expect(valueOf(await current().store.putBars([...again, fresh, fresh]))).toEqual({
      added: 1,
      changed: 1,
      unchanged: 300,
    });
    const remarked = { ...fresh, marks: [] };
    expect(valueOf(await current().store.putBars([remarked]))).toMatchObject({ changed: 1 });
  });
}
