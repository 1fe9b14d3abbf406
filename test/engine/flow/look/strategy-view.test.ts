import { describe, expect, it } from 'vitest';
import { seriesId, type DailyBar } from '../../../../src/engine/domain/bar.js';
import { addTradingDays } from '../../../../src/engine/domain/calendar.js';
import type { EventCalendar } from '../../../../src/engine/domain/event-calendar.js';
import { futureId, spotId } from '../../../../src/engine/domain/instrument.js';
import { day } from '../../../../src/engine/domain/trading-day.js';
import { MINUTE_MS } from '../../../../src/engine/domain/units.js';
import { strategyView } from '../../../../src/engine/flow/look/strategy-view.js';
import { MarketBook } from '../../../../src/engine/flow/market-book.js';
import { yangZhangVol } from '../../../../src/engine/pricing/realized-vol.js';
import { parseStrategies } from '../../../../src/engine/strategies/parse-strategies.js';
import { blackChain, SESSION_DAY } from '../../../support/chains.js';
import { quoteOf } from '../../../support/orders.js';
import { account, NOON_MS, quietSpy } from '../../../support/strategy-view.js';

const parsed = parseStrategies({ putlite: null });
const [strategy] = parsed.ok ? parsed.value : [];
if (!strategy) throw new Error('putlite is not configured');

const calendar: EventCalendar = {
  firstDay: day('2026-01-01'),
  lastDay: day('2026-12-31'),
  sources: {},
  events: [{ day: SESSION_DAY, kind: 'cpi', symbol: null, basis: 'published', note: null }],
};

function bar(sessionsAgo: number): DailyBar {
  const close = 6000 + 20 * (sessionsAgo % 3);
  return {
    series: seriesId('SPX'),
    day: addTradingDays(SESSION_DAY, -sessionsAgo),
    open: close - 5,
    high: close + 12,
    low: close - 15,
    close,
    volume: null,
    marks: [],
    source: 'test',
  };
}

function bookWith(ageMs: number): MarketBook {
  const book = new MarketBook();
  const say = (id: Parameters<typeof quoteOf>[0], last: number, prevClose: number | null = null) =>
    book.takeQuote(quoteOf(id, { bid: null, ask: null, last, prevClose, atMs: NOON_MS - ageMs }));
  say(spotId('SPY'), 600);
  say(spotId('VIX'), 16, 15.2);
  say(spotId('VIX3M'), 20, 20);
  say(futureId('VX', day('2027-01-20')), 20);
  say(futureId('VX', day('2026-12-16')), 18);
  book.takeHistory(
    seriesId('SPX'),
    Array.from({ length: 40 }, (_, i) => bar(40 - i)),
  );
  book.takeChain(blackChain({ atMs: NOON_MS }));
  book.takeChain(blackChain({ atMs: NOON_MS, expiry: '2026-11-30' }));
  return book;
}

function view(book: MarketBook) {
  return strategyView({
    strategy: strategy as NonNullable<typeof strategy>,
    book,
    nowMs: NOON_MS,
    pricePeriodMs: 1_000,
    factsOf: () => quietSpy().facts,
    calendar,
    account: account(),
  });
}

describe('what a strategy may know', () => {
  it('is read from the book: VIX, its futures, realised volatility, chains, events', () => {
    const seen = view(bookWith(1000));
    expect(seen.vix?.change).toBeCloseTo(0.8, 9);
    expect(seen.term.vx1OverVx2).toBeCloseTo(0.9, 9);
    expect(seen.term.vixOverVix3m).toBeCloseTo(0.8, 9);
    expect(seen.chains.map(({ expiry }) => expiry)).toEqual([SESSION_DAY]);
    expect(seen.events.events.map(({ kind }) => kind)).toEqual(['cpi']);
    const bars = Array.from({ length: 21 }, (_, i) => bar(21 - i)).map((of) => ({
      open: of.open ?? 0,
      high: of.high ?? 0,
      low: of.low ?? 0,
      close: of.close,
    }));
    expect(seen.realisedVolPts).toBeCloseTo(100 * (yangZhangVol(bars, 252) ?? NaN), 9);
    expect(seen.underlyings[0]).toMatchObject({ symbol: 'SPY', spot: { value: 600 }, range: null });
  });

  it('says nothing of the term structure by prices of a while ago', () => {
    const { term } = view(bookWith(11 * MINUTE_MS));
    expect(term).toEqual({ vx1OverVx2: null, vixOverVix3m: null });
  });

  it('is unknown where the book is empty', () => {
    const seen = view(new MarketBook());
    expect(seen).toMatchObject({ vix: null, realisedVolPts: null, chains: [] });
    expect(strategy.decide(seen).proposal).toBeNull();
  });
});
