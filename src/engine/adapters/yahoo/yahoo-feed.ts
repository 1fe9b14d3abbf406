import { barCloseAtMs, seriesId, type SeriesId } from '../../domain/bar.js';
import { previousTradingDay, sessionOf } from '../../domain/calendar.js';
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
import { createYahooCharts, type YahooCharts, type YahooError } from './chart.js';
import { YahooDays } from './daily.js';
import type { Intraday } from './intraday.js';
import { isYahooName, type YahooName } from './mapping.js';

export interface YahooFeedOptions {
  /** Address of the chart service, such as `https://query1.finance.yahoo.com`. */
  readonly url: string;
  /** Widely spaced: the service throttles hard. Its name has to begin as a browser's does. */
  readonly http: HttpClient;
  /** Market time, which is wall time here. */
  readonly clock: Clock;
  readonly log: Log;
  /** Symbols of the house; those that have no name there are left out. */
  readonly symbols: readonly string[];
  /** Between looks at a price while it moves; a minute unless told. */
  readonly pollMs?: DurationMs;
}

const FEED = 'yahoo';
/** Between looks while nothing trades, at a name that is not known, and after a refusal at most. */
const REST_MS = 15 * MINUTE_MS;
const UNKNOWN_MS = 6 * HOUR_MS;
const LONGEST_WAIT_MS = 30 * MINUTE_MS;
const FAILURES_DOWN = 5;
/** Share of the time between two polls in which a price is not asked for again. */
const FRESH_SHARE = 0.75;
/** After a close, prices settle and come late. */
const LATE_MS = 30 * MINUTE_MS;
const SETTLING_MS = 20 * MINUTE_MS;

interface Subscription {
  readonly instruments: ReadonlySet<InstrumentId>;
  readonly sink: MarketSink;
}

/** One name as it stands here. */
interface Watched {
  readonly name: YahooName;
  quote: Quote | null;
  checkedAtMs: EpochMs;
  /** Not asked for before. */
  notBeforeMs: EpochMs;
  /** Begin of the newest minute given, and day of the newest bar given. */
  minuteMs: EpochMs;
  day: TradingDay;
}

/** Last prices by the minute, and daily bars; late by the vendor's word, and never tradable. */
class YahooFeed implements MarketData {
  readonly feed = FEED;
  private readonly charts: YahooCharts;
  private readonly days: YahooDays;
  private readonly watched: ReadonlyMap<InstrumentId, Watched>;
  private readonly subscriptions = new Set<Subscription>();
  private phase: 'new' | 'ready' | 'stopped' = 'new';
  private timer: Cancel | null = null;
  private isPolling = false;
  private received = 0;
  private polls = 0;
  private failures = 0;
  private inARow = 0;
  private newestAtMs: EpochMs | null = null;

  constructor(private readonly options: YahooFeedOptions) {
    const { url, http, clock } = options;
    this.charts = createYahooCharts({ baseUrl: url, http });
    this.days = new YahooDays(this.charts, () => clock.nowMs());
    const names = options.symbols.filter(isYahooName);
    this.watched = new Map(names.map((name) => [spotId(name), watching(name, clock.nowMs())]));
  }

  instruments(): readonly InstrumentId[] {
    return [...this.watched.keys()];
  }

  carries(instrument: InstrumentId): boolean {
    return this.watched.has(instrument);
  }

  start(): Promise<Result<void, FeedError>> {
    this.phase = 'ready';
    this.wakeAt(this.options.clock.nowMs());
    return Promise.resolve(ok(undefined));
  }

  stop(): Promise<void> {
    this.phase = 'stopped';
    this.timer?.();
    this.timer = null;
    this.subscriptions.clear();
    return Promise.resolve();
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
    const watched = this.watched.get(instrument);
    if (!watched) return err({ code: 'unknown-instrument', name: instrument });
    if (this.phase !== 'ready') return err({ code: 'not-ready', feed: FEED });
    const trouble = this.isFresh(watched) ? null : await this.ask(watched);
    if (watched.quote) return ok(watched.quote);
    return err({ code: 'failed', feed: FEED, reason: trouble ?? 'no price' });
  }

  /** Charts only: no options are asked for here. */
  expiries(underlying: string): Promise<Result<readonly TradingDay[], FeedError>> {
    const isKnown = this.watched.has(underlying as InstrumentId);
    return Promise.resolve(isKnown ? ok([]) : unknown(underlying));
  }

  chain(underlying: string): ReturnType<MarketData['chain']> {
    return Promise.resolve(unknown(underlying));
  }

  underlyings(): readonly string[] {
    return [];
  }

  chains(underlying: string): ReturnType<MarketData['chains']> {
    return Promise.resolve(unknown(underlying));
  }

  streamOptions(): Cancel {
    return () => undefined;
  }

  series(): readonly SeriesId[] {
    return [...this.watched.values()].map(({ name }) => seriesId(name));
  }

  async history(series: SeriesId): ReturnType<MarketData['history']> {
    const watched = this.watched.get(series as string as InstrumentId);
    if (!watched) return unknown(series);
    if (this.phase !== 'ready') return err({ code: 'not-ready', feed: FEED });
    this.polls++;
    const bars = await this.days.bars(watched.name);
    if (bars.ok) return bars;
    this.failures++;
    return err({ code: 'failed', feed: FEED, reason: wordsOf(bars.error) });
  }

  state(): FeedState {
    const { newestAtMs, received, polls, failures } = this;
    return { feed: FEED, state: this.condition(), newestAtMs, received, polls, failures };
  }

