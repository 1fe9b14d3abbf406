import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spotId, type InstrumentId } from '../../src/engine/domain/instrument.js';
import type { Quote } from '../../src/engine/domain/quote.js';
import { MINUTE_MS } from '../../src/engine/domain/units.js';
import type { TickStore } from '../../src/engine/ports/tick-store.js';
import { ALL, RETENTION, tick, TICK_NOW_MS, valueOf } from './tick-facts.js';

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

/** How quotes are thinned by their age. */
export function thinningContract(current: () => TickStore): void {
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
