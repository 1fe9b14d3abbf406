import type { DailyBar, SeriesId } from './domain/bar.js';
import type { Chain } from './domain/chain.js';
import { spotId, type InstrumentId } from './domain/instrument.js';
import type { TradingDay } from './domain/trading-day.js';
import type { Cancel } from './ports/clock.js';
import type { MarketData, MarketSink } from './ports/market-data.js';

/** Several feeds as one market: the first that carries an instrument or a series wins. */
export interface Feeds {
  readonly all: readonly MarketData[];
  feedOf(instrument: InstrumentId): MarketData | null;
  instruments(): readonly InstrumentId[];
  /** The chain of the feed that carries the underlying; null where it has none. */
  chain(underlying: string, expiry: TradingDay): Promise<Chain | null>;
  history(): Promise<ReadonlyMap<SeriesId, readonly DailyBar[]>>;
  /** Subscribes to every instrument at its feed; call again to take up newly listed ones. */
  renew(sink: MarketSink): void;
  cancel(): void;
}

export function createFeeds(all: readonly MarketData[]): Feeds {
  const subscribed = new Map<InstrumentId, Cancel>();

  function feedOf(instrument: InstrumentId): MarketData | null {
    return all.find((feed) => feed.carries(instrument)) ?? null;
  }

  function ownInstruments(feed: MarketData): InstrumentId[] {
    return feed.instruments().filter((instrument) => feedOf(instrument) === feed);
  }

  return {
    all,
    feedOf,
    instruments: () => [...new Set(all.flatMap((feed) => feed.instruments()))],
    async chain(underlying, expiry) {
      const chain = await feedOf(spotId(underlying))?.chain(underlying, expiry);
      return chain?.ok ? chain.value : null;
    },
    async history() {
      const found = new Map<SeriesId, readonly DailyBar[]>();
      for (const feed of all) {
        for (const series of feed.series()) {
          if (found.has(series)) continue;
          const bars = await feed.history(series);
          if (bars.ok) found.set(series, bars.value);
        }
      }
      return found;
    },
    renew(sink) {
      for (const feed of all) {
        const fresh = ownInstruments(feed).filter((instrument) => !subscribed.has(instrument));
        if (fresh.length === 0) continue;
        const cancel = feed.subscribe(fresh, sink);
        fresh.forEach((instrument) => subscribed.set(instrument, cancel));
      }
    },
    cancel() {
      new Set(subscribed.values()).forEach((cancel) => cancel());
      subscribed.clear();
    },
  };
}
