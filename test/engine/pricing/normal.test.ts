import { describe, expect, it } from 'vitest';
import { erfc, normalCdf, normalPdf } from '../../../src/engine/pricing/normal.js';

/** erfc to 17 digits: NIST Digital Library of Mathematical Functions, table 7.23 and series 7.6.1. */
const ERFC = [
  [-2, 1.9953222650189528],
  [-0.5, 1.5204998778130465],
  [0, 1],
  [0.1, 0.8875370839817152],
  [0.5, 0.4795001221869535],
  [1, 0.15729920705028513],
  [2, 0.004677734981047266],
  [3, 2.209049699858544e-5],
  [5, 1.5374597944280349e-12],
  [10, 2.088487583762545e-45],
  [20, 5.395865611607901e-176],
] as const;

describe('normal distribution', () => {
  it('agrees with tabulated values of erfc to 15 digits on both sides and far out', () => {
    for (const [x, expected] of ERFC) {
      expect(Math.abs(erfc(x) / expected - 1), `erfc(${x})`).toBeLessThan(2e-15);
    }
  });

  it('agrees with the Taylor series of erf near zero', () => {
    for (let x = -1; x <= 1; x += 0.01) {
      let term = x;
      let sum = x;
      for (let n = 1; n < 60; n++) {
        term *= -(x * x) / n;
        sum += term / (2 * n + 1);
      }
      const erf = (2 / Math.sqrt(Math.PI)) * sum;
      expect(Math.abs(erfc(x) - (1 - erf)), `x ${x}`).toBeLessThan(1e-15);
    }
  });

  it('is symmetric, rises from 0 to 1 and ends where doubles do', () => {
    for (const x of [0.3, 0.6, 1.7, 4.2, 6.5]) {
      expect(normalCdf(x) + normalCdf(-x)).toBeCloseTo(1, 15);
    }
    expect(normalCdf(0)).toBeCloseTo(0.5, 15);
    expect(normalCdf(-40)).toBe(0);
    expect(normalCdf(40)).toBe(1);
    expect(normalCdf(NaN)).toBeNaN();
  });

  it('has its density as slope', () => {
    for (const x of [-3, -0.7, 0, 0.4, 2.5]) {
      const slope = (normalCdf(x + 1e-5) - normalCdf(x - 1e-5)) / 2e-5;
      expect(Math.abs(slope - normalPdf(x))).toBeLessThan(1e-9);
    }
  });
});
