import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DataGap } from '../../src/engine/domain/data-gap.js';
import { optionId, perpetualId, spotId } from '../../src/engine/domain/instrument.js';
import type { Quote, VenueFuture, VenueOption } from '../../src/engine/domain/quote.js';
import { day } from '../../src/engine/domain/trading-day.js';
import { HOUR_MS, MINUTE_MS } from '../../src/engine/domain/units.js';
import { ALL, tick, TICK_NOW_MS, valueOf, type Current } from './tick-facts.js';

const FIGURES = { forward: 91_234.5, markPrice: 0.0415, markIv: 0.5321, openInterest: 120.3 };
const VENUE: VenueOption = {
  ...FIGURES,
  ...{ bidIv: 0.51, askIv: 0.55, volume: 17 },
  greeks: { delta: 0.5, gamma: 1e-5, vegaUsdPerVolPt: 80, thetaUsdPerDay: -60, rhoUsdPerPct: 9 },
};
const KEPT: VenueOption = { ...FIGURES, bidIv: null, askIv: null, greeks: null, volume: null };

interface Named {
  readonly root?: string;
  readonly expiry?: string;
  readonly strike?: number;
}

function option(atMs: number, of: Named = {}, more: Partial<Quote> = {}): Quote {
  const { root = 'BTC', expiry = '2026-11-27', strike = 90_000 } = of;
  const instrument = optionId({ root, expiry: day(expiry), strike, right: 'call' });
  return tick(atMs, { instrument, bid: 0.041, ask: 0.042, ...more });
}

function gap(fromMs: number, toMs: number, more: Partial<DataGap> = {}): DataGap {
  return { feed: 'sim', instruments: null, fromMs, toMs, reason: 'disconnected', ...more };
}

