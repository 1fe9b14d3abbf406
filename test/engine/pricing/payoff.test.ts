import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bsmPrice } from '../../../src/engine/pricing/black.js';
import {
  payoffAt,
  payoffProfile,
  profitAt,
  type PayoffLeg,
} from '../../../src/engine/pricing/payoff.js';

const option = (
  right: 'call' | 'put',
  strike: number,
  of: { quantity: number; price: number },
): PayoffLeg => ({ kind: 'option', right, strike, multiplier: 100, ...of });

const condor = [
  option('put', 90, { quantity: 1, price: 0.5 }),
  option('put', 95, { quantity: -1, price: 1.5 }),
  option('call', 105, { quantity: -1, price: 1.25 }),
  option('call', 110, { quantity: 1, price: 0.25 }),
];

describe('a payoff', () => {
  it('of an iron condor has two breakevens and is bounded on both sides', () => {
    const profile = payoffProfile(condor);
    expect(profile.breakevens).toEqual([93, 107]);
    expect(profile.maxProfit).toBeCloseTo(200, 12);
    expect(profile.maxLoss).toBeCloseTo(300, 12);
    expect(profile.slopeAbove).toBe(0);
    expect(profile.corners.map(({ spot }) => spot)).toEqual([0, 90, 95, 105, 110]);
  });

  it('of a naked call loses without bound, of a bought one gains so', () => {
    const sold = payoffProfile([option('call', 100, { quantity: -1, price: 2 })]);
    expect(sold).toMatchObject({ breakevens: [102], maxLoss: Infinity, maxProfit: 200 });
    const bought = payoffProfile([option('call', 100, { quantity: 1, price: 2 })]);
    expect(bought).toMatchObject({ breakevens: [102], maxLoss: 200, maxProfit: Infinity });
  });

  it('of a sold put loses most at a spot of zero', () => {
    const profile = payoffProfile([option('put', 100, { quantity: -2, price: 3 })]);
    expect(profile).toMatchObject({ breakevens: [97], maxLoss: 19_400, maxProfit: 600 });
  });

  it('of a covered call counts the shares', () => {
    const shares: PayoffLeg = { kind: 'underlying', quantity: 100, multiplier: 1, price: 100 };
    const profile = payoffProfile([shares, option('call', 105, { quantity: -1, price: 2 })]);
    expect(profile).toMatchObject({
      breakevens: [98],
      maxLoss: 9800,
      maxProfit: 700,
      slopeAbove: 0,
    });
  });

  it('that is never above zero has no loss where none is possible', () => {
    const free = payoffProfile([option('call', 100, { quantity: 1, price: 0 })]);
    expect(free).toMatchObject({ breakevens: [0, 100], maxLoss: 0 });
  });

  it('lies within its extremes at every spot, and is zero at its breakevens', () => {
    const leg = fc.record({
      right: fc.constantFrom('call' as const, 'put' as const),
      strike: fc.integer({ min: 50, max: 150 }),
      quantity: fc.integer({ min: -3, max: 3 }),
      price: fc.double({ min: 0, max: 30, noNaN: true }),
    });
    fc.assert(
      fc.property(
        fc.array(leg, { minLength: 1, maxLength: 5 }),
        fc.double({ min: 0, max: 400, noNaN: true }),
        (list, spot) => {
          const legs = list.map(({ right, strike, ...of }) => option(right, strike, of));
          const profile = payoffProfile(legs);
          expect(payoffAt(legs, spot)).toBeLessThanOrEqual(profile.maxProfit + 1e-6);
          expect(payoffAt(legs, spot)).toBeGreaterThanOrEqual(-profile.maxLoss - 1e-6);
          for (const zero of profile.breakevens) {
            expect(Math.abs(payoffAt(legs, zero))).toBeLessThan(1e-6);
          }
        },
      ),
    );
  });

  it('before expiry takes the price of each option from the caller', () => {
    const profit = profitAt(condor, 100, ({ right, strike }) =>
      bsmPrice({ spot: 100, strike, years: 0.1, rate: 0, yieldRate: 0, vol: 0.2, right }),
    );
    expect(profit).toBeLessThan(payoffAt(condor, 100));
    expect(profit).toBeGreaterThan(-300);
  });
});
