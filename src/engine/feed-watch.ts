import type { DailyBar, SeriesId } from './domain/bar.js';
import type { Quote } from './domain/quote.js';
import { err, ok, type Result } from './domain/result.js';
import { MINUTE_MS, type DurationMs, type EpochMs } from './domain/units.js';
import { isUp, mergeBars, type Feeds } from './feeds.js';
import type { Cancel, Clock } from './ports/clock.js';
import type { Log } from './ports/log.js';
import type { FeedError, MarketData, MarketSink } from './ports/market-data.js';
import type { TickStore } from './ports/tick-store.js';
import { within } from './within.js';

/** Wall time that a start waits for its feeds; what comes later is taken up when it comes. */
const START_WITHIN_MS: DurationMs = 5_000;
/** Wall time between looks at feeds that are not up yet. */
const LOOK_AGAIN_MS: DurationMs = 2_000;
/** Series that could not be loaded are asked for again after so long. */
const LOAD_AGAIN_MS: DurationMs = 10 * MINUTE_MS;

export interface FeedWatchParts {
  readonly feeds: Feeds;
  /** `needed`: without every feed there is no desk. `awaited`: a feed may come up later. */
  readonly feedsAre: 'needed' | 'awaited';
  readonly wall: Clock;
  readonly log: Log;
  readonly sink: MarketSink;
  readonly market: {
    bars(series: SeriesId): readonly DailyBar[];
    takeHistory(series: SeriesId, bars: readonly DailyBar[]): void;
    takeQuote(quote: Quote): void;
  };
  /** Bars that were imported: where feeds are awaited, what these give goes over them. */
  readonly stored: TickStore | null;
  /** Something was loaded after the start. */
  readonly loaded: () => void;
}

interface Taking {
  state: 'under-way' | 'done';
  /** Wall time at which series that failed are asked for again; null where none has. */
  againAtMs: EpochMs | null;
}

/**
 * Starts the feeds, loads their history and first prices, and subscribes to all they list. One that
 * is not up is looked at again until it is.
 */
export class FeedWatch {
  private readonly taken = new Map<MarketData, Taking>();
  private readonly series = new Map<SeriesId, MarketData>();
  private timer: Cancel | null = null;
  private phase: 'starting' | 'running' | 'stopped' = 'starting';

  constructor(private readonly parts: FeedWatchParts) {}

  async start(): Promise<Result<void, FeedError>> {
    const { feeds, feedsAre, sink } = this.parts;
    if (feedsAre === 'needed') {
      for (const feed of feeds.all) {
        const started = await this.startOne(feed);
        if (!started.ok) return err(started.error);
      }
      for (const feed of feeds.all) await this.takeUp(feed);
    } else {
      await this.inTime('stored bars', () => this.loadStored());
      await this.inTime('feeds', () => this.startAwaited());
    }
    feeds.renew(sink);
    this.phase = 'running';
    this.look();
    return ok(undefined);
  }

  /** Takes up what is up by now, and what was listed since. */
  look(): void {
    if (this.phase !== 'running') return;
    const { feeds, sink } = this.parts;
    for (const feed of feeds.all) if (isUp(feed) && this.isDue(feed)) void this.takeUp(feed);
    feeds.renew(sink);
    this.lookLater();
  }

  stop(): void {
    this.phase = 'stopped';
    this.timer?.();
    this.timer = null;
  }

  private async loadStored(): Promise<void> {
    const { stored, market } = this.parts;
    const names = await stored?.series();
    if (!stored || !names?.ok) return;
    for (const series of names.value) {
      const bars = await stored.bars(series);
      if (bars.ok) market.takeHistory(series, mergeBars(market.bars(series), bars.value));
    }
  }

  private async startAwaited(): Promise<void> {
    const one = async (feed: MarketData) => {
      const started = await this.startOne(feed);
      if (started.ok) await this.takeUp(feed);
    };
    await Promise.all(this.parts.feeds.all.map(one));
  }

  private async startOne(feed: MarketData): Promise<Result<void, FeedError>> {
    const started = await feed.start();
    if (started.ok) this.parts.log.info('feed-started', { feed: feed.feed });
    else this.parts.log.warn('feed-not-started', { feed: feed.feed, code: started.error.code });
    return started;
  }

  private async inTime(what: string, work: () => Promise<void>): Promise<void> {
    await within(this.parts, { ms: START_WITHIN_MS, what, late: undefined }, work);
  }

  private isDue(feed: MarketData): boolean {
    const taking = this.taken.get(feed);
    if (!taking) return true;
    const { state, againAtMs } = taking;
    return state === 'done' && againAtMs !== null && this.parts.wall.nowMs() >= againAtMs;
  }

  /** Loads a feed's history, then its first prices. */
  private async takeUp(feed: MarketData): Promise<void> {
    const { feeds, wall, market, loaded } = this.parts;
    const taking: Taking = { state: 'under-way', againAtMs: null };
    this.taken.set(feed, taking);
    let failed = 0;
    for (const series of feed.series()) {
      if (this.series.get(series) === feed) continue;
      const bars = await feed.history(series);
      if (bars.ok) this.takeSeries(feed, series, bars.value);
      else if (bars.error.code !== 'no-data') failed += 1;
    }
    const quotes = feeds.instrumentsOf(feed).map((instrument) => feed.snapshot(instrument));
    for (const quote of await Promise.all(quotes)) if (quote.ok) market.takeQuote(quote.value);
    taking.state = 'done';
    taking.againAtMs = failed > 0 ? wall.nowMs() + LOAD_AGAIN_MS : null;
    if (this.phase !== 'running') return;
    feeds.renew(this.parts.sink);
    loaded();
  }

  private takeSeries(feed: MarketData, series: SeriesId, bars: readonly DailyBar[]): void {
    const { feeds, market } = this.parts;
    const before = this.series.get(series);
    const known = market.bars(series);
    const isBetter = !before || feeds.rankOf(feed) <= feeds.rankOf(before);
    market.takeHistory(series, isBetter ? mergeBars(bars, known) : mergeBars(known, bars));
    if (isBetter) this.series.set(series, feed);
  }

  private lookLater(): void {
    this.timer?.();
    this.timer = null;
    const { feeds, wall } = this.parts;
    if (feeds.all.every((feed) => this.taken.has(feed))) return;
    this.timer = wall.at(wall.nowMs() + LOOK_AGAIN_MS, () => this.look());
  }
}
