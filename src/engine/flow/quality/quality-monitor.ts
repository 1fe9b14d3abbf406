import type { Chain, OptionSide } from '../../domain/chain.js';
import type { DataGap } from '../../domain/data-gap.js';
import { DATA_PROBLEMS, type DataProblem, type FeedQuality } from '../../domain/data-quality.js';
import type { Quote } from '../../domain/quote.js';
import type { DurationMs, EpochMs } from '../../domain/units.js';
import { ProblemCounter } from './problem-counter.js';

/** No price of a whole live feed for so long is a gap. */
const GAP_MS: DurationMs = 5_000;
/** A venue's mark above this volatility a year is no price that can be used. */
const HIGH_IV = 3;
/** A gap that the feed tells and one that was seen are the same where their ends are this near. */
const SAME_GAP_MS: DurationMs = 2_000;

interface Watched {
  readonly name: string;
  readonly counter: ProblemCounter;
  newestAtMs: EpochMs;
  /** Since the counter was last told. */
  quotes: number;
  delayMs: DurationMs;
  /** Has it pushed options one by one? Then its chains say nothing new. */
  streams: 'no' | 'options';
  /** Newest chain that was looked at, by underlying and expiry. */
  readonly looked: Map<string, EpochMs>;
  lastGapToMs: EpochMs;
  readonly over: Set<DataProblem>;
}

/** In the last hour: at least so many, and at least this share of the quotes. */
const LIMITS: Readonly<Record<DataProblem, { readonly count: number; readonly share: number }>> = {
  stale: { count: 3, share: 0 },
  crossed: { count: 50, share: 0.01 },
  'high-iv': { count: 50, share: 0.05 },
  gap: { count: 6, share: 0 },
  'no-underlying': { count: 50, share: 0.01 },
  dropped: { count: 3, share: 0 },
};

export interface QualityRules {
  /** Market time between prices where nothing is missing. */
  readonly pricePeriodMs: DurationMs;
  /** Is a price of this feed expected at every moment between two instants? */
  expects(feed: string, fromMs: EpochMs, toMs: EpochMs): boolean;
}

/**
 * Counts what is wrong with prices, from every quote before coalescing: a few comparisons each, and
 * nothing more unless something is wrong.
 */
export class QualityMonitor {
  readonly #feeds = new Map<string, Watched>();
  readonly #gapMs: DurationMs;
  #last: Watched | null = null;

  constructor(private readonly rules: QualityRules) {
    this.#gapMs = Math.max(GAP_MS, 3 * rules.pricePeriodMs);
  }

  #feed(name: string): Watched {
    let known = this.#feeds.get(name);
    if (!known) {
      known = {
        name,
        counter: new ProblemCounter(),
        newestAtMs: Number.NEGATIVE_INFINITY,
        quotes: 0,
        delayMs: 0,
        streams: 'no',
        looked: new Map(),
        lastGapToMs: Number.NEGATIVE_INFINITY,
        over: new Set(),
      };
      this.#feeds.set(name, known);
    }
    this.#last = known;
    return known;
  }

  /** Every quote of every feed. */
  take(quote: Quote): void {
    const { atMs, bid, ask, option } = quote;
    const last = this.#last;
    const feed = last !== null && last.name === quote.source ? last : this.#feed(quote.source);
    feed.quotes += 1;
    if (atMs > feed.newestAtMs) {
      if (atMs - feed.newestAtMs > this.#gapMs) this.#seeGap(feed, quote);
      feed.newestAtMs = atMs;
      feed.delayMs = quote.delayMs;
    }
    if (bid !== null && ask !== null && bid > ask) feed.counter.add('crossed', atMs);
    if (option !== undefined) {
      feed.streams = 'options';
      if (option.markIv !== null && option.markIv > HIGH_IV) feed.counter.add('high-iv', atMs);
      if (option.forward === null) feed.counter.add('no-underlying', atMs);
    }
  }

  /** Whole chains, of feeds that push no options one by one; each look counts once. */
  look(chains: readonly Chain[]): void {
    for (const chain of chains) {
      const { source, root, expiry, atMs } = chain;
      const feed = this.#feed(source);
      const key = `${root}/${expiry}`;
      if (feed.streams === 'options' || (feed.looked.get(key) ?? 0) >= atMs) continue;
      feed.looked.set(key, atMs);
      for (const { call, put } of chain.rows) {
        this.#lookAt(feed, chain, call);
        this.#lookAt(feed, chain, put);
      }
    }
  }

  #lookAt({ counter }: Watched, { atMs, spot }: Chain, { bid, ask, venue }: OptionSide): void {
    counter.addQuotes(1, atMs);
    if (bid > ask && ask > 0) counter.add('crossed', atMs);
    if ((venue?.markIv ?? 0) > HIGH_IV) counter.add('high-iv', atMs);
    if (!(spot > 0)) counter.add('no-underlying', atMs);
  }

  /** A time without prices. What is late by its nature is asked for now and then, and has none. */
  #seeGap(feed: Watched, { atMs, delayMs }: Quote): void {
    const fromMs = feed.newestAtMs;
    if (fromMs === Number.NEGATIVE_INFINITY || delayMs > 0) return;
    if (!this.rules.expects(feed.name, fromMs, atMs)) return;
    feed.lastGapToMs = atMs;
    feed.counter.addGap(atMs - fromMs, atMs);
  }

  /** A gap that the feed itself tells; one that was seen already counts once. */
  gap({ feed: name, fromMs, toMs, reason }: DataGap): void {
    const feed = this.#feed(name);
    if (reason === 'missed-messages') feed.counter.add('dropped', toMs);
    if (toMs - fromMs <= this.#gapMs || toMs - feed.lastGapToMs < SAME_GAP_MS) return;
    feed.lastGapToMs = toMs;
    feed.counter.addGap(toMs - fromMs, toMs);
  }

  /** A feed has gone quiet. */
  stale(name: string, nowMs: EpochMs): void {
    this.#feed(name).counter.add('stale', nowMs);
  }

  /** The newest price's own delay: what is delayed is never live. */
  isLive(name: string): boolean {
    return (this.#feeds.get(name)?.delayMs ?? 0) === 0;
  }

  #overNow(feed: Watched, nowMs: EpochMs): ReadonlySet<DataProblem> {
    const { counts, quotes } = feed.counter.hour(nowMs);
    for (const problem of DATA_PROBLEMS) {
      const { count, share } = LIMITS[problem];
      const limit = Math.max(count, share * quotes);
      // Over at the limit, and over no more at half of it.
      if (counts[problem] >= limit) feed.over.add(problem);
      else if (counts[problem] < limit / 2) feed.over.delete(problem);
    }
    return feed.over;
  }

  /** Counts of each feed, by name. */
  report(nowMs: EpochMs): readonly FeedQuality[] {
    return [...this.#feeds.values()]
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map((feed) => {
        feed.counter.addQuotes(feed.quotes, nowMs);
        feed.quotes = 0;
        const hour = feed.counter.hour(nowMs);
        return {
          feed: feed.name,
          hour: hour.counts,
          day: feed.counter.day(nowMs).counts,
          quotes: hour.quotes,
          over: [...this.#overNow(feed, nowMs)],
          longestGapMs: hour.longestGapMs,
        };
      });
  }
}
