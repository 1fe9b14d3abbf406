import { describe, expect, it } from 'vitest';
import {
  bookGreeks,
  shockGrid,
  stressGrid,
  type BookLine,
} from '../../../src/engine/surface/book.js';
import { buildSurface } from '../../../src/engine/surface/build.js';
import { regimes } from '../../../src/engine/surface/regime.js';
import { atmShape, deltaSkew, forwardDelta } from '../../../src/engine/surface/skew.js';
import { smileOf, type Smile } from '../../../src/engine/surface/smile-at.js';
import type { Surface, SurfaceSlice } from '../../../src/engine/surface/surface.js';
import { sviJet } from '../../../src/engine/surface/svi.js';
import { atmVol, forwardVol, termStructure } from '../../../src/engine/surface/term-structure.js';
import { volIndex } from '../../../src/engine/surface/vol-index.js';
import { NOW, quotedSurface } from './market.js';

const DAY = 86_400_000;
const PARAMS = { a: 0.01, b: 0.15, rho: -0.35, m: 0.02, sigma: 0.25 };

function smileFrom(years: number): Smile {
  return { years, forward: 100, discount: 1, rate: 0, jet: (k) => sviJet(PARAMS, k) };
}

function flatSurface(vol: number): Surface {
  const slices = [10, 24, 45, 90].map((days) => {
    const w = vol * vol * (days / 365);
    const params = { a: w, b: 1e-6, rho: 0, m: 0, sigma: 0.1 };
    return { days, params, forward: 100, strikes: 161, halfSpread: 0.0005 };
  });
  const built = buildSurface(quotedSurface(slices));
  if (!built.ok) throw new Error(built.error.code);
  return built.value;
}

describe('skew', () => {
  it('finds the strikes of forward delta 0.25 (roots taken with 50 digits)', () => {
    const skew = deltaSkew(smileFrom(0.25), 0.25);
    expect(skew.callK).toBeCloseTo(0.1672267076815582, 10);
    expect(skew.putK).toBeCloseTo(-0.1374425116219835, 10);
    expect(skew.riskReversal).toBeCloseTo(-0.07235745582104401, 10);
    expect(skew.butterfly).toBeCloseTo(0.0229267946710987, 10);
  });

  it('has strikes whose delta is the one asked for', () => {
    const smile = smileFrom(0.25);
    for (const delta of [0.05, 0.1, 0.25, 0.4]) {
      const { callK, putK } = deltaSkew(smile, delta);
      expect(forwardDelta(smile, callK)).toBeCloseTo(delta, 10);
      expect(1 - forwardDelta(smile, putK)).toBeCloseTo(delta, 10);
    }
  });

  it('has the slope and convexity that differences give', () => {
    const smile = smileFrom(0.25);
    const vol = (k: number) => Math.sqrt(smile.jet(k).w / 0.25);
    const shape = atmShape(smile);
    const step = 1e-4;
    expect(shape.vol).toBeCloseTo(vol(0), 12);
    expect(shape.slope).toBeCloseTo((vol(step) - vol(-step)) / (2 * step), 7);
    expect(shape.convexity).toBeCloseTo((vol(step) - 2 * vol(0) + vol(-step)) / (step * step), 4);
  });
});

describe('the term structure', () => {
  it('is flat in volatility and in forward volatility on a flat surface', () => {
    for (const point of termStructure(flatSurface(0.4))) {
      expect(point.vol).toBeCloseTo(0.4, 4);
      expect(point.forwardVol).toBeCloseTo(0.4, 3);
      expect(point.totalVariance).toBeCloseTo(0.16 * point.years, 5);
    }
  });

  it('has no forward volatility where variance falls', () => {
    const near = { years: 0.1, totalVariance: 0.02 };
    expect(forwardVol(near, { years: 0.2, totalVariance: 0.01 })).toBeNull();
    expect(forwardVol(near, { years: 0.2, totalVariance: 0.03 })).toBeCloseTo(Math.sqrt(0.1), 12);
  });

  it('reads the money of one date', () => {
    const slice = flatSurface(0.3).slices[0] as SurfaceSlice;
    expect(atmVol(smileOf(slice))).toBeCloseTo(0.3, 4);
  });
});

