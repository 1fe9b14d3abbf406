import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { millsRatio } from '../../../src/engine/pricing/mills.js';
import {
  erfc,
  erfcx,
  normalCdf,
  normalPdf,
  normalQuantile,
} from '../../../src/engine/pricing/normal.js';
import { exactMills, exactTail } from './support/exact.js';

const relative = (got: number, exact: number): number => Math.abs(got / exact - 1);

describe('the normal law', () => {
  it('has the Mills ratio of 90-digit arithmetic to four units in the last place', () => {
    for (let z = -0.78; z < 40; z += 0.0371) {
      expect(relative(millsRatio(z), exactMills(z))).toBeLessThan(9e-16);
    }
    for (const z of [50, 1e2, 1e3, 1e8, 1e200]) {
      // Laplace's continued fraction to its first terms.
      expect(relative(millsRatio(z), 1 / (z + 1 / z))).toBeLessThan(2 / z ** 4 + 5e-16);
    }
  });

  it('has both tails of the distribution function, the far one included', () => {
    for (let z = 0; z < 37; z += 0.0713) {
      const tail = exactTail(z);
      expect(relative(normalCdf(-z), tail)).toBeLessThan(2e-15);
      expect(relative(normalCdf(z), 1 - tail)).toBeLessThan(4e-16);
    }
  });

  it('has the printed values of the error functions', () => {
    // Abramowitz & Stegun, tables 7.1 and 26.1; erfcx(10) by their 7.1.23.
    expect(erfc(0.5)).toBeCloseTo(0.4795001222, 10);
    expect(erfc(-2)).toBeCloseTo(1.995322265, 10);
    expect(erfc(1.5)).toBeCloseTo(0.0338948535, 10);
    expect(normalCdf(1)).toBeCloseTo(0.841344746068543, 15);
    expect(normalCdf(-3)).toBeCloseTo(0.00134989803163, 14);
    expect(normalPdf(1)).toBeCloseTo(0.241970724519143, 15);
    expect(relative(erfcx(10), 0.056140992743822585)).toBeLessThan(1e-14);
  });

  it('ties erfc, erfcx and the distribution function together', () => {
    fc.assert(
      fc.property(fc.double({ min: -5.5, max: 25, noNaN: true }), (x) => {
        expect(relative(erfcx(x) * Math.exp(-x * x), erfc(x))).toBeLessThan(3e-13);
        expect(relative(2 * normalCdf(-x * Math.SQRT2), erfc(x))).toBeLessThan(5e-13);
      }),
    );
  });

  it('goes to its limits without a NaN', () => {
    expect([erfc(Infinity), erfc(40), erfc(-7), erfc(-Infinity)]).toEqual([0, 0, 2, 2]);
    expect([normalCdf(-Infinity), normalCdf(-50), normalCdf(50)]).toEqual([0, 0, 1]);
    expect([normalPdf(60), erfcx(-30), erfcx(Infinity)]).toEqual([0, Infinity, 0]);
    expect(normalCdf(NaN)).toBeNaN();
    expect(millsRatio(-40)).toBe(Infinity);
    expect(relative(millsRatio(-2), Math.sqrt(2 * Math.PI) * Math.exp(2) - millsRatio(2))).toBe(0);
  });

  it('inverts the distribution function', () => {
    fc.assert(
      fc.property(fc.double({ min: -37, max: 8, noNaN: true }), (z) => {
        const p = normalCdf(z);
        const back = normalQuantile(p);
        const resolved = Math.max(1, Math.abs(z)) * 1e-14 + (3e-16 * p) / normalPdf(z);
        expect(Math.abs(back - z)).toBeLessThan(resolved);
      }),
    );
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([-Infinity, Infinity]);
    expect(normalQuantile(0.5)).toBeCloseTo(0, 15);
    expect([normalQuantile(-0.1), normalQuantile(1.1), normalQuantile(NaN)]).toEqual([
      NaN,
      NaN,
      NaN,
    ]);
  });
});
