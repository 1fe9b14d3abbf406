import { sessionOf } from '../../domain/calendar.js';
import { seriesId } from '../../domain/bar.js';
import type { DayFacts } from '../../domain/day-facts.js';
import { eventsOn, type EventCalendar } from '../../domain/event-calendar.js';
import { parseInstrument, spotId } from '../../domain/instrument.js';
import { newYorkDay } from '../../domain/new-york.js';
import { priceOf } from '../../domain/quote.js';
import type { TradingDay } from '../../domain/trading-day.js';
import { MINUTE_MS, type EpochMs } from '../../domain/units.js';
import { yangZhangVol } from '../../pricing/realized-vol.js';
import type {
  AccountView,
  ConfiguredStrategy,
  SeenLevel,
  StrategyView,
  UnderlyingView,
} from '../../strategies/strategy.js';
import type { MarketBook } from '../market-book.js';

const REALISED_SESSIONS = 20;
const SESSIONS_PER_YEAR = 252;
/** A future's or index's price that is older says nothing of the term structure now. */
const TERM_AGE_MS = 10 * MINUTE_MS;

export interface StrategyViewInput {
  readonly strategy: ConfiguredStrategy;
  readonly book: MarketBook;
  readonly nowMs: EpochMs;
  readonly pricePeriodMs: number;
  /** Facts of the session of `nowMs`, by underlying. */
  readonly factsOf: (underlying: string) => DayFacts | null;
  readonly calendar: EventCalendar | null;
  readonly account: AccountView;
}

function seen(book: MarketBook, symbol: string): SeenLevel | null {
  const quote = book.quote(spotId(symbol));
  const price = quote ? priceOf(quote) : null;
  return quote && price !== null
    ? { value: price, atMs: quote.atMs, delayMs: quote.delayMs }
    : null;
}

function underlyingView(symbol: string, of: StrategyViewInput): UnderlyingView {
  const { book, nowMs } = of;
  const today = newYorkDay(nowMs);
  const facts = of.factsOf(symbol);
  return {
    symbol,
    spot: seen(book, symbol),
    range: book.dayRange(spotId(symbol), today),
    facts: facts?.day === today ? facts : null,
    minutes: book.today(spotId(symbol)).filter(({ atMs }) => newYorkDay(atMs) === today),
  };
}

function vixView(book: MarketBook, today: TradingDay): StrategyView['vix'] {
  const level = seen(book, 'VIX');
  if (!level) return null;
  const bar = book.bars(seriesId('VIX')).findLast((of) => of.day < today);
  const before = book.quote(spotId('VIX'))?.prevClose ?? bar?.close ?? null;
  return { ...level, change: before === null ? null : level.value - before };
}

/** The two nearest VX futures that have not settled, by fresh quotes. */
function futuresRatio(book: MarketBook, nowMs: EpochMs): number | null {
  const today = newYorkDay(nowMs);
  const live = book.quotes().flatMap((quote) => {
    const of = parseInstrument(quote.instrument);
    const price = priceOf(quote);
    const fresh = nowMs - quote.atMs <= TERM_AGE_MS && price !== null;
    if (of?.kind !== 'future' || of.root !== 'VX' || of.expiry <= today || !fresh) return [];
    return [{ expiry: of.expiry, price }];
  });
  const [near, next] = live.sort((a, b) => (a.expiry < b.expiry ? -1 : 1));
  return near && next ? near.price / next.price : null;
}

function indexRatio(book: MarketBook, nowMs: EpochMs): number | null {
  const [vix, vix3m] = [seen(book, 'VIX'), seen(book, 'VIX3M')];
  if (!vix || !vix3m || !(vix3m.value > 0)) return null;
  const fresh = [vix, vix3m].every(({ atMs }) => nowMs - atMs <= TERM_AGE_MS);
  return fresh ? vix.value / vix3m.value : null;
}

/** Volatility of SPX over the last 20 sessions before today, a year, in points. */
function realisedVolPts(book: MarketBook, today: TradingDay): number | null {
  const bars = book
    .bars(seriesId('SPX'))
    .slice(-REALISED_SESSIONS - 2)
    .filter((bar) => bar.day < today)
    .slice(-REALISED_SESSIONS - 1)
    .flatMap(({ open, high, low, close }) =>
      open === null || high === null || low === null ? [] : [{ open, high, low, close }],
    );
  if (bars.length < REALISED_SESSIONS + 1) return null;
  const vol = yangZhangVol(bars, SESSIONS_PER_YEAR);
  return vol === null ? null : 100 * vol;
}

/** All that a strategy may know now, read from the books. */
export function strategyView(of: StrategyViewInput): StrategyView {
  const { book, nowMs, strategy } = of;
  const today = newYorkDay(nowMs);
  const session = sessionOf(today);
  const symbol = strategy.symbols[0] ?? '';
  const chains = strategy
    .wants({ nowMs, session })
    .flatMap((want) => book.chain(want.underlying, want.expiry) ?? []);
  return {
    nowMs,
    pricePeriodMs: of.pricePeriodMs,
    session,
    underlyings: strategy.symbols.map((name) => underlyingView(name, of)),
    chains,
    vix: vixView(book, today),
    term: { vx1OverVx2: futuresRatio(book, nowMs), vixOverVix3m: indexRatio(book, nowMs) },
    realisedVolPts: realisedVolPts(book, today),
    events: eventsOn(of.calendar, { day: today, symbol }),
    account: of.account,
  };
}
