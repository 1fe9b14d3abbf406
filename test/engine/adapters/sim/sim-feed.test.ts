import { describe, expect, it } from 'vitest';
import { simScenarios } from '../../../../src/engine/adapters/sim/sim-feed.js';
import { sessionOf, vxExpiries } from '../../../../src/engine/domain/calendar.js';
import { futureId, spotId, type InstrumentId } from '../../../../src/engine/domain/instrument.js';
import type { Quote } from '../../../../src/engine/domain/quote.js';
import { day } from '../../../../src/engine/domain/trading-day.js';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../../src/engine/domain/units.js';
import type { MarketData } from '../../../../src/engine/ports/market-data.js';
import { closesOf, historyOf, newYork, snapshotOf, START_MS, startSim } from './sim-rig.js';
import { listening } from '../../../support/market-sink.js';

const INDICES = ['VIX', 'VIX9D', 'VIX3M', 'SPX', 'ETH', 'BTCDVOL', 'ETHDVOL'];

/** Whether a name came with the coins' options: all of them but the index of bitcoin. */
function isOfCoins(id: string): boolean {
  return /^ETH$|^(BTC|ETH)(DVOL$|[.]PERP$|[/])/.test(id);
}

const PERIOD = { quotePeriodMs: 10 * MINUTE_MS };

function snapshots(feed: MarketData): Promise<Quote[]> {
  return Promise.all(feed.instruments().map((id) => snapshotOf(feed, id)));
}

describe('instruments of the simulated market', () => {
  it('are the spots and the eight nearest VX futures, of which a settled one goes', async () => {
    const { feed, advanceTo } = await startSim(PERIOD);
    const futures = (today: string) => vxExpiries(day(today), 8).map((at) => futureId('VX', at));
    const spots = ['VIX', 'VIX9D', 'VIX3M', 'SPX', 'SPY', 'UVXY', 'VXX', 'BTC'];
    const stocks = () => feed.instruments().filter((id) => !isOfCoins(id));
    expect(stocks()).toEqual([...spots, ...futures('2026-11-23')]);
    advanceTo(newYork('2026-12-16', '10:00'));
    expect(stocks().slice(8)).toEqual(futures('2026-12-16'));
    expect(feed.carries(futureId('VX', day('2026-12-16')))).toBe(false);
  });

  it('have one price where they are indexes and two sides where they trade', async () => {
    const { feed } = await startSim();
    for (const quote of await snapshots(feed)) {
      const index = INDICES.includes(quote.instrument);
      expect([quote.bid === null, quote.ask === null], quote.instrument).toEqual([index, index]);
      expect(quote.last).toBeGreaterThan(0);
      expect(quote.prevClose).toBeGreaterThan(0);
      expect(quote).toMatchObject({ source: 'sim', delayMs: 0, atMs: START_MS });
    }
  });

  it('keep the ticks of their venues', async () => {
    const { feed } = await startSim();
    for (const { instrument, bid } of await snapshots(feed)) {
      const perUnit = instrument.startsWith('VX/') ? 20 : 100;
      if (instrument.startsWith('BTC/')) expect((bid ?? 0) % 0.5).toBe(0);
      expect(Math.abs((bid ?? 0) * perUnit - Math.round((bid ?? 0) * perUnit))).toBeLessThan(1e-6);
    }
  });
});

