import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { blackPrice } from '../../../src/engine/pricing/black.js';
import {
  expiryVariance,
  MINUTES_PER_YEAR,
  thirtyDayIndex,
  type StripRow,
} from '../../../src/engine/pricing/variance-index.js';
import { sharedPath } from '../../support/shared.js';

function row(strike: number, call: readonly number[], put: readonly number[]): StripRow {
  const [callBid = 0, callAsk = 0] = call;
  const [putBid = 0, putAsk = 0] = put;
  return { strike, callBid, callAsk, putBid, putAsk };
}

/** A strip without spread on a flat volatility. */
function flatStrip(of: { vol: number; minutes: number; rate: number }): StripRow[] {
  const years = of.minutes / MINUTES_PER_YEAR;
  const rows: StripRow[] = [];
  for (let strike = 1000; strike <= 9000; strike += 5) {
    const at = {
      forward: 4003,
      strike,
      volSqrtT: of.vol * Math.sqrt(years),
      discount: Math.exp(-of.rate * years),
    };
    const call = blackPrice({ ...at, right: 'call' });
    const put = blackPrice({ ...at, right: 'put' });
    rows.push(row(strike, [call, call], [put, put]));
  }
  return rows;
}

describe("Cboe's volatility index", () => {
  it('joins two expiries to the 61.22 of the 2009 white paper', () => {
    // Appendix 1: 12,960 and 53,280 minutes, T of 0.0246556 and 0.1013699 years.
    const near = { minutes: 12_960, variance: 0.4727679 };
    const next = { minutes: 53_280, variance: 0.366818 };
    expect(thirtyDayIndex(near, next).toFixed(2)).toBe('61.22');
    expect(thirtyDayIndex(near, next)).toBeCloseTo(61.217999, 3);
  });

  it('finds a flat volatility again from its own strip', () => {
    const minutes = 40_000;
    for (const vol of [0.12, 0.2, 0.6]) {
      const part = expiryVariance(flatStrip({ vol, minutes, rate: 0.03 }), { minutes, rate: 0.03 });
      if (!part.ok) throw new Error(part.error.code);
      expect(Math.sqrt(part.value.variance)).toBeCloseTo(vol, 4);
      expect(part.value.forward).toBeCloseTo(4003, 6);
      expect(part.value.k0).toBe(4000);
    }
  });

  it('passes over single zero bids and ends each wing at two in a row', () => {
    const rows = [
      row(70, [30, 31], [0.5, 0.6]),
      row(75, [25, 26], [0, 0.4]),
      row(80, [20, 21], [0, 0.4]),
      row(85, [15, 16], [0.4, 0.5]),
      row(90, [10, 11], [0, 0.5]),
      row(95, [6, 7], [1, 1.2]),
      row(100, [3, 3.2], [2.9, 3.1]),
      row(105, [1, 1.2], [6, 7]),
      row(110, [0, 0.5], [10, 11]),
      row(115, [0, 0.5], [15, 16]),
      row(120, [0.5, 0.6], [20, 21]),
    ];
    const part = expiryVariance(rows, { minutes: 43_200, rate: 0 });
    expect(part).toMatchObject({ ok: true, value: { k0: 100, lowStrike: 85, highStrike: 105 } });
  });

  it('takes half the distance between neighbours as a width, and the whole one at both ends', () => {
    const minutes = 43_200;
    const rows = [row(90, [10, 10], [1, 1]), row(100, [3, 3], [3, 3]), row(120, [2, 2], [22, 22])];
    const part = expiryVariance(rows, { minutes, rate: 0 });
    // Widths 10, 15 and 20; the forward is 100, so nothing is taken off.
    const sum = (10 * 1) / 90 ** 2 + (15 * 3) / 100 ** 2 + (20 * 2) / 120 ** 2;
    const expected = (2 * sum * MINUTES_PER_YEAR) / minutes;
    expect(part.ok && Math.abs(part.value.variance / expected - 1)).toBeLessThan(1e-12);
  });

  it('says what is missing of a strip that is too thin, or past its settlement', () => {
    const time = { minutes: 43_200, rate: 0 };
    expect(expiryVariance([], time)).toEqual({
      ok: false,
      error: { code: 'too-few-strikes', count: 0 },
    });
    const thin = [row(100, [3, 3.2], [2.9, 3.1]), row(105, [1, 1.2], [6, 7])];
    expect(expiryVariance(thin, time)).toMatchObject({ ok: false, error: { count: 2 } });
    expect(expiryVariance(thin, { minutes: 0, rate: 0 })).toMatchObject({
      ok: false,
      error: { code: 'bad-time' },
    });
  });

  it('takes an expiry at exactly 30 days for itself', () => {
    const here = { minutes: 43_200, variance: 0.04 };
    expect(thirtyDayIndex(here, here)).toBeCloseTo(20, 12);
    expect(thirtyDayIndex(here, { minutes: 53_280, variance: 0.09 })).toBeCloseTo(20, 12);
  });
});

interface ExpiryInput {
  readonly minutes: number;
  readonly R: number;
  readonly quotes_K_cb_ca_pb_pa: readonly (readonly number[])[];
}

interface IndexVector {
  readonly category: string;
  readonly inputs: { readonly near: ExpiryInput; readonly next: ExpiryInput };
  readonly expected: {
    readonly F: readonly number[];
    readonly K0: readonly number[];
    readonly sigma2: readonly number[];
    readonly vix: number;
    readonly vix_exact: number;
    readonly strip_range: readonly (readonly number[])[];
  };
}

const vectors = sharedPath('vectors', 'vectors.json');

describe.skipIf(vectors === null)("Cboe's volatility index, with the shared vectors", () => {
  it('gives forward, K0, strip, variance and index of every published strip, such as 13.69', () => {
    const all = JSON.parse(readFileSync(vectors ?? '', 'utf8')) as { public: IndexVector[] };
    const published = all.public.filter((vector) => vector.category === 'vix');
    expect(published.map(({ expected }) => expected.vix)).toContain(13.69);
    for (const { inputs, expected } of published) {
      const parts = [inputs.near, inputs.next].map((of, i) => {
        const rows = of.quotes_K_cb_ca_pb_pa.map(([strike = 0, a = 0, b = 0, c = 0, d = 0]) =>
          row(strike, [a, b], [c, d]),
        );
        const part = expiryVariance(rows, { minutes: of.minutes, rate: of.R });
        if (!part.ok) throw new Error(part.error.code);
        expect(part.value.forward).toBeCloseTo(expected.F[i] ?? NaN, 4);
        expect(part.value.k0).toBe(expected.K0[i]);
        expect(Math.abs(part.value.variance - (expected.sigma2[i] ?? NaN))).toBeLessThan(5e-9);
        expect([part.value.lowStrike, part.value.highStrike]).toEqual(expected.strip_range[i]);
        return part.value;
      });
      const [near, next] = parts;
      if (!near || !next) throw new Error('two expiries make an index');
      expect(Math.abs(thirtyDayIndex(near, next) - expected.vix_exact)).toBeLessThan(1e-6);
    }
  });
});
