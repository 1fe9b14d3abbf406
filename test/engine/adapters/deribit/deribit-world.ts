import {
  createDeribitFeed,
  type DeribitFeed,
} from '../../../../src/engine/adapters/deribit/market-data.js';
import type { DeribitSettings } from '../../../../src/engine/adapters/deribit/settings.js';
import { createHttpClient } from '../../../../src/engine/adapters/system/http-client.js';
import type { DataGap } from '../../../../src/engine/domain/data-gap.js';
import type { Quote } from '../../../../src/engine/domain/quote.js';
import type { HttpClient } from '../../../../src/engine/ports/http.js';
import type { Log } from '../../../../src/engine/ports/log.js';
import type { MarketSink } from '../../../../src/engine/ports/market-data.js';
import { GeneratedMarket } from '../../../standins/deribit/generated.js';
import {
  startDeribit,
  type DeribitVenue,
  type VenueOptions,
} from '../../../standins/deribit/venue.js';
import { ManualClock } from '../../../support/manual-clock.js';
import { listening } from '../../../support/market-sink.js';

/** Friday 20 November 2026, 12:00 UTC. */
export const NOW_MS = Date.UTC(2026, 10, 20, 12);
/** A chance that always takes the middle. */
const EVEN = { uniform: () => 0.5, hex: (bytes: number) => '0'.repeat(2 * bytes) };

export interface Logged {
  readonly level: string;
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface DeribitWorld {
  readonly clock: ManualClock;
  readonly venue: DeribitVenue;
  readonly feed: DeribitFeed;
  readonly market: GeneratedMarket;
  readonly logged: readonly Logged[];
  readonly quotes: Quote[];
  readonly gaps: DataGap[];
  /** Lets what is under way on sockets arrive. */
  readonly settle: () => Promise<void>;
  /** Lets virtual time pass in steps, and frames with it. */
  readonly pass: (durationMs: number, stepMs?: number) => Promise<void>;
  /** Starts the feed and listens to everything. */
  readonly begin: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface WorldOptions {
  readonly venue?: Partial<VenueOptions>;
  readonly settings?: Partial<DeribitSettings>;
  readonly market?: GeneratedMarket;
  readonly nowMs?: number;
}

/** Few instruments, so that a test is quick. */
export function smallMarket(): GeneratedMarket {
  return new GeneratedMarket({ expiryDays: [1, 6, 34], strikesPerExpiry: 6 });
}

function keepLog(logged: Logged[]): Log {
  const keep =
    (level: string) =>
    (event: string, fields: Readonly<Record<string, unknown>> = {}) => {
      logged.push({ level, event, fields });
    };
  return { debug: keep('debug'), info: keep('info'), warn: keep('warn'), error: keep('error') };
}

export async function openDeribit(options: WorldOptions = {}): Promise<DeribitWorld> {
  const clock = new ManualClock(options.nowMs ?? NOW_MS);
  const market = options.market ?? smallMarket();
  const venue = await startDeribit({ clock, source: market, ...options.venue });
  const logged: Logged[] = [];
  const client = createHttpClient({ clock, userAgent: 'voldesk', spacingMs: 0, attempts: 1 });
  let asking = 0;
  const http: HttpClient = {
    download: (...of) => client.download(...of),
    async get(url, headers) {
      asking += 1;
      try {
        return await client.get(url, headers);
      } finally {
        asking -= 1;
      }
    },
  };
  const feed = createDeribitFeed({
    ...{ wsUrl: venue.wsUrl, httpUrl: venue.httpUrl, clock, chance: EVEN, http },
    log: keepLog(logged),
    ...options.settings,
  });
  const quotes: Quote[] = [];
  const gaps: DataGap[] = [];
  const sink: MarketSink = listening({
    quote: (quote) => quotes.push(quote),
    gap: (gap) => gaps.push(gap),
  });
  const settle = async () => {
    const isConnecting = () => feed.stats().connections.some(({ phase }) => phase === 'connecting');
    do await venue.settled();
    while (asking > 0 || isConnecting());
  };
  const pass = async (durationMs: number, stepMs = 1_000) => {
    const endAtMs = clock.nowMs() + durationMs;
    while (clock.nowMs() < endAtMs) {
      clock.advance(Math.min(stepMs, endAtMs - clock.nowMs()));
      await settle();
    }
  };
  return {
    ...{ clock, venue, feed, market, logged, quotes, gaps, settle, pass },
    async begin() {
      const started = feed.start();
      let state: 'starting' | 'started' = 'starting';
      void started.then(() => {
        state = 'started';
      });
      await settle();
      // Where credits are short, the start takes its time.
      for (let left = 60; left > 0 && (state as string) === 'starting'; left--) await pass(500);
      await started;
      // On a busy machine answers come after virtual time has gone by: then it is ready later.
      for (let left = 60; left > 0 && feed.state().state !== 'ready'; left--) await pass(500);
      if (feed.state().state !== 'ready') throw new Error(`not started: ${feed.state().state}`);
      feed.subscribe(feed.instruments(), sink);
      for (const coin of feed.underlyings()) feed.streamOptions(coin, sink);
    },
    async close() {
      await feed.stop();
      await venue.close();
    },
  };
}
