import { describe, expect, it } from 'vitest';
import { Book } from '../../../../src/engine/adapters/deribit/book.js';
import { byExpiry, chainOf } from '../../../../src/engine/adapters/deribit/chains.js';
import { listedOf } from '../../../../src/engine/adapters/deribit/rest.js';
import { tickAt } from '../../../../src/engine/adapters/deribit/listed.js';
import { readName } from '../../../../src/engine/adapters/deribit/names.js';
import { summaryRow } from '../../../../src/engine/adapters/deribit/shapes.js';
import type { InstrumentId } from '../../../../src/engine/domain/instrument.js';
import type { Quote } from '../../../../src/engine/domain/quote.js';
import { impliedVol } from '../../../../src/engine/pricing/implied-vol.js';
import { NOW_MS } from './deribit-world.js';

const EXPIRY_MS = Date.UTC(2026, 10, 27, 8);
const CALL = 'BTC-27NOV26-90000-C';
const CALL_ID = 'BTC/2026-11-27/90000/C';

function row(name: string, more: Readonly<Record<string, unknown>> = {}) {
  return {
    instrument_name: name,
    kind: 'option',
    is_active: true,
    expiration_timestamp: EXPIRY_MS,
    instrument_type: 'reversed',
    tick_size: 0.0001,
    tick_size_steps: [{ tick_size: 0.0005, above_price: 0.005 }],
    ...more,
  };
}

const LISTED = [
  row(CALL),
  row('BTC-27NOV26-90000-P'),
  row('BTC-PERPETUAL', { kind: 'future', expiration_timestamp: 32_503_708_800_000 }),
  row('BTC-27NOV26', { kind: 'future', tick_size: 0.5, tick_size_steps: [] }),
];

function ticker(more: Readonly<Record<string, unknown>> = {}) {
  return {
    ...{ instrument_name: CALL, timestamp: NOW_MS, state: 'open', interest_rate: 0 },
    ...{ best_bid_price: 0.0225, best_ask_price: 0.0235, best_bid_amount: 3, best_ask_amount: 4 },
    ...{ bid_iv: 41.12, ask_iv: 43.55, mark_iv: 42.31, mark_price: 0.0229, last_price: 0.023 },
    ...{ underlying_price: 90_100.5, underlying_index: 'SYN.BTC-27NOV26', open_interest: 17.5 },
    ...{ index_price: 90_000.25, estimated_delivery_price: 90_000.25 },
    greeks: { delta: 0.52, gamma: 0.00007, vega: 49.5, theta: -155.2, rho: 8.5 },
    stats: { volume: 2.5, price_change: null, high: null, low: null },
    ...more,
  };
}

function makeBook() {
  const unknown: string[] = [];
  const book = new Book({
    coins: ['BTC', 'ETH'],
    aheadMostMs: 10_000,
    onUnknown: (name) => unknown.push(name),
  });
  book.list(LISTED.map(listedOf).filter((each) => each !== null));
  const quote = (id: string): Quote | null => book.slot(id as InstrumentId)?.quote ?? null;
  return { book, quote, unknown };
}

