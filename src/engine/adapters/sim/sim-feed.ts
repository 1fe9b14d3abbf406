import type { DailyBar, SeriesId } from '../../domain/bar.js';
import { sessionOf } from '../../domain/calendar.js';
import type { Chain } from '../../domain/chain.js';
import type { InstrumentId } from '../../domain/instrument.js';
import { newYorkDay } from '../../domain/new-york.js';
import type { Quote } from '../../domain/quote.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { TradingDay } from '../../domain/trading-day.js';
import type { DurationMs, EpochMs } from '../../domain/units.js';
import type { Cancel, Clock } from '../../ports/clock.js';
import { allChains } from '../../ports/all-chains.js';
import type { FeedError, FeedState, MarketData, MarketSink } from '../../ports/market-data.js';
import type { SimScenario } from './scenario.js';
import { SimPrices, type Known, type SimInstant } from './sim-prices.js';

export { simScenarios, type SimScenario } from './scenario.js';
export { SIM_RATE, SIM_DIVIDEND } from './option-book.js';

export interface SimFeedOptions {
  readonly seed: number;
  readonly scenario: SimScenario;
  /** Market time; it may jump over nights. */
  readonly clock: Clock;
  /** Market time at which the simulation starts; daily history ends before it. */
  readonly startAtMs: EpochMs;
  /** Sessions of daily history before the start; 504 (two years) unless told. */
  readonly historySessions?: number;
  /** Market time between pushes; 1,000 unless told. */
  readonly quotePeriodMs?: DurationMs;
}

const FEED = 'sim';

interface Subscription {
  readonly instruments: ReadonlySet<InstrumentId>;
  readonly sink: MarketSink;
  /** Instant of the newest price given, by instrument. */
  readonly givenAtMs: Map<InstrumentId, EpochMs>;
}

/**
 * A small simulated market: SPX, SPY, their options, the VIX family, VX futures, UVXY, VXX, and
 * bitcoin and ether with their futures, options and volatility indices. What it shows at an instant depends on seed, scenario and start alone, not on who asks when.
 */
class SimFeed implements MarketData {
  readonly feed = FEED;
  private readonly clock: Clock;
  private readonly periodMs: DurationMs;
  private readonly prices: SimPrices;
  private readonly subscriptions = new Set<Subscription>();
  private phase: 'new' | 'ready' | 'stopped' = 'new';
  private timer: Cancel | null = null;
  private barsThroughMs: EpochMs;
  private received = 0;
  private polls = 0;
  private failures = 0;

  constructor(private readonly options: SimFeedOptions) {
    this.clock = options.clock;
    this.periodMs = options.quotePeriodMs ?? 1000;
    this.prices = new SimPrices({
      seed: options.seed,
      scenario: options.scenario,
      startAtMs: options.startAtMs,
      historySessions: options.historySessions ?? 504,
    });
    this.barsThroughMs = this.nowMs();
  }

  instruments(): readonly InstrumentId[] {
    return [...this.known().keys()];
  }

  carries(instrument: InstrumentId): boolean {
    return this.known().has(instrument);
  }

  start(): Promise<Result<void, FeedError>> {
    this.phase = 'ready';
    this.barsThroughMs = this.nowMs();
    this.schedule();
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
    const gridMs = this.gridMs();
    const givenAtMs = new Map<InstrumentId, EpochMs>();
    for (const id of instruments) {
      const of = this.known().get(id);
      if (of) givenAtMs.set(id, this.prices.priceAtMs(of, gridMs));
    }
    const subscription = { instruments: new Set(instruments), sink, givenAtMs };
    this.subscriptions.add(subscription);
    return () => {
      this.subscriptions.delete(subscription);
    };
  }

  snapshot(instrument: InstrumentId): Promise<Result<Quote, FeedError>> {
    return this.answer(() => {
      const of = this.known().get(instrument);
      return of ? ok(this.quoteNow(instrument, of)) : unknown(instrument);
    });
  }

  expiries(underlying: string): Promise<Result<readonly TradingDay[], FeedError>> {
    return this.answer(() => {
      const listed = this.prices.expiries(underlying, this.instant());
      if (listed) return ok(listed);
      return this.known().has(underlying as InstrumentId) ? ok([]) : unknown(underlying);
    });
  }

  chain(underlying: string, expiry: TradingDay): Promise<Result<Chain, FeedError>> {
    return this.answer<Chain>(() => {
      if (!this.underlyings().includes(underlying)) return unknown(underlying);
      const chain = this.prices.chain(underlying, expiry, this.instant());
      return chain ? ok(chain) : err({ code: 'no-data', name: `${underlying} ${expiry}` });
    });
  }