  private condition(): FeedState['state'] {
    if (this.phase === 'stopped' || this.inARow >= FAILURES_DOWN) return 'down';
    // Where nobody listens nothing is asked for.
    if (this.newestAtMs === null && this.subscriptions.size > 0) return 'connecting';
    return this.inARow > 0 ? 'degraded' : 'ready';
  }

  private isFresh({ checkedAtMs }: Watched): boolean {
    return this.options.clock.nowMs() - checkedAtMs < FRESH_SHARE * this.everyMs();
  }

  private everyMs(): DurationMs {
    const { clock, pollMs = MINUTE_MS } = this.options;
    return isMoving(clock.nowMs()) ? pollMs : Math.max(pollMs, REST_MS);
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

  private nextPollMs(): EpochMs {
    const nowMs = this.options.clock.nowMs();
    const everyMs = this.everyMs();
    const waitMs = Math.min(LONGEST_WAIT_MS, MINUTE_MS * 2 ** this.inARow);
    if (this.inARow > 0) return nowMs + Math.max(waitMs, everyMs);
    return (Math.floor(nowMs / everyMs) + 1) * everyMs;
  }

  private async poll(): Promise<void> {
    for (const [id, watched] of this.watched) {
      if (this.phase !== 'ready') return;
      const isWanted = [...this.subscriptions].some(({ instruments }) => instruments.has(id));
      if (!isWanted || this.isFresh(watched)) continue;
      if (this.options.clock.nowMs() < watched.notBeforeMs) continue;
      // Where the service refuses, the next name is refused too, and asking makes it worse.
      if ((await this.ask(watched)) !== null && this.inARow > 0) return;
    }
    await this.pushDays();
  }

  /** Asks for one. @returns why it could not be had, or null where all is well. */
  private async ask(watched: Watched): Promise<string | null> {
    const { clock, log } = this.options;
    this.polls++;
    const today = await this.charts.today(watched.name, clock.nowMs());
    watched.checkedAtMs = clock.nowMs();
    if (today.ok) {
      this.inARow = 0;
      this.take(watched, today.value);
      return null;
    }
    this.failures++;
    const trouble = wordsOf(today.error);
    const isUnknown = today.error.code === 'said-no' && today.error.status === 404;
    if (isUnknown) watched.notBeforeMs = clock.nowMs() + UNKNOWN_MS;
    else this.inARow++;
    if (this.phase === 'ready') log.warn('yahoo-failed', { name: watched.name, trouble });
    return trouble;
  }

  private take(watched: Watched, { quote, bars }: Intraday): void {
    if (this.phase !== 'ready') return;
    const isNewer = quote !== null && quote.atMs > (watched.quote?.atMs ?? -Infinity);
    if (isNewer) {
      watched.quote = quote;
      this.newestAtMs = Math.max(this.newestAtMs ?? -Infinity, quote.atMs);
    }
    const fresh = bars.filter(({ fromMs }) => fromMs > watched.minuteMs);
    watched.minuteMs = bars.at(-1)?.fromMs ?? watched.minuteMs;
    this.received += fresh.length + (isNewer ? 1 : 0);
    for (const { instruments, sink } of this.listeners()) {
      if (!instruments.has(spotId(watched.name))) continue;
      if (isNewer) sink.quote(quote);
      for (const bar of fresh) sink.flow(bar);
    }
  }

  /** Bars of days that have closed since the last one given, where somebody listens. */
  private async pushDays(): Promise<void> {
    if (this.subscriptions.size === 0) return;
    for (const watched of this.watched.values()) {
      const { clock } = this.options;
      const closed = lastClosed(watched.name, clock.nowMs());
      if (closed <= watched.day || clock.nowMs() < watched.notBeforeMs) continue;
      const bars = await this.days.bars(watched.name);
      if (this.phase !== 'ready' || !bars.ok) continue;
      for (const bar of bars.value.filter(({ day }) => day > watched.day)) {
        this.received++;
        watched.day = bar.day;
        for (const { sink } of this.listeners()) sink.bar(bar);
      }
    }
  }

  private *listeners(): Iterable<Subscription> {
    for (const subscription of [...this.subscriptions]) {
      if (this.subscriptions.has(subscription)) yield subscription;
    }
  }
}

function watching(name: YahooName, nowMs: EpochMs): Watched {
  const before = { checkedAtMs: -Infinity, notBeforeMs: -Infinity };
  return { name, quote: null, ...before, minuteMs: nowMs - LATE_MS, day: lastClosed(name, nowMs) };
}

/** The last day whose bar has closed and settled. */
function lastClosed(name: YahooName, nowMs: EpochMs): TradingDay {
  const today = newYorkDay(nowMs);
  const isOver =
    sessionOf(today) !== null && barCloseAtMs(seriesId(name), today) + SETTLING_MS <= nowMs;
  return isOver ? today : previousTradingDay(today);
}

function isMoving(nowMs: EpochMs): boolean {
  const session = sessionOf(newYorkDay(nowMs));
  return session !== null && nowMs >= session.openAtMs && nowMs <= session.indexCloseAtMs + LATE_MS;
}

function wordsOf(error: YahooError): string {
  if (error.code === 'said-no') return `${error.status}: ${error.words}`;
  return error.code === 'bad-answer' ? `bad answer: ${error.what}` : error.code;
}

function unknown(name: string): { readonly ok: false; readonly error: FeedError } {
  return err({ code: 'unknown-instrument', name });
}

/** Yahoo's charts as a feed: last prices each minute, closed minutes, and two years of days. */
export function createYahooFeed(options: YahooFeedOptions): MarketData {
  return new YahooFeed(options);
}
