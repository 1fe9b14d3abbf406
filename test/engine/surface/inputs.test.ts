import { describe, expect, it } from 'vitest';
import type { Chain } from '../../../src/engine/domain/chain.js';
import { optionId } from '../../../src/engine/domain/instrument.js';
import { day } from '../../../src/engine/domain/trading-day.js';
import { makeStrike } from '../../../src/engine/domain/units.js';
import { americanPrice } from '../../../src/engine/pricing/american.js';
import { linearSmile, splineSmile } from '../../../src/engine/surface/comparators.js';
import { europeanEquivalent } from '../../../src/engine/surface/european-equivalent.js';
import { DEFAULT_LIMITS, siftQuotes } from '../../../src/engine/surface/filters.js';
import { forwardCurve } from '../../../src/engine/surface/forward.js';
import { selectQuotes } from '../../../src/engine/surface/kept-quotes.js';
import { fitParity, parityRows } from '../../../src/engine/surface/parity.js';
import { quoteButterflies, quoteCalendars } from '../../../src/engine/surface/quote-arbitrage.js';
import { expiryInput, type QuoteColumns } from '../../../src/engine/surface/quotes.js';
import { quotedExpiry } from './market.js';

const FLAT = { a: 0.01, b: 0.02, rho: 0, m: 0, sigma: 0.2 };

describe('the forward from put-call parity', () => {
  it('finds forward and discount factor', () => {
    const { quotes } = quotedExpiry({ days: 365, params: FLAT, forward: 4000, rate: 0.05 });
    const fit = fitParity(parityRows(quotes, 60), null);
    expect(fit?.forward).toBeCloseTo(4000, 6);
    expect(fit?.discount).toBeCloseTo(Math.exp(-0.05), 8);
  });

  it('is not led astray by a few broken quotes', () => {
    const { quotes } = quotedExpiry({ days: 180, params: FLAT, forward: 4000, rate: 0.03 });
    for (const i of [18, 22, 25]) quotes.callBid[i] = (quotes.callAsk[i] as number) - 0.01;
    for (const i of [18, 22, 25]) {
      quotes.callBid[i] = (quotes.callBid[i] as number) * 1.3;
      quotes.callAsk[i] = (quotes.callAsk[i] as number) * 1.3;
    }
    const fit = fitParity(parityRows(quotes, 60), null);
    expect(Math.abs((fit?.forward ?? 0) - 4000)).toBeLessThan(0.2);
    expect(fit?.outliers).toBeGreaterThanOrEqual(3);
  });

  it('borrows the rate of longer expiries where a slope says nothing', () => {
    const random = [0.4, -0.6, 0.2, -0.3, 0.7, -0.5];
    const days = [1, 30, 120, 365];
    const expiries = days.map((of, j) => {
      const noise = () => 0.001 * (random[j % 6] as number);
      return quotedExpiry({
        days: of,
        params: { ...FLAT, a: 0.04 * (of / 365) },
        forward: 4000,
        rate: 0.05,
        future: null,
        knownRate: null,
        noise,
      });
    });
    const curve = forwardCurve(
      expiries,
      days.map((of) => of / 365),
    );
    for (const point of curve) {
      expect(point?.source).toBe('parity');
      expect(Math.abs((point?.rate ?? 0) - 0.05)).toBeLessThan(0.002);
      expect(Math.abs((point?.forward ?? 0) - 4000)).toBeLessThan(0.5);
    }
  });

  it('takes the future before parity, and nothing from one-sided quotes', () => {
    const quoted = quotedExpiry({ days: 30, params: FLAT, forward: 4000, future: 4001 });
    expect(forwardCurve([quoted], [30 / 365])[0]).toMatchObject({
      forward: 4001,
      source: 'future',
    });
    const blind = {
      ...quoted,
      future: null,
      quotes: { ...quoted.quotes, putBid: quoted.quotes.putBid.map(() => 0) },
    };
    expect(forwardCurve([blind], [30 / 365])[0]).toBeNull();
    expect(fitParity(parityRows(blind.quotes, 60), null)).toBeNull();
  });
});

