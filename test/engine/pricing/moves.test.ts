import { describe, expect, it } from 'vitest';
import { expectedMoves } from '../../../src/engine/pricing/expected-move.js';
import { ivStanding, IV_WINDOW } from '../../../src/engine/pricing/iv-rank.js';
import {
  closeToCloseVol,
  garmanKlassVol,
  parkinsonVol,
  rogersSatchellVol,
  yangZhangVol,
  zeroMeanVol,
  type PriceBar,
} from '../../../src/engine/pricing/realized-vol.js';

describe('the expected move', () => {
  it('is given by all four conventions, named', () => {
    const moves = expectedMoves({
      ...{ spot: 400, vol: 0.2, years: 30 / 365 },
      ...{ straddle: 18, strangle1: 15, strangle2: 12 },
    });
    expect(moves.standardDeviation).toBeCloseTo(22.9353, 4);
    expect(moves.straddle).toBe(18);
    expect(moves.straddle85).toBeCloseTo(15.3, 12);
    expect(moves.weighted603010).toBeCloseTo(16.5, 12);
  });

  it('leaves out what is not quoted', () => {
    const base = { spot: 400, vol: 0.2, years: 0.25, strangle1: 15, strangle2: null };
    expect(expectedMoves({ ...base, straddle: 30 })).toMatchObject({
      ...{ standardDeviation: 40, straddle85: 25.5, weighted603010: null },
    });
    expect(expectedMoves({ ...base, straddle: null })).toMatchObject({
      ...{ straddle: null, straddle85: null, weighted603010: null },
    });
  });
});

describe('realised volatility', () => {
  const steps = [100, 110, 99, 108.9];

  it('of closes is the sample deviation of log returns', () => {
    const up = Math.log(1.1);
    const down = Math.log(0.9);
    const mean = (2 * up + down) / 3;
    const squares = 2 * (up - mean) ** 2 + (down - mean) ** 2;
    expect(closeToCloseVol(steps, 252)).toBeCloseTo(Math.sqrt((252 * squares) / 2), 12);
    expect(zeroMeanVol(steps, 252)).toBeCloseTo(Math.sqrt(84 * (2 * up ** 2 + down ** 2)), 12);
  });

  it('of ranges follows Parkinson', () => {
    const bar = { open: 100, high: 102, low: 98, close: 101 };
    const exact = Math.log(102 / 98) * Math.sqrt(252 / (4 * Math.LN2));
    expect(parkinsonVol([bar, bar], 252)).toBeCloseTo(exact, 12);
  });

  it('by Garman and Klass is Parkinson less the body, by Rogers and Satchell free of drift', () => {
    const still = { open: 100, high: 102, low: 98, close: 100 };
    const range = Math.log(102 / 98) ** 2;
    expect(garmanKlassVol([still], 252)).toBeCloseTo(Math.sqrt(126 * range), 12);
    const climb = { open: 100, high: 103, low: 100, close: 103 };
    expect(rogersSatchellVol([climb, climb], 252)).toBe(0);
    expect([garmanKlassVol([], 252), rogersSatchellVol([], 252)]).toEqual([null, null]);
  });

  it('by Yang and Zhang is the overnight deviation where nothing moves by day', () => {
    const bars = [100, 101, 99, 102, 100].map((p): PriceBar => {
      return { open: p, high: p, low: p, close: p };
    });
    const closes = bars.map(({ close }) => close);
    expect(yangZhangVol(bars, 365)).toBeCloseTo(closeToCloseVol(closes, 365) ?? NaN, 12);
  });

  it('is null where there is too little', () => {
    const bar = { open: 1, high: 1, low: 1, close: 1 };
    expect([closeToCloseVol([1, 2], 252), zeroMeanVol([1], 252)]).toEqual([null, null]);
    expect([parkinsonVol([], 252), yangZhangVol([bar, bar], 252)]).toEqual([null, null]);
  });
});

describe('rank and percentile', () => {
  it('stand beside the last 252 days', () => {
    expect(ivStanding([0.1, 0.2, 0.3, 0.5], 0.2)).toEqual({
      ...{ rankPct: 25, percentilePct: 25, days: 4 },
    });
    const old = [9, ...Array.from({ length: IV_WINDOW }, (_, i) => 0.1 + i / 1000)];
    expect(ivStanding(old, 10)).toMatchObject({ percentilePct: 100, days: 252 });
  });

  it('pass 100 at a new high and have no rank on a flat history', () => {
    expect(ivStanding([0.1, 0.2], 0.3)?.rankPct).toBeCloseTo(200, 10);
    expect(ivStanding([0.2, 0.2], 0.2)).toEqual({ rankPct: null, percentilePct: 0, days: 2 });
    expect(ivStanding([], 0.2)).toBeNull();
  });
});