  underlyings(): readonly string[] {
    return this.prices.underlyings();
  }

  chains(underlying: string): Promise<Result<readonly Chain[], FeedError>> {
    return allChains(this, underlying);
  }

  streamOptions(): Cancel {
    return () => undefined;
  }

  series(): readonly SeriesId[] {
    return this.prices.series();
  }

  history(series: SeriesId): Promise<Result<readonly DailyBar[], FeedError>> {
    return this.answer(() => {
      const bars = this.prices.bars(series, this.nowMs());
      return bars ? ok(bars) : unknown(series);
    });
  }

  state(): FeedState {
    const nowMs = this.gridMs();
    return {
      feed: FEED,
      state: this.phase === 'ready' ? 'ready' : this.phase === 'new' ? 'connecting' : 'down',
      // The coin index is quoted day and night, so the newest price is never older than a period.
      newestAtMs: this.phase === 'new' ? null : nowMs,
      received: this.received,
      polls: this.polls,
      failures: this.failures,
    };
  }

  /** Market time, never before the start. */
  private nowMs(): EpochMs {
    return Math.max(this.options.startAtMs, this.clock.nowMs());
  }

  /** The newest instant of the time grid on which prices are made: periods, opens and closes. */
  private gridMs(): EpochMs {
    const nowMs = this.nowMs();
    let gridMs = Math.floor(nowMs / this.periodMs) * this.periodMs;
    for (const atMs of marketInstants(nowMs)) if (atMs <= nowMs) gridMs = Math.max(gridMs, atMs);
    return gridMs;
  }

  private instant(): SimInstant {
    return { gridMs: this.gridMs(), nowMs: this.nowMs() };
  }

  private known(): ReadonlyMap<InstrumentId, Known> {
    return this.prices.known(this.nowMs());
  }

  private quoteNow(id: InstrumentId, of: Known): Quote {
    const gridMs = this.gridMs();
    return this.prices.quote(id, of, { gridMs, atMs: this.prices.priceAtMs(of, gridMs) });
  }

  private answer<T>(ask: () => Result<T, FeedError>): Promise<Result<T, FeedError>> {
    this.polls++;
    const answer: Result<T, FeedError> =
      this.phase === 'ready' ? ask() : err({ code: 'not-ready', feed: FEED });
    if (!answer.ok) this.failures++;
    return Promise.resolve(answer);
  }

  /** Wakes at the next instant of the grid; bars close on it too. */
  private schedule(): void {
    if (this.phase !== 'ready') return;
    const nowMs = this.nowMs();
    let dueAtMs = (Math.floor(nowMs / this.periodMs) + 1) * this.periodMs;
    for (const atMs of marketInstants(nowMs)) {
      if (atMs > nowMs) dueAtMs = Math.min(dueAtMs, atMs);
    }
    this.timer = this.clock.at(dueAtMs, () => {
      this.push();
      this.schedule();
    });
  }

  private push(): void {
    const nowMs = this.nowMs();
    const gridMs = this.gridMs();
    this.pushBars(nowMs);
    const quotes = new Map<InstrumentId, Quote>();
    for (const subscription of [...this.subscriptions]) {
      for (const id of subscription.instruments) {
        const of = this.known().get(id);
        if (!of || !this.subscriptions.has(subscription)) continue;
        const atMs = this.prices.priceAtMs(of, gridMs);
        if (atMs <= (subscription.givenAtMs.get(id) ?? -Infinity)) continue;
        let quote = quotes.get(id);
        if (!quote) quotes.set(id, (quote = this.prices.quote(id, of, { gridMs, atMs })));
        subscription.givenAtMs.set(id, atMs);
        this.received++;
        subscription.sink.quote(quote);
      }
    }
  }

  private pushBars(nowMs: EpochMs): void {
    const bars = this.prices.closedBetween(this.barsThroughMs, nowMs);
    this.barsThroughMs = nowMs;
    for (const bar of bars) {
      this.received++;
      for (const subscription of [...this.subscriptions]) {
        if (this.subscriptions.has(subscription)) subscription.sink.bar(bar);
      }
    }
  }
}

/** Instants of the day at which prices start, stop or settle, whatever the period. */
function marketInstants(nowMs: EpochMs): readonly EpochMs[] {
  const session = sessionOf(newYorkDay(nowMs));
  return session ? [session.openAtMs, session.closeAtMs, session.indexCloseAtMs] : [];
}

function unknown(name: string): { readonly ok: false; readonly error: FeedError } {
  return err({ code: 'unknown-instrument', name });
}

/** Builds the simulated market; two years of daily history are made here, in well under a second. */
export function createSimFeed(options: SimFeedOptions): MarketData {
  return new SimFeed(options);
}