function columns(
  rows: readonly (readonly [number, number, number, number, number])[],
): QuoteColumns {
  const column = (j: number) => Float64Array.from(rows, (row) => row[j] as number);
  return {
    strike: column(0),
    callBid: column(1),
    callAsk: column(2),
    putBid: column(3),
    putAsk: column(4),
    callSize: null,
    putSize: null,
    callAgeMs: null,
    putAgeMs: null,
  };
}

describe('the liquidity filters', () => {
  const quotes: QuoteColumns = {
    ...columns([
      [80, 20, 21, 0, 0.1],
      [85, 15, 16, 0.3, 0.2],
      [90, 10, 11, 0.1, 0.9],
      [95, 6, 7, 1, 1.1],
      [100, 3, 3.2, 3, 3.2],
      [105, 1, 1.1, 6, 7],
      [110, 0.4, 0.5, 10, 11],
    ]),
    callSize: Float64Array.of(9, 9, 9, 9, 9, 1, 9),
    putSize: Float64Array.of(9, 9, 9, 9, 9, 9, 9),
    callAgeMs: Float64Array.of(0, 0, 0, 0, 0, 0, 999_999),
    putAgeMs: Float64Array.of(0, 0, 0, 0, 0, 0, 0),
  };

  it('counts every rejection by its reason', () => {
    const sifted = siftQuotes(quotes, 100, { ...DEFAULT_LIMITS, size: 5 });
    expect([...sifted.index]).toEqual([3, 4]);
    expect(sifted.rejections).toMatchObject({
      'no-bid': 1,
      crossed: 1,
      wide: 1,
      small: 1,
      stale: 1,
      'in-the-money': 7,
    });
  });

  it('keeps the out-of-the-money side with its volatility and half-spread', () => {
    const point = {
      forward: 100,
      discount: 1,
      rate: 0,
      source: 'future',
      parity: null,
      years: 0.25,
    } as const;
    const { kept, rejections } = selectQuotes(quotes, point, DEFAULT_LIMITS);
    expect([...kept.strike]).toEqual([95, 100, 105]);
    expect([...kept.isCall]).toEqual([0, 1, 1]);
    expect(kept.vol.every((vol) => vol > 0.05 && vol < 0.4)).toBe(true);
    expect(kept.halfSpreadVol.every((half) => half > 0)).toBe(true);
    expect(rejections.stale).toBe(1);
  });

  it('drops prices without a volatility and strikes too far out', () => {
    const odd = columns([
      [100, 100, 101, 1, 1.1],
      [103, 1.9, 2, 5, 5.2],
      [300, 0.1, 0.2, 199, 201],
    ]);
    const point = {
      forward: 99,
      discount: 1,
      rate: 0,
      source: 'future',
      parity: null,
      years: 0.25,
    } as const;
    const { kept, rejections } = selectQuotes(odd, point, { ...DEFAULT_LIMITS, deviations: 5 });
    expect([...kept.strike]).toEqual([103]);
    expect(rejections['no-vol']).toBe(1);
    expect(rejections.far).toBe(1);
  });
});

describe('arbitrage in the quotes', () => {
  it('finds a butterfly that pays at bid and ask', () => {
    const found = quoteButterflies(
      columns([
        [90, 11, 11.2, 1, 1.1],
        [100, 7, 7.1, 3, 3.1],
        [110, 1, 1.1, 11, 11.2],
      ]),
    );
    expect(found).toMatchObject({ tested: 2, atMid: 1, executable: 1 });
    expect(found.mostGain).toBeCloseTo(7 - 0.5 * (11.2 + 1.1), 12);
  });

  it('counts variance that falls with time', () => {
    const of = (vol: number, years: number) => ({
      strike: Float64Array.of(90, 100, 110),
      k: Float64Array.of(-0.1, 0.001, 0.09),
      isCall: Uint8Array.of(0, 1, 1),
      bid: new Float64Array(3),
      ask: new Float64Array(3),
      vol: new Float64Array(3).fill(vol),
      halfSpreadVol: new Float64Array(3).fill(0.005),
      years,
    });
    expect(quoteCalendars(of(0.4, 0.1), of(0.2, 0.2))).toMatchObject({ atMid: 2, beyondSpread: 2 });
    expect(quoteCalendars(of(0.2, 0.1), of(0.2, 0.2))).toMatchObject({ atMid: 0, beyondSpread: 0 });
  });
});

