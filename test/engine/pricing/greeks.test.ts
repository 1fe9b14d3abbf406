import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SpotInput } from '../../../src/engine/pricing/black.js';
import {
  GREEK_NAMES,
  greeksBatch,
  makeGreekTable,
} from '../../../src/engine/pricing/greeks-batch.js';
import { blackGreeks, bsmGreeks, type Greeks } from '../../../src/engine/pricing/greeks.js';
import {
  deribitGreeks,
  inverseGreeks,
  inverseGreeksBatch,
  INVERSE_NAMES,
  makeInverseTable,
} from '../../../src/engine/pricing/inverse.js';
import {
  add,
  cdf,
  exp,
  log,
  multiply,
  power,
  scale,
  variable,
  type Multi,
} from './support/multi-dual.js';

type Variable = 'spot' | 'strike' | 'years' | 'rate' | 'yieldRate' | 'vol';

/** Black-Scholes-Merton written anew in numbers that carry their derivatives. */
function dualPrice(of: SpotInput, by: readonly Variable[], over: 'dollar' | 'coin'): number {
  const at = (name: Variable): Multi =>
    variable(
      of[name],
      by.flatMap((one, place) => (one === name ? [1 << place] : [])),
    );
  const sign = of.right === 'call' ? 1 : -1;
  const total = multiply(at('vol'), power(at('years'), 0.5));
  const drift = multiply(add(at('rate'), scale(at('yieldRate'), -1)), at('years'));
  const x = add(add(log(at('spot')), scale(log(at('strike')), -1)), drift);
  const d1 = add(multiply(x, power(total, -1)), scale(total, 0.5));
  const d2 = add(d1, scale(total, -1));
  const asset = multiply(at('spot'), exp(scale(multiply(at('yieldRate'), at('years')), -1)));
  const cash = multiply(at('strike'), exp(scale(multiply(at('rate'), at('years')), -1)));
  const gain = multiply(asset, cdf(scale(d1, sign)));
  const cost = multiply(cash, cdf(scale(d2, sign)));
  const price = scale(add(gain, scale(cost, -1)), sign);
  const shown = over === 'coin' ? multiply(price, power(at('spot'), -1)) : price;
  return shown[(1 << by.length) - 1] ?? NaN;
}

const DEFINITIONS: readonly [keyof Greeks, readonly Variable[], 1 | -1][] = [
  ['price', [], 1],
  ['delta', ['spot'], 1],
  ['gamma', ['spot', 'spot'], 1],
  ['vega', ['vol'], 1],
  ['theta', ['years'], -1],
  ['rho', ['rate'], 1],
  ['phi', ['yieldRate'], 1],
  ['vanna', ['spot', 'vol'], 1],
  ['volga', ['vol', 'vol'], 1],
  ['charm', ['spot', 'years'], -1],
  ['veta', ['vol', 'years'], -1],
  ['speed', ['spot', 'spot', 'spot'], 1],
  ['zomma', ['spot', 'spot', 'vol'], 1],
  ['color', ['spot', 'spot', 'years'], -1],
  ['ultima', ['vol', 'vol', 'vol'], 1],
  ['dualDelta', ['strike'], 1],
  ['dualGamma', ['strike', 'strike'], 1],
];

const option: fc.Arbitrary<SpotInput> = fc.record({
  spot: fc.constant(100),
  strike: fc.double({ min: 60, max: 160, noNaN: true }),
  years: fc.double({ min: 0.02, max: 2, noNaN: true }),
  rate: fc.double({ min: -0.02, max: 0.1, noNaN: true }),
  yieldRate: fc.double({ min: 0, max: 0.08, noNaN: true }),
  vol: fc.double({ min: 0.15, max: 1.5, noNaN: true }),
  right: fc.constantFrom('call', 'put'),
});

/** Size of a derivative where its terms do not cancel: the price's scale over each variable's. */
function natural(of: SpotInput, by: readonly Variable[]): number {
  const root = of.vol * Math.sqrt(of.years);
  const per = { spot: 100 * root, strike: 100 * root, years: of.years, vol: of.vol };
  const scales = { ...per, rate: 1, yieldRate: 1 };
  return by.reduce((size, name) => size / scales[name], 100 * root);
}

