import type { Point } from '../api.js';
import { ChainShelf } from './chain-shelf.js';
import { RangeTracker } from './range-tracker.js';
import { barCloseAtMs, type DailyBar, type SeriesId } from '../domain/bar.js';
import { newYorkDay } from '../domain/new-york.js';
import type { Chain } from '../domain/chain.js';
import type { InstrumentId } from '../domain/instrument.js';
import { priceOf, type DayRange, type Quote } from '../domain/quote.js';
import type { TradingDay } from '../domain/trading-day.js';
import { MINUTE_MS, type EpochMs } from '../domain/units.js';

/** A session has at most 405 minutes from the open to the index close. */
const MAX_MINUTES = 500;

interface Today {
  day: TradingDay;
  points: Point[];
}

/** Everything known of the market now: newest quotes, today's minutes, daily bars. */
export class MarketBook {
  readonly #quotes = new Map<InstrumentId, Quote>();
  readonly #today = new Map<InstrumentId, Today>();
  readonly #bars = new Map<SeriesId, DailyBar[]>();
  readonly #chains = new ChainShelf();
  readonly #ranges = new RangeTracker();

  /** Takes a quote unless one that is as new is known: news may arrive out of order. */
  takeQuote(quote: Quote): void {
    const known = this.#quotes.get(quote.instrument);
    if (known && known.atMs > quote.atMs) return;
    this.#quotes.set(quote.instrument, quote);
    const price = priceOf(quote);
    if (price === null) return;
    this.#addMinute(quote.instrument, { atMs: quote.atMs, value: price });
    this.#ranges.take(quote.instrument, { atMs: quote.atMs, value: price });
  }

  #addMinute(instrument: InstrumentId, point: Point): void {
    const of = newYorkDay(point.atMs);
    let today = this.#today.get(instrument);
    if (today?.day !== of) this.#today.set(instrument, (today = { day: of, points: [] }));
    const last = today.points.at(-1);
    const sameMinute =
      last && Math.floor(last.atMs / MINUTE_MS) === Math.floor(point.atMs / MINUTE_MS);
    if (sameMinute) today.points.pop();
    today.points.push(point);
    if (today.points.length > MAX_MINUTES) today.points.shift();
  }

  /** Adds a bar, or replaces the one of its day. */
  takeBar(bar: DailyBar): void {
    const bars = this.#bars.get(bar.series);
    if (!bars) {
      this.#bars.set(bar.series, [bar]);
      return;
    }
    let at = bars.length;
    while (at > 0 && (bars[at - 1]?.day ?? '') > bar.day) at--;
    const replaces = bars[at - 1]?.day === bar.day;
    bars.splice(replaces ? at - 1 : at, replaces ? 1 : 0, bar);
  }

  takeHistory(series: SeriesId, bars: readonly DailyBar[]): void {
    this.#bars.set(series, [...bars]);
  }

  /** Takes a chain; its options are quoted from it until a newer one comes. */
  takeChain(chain: Chain): void {
    this.#chains.take(chain);
  }

  chain(underlying: string, expiry: TradingDay): Chain | null {
    return this.#chains.chain(underlying, expiry);
  }

  quote(instrument: InstrumentId): Quote | null {
    return this.#quotes.get(instrument) ?? this.#chains.quote(instrument);
  }

  quotes(): readonly Quote[] {
    return [...this.#quotes.values()];
  }

  /**
   * Open, high and low of a session so far: the venue's, else what was seen, where all of it was.
   * Null where the day's prices were not seen from the open.
   */
  dayRange(instrument: InstrumentId, day: TradingDay): DayRange | null {
    const quote = this.#quotes.get(instrument);
    if (quote?.dayRange && newYorkDay(quote.atMs) === day) return quote.dayRange;
    return this.#ranges.range(instrument, day);
  }

  today(instrument: InstrumentId): readonly Point[] {
    return [...(this.#today.get(instrument)?.points ?? [])];
  }

  bars(series: SeriesId): readonly DailyBar[] {
    return this.#bars.get(series) ?? [];
  }

  /** The newest price of a symbol that has both quotes and a daily series. */
  level(instrument: InstrumentId, series: SeriesId): Level | null {
    const quote = this.quote(instrument);
    const price = quote ? priceOf(quote) : null;
    const bar = this.bars(series).at(-1);
    const barAtMs = bar ? barCloseAtMs(series, bar.day) : Number.NEGATIVE_INFINITY;
    if (quote && price !== null && quote.atMs >= barAtMs) {
      const { atMs, delayMs, source } = quote;
      return { value: price, day: newYorkDay(atMs), atMs, delayMs, source };
    }
    if (!bar) return null;
    return { value: bar.close, day: bar.day, atMs: barAtMs, delayMs: 0, source: bar.source };
  }
}

/** A price with the session it belongs to and where it came from. */
export interface Level {
  readonly value: number;
  readonly day: TradingDay;
  readonly atMs: EpochMs;
  readonly delayMs: number;
  readonly source: string;
}
