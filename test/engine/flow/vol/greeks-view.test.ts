import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../../../src/engine/domain/units.js';
import { greeksView, pricingOf } from '../../../../src/engine/flow/vol/greeks-view.js';
import { europeanGreeks, type Pricing } from '../../../../src/engine/flow/vol/option-greeks.js';
import { findOption, readOption } from '../../../../src/engine/flow/vol/option-names.js';
import { fitRequest } from '../../../../src/engine/flow/vol/fit-request.js';
import { blackPrice } from '../../../../src/engine/pricing/black.js';
import { fitOnce } from '../../../../src/engine/surface/fitted.js';
import { smileOf } from '../../../../src/engine/surface/smile-at.js';
import {
  COIN_SHAPE,
  INDEX_SHAPE,
  sviChains,
  type MarketShape,
} from '../../../support/svi-chains.js';

const NOW = COIN_SHAPE.atMs;
const STAMP = { mode: 'SIM', nowMs: NOW, asOfMs: NOW, delayMs: 0, source: 'made' } as const;
const SHARE_SHAPE: MarketShape = { ...INDEX_SHAPE, root: 'SPY', spot: 600, vol: 0.2 };

/** An option of the third expiry so many rows from the lowest strike. */
function viewOf(shape: MarketShape, at: number, right: 'C' | 'P') {
  const chains = sviChains(shape);
  const fitted = fitOnce(fitRequest(chains, []), null);
  const chain = chains[3];
  const slice = fitted.ok ? fitted.value.slices[3] : undefined;
  if (!chain || !slice) throw new Error('no expiry');
  const name = `${shape.root} ${chain.expiry} ${chain.rows[at]?.strike ?? 0} ${right}`;
  const option = readOption(name);
  const found = option && findOption(chains, option, NOW);
  if (!found) throw new Error(`not listed: ${name}`);
  const smile = smileOf(slice);
  return { view: greeksView(STAMP, found, smile), pricing: pricingOf(found, smile), chain };
}

/** Dollars by Black at another spot, volatility, instant and interest. */
function priceAt(of: Pricing, to: { spot?: number; vol?: number; later?: number; rate?: number }) {
  const growth = of.coin ? 0 : Math.log(of.forward / of.spot) / of.years;
  const years = of.years - (to.later ?? 0);
  const more = to.rate ?? 0;
  const forward = of.coin
    ? (to.spot ?? of.forward)
    : (to.spot ?? of.spot) * Math.exp((growth + more) * years);
  return blackPrice({
    forward: of.coin ? forward * Math.exp(more * years) : forward,
    strike: of.strike,
    volSqrtT: (to.vol ?? of.vol) * Math.sqrt(years),
    discount: Math.exp(-(of.rate + more) * years),
    right: of.right,
  });
}

