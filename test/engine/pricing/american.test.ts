import { describe, expect, it } from 'vitest';
import { americanImpliedVol } from '../../../src/engine/pricing/american-vol.js';
import { americanPrice, type AmericanInput } from '../../../src/engine/pricing/american.js';
import { bsmPrice } from '../../../src/engine/pricing/black.js';
import { bsmGreeks } from '../../../src/engine/pricing/greeks.js';
import { normalPdf } from '../../../src/engine/pricing/normal.js';

const plain: AmericanInput = {
  ...{ spot: 100, strike: 100, years: 1, rate: 0.06, yieldRate: 0, vol: 0.3, right: 'call' },
  dividends: [],
};
const paying: AmericanInput = { ...plain, dividends: [{ years: 0.5, amount: 7 }] };

/** A payment that hangs on the spot at a time, by Simpson's rule over nine standard deviations. */
function expectation(of: AmericanInput, years: number, worth: (spot: number) => number): number {
  const count = 40_000;
  const total = of.vol * Math.sqrt(years);
  let sum = 0;
  for (let i = 0; i <= count; i++) {
    const z = -9 + (18 * i) / count;
    const drift = (of.rate - of.yieldRate) * years - 0.5 * total * total;
    const weight = i === 0 || i === count ? 1 : i % 2 === 0 ? 2 : 4;
    sum += weight * normalPdf(z) * worth(of.spot * Math.exp(drift + total * z));
  }
  return (Math.exp(-of.rate * years) * sum * 18) / count / 3;
}

/** Value right after a dividend of 7 at half time, by the closed formula for the rest. */
function afterDividend(of: AmericanInput, spot: number): number {
  if (spot <= 7) return of.right === 'put' ? of.strike * Math.exp(-of.rate * 0.5) : 0;
  return bsmPrice({ ...of, spot: spot - 7, years: 0.5 });
}

describe('European prices on the grid', () => {
  it.each(['call', 'put'] as const)('meet the closed formula with its greeks: %s', (right) => {
    for (const strike of [70, 93.7, 100, 130]) {
      for (const [vol, years] of [
        [0.12, 0.05],
        [0.3, 1],
        [0.9, 0.5],
      ] as const) {
        const of = { ...plain, right, strike, vol, years, yieldRate: 0.03 };
        const grid = americanPrice(of, { exercise: 'european' });
        const exact = bsmGreeks(of);
        expect(Math.abs(grid.price - exact.price)).toBeLessThan(8e-5);
        expect(Math.abs(grid.delta - exact.delta)).toBeLessThan(1e-5);
        expect(Math.abs(grid.gamma - exact.gamma)).toBeLessThan(1e-5);
        expect(Math.abs(grid.theta - exact.theta)).toBeLessThan(2e-3);
      }
    }
  });

  it('converge to the closed formula', () => {
    const exact = bsmPrice({ ...plain, strike: 97 });
    const miss = [100, 200, 400, 800].map((resolution) => {
      const at = { resolution, exercise: 'european' as const };
      return Math.abs(americanPrice({ ...plain, strike: 97 }, at).price - exact);
    });
    expect(miss[0]).toBeLessThan(1e-3);
    expect(miss[3]).toBeLessThan(1e-6);
  });

  it.each(['call', 'put'] as const)('meet quadrature over a cash dividend: %s', (right) => {
    const of = { ...paying, right };
    const exact = expectation(of, 0.5, (spot) => afterDividend(of, spot));
    const grid = americanPrice(of, { exercise: 'european' });
    expect(Math.abs(grid.price - exact)).toBeLessThan(2e-5);
    // E. Haug, J. Haug, A. Lewis, "Back to Basics", Wilmott, 2003, print 11.1062 for the call.
    if (right === 'call') expect(exact).toBeCloseTo(11.1062, 4);
  });
});