describe('the state of the simulated market', () => {
  it('is the same for two feeds that are asked at different times', async () => {
    const eager = await startSim(PERIOD);
    const lazy = await startSim(PERIOD);
    for (const id of eager.feed.instruments()) {
      eager.feed.subscribe([id], listening({}));
    }
    const checks = ['2026-11-23', '2026-11-25', '2026-12-01'].flatMap((on) => [
      newYork(on, '11:37'),
      newYork(on, '21:00'),
    ]);
    for (const atMs of checks) {
      eager.advanceTo(atMs);
      lazy.advanceTo(atMs);
      expect(await snapshots(lazy.feed)).toEqual(await snapshots(eager.feed));
    }
    for (const series of eager.feed.series()) {
      expect(await historyOf(lazy.feed, series)).toEqual(await historyOf(eager.feed, series));
    }
  });

  it('does not depend on how often it is pushed', async () => {
    const seconds = await startSim({ quotePeriodMs: 1000 });
    const hours = await startSim({ quotePeriodMs: HOUR_MS });
    seconds.advanceTo(START_MS + 150 * MINUTE_MS);
    hours.advanceTo(START_MS + 150 * MINUTE_MS);
    expect(await snapshots(hours.feed)).toEqual(await snapshots(seconds.feed));
  });

  it('differs by seed', async () => {
    const one = await startSim({ seed: 1 });
    const two = await startSim({ seed: 2 });
    expect(await closesOf(one.feed, 'VIX')).not.toEqual(await closesOf(two.feed, 'VIX'));
    expect(await closesOf(one.feed, 'BTC')).not.toEqual(await closesOf(two.feed, 'BTC'));
  });

  it('has the same past whatever the scenario', async () => {
    const calm = await startSim({ scenario: 'calm' });
    for (const scenario of simScenarios) {
      const other = await startSim({ scenario });
      expect(await closesOf(other.feed, 'SPX')).toEqual(await closesOf(calm.feed, 'SPX'));
    }
  });

  it('moves from second to second while the market is open', async () => {
    const { feed, clock } = await startSim();
    const seen = new Set<number | null>();
    for (let second = 0; second < 60; second++) {
      seen.add((await snapshotOf(feed, 'SPX')).last);
      clock.advance(1000);
    }
    expect(seen.size).toBeGreaterThan(40);
  });
});

describe('nights of the simulated market', () => {
  it('keep the last quotes with their own instants, and only the coins move on', async () => {
    const { feed, advanceTo } = await startSim(PERIOD);
    advanceTo(newYork('2026-11-23', '22:00'));
    const session = sessionOf(day('2026-11-23'));
    for (const { instrument, atMs } of await snapshots(feed)) {
      const late = /^VI?X/.test(instrument) && instrument !== 'VXX';
      const lastMs = late ? session?.indexCloseAtMs : session?.closeAtMs;
      const coin = instrument === 'BTC' || isOfCoins(instrument);
      expect(atMs, instrument).toBe(coin ? newYork('2026-11-23', '22:00') : lastMs);
    }
  });

  it('that a clock leaps over still bring the day its last quotes and its bars', async () => {
    const { feed, clock } = await startSim(PERIOD);
    const quotes = new Map<InstrumentId, Quote>();
    const bars: string[] = [];
    feed.subscribe(
      [spotId('VIX'), spotId('SPX')],
      listening({
        quote: (quote) => quotes.set(quote.instrument, quote),
        bar: (bar) => bars.push(`${bar.series} ${bar.day}`),
      }),
    );
    leap(clock, newYork('2026-11-25', '09:25'));
    expect(quotes.get(spotId('VIX'))?.atMs).toBe(newYork('2026-11-24', '16:15'));
    expect(bars.filter((bar) => /^(VIX|SPX) /.test(bar))).toEqual([
      'SPX 2026-11-23',
      'VIX 2026-11-23',
      'SPX 2026-11-24',
      'VIX 2026-11-24',
    ]);
  });

  it('end in a bar whose close is the last quote, and which holds all quotes of the day', async () => {
    const { feed, advanceTo } = await startSim({ quotePeriodMs: 20_000 });
    const heard = new Map<string, number[]>();
    feed.subscribe(
      feed.instruments(),
      listening({
        quote: ({ instrument, last }) => {
          heard.set(instrument, [...(heard.get(instrument) ?? []), last ?? NaN]);
        },
      }),
    );
    advanceTo(newYork('2026-11-23', '18:00'));
    for (const symbol of ['VIX', 'VIX9D', 'VIX3M', 'SPX', 'SPY', 'UVXY', 'VXX']) {
      const bar = (await historyOf(feed, symbol)).at(-1);
      const prices = heard.get(symbol) ?? [];
      expect(bar?.close, symbol).toBe(prices.at(-1));
      expect(Math.max(...prices), symbol).toBeLessThanOrEqual(bar?.high ?? 0);
      expect(Math.min(...prices), symbol).toBeGreaterThanOrEqual(bar?.low ?? Infinity);
    }
  });

  it('of an early close begin at 13:00, a quarter of an hour later for the VIX family', async () => {
    const { feed, advanceTo } = await startSim({ startAtMs: newYork('2026-11-27', '10:30') });
    advanceTo(newYork('2026-11-27', '15:00'));
    expect((await snapshotOf(feed, 'SPX')).atMs).toBe(newYork('2026-11-27', '13:00'));
    expect((await snapshotOf(feed, 'VIX')).atMs).toBe(newYork('2026-11-27', '13:15'));
    expect((await historyOf(feed, 'VIX')).at(-1)?.day).toBe('2026-11-27');
  });
});