describe('greeks of an option', () => {
  it.each([
    { shape: COIN_SHAPE, at: 22, right: 'C' },
    { shape: COIN_SHAPE, at: 12, right: 'P' },
    { shape: COIN_SHAPE, at: 34, right: 'P' },
    { shape: INDEX_SHAPE, at: 24, right: 'C' },
    { shape: INDEX_SHAPE, at: 10, right: 'P' },
  ] as const)('are the differences of the surface price', ({ shape, at, right }) => {
    const { view, pricing } = viewOf(shape, at, right);
    const { ours } = view;
    const base = pricing.coin ? pricing.forward : pricing.spot;
    const h = 1e-4 * base;
    const [up, down] = [priceAt(pricing, { spot: base + h }), priceAt(pricing, { spot: base - h })];
    const mid = priceAt(pricing, {});
    expect(ours.price).toBeCloseTo(mid, 6);
    expect(ours.delta).toBeCloseTo((up - down) / (2 * h), 6);
    expect(ours.gamma * base).toBeCloseTo(((up - 2 * mid + down) / (h * h)) * base, 3);
    const v = 1e-5;
    const byVol = (x: Pricing, to: { spot?: number }) =>
      (priceAt(x, { ...to, vol: x.vol + v }) - priceAt(x, { ...to, vol: x.vol - v })) / (2 * v);
    expect(ours.vegaUsdPerVolPt).toBeCloseTo(byVol(pricing, {}) / 100, 4);
    const vanna =
      (byVol(pricing, { spot: base + h }) - byVol(pricing, { spot: base - h })) / (2 * h);
    expect(ours.vannaPerVolPt).toBeCloseTo(vanna / 100, 6);
    const dt = 1e-6;
    const theta = (priceAt(pricing, { later: dt }) - priceAt(pricing, { later: -dt })) / (2 * dt);
    expect(ours.thetaUsdPerDay / (theta / 365)).toBeCloseTo(1, 4);
    const dr = 1e-6;
    const rho = (priceAt(pricing, { rate: dr }) - priceAt(pricing, { rate: -dr })) / (2 * dr);
    expect(ours.rhoUsdPerPct / (rho / 100)).toBeCloseTo(1, 4);
  });

  it('change their delta a day later by charm', () => {
    for (const shape of [COIN_SHAPE, INDEX_SHAPE]) {
      const { pricing, view } = viewOf(shape, 26, 'C');
      const growth = pricing.coin ? 0 : Math.log(pricing.forward / pricing.spot) / pricing.years;
      const at = (later: number) => {
        const years = pricing.years - later;
        const forward = pricing.coin ? pricing.forward : pricing.spot * Math.exp(growth * years);
        return europeanGreeks({ ...pricing, years, forward }).delta;
      };
      const dt = 1e-6;
      expect(view.ours.charmPerDay * 365).toBeCloseTo((at(dt) - at(-dt)) / (2 * dt), 3);
    }
  });

  it('of a coin know that the premium is a coin too', () => {
    const { view, pricing } = viewOf(COIN_SHAPE, 24, 'C');
    expect(view.priceCoin).toBeCloseTo(view.ours.price / view.forward, 12);
    const coins = (forward: number) =>
      priceAt({ ...pricing, forward }, { spot: forward }) / forward;
    const h = 1e-4 * view.forward;
    const slope = (coins(view.forward + h) - coins(view.forward - h)) / (2 * h);
    expect(view.netDelta).toBeCloseTo(view.forward * slope, 6);
    expect(view.bidCoin).toBeLessThan(view.priceCoin ?? NaN);
    expect(view.askCoin).toBeGreaterThan(view.priceCoin ?? NaN);
    expect(view.venue?.markIv).toBeCloseTo(view.fitVol, 2);
  });

  it('know early exercise where it is allowed', () => {
    const { view, pricing } = viewOf(SHARE_SHAPE, 36, 'P');
    const european = europeanGreeks(pricing);
    expect(pricing.dividends).not.toBeNull();
    expect(view.ours.price).toBeGreaterThan(european.price);
    expect(view.ours.delta).toBeLessThan(european.delta);
    expect(view.ours.price).toBeGreaterThanOrEqual(view.strike - view.spot);
  });
});

describe('the pictures of an option', () => {
  it.each([
    ['BTC', COIN_SHAPE, 1],
    ['SPX', INDEX_SHAPE, 100],
  ] as const)('of %s show the profit of one contract', (_, shape, size) => {
    for (const right of ['C', 'P'] as const) {
      const { view } = viewOf(shape, 22, right);
      const { spots, nowUsd, expiryUsd, breakevens } = view.payoff;
      expect(spots[30]).toBeCloseTo(view.spot, 6);
      // Bought at the middle of the market, it is worth about that now.
      expect(Math.abs(nowUsd[30] ?? NaN)).toBeLessThan(0.02 * size * view.ours.price);
      const worst = Math.min(...expiryUsd);
      const paid = ((view.bid ?? NaN) + (view.ask ?? NaN)) / 2;
      if (!view.coin) expect(worst).toBeCloseTo(-size * paid, 6);
      const [breakeven] = breakevens;
      if (breakeven === undefined) throw new Error('no breakeven');
      const i = spots.findIndex((spot) => spot > breakeven);
      expect(Math.sign(expiryUsd[i - 1] ?? 0)).not.toBe(Math.sign(expiryUsd[i] ?? 0));
      expect(view.profile.delta).toHaveLength(spots.length);
      expect(view.payoff.expectedMove).toBeGreaterThan(0);
    }
  });

  it('of a coin hold the premium at the spot of that moment', () => {
    const { view } = viewOf(COIN_SHAPE, 22, 'C');
    const premium = ((view.bidCoin ?? NaN) + (view.askCoin ?? NaN)) / 2;
    view.payoff.spots.forEach((spot, i) => {
      const coins = Math.max(0, spot - view.strike) / spot - premium;
      expect(view.payoff.expiryUsd[i]).toBeCloseTo(coins * spot, 4);
    });
  });
});

describe('an option on its last day', () => {
  it('loses no more in a day than it is worth', () => {
    const { pricing } = viewOf(COIN_SHAPE, 20, 'C');
    const years = (0.1 * DAY_MS) / (365 * DAY_MS);
    const greeks = europeanGreeks({ ...pricing, years });
    expect(greeks.thetaUsdPerDay).toBeGreaterThanOrEqual(-greeks.price);
  });
});