describe('greeks', () => {
  it.each(DEFINITIONS)('%s is the derivative that its name says', (name, by, sign) => {
    fc.assert(
      fc.property(option, (of) => {
        const exact = sign * dualPrice(of, by, 'dollar');
        const floor = 1e-5 * natural(of, by);
        const error = Math.abs(bsmGreeks(of)[name] - exact);
        expect(error / (Math.abs(exact) + floor)).toBeLessThan(1e-8);
      }),
      { numRuns: 300 },
    );
  });

  it('come alike from a batch and one by one', () => {
    const rows = fc.sample(option, { numRuns: 200, seed: 7 });
    const column = (name: Variable): Float64Array => Float64Array.from(rows, (row) => row[name]);
    const table = makeGreekTable(rows.length);
    greeksBatch(
      {
        spot: column('spot'),
        strike: column('strike'),
        years: column('years'),
        rate: column('rate'),
        yieldRate: column('yieldRate'),
        vol: column('vol'),
        isCall: Uint8Array.from(rows, ({ right }) => (right === 'call' ? 1 : 0)),
      },
      table,
    );
    rows.forEach((row, i) => {
      const single = bsmGreeks(row);
      for (const name of GREEK_NAMES) {
        const error = Math.abs((table[name][i] ?? NaN) - single[name]);
        expect(error).toBeLessThanOrEqual(1e-12 * Math.abs(single[name]) + 1e-13);
      }
    });
  });

  it('have the published values', () => {
    // J. Hull, "Options, Futures, and Other Derivatives", examples 17.1-17.7.
    const hull = bsmGreeks({
      ...{ spot: 49, strike: 50, years: 0.3846, rate: 0.05, yieldRate: 0, vol: 0.2 },
      right: 'call',
    });
    expect(hull.delta).toBeCloseTo(0.522, 3);
    expect(hull.gamma).toBeCloseTo(0.066, 3);
    expect(hull.vega / 100).toBeCloseTo(0.121, 3);
    expect(hull.theta).toBeCloseTo(-4.31, 2);
    expect(hull.rho / 100).toBeCloseTo(0.0891, 4);
    // E. G. Haug, "The Complete Guide to Option Pricing Formulas", 2nd ed., ch. 2: vanna and charm.
    const vanna = bsmGreeks({
      ...{ spot: 90, strike: 80, years: 0.25, rate: 0.05, yieldRate: 0, vol: 0.2 },
      right: 'put',
    });
    expect(vanna.vanna).toBeCloseTo(-1.0008, 4);
    const charm = bsmGreeks({
      ...{ spot: 105, strike: 90, years: 0.25, rate: 0.14, yieldRate: 0.14, vol: 0.24 },
      right: 'put',
    });
    expect(charm.charm).toBeCloseTo(0.37, 4);
  });

  it('hold the forward fixed for options on futures', () => {
    const of = {
      forward: 100,
      strike: 90,
      years: 0.5,
      rate: 0.04,
      vol: 0.3,
      right: 'put',
    } as const;
    const greeks = blackGreeks(of);
    const step = 1e-4;
    const up = blackGreeks({ ...of, rate: of.rate + step });
    const down = blackGreeks({ ...of, rate: of.rate - step });
    expect(greeks.rho).toBeCloseTo((up.price - down.price) / (2 * step), 7);
    expect(greeks.phi).toBe(0);
  });

  it.each([
    { years: 0, vol: 0.2 },
    { years: 0.5, vol: 0 },
    { years: 1e-9, vol: 1e-9 },
  ])('are numbers without time or volatility: $years years, volatility $vol', ({ years, vol }) => {
    for (const strike of [80, 100, 125]) {
      for (const right of ['call', 'put'] as const) {
        const of = { spot: 100, strike, years, vol, rate: 0, yieldRate: 0, right };
        const greeks = bsmGreeks(of);
        expect(Object.values(greeks).every(Number.isFinite)).toBe(true);
        const gain = right === 'call' ? 100 - strike : strike - 100;
        expect(greeks.price).toBeCloseTo(Math.max(0, gain), 6);
        if (gain > 0) expect(greeks.delta).toBe(right === 'call' ? 1 : -1);
        if (gain < 0) expect(greeks.delta).toBeCloseTo(0, 12);
        if (gain === 0) expect(Math.abs(greeks.delta)).toBeCloseTo(0.5, 6);
      }
    }
  });
});

