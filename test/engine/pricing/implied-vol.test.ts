import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blackPrice } from '../../../src/engine/pricing/black.js';
import { impliedVolBatch, IV_STATUS } from '../../../src/engine/pricing/implied-vol-batch.js';
import { impliedTotalVol, impliedVol } from '../../../src/engine/pricing/implied-vol.js';
import { normalPdf } from '../../../src/engine/pricing/normal.js';
import { exactInTheMoney, exactTimeValue } from './support/exact.js';

interface Row {
  readonly forward: number;
  readonly strike: number;
  readonly price: number;
  readonly years: number;
  readonly isCall: 0 | 1;
  /** Volatility a year put in. */
  readonly vol: number;
}

function solve(rows: readonly Row[]): { vol: Float64Array; status: Uint8Array } {
  const column = (name: 'forward' | 'strike' | 'price' | 'years'): Float64Array =>
    Float64Array.from(rows, (row) => row[name]);
  const out = { vol: new Float64Array(rows.length), status: new Uint8Array(rows.length) };
  impliedVolBatch(
    {
      forward: column('forward'),
      strike: column('strike'),
      price: column('price'),
      years: column('years'),
      isCall: Uint8Array.from(rows, ({ isCall }) => isCall),
    },
    out,
  );
  return out;
}

function worstError(rows: readonly Row[]): number {
  const { vol, status } = solve(rows);
  return rows.reduce((worst, row, i) => {
    const error = status[i] === IV_STATUS.ok ? Math.abs((vol[i] ?? NaN) / row.vol - 1) : Infinity;
    return Math.max(worst, error);
  }, 0);
}

/** An out-of-the-money row at a volatility, priced in 90-digit arithmetic. */
function outRow(of: { forward: number; strike: number; years: number; vol: number }): Row {
  const price = exactTimeValue(of.forward, of.strike, of.vol * Math.sqrt(of.years));
  return { ...of, price, isCall: of.forward <= of.strike ? 1 : 0 };
}

const uniform = (seed: number): (() => number) => {
  // Park and Miller's generator: the same rows on every run.
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
};

