import { barCloseAtMs, seriesId, type SeriesId } from '../../domain/bar.js';
import { previousTradingDay, sessionOf } from '../../domain/calendar.js';
import type { Chain } from '../../domain/chain.js';
import { spotId, type InstrumentId } from '../../domain/instrument.js';
import { newYorkDay } from '../../domain/new-york.js';
import type { Quote } from '../../domain/quote.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { TradingDay } from '../../domain/trading-day.js';
import { HOUR_MS, MINUTE_MS, type DurationMs, type EpochMs } from '../../domain/units.js';
import type { Cancel, Clock } from '../../ports/clock.js';
import type { HttpClient } from '../../ports/http.js';
import type { Log } from '../../ports/log.js';
import type { FeedError, FeedState, MarketData, MarketSink } from '../../ports/market-data.js';
import { CboeChains } from './cboe-chains.js';
import { CBOE_INDICES, createCboeHistory } from './history-files.js';
import { HistoryDays, isCboeIndex } from './history-days.js';
import { carriedByCboe, isMoving } from './mapping.js';
import { CBOE_UNDERLYINGS } from './option-names.js';
import { Spots } from './spots.js';

export interface CboeFeedOptions {
  /** Address of the file server, such as `https://cdn.cboe.com`. */
  readonly url: string;
  /** One for all of these requests; its name has to begin as a browser's does. */
  readonly http: HttpClient;
  /** Market time, which is wall time here. */
  readonly clock: Clock;
  readonly log: Log;
  /** Symbols of the house; those that are not published are left out. */
  readonly symbols: readonly string[];
  /** Between looks at a spot while it moves; a minute unless told. */
  readonly pollMs?: DurationMs;
  /** Least time between two looks at one file of options; a minute unless told, and never less. */
  readonly refreshMs?: DurationMs;
}

const FEED = 'cboe';
/** Between looks while nothing trades. */
const REST_MS = 15 * MINUTE_MS;
const LONGEST_WAIT_MS = 15 * MINUTE_MS;
/** Polls that may fail in a row before the feed is down. */
const FAILURES_DOWN = 5;
/** Between looks at a name that the publisher does not know. */
const UNKNOWN_MS = 6 * HOUR_MS;

interface Subscription {
  readonly instruments: ReadonlySet<InstrumentId>;
  readonly sink: MarketSink;
}

/** Quotes and chains a quarter of an hour old, for everybody; nothing here ever trades. */
class CboeFeed implements MarketData {
  readonly feed = FEED;
  private readonly spots: Spots;
  private readonly book: CboeChains;
  private readonly days: HistoryDays;
  private readonly names: ReadonlyMap<InstrumentId, string>;
  private readonly subscriptions = new Set<Subscription>();
  /** Names that are most likely unknown to the publisher, and when they are asked for again. */
  private readonly notBeforeMs = new Map<string, EpochMs>();
  private readonly pushedTo = new Map<SeriesId, TradingDay>();
  private phase: 'new' | 'ready' | 'stopped' = 'new';
  private timer: Cancel | null = null;
  private isPolling = false;
  private received = 0;
  private polls = 0;
  private failures = 0;
  private inARow = 0;
  private newestAtMs: EpochMs | null = null;

  constructor(private readonly options: CboeFeedOptions) {
    const { url, http, log, clock } = options;
    const nowMs = (): EpochMs => clock.nowMs();
    this.names = new Map(
      options.symbols.filter(carriedByCboe).map((symbol) => [spotId(symbol), symbol]),
    );
    this.spots = new Spots({
      ...{ url, http, nowMs },
      everyMs: () => this.everyMs(),
      newer: (quote) => this.push(quote),
    });
    this.book = new CboeChains({
      ...{ url, http, log, nowMs },
      refreshMs: Math.max(MINUTE_MS, options.refreshMs ?? MINUTE_MS),
      spot: (quote) => this.spots.take(quote),
    });
    this.days = new HistoryDays(createCboeHistory({ baseUrl: url, http }), nowMs);
  }