describe('the volatility index', () => {
  it('is the volatility of a flat surface', () => {
    const index = volIndex(flatSurface(0.4));
    if (!index.ok) throw new Error(index.error.code);
    expect(index.value.state).toBe('bracketed');
    expect(Math.abs(index.value.points - 40)).toBeLessThan(0.5);
  });

  it('needs two expiries of a week', () => {
    const surface = flatSurface(0.4);
    const short = { ...surface, slices: surface.slices.slice(0, 1) };
    expect(volIndex(short)).toMatchObject({
      ok: false,
      error: { code: 'too-few-expiries', count: 1 },
    });
  });

  it('says so where 30 days is not between two expiries', () => {
    const surface = flatSurface(0.4);
    const index = volIndex({ ...surface, slices: surface.slices.slice(0, 2) });
    expect(index.ok && index.value.state).toBe('extrapolated');
    const bare = surface.slices.slice(1, 3).map((slice) => {
      const nothing = slice.input.quotes.callAsk.map(() => 0);
      return {
        ...slice,
        input: { ...slice.input, quotes: { ...slice.input.quotes, callAsk: nothing } },
      };
    });
    expect(volIndex({ ...surface, slices: bare })).toMatchObject({
      ok: false,
      error: { code: 'no-strip' },
    });
  });
});

describe('regimes', () => {
  it('rank a value among those before it alone', () => {
    const values = Array.from({ length: 100 }, (_, i) => i);
    const found = regimes([...values, 12, 50, 90, 200], { window: 100, least: 20 });
    expect(found[19]?.regime).toBeNull();
    expect(found.slice(100).map((one) => one.regime)).toEqual(['low', 'normal', 'high', 'extreme']);
    expect(found[100]?.percentile).toBeCloseTo(0.12, 12);
  });
});

describe('a book', () => {
  const surface = flatSurface(0.4);
  const settlesAtMs = NOW + 45 * DAY;
  const line = (right: 'call' | 'put', contracts: number): BookLine => ({
    strike: 100,
    settlesAtMs,
    right,
    contracts,
    multiplier: 100,
  });

  it('has the greeks of a synthetic future where a call is held and a put sold', () => {
    const sum = bookGreeks(surface, [line('call', 2), line('put', -2)]);
    if (!sum.ok) throw new Error(sum.error.code);
    expect(sum.value.deltaUnits).toBeCloseTo(200, 8);
    expect(sum.value.gammaUnits).toBeCloseTo(0, 8);
    expect(sum.value.vegaUsdPerVolPt).toBeCloseTo(0, 8);
    expect(sum.value.valueUsd).toBeCloseTo(0, 6);
  });

  it('loses by theta and gains by vega what its greeks say', () => {
    const book = [line('call', 1), line('put', 1)];
    const sum = bookGreeks(surface, book);
    const cells = stressGrid(surface, book, [
      { spotShare: 0, volPts: 0.1, days: 0 },
      { spotShare: 0, volPts: 0, days: 0.1 },
    ]);
    if (!sum.ok || !cells.ok) throw new Error('no figures');
    expect(cells.value[0]?.profitUsd).toBeCloseTo(0.1 * sum.value.vegaUsdPerVolPt, 1);
    expect(cells.value[1]?.profitUsd).toBeCloseTo(0.1 * sum.value.thetaUsdPerDay, 1);
  });

  it('is worth its intrinsic value once it has expired', () => {
    const cells = stressGrid(surface, [line('call', 1)], [{ spotShare: 0.2, volPts: 0, days: 46 }]);
    const now = bookGreeks(surface, [line('call', 1)]);
    if (!cells.ok || !now.ok) throw new Error('no figures');
    expect(cells.value[0]?.profitUsd).toBeCloseTo(2000 - now.value.valueUsd, 4);
  });

  it('meets every combination of shocks, and refuses what the surface does not know', () => {
    const shocks = shockGrid({ spotShares: [-0.1, 0, 0.1], volPts: [-60, 5], days: [0, 1] });
    expect(shocks).toHaveLength(12);
    const cells = stressGrid(surface, [line('put', -1)], shocks);
    expect(cells.ok && cells.value.every((cell) => Number.isFinite(cell.profitUsd))).toBe(true);
    const far = { ...line('put', 1), settlesAtMs: NOW + 900 * DAY };
    expect(stressGrid(surface, [far], shocks)).toMatchObject({ ok: false });
    expect(bookGreeks(surface, [far])).toMatchObject({
      ok: false,
      error: { code: 'beyond-last-expiry' },
    });
  });
});