describe('inverse options', () => {
  const coin = fc.record({
    strike: fc.double({ min: 60, max: 160, noNaN: true }),
    years: fc.double({ min: 0.02, max: 1, noNaN: true }),
    vol: fc.double({ min: 0.2, max: 1.5, noNaN: true }),
    right: fc.constantFrom('call' as const, 'put' as const),
  });

  it.each(
    DEFINITIONS.filter(
      ([name]) => !['rho', 'phi', 'ultima', 'dualDelta', 'dualGamma'].includes(name),
    ),
  )('have %s as the derivative of the price in coin', (name, by, sign) => {
    fc.assert(
      fc.property(coin, (of) => {
        const inverse = inverseGreeks({ ...of, forward: 100, rate: 0 });
        const spot = { ...of, spot: 100, rate: 0, yieldRate: 0 };
        const exact = sign * dualPrice(spot, by, 'coin');
        const floor = (1e-5 * natural(spot, by)) / 100;
        const error = Math.abs(inverse[name as keyof Omit<typeof inverse, 'linear'>] - exact);
        expect(error / (Math.abs(exact) + floor)).toBeLessThan(1e-8);
      }),
    );
  });

  it('come alike from a batch and one by one', () => {
    const rows = fc.sample(coin, { numRuns: 50, seed: 9 });
    const flat = (value: number): Float64Array => new Float64Array(rows.length).fill(value);
    const linear = makeGreekTable(rows.length);
    const table = makeInverseTable(rows.length);
    const forward = flat(100);
    greeksBatch(
      {
        ...{ spot: forward, rate: flat(0), yieldRate: flat(0) },
        strike: Float64Array.from(rows, ({ strike }) => strike),
        years: Float64Array.from(rows, ({ years }) => years),
        vol: Float64Array.from(rows, ({ vol }) => vol),
        isCall: Uint8Array.from(rows, ({ right }) => (right === 'call' ? 1 : 0)),
      },
      linear,
    );
    inverseGreeksBatch(forward, linear, table);
    rows.forEach((row, i) => {
      const single = inverseGreeks({ ...row, forward: 100, rate: 0 });
      for (const name of INVERSE_NAMES) {
        const error = Math.abs((table[name][i] ?? NaN) - single[name]);
        expect(error).toBeLessThanOrEqual(1e-12 * Math.abs(single[name]) + 1e-15);
      }
    });
  });

  it('have a net delta that takes the premium off, and rho by the discount alone', () => {
    const of = { forward: 60_000, strike: 66_000, years: 0.1, vol: 0.6, right: 'call' } as const;
    const inverse = inverseGreeks({ ...of, rate: 0.05 });
    expect(inverse.netDelta).toBeCloseTo(inverse.linear.delta - inverse.price, 15);
    expect(inverse.rho).toBeCloseTo(-0.1 * inverse.price, 12);
  });

  it('are quoted as Deribit quotes them', () => {
    // A recorded BTC-15JAN21-28000-C: volatility 87.2 on the forward 29,153.69, 15.02 days before.
    const years = (Date.UTC(2021, 0, 15, 8) - 1_609_384_730_848) / (365 * 86_400_000);
    const quoted = deribitGreeks({
      ...{ forward: 29_153.69, strike: 28_000, years, vol: 0.872, right: 'call' },
    });
    expect(quoted.delta).toBeCloseTo(0.62396, 4);
    expect(quoted.vegaUsdPerVolPt).toBeCloseTo(22.57564, 2);
    expect(quoted.thetaUsdPerDay).toBeCloseTo(-64.77785, 1);
    expect(quoted.rhoUsdPerPct).toBeCloseTo(6.46787, 3);
    expect(Math.abs(quoted.markCoin - 0.09096156)).toBeLessThan(1.5e-4);
    const hours = deribitGreeks({
      forward: 100,
      strike: 100,
      years: 0.4 / 365,
      vol: 1,
      right: 'put',
    });
    const whole = deribitGreeks({
      forward: 100,
      strike: 100,
      years: 1 / 365,
      vol: 1,
      right: 'put',
    });
    expect(hours.thetaUsdPerDay / whole.thetaUsdPerDay).toBeCloseTo(0.4 / Math.sqrt(0.4), 3);
  });
});
