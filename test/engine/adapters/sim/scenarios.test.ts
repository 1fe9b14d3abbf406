import { describe, expect, it } from 'vitest';
import type { SimScenario } from '../../../../src/engine/adapters/sim/sim-feed.js';
import { addTradingDays, vxExpiries } from '../../../../src/engine/domain/calendar.js';
import { futureId, spotId } from '../../../../src/engine/domain/instrument.js';
import { day } from '../../../../src/engine/domain/trading-day.js';
import { MINUTE_MS } from '../../../../src/engine/domain/units.js';
import { quantile } from '../../../../scripts/sim-quantiles.js';
import { closesOf, historyOf, newYork, snapshotOf, startSim } from './sim-rig.js';
import { listening } from '../../../support/market-sink.js';

const SEEDS = [1, 2, 3, 4, 5];
const PERIOD = { quotePeriodMs: 60 * MINUTE_MS };

/** Closes from the session before the start on, one list a seed. */
async function runs(scenario: SimScenario, of: { series: string; sessions: number }) {
  const lists: number[][] = [];
  for (const seed of SEEDS) {
    const { feed, advanceTo } = await startSim({ ...PERIOD, scenario, seed });
    advanceTo(newYork(addTradingDays(day('2026-11-23'), of.sessions), '9:00'));
    lists.push((await closesOf(feed, of.series)).slice(29));
  }
  return lists;
}

function median(of: readonly number[]): number {
  return quantile(of, 0.5);
}

describe('scenarios', () => {
  it('spike: VIX doubles within days and then comes back', async () => {
    const lists = await runs('spike', { series: 'VIX', sessions: 45 });
    const peaks = lists.map((vix) => Math.max(...vix.slice(0, 9)) / (vix[0] ?? NaN));
    const later = lists.map((vix) => (vix.at(-1) ?? NaN) / Math.max(...vix.slice(0, 9)));
    expect(median(peaks)).toBeGreaterThan(1.7);
    expect(median(later)).toBeLessThan(0.8);
  });

  it('crash: SPX loses a quarter, VIX passes 50 and stays below 90', async () => {
    const spx = await runs('crash', { series: 'SPX', sessions: 25 });
    const vix = await runs('crash', { series: 'VIX', sessions: 25 });
    const falls = spx.map((closes) => Math.min(...closes) / (closes[0] ?? NaN) - 1);
    expect(median(falls)).toBeLessThan(-0.22);
    expect(median(falls)).toBeGreaterThan(-0.5);
    expect(median(vix.map((closes) => Math.max(...closes)))).toBeGreaterThan(50);
    expect(Math.max(...vix.flat())).toBeLessThan(90);
  });

  it('grind: VIX ends lower than in the calm market and SPX higher', async () => {
    const of = { series: 'VIX', sessions: 60 };
    const ends = (lists: number[][]): number => median(lists.map((closes) => closes.at(-1) ?? NaN));
    expect(ends(await runs('grind', of))).toBeLessThan(ends(await runs('calm', of)));
    const spx = { series: 'SPX', sessions: 60 };
    expect(ends(await runs('grind', spx))).toBeGreaterThan(ends(await runs('calm', spx)));
  });

  it('dislocation: markets are wide and quotes stand still at times, but never cross', async () => {
    const calm = await startSim({ ...PERIOD });
    const wide = await startSim({ scenario: 'dislocation' });
    const width = async (of: typeof calm): Promise<number> => {
      const { bid, ask } = await snapshotOf(of.feed, 'UVXY');
      return (ask ?? NaN) - (bid ?? NaN);
    };
    expect(await width(wide)).toBeGreaterThan(2.5 * (await width(calm)));
    const spyAtMs: number[] = [];
    wide.feed.subscribe(
      [spotId('SPY')],
      listening({
        quote: (quote) => spyAtMs.push(quote.atMs),
      }),
    );
    wide.advanceTo(newYork('2026-11-23', '15:00'));
    const waits = spyAtMs.slice(1).map((atMs, i) => atMs - (spyAtMs[i] ?? NaN));
    expect(Math.max(...waits)).toBeGreaterThanOrEqual(4 * MINUTE_MS);
    expect(Math.min(...waits)).toBe(1000);
  });

  it('dislocation: futures stray from where the calm market prices them', async () => {
    const stray = async (scenario: SimScenario): Promise<number> => {
      const gaps: number[] = [];
      for (const seed of SEEDS) {
        const { feed, advanceTo } = await startSim({ ...PERIOD, scenario, seed });
        advanceTo(newYork('2027-01-04', '9:00'));
        const vx4 = (await closesOf(feed, 'VX4')).slice(30);
        gaps.push(...vx4.slice(1).map((close, i) => Math.abs(Math.log(close / (vx4[i] ?? NaN)))));
      }
      return median(gaps);
    };
    expect(await stray('dislocation')).toBeGreaterThan(1.8 * (await stray('calm')));
  });
});

describe('futures of the simulated market', () => {
  it('meet VIX at settlement', async () => {
    const gaps: number[] = [];
    for (const seed of SEEDS) {
      const { feed, advanceTo } = await startSim({ ...PERIOD, seed });
      advanceTo(newYork('2026-12-15', '17:00'));
      const settle = (await closesOf(feed, 'VX1')).at(-1) ?? NaN;
      const vix = (await closesOf(feed, 'VIX')).at(-1) ?? NaN;
      gaps.push(Math.abs(settle / vix - 1));
    }
    expect(Math.max(...gaps)).toBeLessThan(0.04);
  });

  it('roll on the settlement day: the second contract becomes the first', async () => {
    const { feed, advanceTo } = await startSim({ ...PERIOD });
    advanceTo(newYork('2026-12-16', '17:00'));
    const [first] = vxExpiries(day('2026-12-16'), 1);
    expect(first).toBe('2027-01-20');
    const quote = await snapshotOf(feed, futureId('VX', day('2027-01-20')));
    const vx1 = (await closesOf(feed, 'VX1')).at(-1);
    const vx2Before = (await closesOf(feed, 'VX2')).at(-2);
    expect(((quote.bid ?? 0) + (quote.ask ?? 0)) / 2).toBeCloseTo(vx1 ?? NaN, 9);
    expect(quote.prevClose).toBe(vx2Before);
  });

  it('carry VXX by their daily roll, and UVXY by one and a half times as much', async () => {
    const { feed } = await startSim({ historySessions: 250 });
    const [vxx, uvxy] = [await closesOf(feed, 'VXX'), await closesOf(feed, 'UVXY')];
    const moves = (closes: readonly number[]) =>
      closes.slice(1).map((close, i) => close / (closes[i] ?? NaN) - 1);
    const leveraged = moves(uvxy);
    // Cents of rounding on shares of $20 and more.
    moves(vxx).forEach((move, i) => {
      expect(Math.abs((leveraged[i] ?? NaN) - 1.5 * move)).toBeLessThan(0.002);
    });
  });
});

describe('SPY of the simulated market', () => {
  it('stays within a few basis points of a tenth of SPX, but not on it', async () => {
    const { feed } = await startSim({ historySessions: 250 });
    const spy = await historyOf(feed, 'SPY');
    const gaps = (await historyOf(feed, 'SPX')).map(
      ({ close }, i) => (10 * (spy[i]?.close ?? NaN)) / close - 1,
    );
    expect(Math.max(...gaps.map(Math.abs))).toBeLessThan(0.0005);
    expect(new Set(gaps.map((gap) => gap.toFixed(6))).size).toBeGreaterThan(5);
  });
});