  instruments(): readonly InstrumentId[] {
    return [...this.names.keys()];
  }

  carries(instrument: InstrumentId): boolean {
    return this.names.has(instrument);
  }

  start(): Promise<Result<void, FeedError>> {
    this.phase = 'ready';
    const nowMs = this.options.clock.nowMs();
    for (const series of this.days.series()) this.pushedTo.set(series, lastClosed(series, nowMs));
    this.wakeAt(nowMs);
    return Promise.resolve(ok(undefined));
  }

  async stop(): Promise<void> {
    this.phase = 'stopped';
    this.timer?.();
    this.timer = null;
    this.subscriptions.clear();
    await this.book.files.stop();
  }

  subscribe(instruments: readonly InstrumentId[], sink: MarketSink): Cancel {
    const subscription = { instruments: new Set(instruments), sink };
    this.subscriptions.add(subscription);
    if (this.phase === 'ready' && !this.isPolling) this.wakeAt(this.options.clock.nowMs());
    return () => {
      this.subscriptions.delete(subscription);
    };
  }

  async snapshot(instrument: InstrumentId): Promise<Result<Quote, FeedError>> {
    const symbol = this.names.get(instrument);
    if (symbol === undefined) return err({ code: 'unknown-instrument', name: instrument });
    if (this.phase !== 'ready') return err({ code: 'not-ready', feed: FEED });
    const trouble = this.spots.isFresh(symbol) ? null : await this.ask(symbol);
    const quote = this.spots.quote(symbol);
    if (quote) return ok(quote);
    return err({ code: 'failed', feed: FEED, reason: trouble ?? 'no price' });
  }

  async expiries(underlying: string): Promise<Result<readonly TradingDay[], FeedError>> {
    const isBare = this.names.has(spotId(underlying)) && !this.underlyings().includes(underlying);
    return isBare ? ok([]) : (this.refusal(underlying) ?? this.book.expiries(underlying));
  }

  async chain(underlying: string, expiry: TradingDay): Promise<Result<Chain, FeedError>> {
    return this.refusal(underlying) ?? this.book.chain(underlying, expiry);
  }

  underlyings(): readonly string[] {
    return CBOE_UNDERLYINGS.filter((underlying) => this.names.has(spotId(underlying)));
  }

  async chains(underlying: string): Promise<Result<readonly Chain[], FeedError>> {
    return this.refusal(underlying) ?? this.book.chains(underlying);
  }

  /** Files come whole and a quarter of an hour late: there is no stream. */
  streamOptions(): Cancel {
    return () => undefined;
  }

  series(): readonly SeriesId[] {
    return this.days.series();
  }

  async history(series: SeriesId): ReturnType<MarketData['history']> {
    if (!isCboeIndex(series)) return err({ code: 'unknown-instrument', name: series });
    if (this.phase !== 'ready') return err({ code: 'not-ready', feed: FEED });
    this.polls++;
    const bars = await this.days.bars(series);
    if (bars.ok) return bars;
    this.failures++;
    return err({ code: 'failed', feed: FEED, reason: bars.error.code });
  }

  state(): FeedState {
    return {
      feed: FEED,
      state: this.condition(),
      newestAtMs: this.newestAtMs,
      received: this.received,
      polls: this.polls + this.book.files.polls,
      failures: this.failures + this.book.files.failures,
    };
  }

  private condition(): FeedState['state'] {
    if (this.phase === 'stopped') return 'down';
    if (this.inARow >= FAILURES_DOWN) return 'down';
    // Where nobody listens nothing is asked for.
    if (this.newestAtMs === null && this.subscriptions.size > 0) return 'connecting';
    return this.inARow > 0 ? 'degraded' : 'ready';
  }

  private refusal(underlying: string): Result<never, FeedError> | null {
    if (!this.underlyings().includes(underlying)) {
      return err({ code: 'unknown-instrument', name: underlying });
    }
    return this.phase === 'ready' ? null : err({ code: 'not-ready', feed: FEED });
  }

