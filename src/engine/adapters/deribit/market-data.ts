import type { DailyBar, SeriesId } from '../../domain/bar.js';
import type { Chain } from '../../domain/chain.js';
import type { DataGap } from '../../domain/data-gap.js';
import { coinOf, type Coin, type InstrumentId } from '../../domain/instrument.js';
import type { Quote } from '../../domain/quote.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { TradingDay } from '../../domain/trading-day.js';
import type { Cancel } from '../../ports/clock.js';
import type { FeedError, FeedState, MarketData, MarketSink } from '../../ports/market-data.js';
import { Book } from './book.js';
import { ChainShelf } from './chain-shelf.js';
import { Daily } from './daily.js';
import { Hearers } from './hearers.js';
import { tickAt, type Listed } from './listed.js';
import { Lister } from './lister.js';
import { Pictures } from './pictures.js';
import { Rest } from './rest.js';
import type { Phase } from './session.js';
import { FEED, USUAL_TIMING, type DeribitSettings, type DeribitTiming } from './settings.js';
import { Stream } from './stream.js';

/** What there is to know of the connections. */
export interface DeribitStats {
  readonly connections: readonly {
    readonly phase: Phase;
    readonly channels: number;
    readonly losses: number;
  }[];
  /** Frames taken, frames that were no JSON, and frames refused, by reason. */
  readonly frames: number;
  readonly garbled: number;
  readonly refused: Readonly<Record<string, number>>;
}

/** What the port has no place for. */
export interface DeribitFeed extends MarketData {
  /** Least step of an instrument's price at a price, as the venue quotes both; null if unlisted. */
  tickAt(instrument: InstrumentId, price: number): number | null;
  stats(): DeribitStats;
}

class Feed implements DeribitFeed {
  readonly feed = FEED;
  private readonly coins: readonly Coin[];
  private readonly timing: DeribitTiming;
  private readonly book: Book;
  private readonly stream: Stream;
  private readonly lister: Lister;
  private readonly pictures: Pictures;
  private readonly daily: Daily;
  private readonly hearers = new Hearers();
  private readonly counts = { polls: 0, failures: 0, bars: 0 };
  private readonly waiting = new Set<() => void>();
  private readonly shelf: ChainShelf;
  private running: 'no' | 'yes' = 'no';
  private wasReady: 'no' | 'yes' = 'no';
  private watching: Cancel | null = null;

  constructor(private readonly settings: DeribitSettings) {
    const { clock, http, httpUrl } = settings;
    this.coins = settings.coins ?? ['BTC', 'ETH'];
    this.timing = { ...USUAL_TIMING, ...settings.timing };
    const { coins, timing } = this;
    const deadline = { clock, withinMs: timing.answerWithinMs };
    const rest = new Rest({ httpUrl, http, deadline });
    const count = (outcome: 'fine' | 'failed') => this.count(outcome);
    this.book = new Book({
      coins,
      aheadMostMs: timing.aheadMostMs,
      onUnknown: (name) => this.lister.heard(name),
    });
    this.shelf = new ChainShelf(this.book, coins, clock);
    this.pictures = new Pictures({ settings, timing, coins, rest, book: this.book, count });
    this.stream = new Stream({
      ...{ settings, timing, coins, book: this.book },
      tell: (gap) => this.tellGap(gap),
      onHole: () => this.pictures.want(),
      onChange: () => this.changed(),
    });
    this.lister = new Lister({
      ...{ settings, timing, coins, rest, count },
      onList: (listed) => this.takeList(listed),
      onSettlement: () => this.settle(),
    });
    const push = (bar: DailyBar) => this.pushBar(bar);
    this.daily = new Daily({ rest, clock, coins, push, barAfterMs: timing.barAfterMs });
  }

  instruments(): readonly InstrumentId[] {
    return [...this.book.slots()]
      .filter((slot) => slot.listed?.kind !== 'option')
      .map(({ id }) => id);
  }

  carries(instrument: InstrumentId): boolean {
    return this.book.slot(instrument) !== undefined;
  }

  async start(): Promise<Result<void, FeedError>> {
    if (this.running === 'no') {
      this.running = 'yes';
      this.stream.carry([]);
      this.daily.start();
      this.watch();
      await this.lister.start();
      if (this.isRunning()) await this.settled();
    }
    return this.state().state === 'ready' ? ok(undefined) : err({ code: 'not-ready', feed: FEED });
  }

  stop(): Promise<void> {
    this.running = 'no';
    this.hearers.clear();
    this.placeAll();
    this.watching?.();
    this.lister.stop();
    this.pictures.stop();
    this.daily.stop();
    this.stream.stop();
    this.changed();
    return Promise.resolve();
  }

  subscribe(instruments: readonly InstrumentId[], sink: MarketSink): Cancel {
    return this.hear({ sink, instruments: new Set(instruments), coin: null });
  }

  streamOptions(underlying: string, sink: MarketSink): Cancel {
    const coin = coinOf(underlying);
    if (!coin || !this.coins.includes(coin)) return () => undefined;
    return this.hear({ sink, instruments: new Set(), coin });
  }

