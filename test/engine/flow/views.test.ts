import { describe, expect, test } from 'vitest';
import { seriesId } from '../../../src/engine/domain/bar.js';
import { futureId, spotId } from '../../../src/engine/domain/instrument.js';
import { newYorkInstant } from '../../../src/engine/domain/new-york.js';
import { day } from '../../../src/engine/domain/trading-day.js';
import { curveView } from '../../../src/engine/flow/curve-view.js';
import { digestView } from '../../../src/engine/flow/digest.js';
import { MarketBook } from '../../../src/engine/flow/market-book.js';
import { quoteView } from '../../../src/engine/flow/quote-view.js';
import { vixView } from '../../../src/engine/flow/vix-view.js';
import { barOf, barsUntil } from '../../support/bars.js';
import { quoteOf } from '../../support/scripted-feed.js';

const NOW = newYorkInstant(day('2026-11-23'), '10:31');
const vix = spotId('VIX');

function bookOf(): MarketBook {
  const book = new MarketBook();
  const closes = Array.from({ length: 300 }, (_, i) => 15 + (i % 7));
  book.takeHistory(seriesId('VIX'), barsUntil('VIX', '2026-11-20', closes));
  book.takeHistory(
    seriesId('SPX'),
    barsUntil(
      'SPX',
      '2026-11-20',
      Array.from({ length: 30 }, () => 6000),
    ),
  );
  for (const rank of [1, 2, 3]) {
    const settles = Array.from({ length: 40 }, (_, i) => 18 + rank + i / 100);
    book.takeHistory(seriesId(`VX${rank}`), barsUntil(`VX${rank}`, '2026-11-20', settles));
  }
  return book;
}

const context = (book: MarketBook, nowMs = NOW) => ({ book, nowMs, mode: 'SIM' as const });

function valueOf<T>(result: { ok: boolean; value?: T }): T {
  expect(result.ok).toBe(true);
  return result.value as T;
}

describe('/vix', () => {
  test('says which data is missing where there is none', () => {
    expect(vixView(context(new MarketBook()), '6m')).toEqual({
      ok: false,
      error: { code: 'no-data', what: 'VIX' },
    });
  });

  test('before the first quote of the day shows the last close and its true age', () => {
    const view = valueOf(vixView(context(bookOf()), '1m'));
    expect(view.stamp.asOfMs).toBe(newYorkInstant(day('2026-11-20'), '16:15'));
    expect(view.vix.level).toBe(15 + (299 % 7));
    expect(view.history).toHaveLength(22);
  });

  test('a quote of today is one more session and the change is from the last close', () => {
    const book = bookOf();
    book.takeQuote(quoteOf(vix, { last: 30, atMs: NOW - 1_000 }));
    const view = valueOf(vixView(context(book), 'all'));
    expect(view.vix.level).toBe(30);
    expect(view.vix.change).toBeCloseTo(30 - (15 + (299 % 7)), 12);
    expect(view.history).toHaveLength(301);
    expect(view.history.at(-1)).toEqual({ atMs: NOW - 1_000, value: 30 });
    expect(view.measures.daysAbove25).toBe(1);
    expect(view.measures.percentile252).toBe(100);
    expect(view.measures.zScore60).toBeGreaterThan(3);
    expect(view.measures.spxDrawdownPct).toBe(0);
  });

  test('an older quote never replaces a newer one', () => {
    const book = bookOf();
    book.takeQuote(quoteOf(vix, { last: 30, atMs: NOW - 1_000 }));
    book.takeQuote(quoteOf(vix, { last: 10, atMs: NOW - 9_000 }));
    expect(valueOf(vixView(context(book), '1m')).vix.level).toBe(30);
  });

  test('after the close the bar of the day replaces its quotes', () => {
    const book = bookOf();
    const closeMs = newYorkInstant(day('2026-11-23'), '16:15');
    book.takeQuote(quoteOf(vix, { last: 30, atMs: closeMs - 60_000 }));
    book.takeBar(barOf('VIX', '2026-11-23', { close: 28 }));
    const view = valueOf(vixView(context(book, closeMs + 60_000), '1m'));
    expect(view.vix.level).toBe(28);
    expect(view.history.filter(({ atMs }) => atMs > closeMs - 120_000)).toHaveLength(1);
  });
});