describe('implied volatility', () => {
  it('returns to 1e-13 over ln(F/K) from -3 to 3 and total volatility from 0.01 to 4', () => {
    const rows: Row[] = [];
    for (let i = -30; i <= 30; i++) {
      for (let j = 0; j < 100; j++) {
        const vol = 0.01 * 400 ** (j / 99);
        // Prices below 1e-300 are left out; their exponent is past what the arithmetic returns.
        if ((Math.abs(i / 10) / vol - vol / 2) ** 2 > 1370) continue;
        const row = outRow({ forward: 100, strike: 100 * Math.exp(-i / 10), years: 1, vol });
        if (row.price >= 1e-300) rows.push(row);
      }
    }
    expect(rows.length).toBeGreaterThan(4800);
    expect(worstError(rows)).toBeLessThan(3e-15);
  }, 60_000);

  it('returns to 1e-13 over markets from an hour to two years and 15 to 150 %', () => {
    const next = uniform(41);
    const rows = Array.from({ length: 3000 }, () => {
      const years = (1 / 8760) * 17_520 ** next();
      const vol = 0.15 * 10 ** next();
      const forward = 10 * 10_000 ** next();
      const strike = forward * Math.exp((8 * next() - 4) * vol * Math.sqrt(years));
      return outRow({ forward, strike, years, vol });
    });
    expect(worstError(rows)).toBeLessThan(3e-15);
  }, 60_000);

  it('is in the money within 8 times what one unit in the last place of the price resolves', () => {
    const next = uniform(43);
    const rows: Row[] = [];
    while (rows.length < 1500) {
      const vol = 0.01 * 400 ** next();
      const strike = 100 * Math.exp(6 * next() - 3);
      const x = Math.abs(Math.log(100 / strike));
      const price = exactInTheMoney(100, strike, vol);
      const resolved = ulp(price) / (Math.min(100, strike) * normalPdf(vol / 2 - x / vol) * vol);
      if (!(resolved < 1e-2)) continue;
      const row: Row = {
        ...{ forward: 100, strike, price, years: 1, vol },
        isCall: strike < 100 ? 1 : 0,
      };
      expect(worstError([row])).toBeLessThan(8 * Math.max(resolved, 2 ** -53));
      rows.push(row);
    }
  }, 60_000);

  it('gives a number and a status for a million arbitrary rows, and never NaN', () => {
    const next = uniform(47);
    const odd = [0, -1, NaN, Infinity, -Infinity, 5e-324, 1.7e308, 1e-310];
    const wild = (): number => {
      const kind = next();
      if (kind < 0.3) return 100 * Math.exp(10 * next() - 5);
      if (kind < 0.55) return Math.exp(1400 * next() - 700);
      return kind < 0.95 ? 100 * next() : (odd[Math.floor(8 * next())] ?? 0);
    };
    const rows = Array.from({ length: 1_000_000 }, (): Row => {
      const forward = wild();
      const strike = next() < 0.1 ? forward * (1 + 0.5 * Math.exp(-36 * next())) : wild();
      const isCall = next() < 0.5 ? 1 : 0;
      const most = isCall === 1 ? forward : strike;
      const least = most - Math.min(forward, strike);
      const share = next() < 0.5 ? next() : 10 ** (-300 * next());
      const price = next() < 0.7 ? least + (most - least) * share : wild();
      return { forward, strike, price, years: wild(), isCall, vol: 0 };
    });
    const { vol, status } = solve(rows);
    const seen = new Set(status);
    let wrong = 0;
    vol.forEach((value, i) => {
      const fine = status[i] === IV_STATUS.ok ? value > 0 && value < Infinity : value === 0;
      if (!fine) wrong++;
    });
    expect(wrong).toBe(0);
    expect([...seen].sort()).toEqual(Object.values(IV_STATUS).sort());
  }, 60_000);

  it('prices back to the price in every corner that the tables leave out', () => {
    const next = uniform(53);
    for (let n = 0; n < 2000; n++) {
      const forward = Math.exp(20 * next() - 10);
      const strike = forward * Math.exp(4 + 30 * next());
      const price = forward * (n % 2 === 0 ? next() : 10 ** (-280 * next()));
      const total = impliedTotalVol({ forward, strike, right: 'call', price });
      if (!total.ok) throw new Error(total.error.code);
      const of = { forward, strike, volSqrtT: total.value, discount: 1, right: 'call' } as const;
      // A price of 1e-280 multiplies the last place of ln(F/K) by 1,300.
      expect(Math.abs(blackPrice(of) / price - 1)).toBeLessThan(1e-11);
    }
  });

  it('finds single-function and batch figures alike', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.3, max: 3, noNaN: true }),
        fc.double({ min: 0.05, max: 2, noNaN: true }),
        (strike, vol) => {
          const right = strike >= 1 ? 'call' : 'put';
          const price =
            0.97 * blackPrice({ forward: 1, strike, volSqrtT: vol, discount: 1, right });
          if (price < 1e-290) return;
          const quote = { forward: 1, strike, right, price: price / 0.97 } as const;
          const single = impliedVol({ ...quote, price, years: 0.25, discount: 0.97 });
          expect(single.ok && Math.abs((single.value * 0.5) / vol - 1) < 1e-13).toBe(true);
        },
      ),
    );
  });

  it.each([
    [
      { strike: 90, right: 'call', price: 10 },
      { ok: true, value: 0 },
    ],
    [
      { strike: 100, right: 'call', price: 0 },
      { ok: true, value: 0 },
    ],
    [
      { strike: 90, right: 'call', price: 9.999 },
      { ok: false, error: { code: 'below-intrinsic', price: 9.999, intrinsic: 10 } },
    ],
    [
      { strike: 90, right: 'call', price: 100 },
      { ok: false, error: { code: 'above-maximum', price: 100, maximum: 100 } },
    ],
    [
      { strike: 90, right: 'put', price: 90 },
      { ok: false, error: { code: 'above-maximum', price: 90, maximum: 90 } },
    ],
    [
      { strike: 110, right: 'put', price: 9 },
      { ok: false, error: { code: 'below-intrinsic', price: 9, intrinsic: 10 } },
    ],
    [
      { strike: 90, right: 'put', price: -1 },
      { ok: false, error: { code: 'below-intrinsic', price: -1, intrinsic: 0 } },
    ],
    [
      { strike: 0, right: 'put', price: 1 },
      { ok: false, error: { code: 'bad-input', what: 'strike', value: 0 } },
    ],
    [
      { strike: 90, right: 'put', price: NaN },
      { ok: false, error: { code: 'bad-input', what: 'price', value: NaN } },
    ],
  ] as const)('says why at the edge: %o', (quote, outcome) => {
    expect(impliedTotalVol({ forward: 100, ...quote })).toEqual(outcome);
  });

  it('names a bad forward, an expired option and bad terms', () => {
    const quote = { forward: 100, strike: 100, right: 'call', price: 1 } as const;
    expect(impliedTotalVol({ ...quote, forward: NaN })).toMatchObject({
      error: { code: 'bad-input', what: 'forward' },
    });
    expect(impliedVol({ ...quote, years: 0, discount: 1 })).toEqual({
      ok: false,
      error: { code: 'expired', years: 0 },
    });
    expect(impliedVol({ ...quote, years: NaN, discount: 1 })).toMatchObject({
      error: { code: 'bad-input', what: 'years' },
    });
    expect(impliedVol({ ...quote, years: 1, discount: 0 })).toMatchObject({
      error: { code: 'bad-input', what: 'discount' },
    });
    expect(impliedVol({ ...quote, years: 1, discount: 0.001 })).toMatchObject({
      error: { code: 'above-maximum' },
    });
  });
});

/** Distance to the next double above. */
function ulp(value: number): number {
  return 2 ** (Math.floor(Math.log2(value)) - 52);
}