describe('units of each channel', () => {
  it('a ticker gives volatility in percent, prices in coin, greeks in dollars', () => {
    const { book, quote } = makeBook();
    expect(book.ticker(ticker(), NOW_MS)).toBe(NOW_MS);
    expect(quote(CALL_ID)).toEqual({
      instrument: CALL_ID,
      ...{ bid: 0.0225, ask: 0.0235, bidSize: 3, askSize: 4, last: 0.023, prevClose: null },
      option: {
        forward: 90_100.5,
        markPrice: 0.0229,
        markIv: 42.31 / 100,
        bidIv: 41.12 / 100,
        askIv: 43.55 / 100,
        greeks: {
          delta: 0.52,
          gamma: 0.00007,
          vegaUsdPerVolPt: 49.5,
          thetaUsdPerDay: -155.2,
          rhoUsdPerPct: 8.5,
        },
        openInterest: 17.5,
        volume: 2.5,
      },
      ...{ atMs: NOW_MS, delayMs: 0, source: 'deribit' },
    });
  });

  it('the list of marks gives volatility as a fraction', () => {
    const { book, quote } = makeBook();
    const mark = { timestamp: NOW_MS, iv: 0.4231, instrument_name: CALL, mark_price: 0.0229 };
    book.marks([mark], NOW_MS);
    expect(quote(CALL_ID)?.option).toMatchObject({ markIv: 0.4231, markPrice: 0.0229 });
    expect(quote(CALL_ID)).toMatchObject({ bid: null, ask: null });
  });

  it('a percentage in the list of marks is refused, and a doubt between channels is counted', () => {
    const { book, quote } = makeBook();
    const mark = { timestamp: NOW_MS, instrument_name: CALL, mark_price: 0.0229 };
    book.marks([{ ...mark, iv: 42.31 }], NOW_MS);
    expect(quote(CALL_ID)).toBeNull();
    expect(book.bad.get('bad-unit')).toBe(1);
    book.ticker(ticker({ mark_iv: 0.4231 }), NOW_MS);
    book.marks([{ ...mark, iv: 0.4231, timestamp: NOW_MS + 1 }], NOW_MS + 1);
    expect(book.bad.get('unit-doubt')).toBe(1);
  });

  it('a book summary gives volatility in percent', () => {
    const { book, quote } = makeBook();
    const summary = summaryRow.parse({
      ...{ instrument_name: CALL, creation_timestamp: NOW_MS, bid_price: 0.0225, ask_price: null },
      ...{ last: null, mark_price: 0.0229, mark_iv: 42.31, underlying_price: 90_100.5 },
    });
    book.picture([summary], NOW_MS);
    expect(quote(CALL_ID)).toMatchObject({ bid: 0.0225, ask: null, bidSize: null, last: null });
    expect(quote(CALL_ID)?.option?.markIv).toBe(42.31 / 100);
  });

  it.each([
    ['the mark', { mark_price: 0.0229, bid_price: null, ask_price: null }, 0.0229],
    ['the middle', { mark_price: null, bid_price: 0.0224, ask_price: 0.0234 }, 0.0229],
  ])('a book summary without volatility has that of %s', (_name, prices, coins) => {
    const { book, quote } = makeBook();
    const summary = summaryRow.parse({
      ...{ instrument_name: CALL, creation_timestamp: NOW_MS, underlying_price: 90_100.5 },
      ...prices,
    });
    book.picture([summary], NOW_MS);
    const years = (EXPIRY_MS - NOW_MS) / (365 * 86_400_000);
    const own = impliedVol({
      ...{ forward: 90_100.5, strike: 90_000, right: 'call', discount: 1, years },
      price: coins * 90_100.5,
    });
    expect(own.ok && own.value).toBeGreaterThan(0.3);
    expect(quote(CALL_ID)?.option?.markIv).toBeCloseTo(own.ok ? own.value : NaN, 10);
  });

  it('a chain is in dollars by the forward of each quote, not by the index', () => {
    const { book } = makeBook();
    book.ticker(ticker(), NOW_MS);
    const level = { timestamp: NOW_MS, price: 90_000.25, index_name: 'btc_usd' };
    book.index(level, NOW_MS);
    const [expiry] = byExpiry(book.slots(), 'BTC');
    const chain = expiry ? chainOf(expiry, 90_000.25) : null;
    const side = chain?.rows[0]?.call;
    expect(chain).toMatchObject({ coin: 'BTC', spot: 90_000.25, future: 90_100.5, atMs: NOW_MS });
    expect(chain?.settlesAtMs).toBe(EXPIRY_MS);
    expect(side?.bid).toBeCloseTo(0.0225 * 90_100.5, 9);
    expect(side?.ask).toBeCloseTo(0.0235 * 90_100.5, 9);
    expect(side?.venue?.markPrice).toBeCloseTo(0.0229 * 90_100.5, 9);
    expect(side?.atMs).toBe(NOW_MS);
    expect(chain?.rows[0]?.put).toMatchObject({ bid: 0, ask: 0 });
  });

  it('the index is in dollars, the volatility index in vol points', () => {
    const { book, quote } = makeBook();
    book.index({ timestamp: NOW_MS, price: 90_000.25, index_name: 'btc_usd' }, NOW_MS);
    book.volIndex({ timestamp: NOW_MS, volatility: 48.36, index_name: 'eth_usd' }, NOW_MS);
    expect(quote('BTC')).toMatchObject({ last: 90_000.25, bid: null, ask: null });
    expect(quote('ETHDVOL')).toMatchObject({ last: 48.36 });
  });

  it('a perpetual has funding, a dated future has none', () => {
    const { book, quote } = makeBook();
    const future = { ...ticker({ open_interest: 1_132_329_370 }), greeks: undefined };
    const prices = { best_bid_price: 90_000, best_ask_price: 90_000.5, mark_price: 90_000.1 };
    const funding = { current_funding: -0.00001, funding_8h: 0.000017, last_price: 90_200 };
    const stats = { price_change: 10, volume: 5 };
    const perpetual = { ...future, ...prices, ...funding, stats, instrument_name: 'BTC-PERPETUAL' };
    book.ticker(perpetual, NOW_MS);
    book.ticker({ ...perpetual, instrument_name: 'BTC-27NOV26' }, NOW_MS);
    expect(quote('BTC.PERP')?.future).toEqual({
      ...{ markPrice: 90_000.1, indexPrice: 90_000.25, openInterest: 1_132_329_370 },
      ...{ fundingNow8h: -0.00001, funding8h: 0.000017 },
    });
    expect(quote('BTC.PERP')?.prevClose).toBeCloseTo(82_000, 6);
    expect(quote('BTC/2026-11-27')?.future).toMatchObject({ fundingNow8h: null, funding8h: null });
  });
});