describe('American prices', () => {
  it.each([
    // F. Longstaff, E. Schwartz, "Valuing American Options by Simulation", 2001, table 1.
    { spot: 36, vol: 0.2, years: 1, put: 4.478 },
    { spot: 36, vol: 0.4, years: 1, put: 7.101 },
    { spot: 36, vol: 0.4, years: 2, put: 8.508 },
    { spot: 44, vol: 0.2, years: 1, put: 1.11 },
    { spot: 44, vol: 0.4, years: 2, put: 5.647 },
  ])(
    'of puts at spot $spot, volatility $vol, $years years are the published ones',
    ({ put, ...at }) => {
      const of: AmericanInput = { ...plain, right: 'put', strike: 40, ...at };
      // The table's own grid of 40,000 steps a year is good to a cent.
      expect(Math.abs(americanPrice(of).price - put)).toBeLessThan(0.01);
      const fine = americanPrice(of, { resolution: 3200 }).price;
      expect(Math.abs(americanPrice(of).price - fine)).toBeLessThan(6e-6 * at.spot);
    },
  );

  it('of a call are worth exercising just before the dividend alone', () => {
    const exact = expectation(paying, 0.5, (spot) =>
      Math.max(spot - paying.strike, afterDividend(paying, spot)),
    );
    expect(Math.abs(americanPrice(paying).price - exact)).toBeLessThan(3e-4);
    expect(exact).toBeGreaterThan(
      expectation(paying, 0.5, (spot) => afterDividend(paying, spot)) + 0.1,
    );
  });

  it('of a call without dividends are European', () => {
    expect(americanPrice(plain).price).toBeCloseTo(bsmPrice(plain), 3);
  });

  it('are never below the European price or exercise now, and hold the payoff deep in the money', () => {
    for (const right of ['call', 'put'] as const) {
      for (const strike of [50, 80, 100, 120, 200]) {
        const of: AmericanInput = {
          ...{ ...plain, right, strike, vol: 0.18, years: 0.4, yieldRate: 0.01 },
          dividends: [
            { years: 0.1, amount: 1.7 },
            { years: 0.35, amount: 1.7 },
            { years: 0.4, amount: 50 },
          ],
        };
        const american = americanPrice(of).price;
        const european = americanPrice(of, { exercise: 'european' }).price;
        const now = Math.max(0, right === 'call' ? 100 - strike : strike - 100);
        expect(american).toBeGreaterThanOrEqual(european - 1e-9);
        expect(american).toBeGreaterThanOrEqual(now - 1e-9);
        if (right === 'put' && strike === 200) expect(american).toBeLessThan(now + 4);
      }
    }
  });

  it('are a forward and a put where volatility is great: parity holds on the grid', () => {
    const wild: AmericanInput = { ...plain, vol: 2.5, years: 1.5, yieldRate: 0.02 };
    for (const right of ['call', 'put'] as const) {
      const exact = bsmPrice({ ...wild, right });
      const grid = americanPrice({ ...wild, right }, { exercise: 'european' });
      expect(Math.abs(grid.price - exact)).toBeLessThan(1e-3);
    }
  });

  it('stay in order where drift outruns volatility', () => {
    const quiet: AmericanInput = { ...plain, vol: 0.002, years: 2, strike: 80 };
    const { price, delta } = americanPrice(quiet);
    expect(Math.abs(price - (100 - 80 * Math.exp(-0.12)))).toBeLessThan(5e-3);
    expect(Math.abs(delta - 1)).toBeLessThan(1e-3);
  });

  it('at a spot where exercise is best are the payoff with its slope', () => {
    const deep = americanPrice({ ...plain, right: 'put', strike: 250 });
    expect(deep).toEqual({ price: 150, delta: -1, gamma: 0, theta: 0 });
  });

  it('without time or volatility are the best sure exercise', () => {
    expect(americanPrice({ ...paying, vol: 0, strike: 90 }).price).toBeCloseTo(
      100 - 90 * Math.exp(-0.03),
      10,
    );
    const rich: AmericanInput = { ...paying, vol: 0, right: 'put', strike: 120, rate: 0 };
    expect(americanPrice(rich).price).toBeCloseTo(27, 10);
    expect(americanPrice(rich, { exercise: 'european' }).price).toBeCloseTo(27, 10);
    expect(americanPrice({ ...plain, years: 0, strike: 90 }).price).toBe(10);
    expect(americanPrice({ ...plain, years: 0, strike: 90 }, { exercise: 'european' }).price).toBe(
      10,
    );
    expect(americanPrice({ ...plain, vol: 0, right: 'put', strike: 50 }).delta).toBe(0);
  });
});

describe('American implied volatility', () => {
  it('returns the volatility that made the price', () => {
    for (const right of ['call', 'put'] as const) {
      for (const vol of [0.1, 0.3, 0.9, 2.5]) {
        for (const strike of [85, 100, 115]) {
          const of: AmericanInput = {
            ...{ ...plain, right, strike, vol, years: 0.3 },
            dividends: [{ years: 0.1, amount: 1.7 }],
          };
          const { price } = americanPrice(of, { resolution: 200 });
          const found = americanImpliedVol(of, price);
          expect(found.ok && Math.abs(found.value - vol)).toBeLessThan(1e-6);
        }
      }
    }
  });

  it('says why there is none', () => {
    const of: AmericanInput = { ...plain, right: 'put', strike: 120 };
    expect(americanImpliedVol(of, 20)).toEqual({ ok: true, value: 0 });
    expect(americanImpliedVol(of, 19)).toMatchObject({ error: { code: 'below-intrinsic' } });
    expect(americanImpliedVol(of, 120)).toMatchObject({ error: { code: 'above-maximum' } });
    expect(americanImpliedVol({ ...of, years: 0 }, 21)).toMatchObject({
      error: { code: 'expired' },
    });
    expect(americanImpliedVol({ ...of, spot: -1 }, 21)).toMatchObject({
      error: { code: 'bad-input', what: 'spot' },
    });
    expect(americanImpliedVol(of, NaN)).toMatchObject({ error: { what: 'price' } });
  });
});