describe('American quotes', () => {
  const facts = { spot: 100, years: 0.5, rate: 0.08, yieldRate: 0, dividends: [] };
  const terms = { ...facts, strike: 100, vol: 0.2, right: 'put' as const };
  const american = americanPrice(terms, { resolution: 200 }).price;
  const european = americanPrice(terms, { resolution: 200, exercise: 'european' }).price;

  it('lose their early-exercise premium, which calls without dividends do not have', () => {
    const call = american + 100 * (1 - Math.exp(-0.04)) - (american - european);
    const quotes = columns([[100, call - 0.05, call + 0.05, american - 0.05, american + 0.05]]);
    const made = europeanEquivalent(quotes, facts, { bothWithin: 0.05, resolution: 200 });
    expect(made.putBid[0]).toBeCloseTo(european - 0.05, 3);
    expect(made.callAsk[0]).toBeCloseTo(call + 0.05, 3);
  });

  it('are no quotes deep in the money or below intrinsic value', () => {
    const quotes = columns([
      [60, 42.4, 42.5, 0.01, 0.02],
      [101, 0.5, 0.6, 0.4, 0.5],
    ]);
    const made = europeanEquivalent(quotes, facts, { bothWithin: 0.05, resolution: 40 });
    expect(made.callBid[0]).toBe(0);
    expect(made.putAsk[1]).toBe(0);
  });
});

describe('a chain as input', () => {
  it('becomes columns, zero bids included', () => {
    const strike = makeStrike(6000);
    if (!strike.ok) throw new Error('strike');
    const expiry = day('2026-03-20');
    const side = (right: 'call' | 'put', bid: number) => ({
      instrument: optionId({ root: 'SPXW', expiry, strike: 6000, right }),
      bid,
      ask: bid + 1,
      bidSize: 4,
      askSize: 2,
    });
    const chain: Chain = {
      underlying: 'SPX',
      root: 'SPXW',
      expiry,
      settlesAtMs: 1,
      spot: 6000,
      rows: [{ strike: strike.value, call: side('call', 0), put: side('put', 5) }],
      atMs: 0,
      delayMs: 0,
      source: 'sim',
    };
    const input = expiryInput(chain, { future: null, rate: 0.04 });
    expect(input).toMatchObject({ id: 'SPXW/2026-03-20', settlesAtMs: 1, rate: 0.04 });
    expect(input.quotes.callBid[0]).toBe(0);
    expect(input.quotes.putSize?.[0]).toBe(2);
  });
});

describe('the comparators', () => {
  const k = Float64Array.of(-1, -0.4, 0.1, 0.5, 1);
  const vol = k.map((x) => 0.3 + 0.1 * x * x);

  it('go through their points and stay flat outside', () => {
    for (const curve of [linearSmile(k, vol), splineSmile(k, vol)]) {
      k.forEach((x, i) => expect(curve(x)).toBeCloseTo(vol[i] as number, 12));
      expect(curve(-5)).toBeCloseTo(vol[0] as number, 12);
      expect(curve(5)).toBeCloseTo(vol[4] as number, 12);
    }
  });

  it('bend less on a line than a spline does on a curve', () => {
    const exact = 0.3 + 0.1 * 0.3 * 0.3;
    const line = Math.abs(linearSmile(k, vol)(0.3) - exact);
    expect(Math.abs(splineSmile(k, vol)(0.3) - exact)).toBeLessThan(line);
  });
});