  snapshot(instrument: InstrumentId): Promise<Result<Quote, FeedError>> {
    return Promise.resolve(this.newest(instrument));
  }

  expiries(underlying: string): Promise<Result<readonly TradingDay[], FeedError>> {
    return Promise.resolve(this.shelf.expiries(underlying));
  }

  chain(underlying: string, expiry: TradingDay): Promise<Result<Chain, FeedError>> {
    return Promise.resolve(this.shelf.chain(underlying, expiry));
  }

  underlyings(): readonly string[] {
    return this.coins;
  }

  chains(underlying: string): Promise<Result<readonly Chain[], FeedError>> {
    return Promise.resolve(this.shelf.chains(underlying));
  }

  series(): readonly SeriesId[] {
    return this.daily.series();
  }

  async history(series: SeriesId): Promise<Result<readonly DailyBar[], FeedError>> {
    const bars = await this.daily.history(series);
    this.count(bars.ok ? 'fine' : 'failed');
    return bars;
  }

  tickAt(instrument: InstrumentId, price: number): number | null {
    const listed = this.book.slot(instrument)?.listed;
    return listed ? tickAt(listed.ticks, price) : null;
  }

  state(): FeedState {
    const { polls, failures, bars } = this.counts;
    const received = this.book.received + bars;
    return {
      feed: FEED,
      state: this.word(),
      newestAtMs: this.book.newestAtMs,
      received,
      polls,
      failures,
    };
  }

  stats(): DeribitStats {
    return {
      connections: this.stream.sessions.map(({ phase, size: channels, losses }) => ({
        ...{ phase, channels, losses },
      })),
      frames: this.book.received,
      garbled: this.stream.garbled,
      refused: Object.fromEntries(this.book.bad),
    };
  }

  private isRunning(): boolean {
    return this.running === 'yes';
  }

  private word(): FeedState['state'] {
    if (!this.isRunning()) return 'down';
    const { sessions } = this.stream;
    const ready = sessions.filter(({ phase }) => phase === 'ready').length;
    const open = sessions.filter(({ phase }) => phase !== 'down' && phase !== 'connecting').length;
    const listed = this.lister.isComplete() ? 'ready' : 'degraded';
    if (this.wasReady === 'no') {
      const isSettled = ready > 0 && sessions.every((each) => !each.isBusy());
      if (ready === sessions.length && isSettled && this.lister.hasAny()) return listed;
      return sessions.some(({ losses }) => losses > 0) && open === 0 ? 'down' : 'connecting';
    }
    if (ready === sessions.length) return listed;
    return open > 0 ? 'degraded' : 'down';
  }

  private newest(instrument: InstrumentId): Result<Quote, FeedError> {
    const slot = this.book.slot(instrument);
    if (!slot) return err({ code: 'unknown-instrument', name: instrument });
    return slot.quote ? ok(slot.quote) : err({ code: 'no-data', name: instrument });
  }

  private hear(wish: Parameters<Hearers['add']>[0]): Cancel {
    const cancel = this.hearers.add(wish);
    this.placeAll();
    return () => {
      cancel();
      this.placeAll();
    };
  }

  private placeAll(): void {
    for (const slot of this.book.slots()) this.hearers.place(slot);
  }

  private takeList(listed: readonly Listed[]): void {
    for (const slot of this.book.list(listed)) this.hearers.place(slot);
    this.shelf.group();
    this.stream.carry(listed);
    this.pictures.want();
    this.changed();
  }

  private settle(): void {
    this.book.settle(this.settings.clock.nowMs());
    this.shelf.group();
    this.stream.carry([...this.book.slots()].flatMap(({ listed }) => (listed ? [listed] : [])));
  }

  private tellGap(gap: DataGap): void {
    this.settings.log.warn('deribit-gap', {
      ...gap,
      instruments: gap.instruments?.length ?? 'all',
    });
    for (const sink of this.hearers.all()) sink.gap(gap);
  }

  private pushBar(bar: DailyBar): void {
    this.counts.bars += 1;
    for (const sink of this.hearers.all()) sink.bar(bar);
  }

  private watch(): void {
    const { clock } = this.settings;
    this.watching = clock.at(clock.nowMs() + this.timing.watchMs, () => {
      this.stream.watch(clock.nowMs());
      this.watch();
    });
  }

  private count(outcome: 'fine' | 'failed'): void {
    this.counts.polls += 1;
    if (outcome === 'failed') this.counts.failures += 1;
  }

  private changed(): void {
    if (this.word() === 'ready') this.wasReady = 'yes';
    for (const check of [...this.waiting]) check();
  }

  /** Resolves at the first connection, at its first failure, or when the feed is stopped. */
  private settled(): Promise<void> {
    return new Promise((resolve) => {
      const check = () => {
        if (this.word() === 'connecting' && this.lister.isComplete()) return;
        this.waiting.delete(check);
        resolve();
      };
      this.waiting.add(check);
      check();
    });
  }
}

/**
 * Deribit as a feed: every option, future and perpetual of the coins as a stream, the indices and
 * volatility indices, chains from memory, daily bars. Testnet or mainnet by address.
 */
export function createDeribitFeed(settings: DeribitSettings): DeribitFeed {
  return new Feed(settings);
}
