import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blackPrice, bsmPrice } from '../../../src/engine/pricing/black.js';
import { exactInTheMoney, exactTimeValue } from './support/exact.js';

const relative = (got: number, exact: number): number => Math.abs(got / exact - 1);

const option = fc.record({
  forward: fc.double({ min: 1, max: 1e5, noNaN: true }),
  strikeOver: fc.double({ min: 0.2, max: 5, noNaN: true }),
  volSqrtT: fc.double({ min: 1e-4, max: 4, noNaN: true }),
  discount: fc.double({ min: 0.5, max: 1, noNaN: true }),
});

function both(of: { forward: number; strikeOver: number; volSqrtT: number; discount: number }) {
  const strike = of.forward * of.strikeOver;
  const call = blackPrice({ ...of, strike, right: 'call' });
  const put = blackPrice({ ...of, strike, right: 'put' });
  return { strike, call, put };
}

describe('European prices', () => {
  it.each([
    // E. G. Haug, "The Complete Guide to Option Pricing Formulas", 2nd ed., pp. 3-8.
    { spot: 60, strike: 65, years: 0.25, rate: 0.08, yieldRate: 0, vol: 0.3, call: 2.1334 },
    { spot: 1.56, strike: 1.6, years: 0.5, rate: 0.06, yieldRate: 0.08, vol: 0.12, call: 0.0291 },
  ])('are the published ones: $call', ({ call, ...of }) => {
    expect(bsmPrice({ ...of, right: 'call' })).toBeCloseTo(call, 4);
  });

  it('agree with 90-digit arithmetic in and out of the money', () => {
    for (const [strike, volSqrtT] of [
      [100, 0.2],
      [100.0001, 0.005],
      [150, 0.3],
      [40, 0.9],
      [101, 0.001],
      [2000, 4],
      [99.9, 0.0009],
    ] as const) {
      const of = { forward: 100, strike, volSqrtT, discount: 1 };
      const [out, into] = strike >= 100 ? (['call', 'put'] as const) : (['put', 'call'] as const);
      const value = exactTimeValue(100, strike, volSqrtT);
      expect(relative(blackPrice({ ...of, right: out }), value)).toBeLessThan(1e-13);
      const whole = exactInTheMoney(100, strike, volSqrtT);
      expect(relative(blackPrice({ ...of, right: into }), whole)).toBeLessThan(1e-15);
    }
  });

  it('keep parity', () => {
    fc.assert(
      fc.property(option, (of) => {
        const { strike, call, put } = both(of);
        const gap = of.discount * (of.forward - strike);
        expect(Math.abs(call - put - gap)).toBeLessThan(1e-14 * (of.forward + strike));
      }),
    );
  });

  it('stay between intrinsic value and the greatest possible price', () => {
    fc.assert(
      fc.property(option, (of) => {
        const { strike, call, put } = both(of);
        expect(call).toBeGreaterThanOrEqual(of.discount * Math.max(0, of.forward - strike));
        expect(put).toBeGreaterThanOrEqual(of.discount * Math.max(0, strike - of.forward));
        expect(call).toBeLessThanOrEqual(of.discount * of.forward);
        expect(put).toBeLessThanOrEqual(of.discount * strike);
      }),
    );
  });

  it('rise with volatility; calls fall and puts rise with the strike', () => {
    fc.assert(
      fc.property(option, fc.double({ min: 1.001, max: 2, noNaN: true }), (of, more) => {
        const here = both(of);
        const wilder = both({ ...of, volSqrtT: of.volSqrtT * more });
        const higher = both({ ...of, strikeOver: of.strikeOver * more });
        const slack = 1e-15 * (of.forward + higher.strike);
        expect(wilder.call).toBeGreaterThanOrEqual(here.call - slack);
        expect(higher.call).toBeLessThanOrEqual(here.call + slack);
        expect(higher.put).toBeGreaterThanOrEqual(here.put - slack);
      }),
    );
  });

  it('scale with the currency', () => {
    fc.assert(
      fc.property(option, fc.double({ min: 1e-3, max: 1e3, noNaN: true }), (of, factor) => {
        const here = both(of);
        const strike = here.strike * factor;
        const scaled = { ...of, forward: of.forward * factor, strike, right: 'call' } as const;
        const tolerance = 1e-12 * (here.call + of.forward * 1e-3) * factor;
        expect(Math.abs(blackPrice(scaled) - here.call * factor)).toBeLessThan(tolerance);
      }),
    );
  });

  it('are intrinsic value without volatility and the whole without bound', () => {
    const of = { forward: 110, strike: 100, discount: 0.5, right: 'call' } as const;
    expect(blackPrice({ ...of, volSqrtT: 0 })).toBe(5);
    expect(blackPrice({ ...of, volSqrtT: 1e-200 })).toBe(5);
    expect(blackPrice({ ...of, strike: 110, volSqrtT: 0 })).toBe(0);
    expect(blackPrice({ ...of, volSqrtT: 500 })).toBe(55);
    expect(blackPrice({ ...of, right: 'put', strike: 1e-300, volSqrtT: 0.2 })).toBe(0);
    expect(blackPrice({ ...of, strike: 1e300, forward: 1e-300, volSqrtT: 3 })).toBe(0);
  });
});
