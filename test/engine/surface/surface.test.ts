import { describe, expect, it } from 'vitest';
import { blackPrice } from '../../../src/engine/pricing/black.js';
import { buildSurface, updateExpiry } from '../../../src/engine/surface/build.js';
import { durrleman } from '../../../src/engine/surface/butterfly.js';
import { DEFAULT_LIMITS } from '../../../src/engine/surface/filters.js';
import { optionAt, smileVol } from '../../../src/engine/surface/option-at.js';
import { smileAt, smileOf } from '../../../src/engine/surface/smile-at.js';
import type { Surface } from '../../../src/engine/surface/surface.js';
import { sviVariance, type SviParams } from '../../../src/engine/surface/svi.js';
import { fitAllEssvi, slicesCross } from '../../../src/engine/surface/term-fit.js';
import {
  arbitrageIn,
  NOW,
  pointsOf,
  quotedExpiry,
  quotedSurface,
  randomSlice,
  uniform,
  type QuotedSlice,
} from './market.js';

function built(slices: readonly QuotedSlice[]): Surface {
  const result = buildSurface(quotedSurface(slices));
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
}

/** A smile that grows with time in every direction. */
function growing(years: number): SviParams {
  const unit = 0.4 * Math.sqrt(years);
  return { a: 0.55 * unit * unit, b: 0.25 * unit, rho: -0.3, m: 0.05 * unit, sigma: 1.6 * unit };
}

const DAYS = [2, 9, 30, 61, 180, 365];
const calm = DAYS.map((days) => ({
  days,
  params: growing(days / 365),
  forward: 50_000 + 10 * days,
}));

describe('a fitted surface', () => {
  it('reproduces the quotes that it came from', () => {
    const surface = built(calm);
    expect(surface.slices.map((slice) => slice.method)).toEqual(DAYS.map(() => 'svi'));
    expect(surface.diagnostics.state).toBe('free');
    for (const slice of surface.slices) {
      expect(slice.residuals.rmseVolPts).toBeLessThan(0.01);
      expect(slice.residuals.insideShare).toBe(1);
    }
  });

  it('has neither butterflies nor crossings, whatever the quotes', () => {
    for (let seed = 1; seed <= 14; seed++) {
      const random = uniform(seed);
      const noise = () => 0.02 * (random() - 0.5);
      const slices = [1, 2, 3, 8, 15, 40, 41, 90].map((days) => ({
        days,
        params: randomSlice(random, days / 365),
        forward: 100,
        noise,
        strikes: 20,
      }));
      const surface = built(slices);
      expect(arbitrageIn(surface)).toEqual([]);
      expect(surface.diagnostics.state).toBe('free');
      expect(surface.diagnostics.minG).toBeGreaterThanOrEqual(0);
      expect(surface.diagnostics.minLogGap).toBeGreaterThanOrEqual(0);
    }
  }, 60_000);

  it('falls back on eSSVI slices that never have arbitrage', () => {
    for (let seed = 1; seed <= 10; seed++) {
      const random = uniform(100 + seed);
      const points = [0.01, 0.02, 0.1, 0.5, 0.51].map((years) => {
        const width = Math.sqrt(years);
        return pointsOf(randomSlice(random, years), { years, from: -width, to: width, count: 15 });
      });
      const slices = fitAllEssvi(points).map(({ params }, i) => ({ id: String(i), params }));
      expect(arbitrageIn({ slices } as unknown as Surface)).toEqual([]);
      expect(slicesCross(slices[0]?.params as SviParams, slices[4]?.params as SviParams)).toBe(
        false,
      );
    }
  });

  it('says which expiries it left out and why', () => {
    const few = { ...calm[1], days: 12, strikes: 3 } as QuotedSlice;
    const past = { ...calm[0], days: -1, params: growing(0.01) } as QuotedSlice;
    const blind = { ...calm[2], days: 33, future: null } as QuotedSlice;
    const input = quotedSurface([...calm, few, past, blind]);
    const expiries = input.expiries.map((one, i) =>
      i === calm.length + 2
        ? { ...one, quotes: { ...one.quotes, callBid: one.quotes.callBid.map(() => 0) } }
        : one,
    );
    const result = buildSurface({ ...input, expiries });
    if (!result.ok) throw new Error(result.error.code);
    expect(result.value.skipped.map((one) => one.reason).sort()).toEqual([
      'expired',
      'no-forward',
      'too-few-quotes',
    ]);
  });

  it('is an error without a usable expiry', () => {
    const result = buildSurface({ ...quotedSurface([]), expiries: [] });
    expect(result).toMatchObject({ ok: false, error: { code: 'no-usable-expiry' } });
  });

  it('starts from the parameters of an earlier surface and comes to the same', () => {
    const first = built(calm);
    const again = buildSurface(quotedSurface(calm), { limits: DEFAULT_LIMITS, earlier: first });
    if (!again.ok) throw new Error(again.error.code);
    again.value.slices.forEach((slice, i) => {
      const k = slice.kept.k[5] as number;
      expect(sviVariance(slice.params, k)).toBeCloseTo(
        sviVariance(first.slices[i]?.params as SviParams, k),
        7,
      );
    });
  });
});