/** How what a venue says is kept, and all options of an instant are found again. */
export function optionsContract(current: Current): void {
  const at = async (atMs: number, of: { roots?: string[]; withinMs?: number } = {}) => {
    const { roots = ['BTC'], withinMs = MINUTE_MS } = of;
    return valueOf(await current().store.optionsAt(roots, { atMs, withinMs }));
  };
  const append = (quotes: readonly Quote[]) => {
    for (const quote of quotes) current().store.append(quote);
  };

  test('of an option the forward, mark, its volatility and open interest are kept', async () => {
    const nothing = { forward: null, markPrice: null, markIv: null, openInterest: null };
    const quotes = [
      option(1, {}, { option: VENUE }),
      option(2, {}, { option: { ...VENUE, ...nothing } }),
      option(3, {}, { option: { ...VENUE, ...nothing, markIv: 0.61234567 } }),
    ];
    append(quotes);
    await current().reopen();
    const found = valueOf(await current().store.ticks(option(1).instrument, ALL));
    expect(found[0]?.option).toEqual(KEPT);
    expect(found[1]).not.toHaveProperty('option');
    expect(found[2]?.option).toEqual({ ...KEPT, ...nothing, markIv: 0.61234567 });
  });

  test('of a future everything that the venue says is kept', async () => {
    const future: VenueFuture = {
      ...{ markPrice: 91_200.33, indexPrice: 91_190.01, openInterest: 1.2e9 },
      ...{ fundingNow8h: 0.00012345, funding8h: -0.00001 },
    };
    const quote = tick(1, { instrument: perpetualId('BTC'), future });
    append([quote, tick(2, { instrument: perpetualId('BTC') })]);
    const found = valueOf(await current().store.ticks(perpetualId('BTC'), ALL));
    expect(found[0]).toEqual(quote);
    expect(found[1]).not.toHaveProperty('future');
  });

  test('quotes that differ in the venue’s word alone are two quotes', async () => {
    const one = option(1, {}, { option: KEPT });
    append([one, option(1, {}, { option: { ...KEPT, markIv: 0.6 } }), one]);
    expect(valueOf(await current().store.ticks(one.instrument, ALL))).toHaveLength(2);
  });

  test('the options of an instant are the newest of each, of the roots asked for', async () => {
    const now = TICK_NOW_MS;
    const wanted = [
      option(now - 100, { strike: 80_000 }),
      option(now, { strike: 90_000 }, { last: 2 }),
      option(now - MINUTE_MS, { strike: 95_000 }),
    ];
    append([
      ...wanted,
      option(now - 200, { strike: 80_000 }),
      option(now + 1, { strike: 80_000 }),
      option(now - MINUTE_MS - 1, { strike: 99_000 }),
      option(now, { strike: 90_000, root: 'ETH' }),
      tick(now, { instrument: spotId('BTC') }),
    ]);
    const found = await at(now);
    expect([...found].sort((a, b) => a.instrument.localeCompare(b.instrument))).toEqual(wanted);
    expect(await at(now, { roots: ['ETH', 'BTC', 'BTC'] })).toHaveLength(4);
    expect(await at(now, { roots: ['SPX'] })).toEqual([]);
    // A name that is first seen later is found too.
    append([option(now, { strike: 70_000 })]);
    expect(await at(now)).toHaveLength(4);
  });

  test('options that expired before the instant’s day are left out', async () => {
    const atMs = Date.UTC(2026, 10, 20, 9);
    const days = ['2026-11-19', '2026-11-20', '2026-11-21'];
    append(days.map((expiry) => option(atMs, { expiry })));
    const found = await at(atMs, { withinMs: HOUR_MS });
    expect(found.map(({ instrument }) => instrument.slice(4, 14))).toEqual(days.slice(1));
  });

  test('an option whose feed had a gap since its quote is not given as fresh', async () => {
    append([option(1_000), option(1_500, { strike: 80_000 })]);
    current().store.appendGap(gap(1_200, 2_000));
    const strikesAt = async (atMs: number) =>
      (await at(atMs)).map(({ instrument }) => Number(instrument.split('/')[2])).sort();
    expect(await strikesAt(1_200)).toEqual([90_000]);
    expect(await strikesAt(1_600)).toEqual([]);
    expect(await strikesAt(3_000)).toEqual([]);
    append([option(2_000), option(2_500, { strike: 80_000 })]);
    expect(await strikesAt(2_000)).toEqual([90_000]);
    expect(await strikesAt(3_000)).toEqual([80_000, 90_000]);
    current().store.appendGap(gap(2_600, 2_700, { feed: 'ibkr' }));
    current().store.appendGap(gap(2_600, 2_700, { instruments: [option(1).instrument] }));
    expect(await strikesAt(3_000)).toEqual([80_000]);
  });

  test('the options of any instant are those that a plain search finds', async () => {
    const row = fc.record({
      strike: fc.integer({ min: 1, max: 6 }),
      atMs: fc.integer({ min: 0, max: 1_000 }),
    });
    const asked = fc.record({ atMs: fc.integer({ min: 0, max: 1_100 }), withinMs: fc.nat(1_100) });
    let run = 0;
    const property = fc.asyncProperty(fc.array(row), fc.array(asked), async (rows, questions) => {
      const root = `R${run++}`;
      append(rows.map(({ strike, atMs }, n) => option(atMs, { root, strike }, { last: n })));
      for (const { atMs, withinMs } of questions) {
        const newest = new Map<number, number>();
        for (const { strike, atMs: of } of rows) {
          if (of > atMs || of < atMs - withinMs) continue;
          newest.set(strike, Math.max(newest.get(strike) ?? 0, of));
        }
        const found = await at(atMs, { roots: [root], withinMs });
        const pairs = found.map((quote) => [Number(quote.instrument.split('/')[2]), quote.atMs]);
        expect(new Map(pairs as [number, number][])).toEqual(newest);
      }
    });
    await fc.assert(property, { numRuns: 20 });
  });
}