describe('what stands where numbers should', () => {
  it('zeros are none, and "expired" is not read', () => {
    const { book, quote } = makeBook();
    const nothing = { best_bid_price: 0, best_bid_amount: 0, bid_iv: 0, last_price: null };
    const zero = { delta: 0, gamma: 0, vega: 0, theta: 0, rho: 0 };
    const expired = { estimated_delivery_price: 'expired', underlying_index: 'SYN.BTC-27NOV26' };
    book.ticker(ticker({ ...nothing, ...expired, greeks: zero, stats: null }), NOW_MS);
    expect(quote(CALL_ID)).toMatchObject({ bid: null, bidSize: null, ask: 0.0235, last: null });
    expect(quote(CALL_ID)?.option).toMatchObject({ bidIv: null, greeks: null, volume: null });
  });

  it('a closed instrument has no bid and no ask', () => {
    const { book, quote } = makeBook();
    book.ticker(ticker({ state: 'closed' }), NOW_MS);
    expect(quote(CALL_ID)).toMatchObject({ bid: null, ask: null, bidSize: null, askSize: null });
  });

  it.each([
    ['a name that is not listed', { instrument_name: 'BTC-1JAN27-1-C' }, 'no-name'],
    ['no name', { instrument_name: undefined }, 'no-name'],
    ['no time', { timestamp: undefined }, 'no-time'],
    ['a time as text', { timestamp: '1795176000000' }, 'no-time'],
    ['a price as text', { best_bid_price: '0.01' }, 'bad-price'],
    ['a price below zero', { best_ask_price: -0.01 }, 'bad-price'],
    ['a mark without end', { mark_price: Infinity }, 'bad-price'],
    ['a list for a price', { best_bid_price: [0.1] }, 'bad-price'],
    ['a size as text', { best_bid_amount: '1' }, 'bad-size'],
    ['a bid above the ask', { best_bid_price: 0.03 }, 'crossed'],
    ['a time far ahead', { timestamp: NOW_MS + 3_600_000 }, 'ahead'],
  ])('%s is counted and dropped', (_name, fields, why) => {
    const { book, quote } = makeBook();
    expect(book.ticker(ticker(fields), NOW_MS)).toBe(0);
    expect(quote(CALL_ID)).toBeNull();
    expect([...book.bad]).toEqual([[why, 1]]);
  });

  it('a ticker older than the newest is dropped, one slightly ahead is of now', () => {
    const { book, quote } = makeBook();
    book.ticker(ticker({ timestamp: NOW_MS + 900 }), NOW_MS);
    expect(quote(CALL_ID)?.atMs).toBe(NOW_MS);
    expect(book.ticker(ticker({ timestamp: NOW_MS - 1 }), NOW_MS)).toBe(0);
    expect(book.bad.get('older')).toBe(1);
  });

  it.each([null, 7, 'text', [], {}, [[1]], { instrument_name: 7 }])(
    'data %j never throws',
    (data) => {
      const { book } = makeBook();
      expect(book.ticker(data, NOW_MS)).toBe(0);
      expect(book.index(data, NOW_MS)).toBe(0);
      expect(book.volIndex(data, NOW_MS)).toBe(0);
      book.marks(data, NOW_MS);
      expect(book.received).toBe(0);
    },
  );

  it('keys in any order and keys of tomorrow change nothing', () => {
    const one = makeBook();
    const two = makeBook();
    one.book.ticker(ticker(), NOW_MS);
    const reversed = Object.fromEntries(Object.entries(ticker()).reverse());
    two.book.ticker({ tomorrow: { a: [1] }, ...reversed, next: 'x' }, NOW_MS);
    expect(two.quote(CALL_ID)).toEqual(one.quote(CALL_ID));
  });
});