describe('/curve', () => {
  test('without quotes shows the last settlements, a week and a month before', () => {
    const view = valueOf(curveView(context(bookOf())));
    expect(view.now.map(({ rank, price }) => [rank, price])).toEqual([
      [1, 19.39],
      [2, 20.39],
      [3, 21.39],
    ]);
    expect(view.now[0]?.expiry).toBe('2026-12-16');
    expect(view.weekAgo?.day).toBe('2026-11-13');
    expect(view.monthAgo?.day).toBe('2026-10-22');
    expect(view.frontContangoPct).toBeCloseTo((100 * 1) / 19.39, 10);
    expect(view.midContangoPct).toBeNull();
  });

  test('quotes come by expiry and a settled contract is gone', () => {
    const book = bookOf();
    const say = (expiry: string, last: number) =>
      book.takeQuote(quoteOf(futureId('VX', day(expiry)), { last, atMs: NOW - 500 }));
    say('2027-01-20', 21);
    say('2026-12-16', 20);
    say('2026-11-18', 99);
    const view = valueOf(curveView(context(book)));
    expect(view.now).toEqual([
      { rank: 1, expiry: '2026-12-16', price: 20 },
      { rank: 2, expiry: '2027-01-20', price: 21 },
    ]);
  });

  test('a gap in history is not shown as a week ago', () => {
    const book = new MarketBook();
    for (const rank of [1, 2]) {
      const old = barsUntil(
        `VX${rank}`,
        '2026-01-05',
        Array.from({ length: 30 }, () => 20),
      );
      book.takeHistory(seriesId(`VX${rank}`), [...old, barOf(`VX${rank}`, '2026-11-20')]);
    }
    expect(valueOf(curveView(context(book))).weekAgo).toBeNull();
  });

  test('values that the source carried forward are left out', () => {
    const book = bookOf();
    book.takeHistory(seriesId('VX3'), [
      barOf('VX3', '2026-11-20', { close: 25, marks: ['carried'] }),
    ]);
    expect(valueOf(curveView(context(book))).now).toHaveLength(2);
  });
});

describe('/quote', () => {
  test('shows the market, the change from the last close and minutes of the day', () => {
    const book = bookOf();
    const spx = spotId('SPX');
    book.takeQuote(quoteOf(spx, { last: 6030, atMs: NOW - 61_000 }));
    book.takeQuote(quoteOf(spx, { last: 6060, atMs: NOW - 1_000 }));
    book.takeQuote(quoteOf(spx, { last: 6061, atMs: NOW - 500 }));
    const view = valueOf(quoteView(context(book), spx));
    expect(view.move).toMatchObject({ level: 6061, change: 61 });
    expect(view.today.map(({ value }) => value)).toEqual([6030, 6061]);
    expect(view.history.at(-1)?.value).toBe(6061);
  });

  test('a future is quoted against its own previous close', () => {
    const book = bookOf();
    const december = futureId('VX', day('2026-12-16'));
    book.takeQuote(quoteOf(december, { bid: 20, ask: 20.1, prevClose: 20, atMs: NOW }));
    const view = valueOf(quoteView(context(book), december));
    expect(view.move.changePct).toBeCloseTo(0.25, 10);
    expect(view.history).toEqual([]);
  });
});

test('the digest names the largest movers and the next session', () => {
  const book = bookOf();
  const atMs = newYorkInstant(day('2026-11-25'), '16:10');
  book.takeQuote(quoteOf(vix, { last: 30, atMs }));
  book.takeQuote(quoteOf(spotId('SPX'), { last: 5940, atMs }));
  const view = valueOf(digestView(context(book, atMs)));
  expect(view.day).toBe('2026-11-25');
  expect(view.movers.map(({ symbol }) => symbol)).toEqual(['VIX', 'SPX']);
  expect(view.nextSession).toEqual({ day: '2026-11-27', kind: 'early' });
});
