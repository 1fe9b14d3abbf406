import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { blackPrice } from '../../../src/engine/pricing/black.js';
import { sharedPath } from '../../support/shared.js';

describe('Black 1976', () => {
  it('gives the futures option of Hull, Options, Futures and Other Derivatives, example 16.6', () => {
    const years = 4 / 12;
    const price = blackPrice({
      forward: 20,
      strike: 20,
      volSqrtT: 0.25 * Math.sqrt(years),
      discount: Math.exp(-0.09 * years),
      right: 'put',
    });
    expect(price).toBeCloseTo(1.12, 2);
    expect(Math.abs(price / 1.1166414565589435 - 1)).toBeLessThan(1e-13);
  });

  it('keeps put-call parity', () => {
    for (const strike of [1, 60, 99.9, 100, 140, 900]) {
      const of = { forward: 100, strike, volSqrtT: 0.31, discount: 0.97 };
      const call = blackPrice({ ...of, right: 'call' });
      const put = blackPrice({ ...of, right: 'put' });
      expect(call - put).toBeCloseTo(0.97 * (100 - strike), 9);
    }
  });

  it('is discounted intrinsic value without volatility, and never below zero', () => {
    const of = { forward: 100, strike: 90, volSqrtT: 0, discount: 0.5 };
    expect(blackPrice({ ...of, right: 'call' })).toBe(5);
    expect(blackPrice({ ...of, right: 'put' })).toBe(0);
    expect(
      blackPrice({ ...of, strike: 1e6, volSqrtT: 0.01, right: 'call' }),
    ).toBeGreaterThanOrEqual(0);
  });

  it('rises with volatility towards its bound', () => {
    let before = 0;
    for (const volSqrtT of [0.01, 0.1, 0.5, 2, 12]) {
      const of = { forward: 100, strike: 105, volSqrtT, discount: 1 };
      const price = blackPrice({ ...of, right: 'call' });
      expect(price).toBeGreaterThan(before);
      expect(price).toBeLessThan(100);
      before = price;
    }
  });
});

interface TableVector {
  readonly category: string;
  readonly inputs: { readonly K: number; readonly r: number; readonly type: 'C' | 'P' };
  readonly expected: {
    readonly rows: readonly { S: number; T: number; sigma: number; exact: number }[];
  };
}

const vectors = sharedPath('vectors', 'vectors.json');

describe.skipIf(vectors === null)('Black 1976, with the shared vectors', () => {
  it('gives every price of the table on page 24 of Haug to 13 digits', () => {
    const all = JSON.parse(readFileSync(vectors ?? '', 'utf8')) as { public: TableVector[] };
    const tables = all.public.filter((vector) => vector.category === 'black76.table');
    expect(tables.length).toBeGreaterThan(0);
    for (const { inputs, expected } of tables) {
      for (const { S, T, sigma, exact } of expected.rows) {
        const price = blackPrice({
          forward: S,
          strike: inputs.K,
          volSqrtT: sigma * Math.sqrt(T),
          discount: Math.exp(-inputs.r * T),
          right: inputs.type === 'C' ? 'call' : 'put',
        });
        // One unit in the last place of the forward is the most that subtraction can cost.
        expect(Math.abs(price - exact)).toBeLessThan(1e-13 * Math.max(exact, S));
      }
    }
  });
});