describe('names of the venue', () => {
  it.each([
    ['BTC-27NOV26-90000-C', 'BTC/2026-11-27/90000/C'],
    ['BTC-5JUN26-100000-P', 'BTC/2026-06-05/100000/P'],
    ['ETH-1JAN27-0d6-C', 'ETH/2027-01-01/0.6/C'],
    ['ETH-25DEC26', 'ETH/2026-12-25'],
    ['BTC-PERPETUAL', 'BTC.PERP'],
  ])('%s is %s', (name, id) => {
    expect(readName(name)?.id).toBe(id);
  });

  it.each([
    'BTC_USDC-27NOV26-90000-C',
    'XRP_USDC-30JUN23-0d625-C',
    'BTC-FS-27NOV26_PERP',
    'BTC-CSR12-27NOV26-21000_23000',
    'BTC-31FEB26-90000-C',
    'BTC-27NIX26-90000-C',
    'BTC-27NOV26-0-C',
    'SOL-27NOV26-100-C',
    '',
  ])('%j is none of ours', (name) => {
    expect(readName(name)).toBeNull();
  });

  it('what settles at another hour than its name says is not taken up', () => {
    expect(listedOf(row(CALL))).not.toBeNull();
    expect(listedOf(row(CALL, { expiration_timestamp: EXPIRY_MS + 3_600_000 }))).toBeNull();
    expect(listedOf(row(CALL, { instrument_type: 'linear' }))).toBeNull();
    expect(listedOf(row(CALL, { is_active: false }))).toBeNull();
    expect(listedOf({ instrument_name: CALL })).toBeNull();
  });

  it('an unknown name in the list of marks is told of', () => {
    const { book, unknown } = makeBook();
    const name = 'BTC-27NOV26-95000-C';
    book.marks([{ timestamp: NOW_MS, iv: 0.4, instrument_name: name, mark_price: 0.01 }], NOW_MS);
    expect(unknown).toEqual([name]);
  });

  it('ticks are stepped by price', () => {
    const ticks = listedOf(row(CALL))?.ticks ?? { tick: NaN, steps: [] };
    expect([0.0001, 0.0049, 0.005, 0.1].map((price) => tickAt(ticks, price))).toEqual([
      0.0001, 0.0001, 0.0005, 0.0005,
    ]);
    const flat = listedOf(row(CALL, { tick_size: 0.0005, tick_size_steps: undefined }));
    expect(flat && tickAt(flat.ticks, 0.001)).toBe(0.0005);
  });
});