describe('the update of one expiry', () => {
  const options = { atMs: NOW + 1000, limits: DEFAULT_LIMITS };

  it('changes that slice alone and leaves the old surface as it was', () => {
    const old = built(calm);
    const raised = { ...growing(30 / 365), a: 0.6 * 0.16 * (30 / 365) };
    const next = updateExpiry(
      old,
      quotedExpiry({ days: 30, params: raised, forward: 50_400 }),
      options,
    );
    if (!next.ok) throw new Error(next.error.code);
    expect(next.value.slices.map((slice, i) => slice.params === old.slices[i]?.params)).toEqual([
      true,
      true,
      false,
      true,
      true,
      true,
    ]);
    expect(next.value.slices[2]?.curve.forward).toBe(50_400);
    expect(next.value.atMs).toBe(options.atMs);
    expect(arbitrageIn(next.value)).toEqual([]);
  });

  it('keeps the slice between its neighbours where the quotes cross them', () => {
    const old = built(calm);
    const low = growing(20 / 365);
    const next = updateExpiry(
      old,
      quotedExpiry({ days: 61, params: low, forward: 50_610 }),
      options,
    );
    if (!next.ok) throw new Error(next.error.code);
    expect(next.value.slices[3]?.method).toBe('svi-joint');
    expect(arbitrageIn(next.value)).toEqual([]);
  });

  it('refuses an expiry that it does not know or cannot use', () => {
    const old = built(calm);
    const other = quotedExpiry({ days: 45, params: growing(0.12), forward: 50_000 });
    expect(updateExpiry(old, other, options)).toMatchObject({
      ok: false,
      error: { code: 'unknown-expiry' },
    });
    const few = quotedExpiry({ days: 30, params: growing(30 / 365), forward: 50_300, strikes: 3 });
    expect(updateExpiry(old, few, options)).toMatchObject({
      ok: false,
      error: { code: 'expiry-unusable', reason: 'too-few-quotes' },
    });
  });
});

describe('a surface at any strike and date', () => {
  const surface = built(calm);

  it('gives volatility, price and greeks of a listed option', () => {
    const slice = surface.slices[2];
    if (!slice) throw new Error('no slice');
    const strike = 46_000;
    const view = optionAt(surface, { strike, settlesAtMs: slice.settlesAtMs, right: 'put' });
    if (!view.ok) throw new Error(view.error.code);
    const { forward } = slice.curve;
    const total = Math.sqrt(sviVariance(slice.params, Math.log(strike / forward)));
    expect(view.value.vol).toBeCloseTo(total / Math.sqrt(slice.years), 12);
    const price = blackPrice({
      forward,
      strike,
      volSqrtT: total,
      discount: slice.curve.discount,
      right: 'put',
    });
    expect(view.value.greeks.price).toBeCloseTo(price, 8);
    expect(smileVol(smileOf(slice), strike)).toBeCloseTo(view.value.vol, 12);
  });

  it('has the delta of a smile that moves with the forward', () => {
    const slice = surface.slices[2];
    if (!slice) throw new Error('no slice');
    const strike = 46_000;
    const view = optionAt(surface, { strike, settlesAtMs: slice.settlesAtMs, right: 'put' });
    if (!view.ok) throw new Error(view.error.code);
    const priceAt = (forward: number) => {
      const volSqrtT = Math.sqrt(sviVariance(slice.params, Math.log(strike / forward)));
      return blackPrice({
        forward,
        strike,
        volSqrtT,
        discount: slice.curve.discount,
        right: 'put',
      });
    };
    const { forward } = slice.curve;
    expect(view.value.smileDelta).toBeCloseTo((priceAt(forward + 1) - priceAt(forward - 1)) / 2, 6);
  });

  it('interpolates total variance linearly in time at fixed moneyness', () => {
    const [near, far] = [surface.slices[2], surface.slices[3]];
    if (!near || !far) throw new Error('no slices');
    const smile = smileAt(surface, 0.25 * near.years + 0.75 * far.years);
    if (!smile.ok) throw new Error(smile.error.code);
    for (const k of [-0.4, 0, 0.3]) {
      const mixed = 0.25 * sviVariance(near.params, k) + 0.75 * sviVariance(far.params, k);
      expect(smile.value.jet(k).w).toBeCloseTo(mixed, 12);
    }
  });

  it('keeps free of arbitrage between expiries and before the first', () => {
    for (const years of [0.001, 0.004, 0.01, 0.05, 0.12, 0.3, 0.7]) {
      const smile = smileAt(surface, years);
      if (!smile.ok) throw new Error(smile.error.code);
      for (let k = -3; k <= 3; k += 0.02) {
        expect(durrleman(smile.value.jet(k), k)).toBeGreaterThan(0);
      }
    }
  });

  it('says nothing beyond its last expiry, in the past or at a strike that is none', () => {
    expect(smileAt(surface, 3)).toMatchObject({ ok: false, error: { code: 'beyond-last-expiry' } });
    const terms = { strike: 50_000, settlesAtMs: NOW - 1, right: 'call' } as const;
    expect(optionAt(surface, terms)).toMatchObject({ ok: false, error: { code: 'expired' } });
    expect(optionAt(surface, { ...terms, strike: -1 })).toMatchObject({
      ok: false,
      error: { code: 'bad-strike' },
    });
  });
});