  private async ask(symbol: string): Promise<string | null> {
    const { clock, log } = this.options;
    this.polls++;
    const trouble = await this.spots.ask(symbol);
    if (trouble === null) {
      this.inARow = 0;
      return null;
    }
    this.failures++;
    const isRefused = trouble === 'status 403' || trouble === 'status 404';
    // A name that never had a price while others have is one that the publisher does not know.
    const isUnknown = isRefused && this.newestAtMs !== null && !this.spots.quote(symbol);
    if (isUnknown) this.notBeforeMs.set(symbol, clock.nowMs() + UNKNOWN_MS);
    else this.inARow++;
    if (this.phase === 'ready') log.warn('cboe-quote-failed', { symbol, trouble });
    return trouble;
  }

  private push(quote: Quote): void {
    if (this.phase !== 'ready') return;
    this.received++;
    this.newestAtMs = Math.max(this.newestAtMs ?? -Infinity, quote.atMs);
    for (const subscription of [...this.subscriptions]) {
      if (!this.subscriptions.has(subscription)) continue;
      if (subscription.instruments.has(quote.instrument)) subscription.sink.quote(quote);
    }
  }

  private wakeAt(atMs: EpochMs): void {
    this.timer?.();
    this.timer = this.options.clock.at(atMs, () => {
      this.isPolling = true;
      void this.poll().then(() => {
        this.isPolling = false;
        if (this.phase === 'ready') this.wakeAt(this.nextPollMs());
      });
    });
  }

  private everyMs(): DurationMs {
    const { clock, pollMs = MINUTE_MS } = this.options;
    return isMoving(clock.nowMs()) ? pollMs : Math.max(pollMs, REST_MS);
  }

  private nextPollMs(): EpochMs {
    const nowMs = this.options.clock.nowMs();
    const everyMs = this.everyMs();
    const waitMs = Math.min(LONGEST_WAIT_MS, MINUTE_MS * 2 ** this.inARow);
    if (this.inARow > 0) return nowMs + Math.max(waitMs, everyMs);
    return (Math.floor(nowMs / everyMs) + 1) * everyMs;
  }

  private async poll(): Promise<void> {
    for (const [id, symbol] of this.names) {
      if (this.phase !== 'ready') return;
      const isWanted = [...this.subscriptions].some(({ instruments }) => instruments.has(id));
      if (!isWanted || this.spots.isFresh(symbol)) continue;
      if (this.options.clock.nowMs() < (this.notBeforeMs.get(symbol) ?? -Infinity)) continue;
      // One that fails is most likely no worse off than the next.
      if ((await this.ask(symbol)) !== null && this.inARow >= FAILURES_DOWN) break;
    }
    this.book.files.sweep();
    await this.pushBars();
  }

  /** Bars of days that have closed since the last one pushed, where somebody listens. */
  private async pushBars(): Promise<void> {
    if (this.subscriptions.size === 0) return;
    for (const index of CBOE_INDICES) {
      const series = seriesId(index);
      const through = this.pushedTo.get(series);
      const nowMs = this.options.clock.nowMs();
      if (through === undefined || lastClosed(series, nowMs) <= through) continue;
      const bars = await this.days.bars(index);
      if (this.phase !== 'ready' || !bars.ok) continue;
      for (const bar of bars.value.filter(({ day }) => day > through)) {
        this.received++;
        this.pushedTo.set(series, bar.day);
        for (const { sink } of [...this.subscriptions]) sink.bar(bar);
      }
    }
  }
}

/** The last day whose bar of a series has closed. */
function lastClosed(series: SeriesId, nowMs: EpochMs): TradingDay {
  const today = newYorkDay(nowMs);
  const isOver = sessionOf(today) !== null && barCloseAtMs(series, today) <= nowMs;
  return isOver ? today : previousTradingDay(today);
}

/**
 * Cboe's delayed quotes: spots, and chains of SPX, SPY, VIX, UVXY, QQQ and IWM, a quarter of an hour
 * old and marked so; daily bars of the volatility indices. Files of options are read in a thread.
 */
export function createCboeFeed(options: CboeFeedOptions): MarketData {
  return new CboeFeed(options);
}
