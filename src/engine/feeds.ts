import type { DailyBar } from './domain/bar.js';
import type { Chain } from './domain/chain.js';
import { spotId, type InstrumentId } from './domain/instrument.js';
import type { TradingDay } from './domain/trading-day.js';
import type { DurationMs } from './domain/units.js';
import type { Cancel } from './ports/clock.js';
import { USUAL_LOOK_MS, type MarketData, type MarketSink } from './ports/market-data.js';

/** Several feeds as one market: the first that carries an instrument or a series wins. */
export interface Feeds {
  readonly all: readonly MarketData[];
  feedOf(instrument: InstrumentId): MarketData | null;
  instruments(): readonly InstrumentId[];
  /** Instruments that no earlier feed carries. */
  instrumentsOf(feed: MarketData): readonly InstrumentId[];
  /** The chain of the feed that carries the underlying; null where it has none. */
  chain(underlying: string, expiry: TradingDay): Promise<Chain | null>;
  /** Wall time for it to come. */
  chainWithinMs(underlying: string): DurationMs;
  /** Where an earlier feed gives a series too, its bars stand. */
  rankOf(feed: MarketData): number;
  /**
   * Subscribes to every instrument at its feed, and to the options of what is ready; call again to
   * take up newly listed ones.
   */
  renew(sink: MarketSink): void;
  cancel(): void;
}

/** A feed answers: what it gives may be late or in part. */
export function isUp(feed: MarketData): boolean {
  const { state } = feed.state();
  return state === 'ready' || state === 'degraded';
}

/** Bars of a series by day, ascending; where both have a day, `better` has it. */
export function mergeBars(
  better: readonly DailyBar[],
  worse: readonly DailyBar[],
): readonly DailyBar[] {
  if (worse.length === 0) return better;
  const byDay = new Map([...worse, ...better].map((bar) => [bar.day, bar]));
  return [...byDay.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
}

export function createFeeds(all: readonly MarketData[]): Feeds {
  const subscribed = new Map<InstrumentId, Cancel>();
  const streams = new Map<string, Cancel>();

  function feedOf(instrument: InstrumentId): MarketData | null {
    return all.find((feed) => feed.carries(instrument)) ?? null;
  }

  function instrumentsOf(feed: MarketData): InstrumentId[] {
    return feed.instruments().filter((instrument) => feedOf(instrument) === feed);
  }

  function subscribe(feed: MarketData, sink: MarketSink): void {
    const fresh = instrumentsOf(feed).filter((instrument) => !subscribed.has(instrument));
    if (fresh.length === 0) return;
    const cancel = feed.subscribe(fresh, sink);
    fresh.forEach((instrument) => subscribed.set(instrument, cancel));
  }

  function stream(feed: MarketData, sink: MarketSink): void {
    for (const underlying of feed.underlyings()) {
      if (streams.has(underlying) || feedOf(spotId(underlying)) !== feed) continue;
      streams.set(underlying, feed.streamOptions(underlying, sink));
    }
  }

  return {
    all,
    feedOf,
    instruments: () => [...new Set(all.flatMap((feed) => feed.instruments()))],
    instrumentsOf,
    chainWithinMs: (underlying) => feedOf(spotId(underlying))?.lookWithinMs ?? USUAL_LOOK_MS,
    async chain(underlying, expiry) {
      const chain = await feedOf(spotId(underlying))?.chain(underlying, expiry);
      return chain?.ok ? chain.value : null;
    },
    rankOf: (feed) => all.indexOf(feed),
    renew(sink) {
      for (const feed of all) {
        subscribe(feed, sink);
        if (isUp(feed)) stream(feed, sink);
      }
    },
    cancel() {
      for (const cancel of new Set([...subscribed.values(), ...streams.values()])) cancel();
      subscribed.clear();
      streams.clear();
    },
  };
}