/** Moves time in one step: what falls due between runs at the end. */
function leap(clock: { advance(ms: number): void; nowMs(): number }, toMs: number): void {
  const real = clock.nowMs.bind(clock);
  clock.nowMs = () => toMs;
  try {
    clock.advance(toMs - real());
  } finally {
    clock.nowMs = real;
  }
}

describe('history of the simulated market', () => {
  it('has two years of every series before the start, and grows by a bar a session', async () => {
    const { feed, advanceTo } = await startSim({ ...PERIOD, historySessions: 504 });
    const stocks = ['VIX', 'VIX9D', 'VIX3M', 'SPX', 'SPY', 'UVXY', 'VXX'];
    const names = [...stocks, 'BTC', 'ETH', 'BTCDVOL', 'ETHDVOL'];
    const ranks = [1, 2, 3, 4, 5, 6, 7, 8].map((rank) => `VX${rank}`);
    expect([...feed.series()].sort()).toEqual([...names, ...ranks].sort());
    for (const series of feed.series()) {
      const bars = await historyOf(feed, series);
      expect(bars.length, series).toBe(504);
      expect(bars.at(-1)?.day).toBe('2026-11-20');
      const broken = bars.filter(
        ({ open, high, low, close }) =>
          Math.min(open ?? 0, close) < (low ?? NaN) || Math.max(open ?? 0, close) > (high ?? NaN),
      );
      expect(broken).toEqual([]);
    }
    advanceTo(newYork('2026-11-24', '16:05'));
    expect((await historyOf(feed, 'SPX')).length).toBe(506);
    expect((await historyOf(feed, 'VIX')).length).toBe(505);
  });

  it('starts on a weekend with the Friday before as its last day', async () => {
    const { feed } = await startSim({ startAtMs: newYork('2026-11-21', '12:00') });
    expect((await historyOf(feed, 'SPX')).at(-1)?.day).toBe('2026-11-20');
    expect((await snapshotOf(feed, 'SPX')).atMs).toBe(newYork('2026-11-20', '16:00'));
  });

  it('ends each rank of futures on the price at which that contract is quoted', async () => {
    const { feed, advanceTo } = await startSim(PERIOD);
    advanceTo(newYork('2026-11-23', '17:00'));
    const ranks = vxExpiries(day('2026-11-23'), 8);
    for (const [i, expiry] of ranks.entries()) {
      const quote = await snapshotOf(feed, futureId('VX', expiry));
      const settle = (await closesOf(feed, `VX${i + 1}`)).at(-1);
      expect(((quote.bid ?? 0) + (quote.ask ?? 0)) / 2).toBeCloseTo(settle ?? NaN, 9);
    }
  });
});

describe('years of simulated time', () => {
  it('keep volatility products tradable by merging shares, their history with them', async () => {
    const { feed, clock } = await startSim({ quotePeriodMs: DAY_MS, historySessions: 60 });
    const atStart = (await closesOf(feed, 'UVXY')).at(-1) ?? NaN;
    clock.advance(3 * 365 * DAY_MS);
    const closes = await closesOf(feed, 'UVXY');
    expect(Math.min(...closes.slice(-250))).toBeGreaterThan(2);
    const factor = (closes[59] ?? NaN) / atStart;
    expect([10, 100, 1000].some((merged) => Math.abs(factor / merged - 1) < 1e-3)).toBe(true);
    const steps = closes.slice(1).map((close, i) => close / (closes[i] ?? NaN));
    expect(Math.max(...steps)).toBeLessThan(3);
  });
});
