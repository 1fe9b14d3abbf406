import { createCboeFeed } from '../../../../src/engine/adapters/cboe/cboe-feed.js';
import { createSimFeed } from '../../../../src/engine/adapters/sim/sim-feed.js';
import { createHttpClient } from '../../../../src/engine/adapters/system/http-client.js';
import { newYorkInstant } from '../../../../src/engine/domain/new-york.js';
import { day } from '../../../../src/engine/domain/trading-day.js';
import { MINUTE_MS } from '../../../../src/engine/domain/units.js';
import type { MarketData } from '../../../../src/engine/ports/market-data.js';
import { startCboeQuotes, type CboeQuotesStandIn } from '../../../standins/cboe-quotes.js';
import { countedHttp } from '../../../support/counted-http.js';
import { ManualClock } from '../../../support/manual-clock.js';
import { quietLog } from '../../../support/quiet-log.js';
import { shiftedClock } from '../../../support/shifted-clock.js';

export const DELAY_MS = 15 * MINUTE_MS;
/** A Monday morning with a full session ahead. */
export const START_MS = newYorkInstant(day('2026-11-23'), '10:30');

export interface CboeRig {
  readonly feed: MarketData;
  /** The market that is published, a quarter of an hour behind. */
  readonly market: MarketData;
  readonly server: CboeQuotesStandIn;
  readonly clock: ManualClock;
  readonly advanceTo: (atMs: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** The feed at a stand-in that publishes the simulated market. */
export async function startCboe(
  of: {
    readonly symbols?: readonly string[];
    readonly pollMs?: number;
    /** Expiries published, nearest first. */
    readonly expiries?: number;
    /** Between prices of the market. */
    readonly marketMs?: number;
    readonly startAtMs?: number;
  } = {},
): Promise<CboeRig> {
  const startAtMs = of.startAtMs ?? START_MS;
  const clock = new ManualClock(startAtMs);
  const market = createSimFeed({
    seed: 1,
    scenario: 'calm',
    clock: shiftedClock(clock, DELAY_MS),
    startAtMs: startAtMs - DELAY_MS,
    historySessions: 10,
    quotePeriodMs: of.marketMs ?? MINUTE_MS,
  });
  await market.start();
  const server = await startCboeQuotes({
    market,
    nowMs: () => clock.nowMs(),
    expiries: of.expiries ?? 2,
  });
  const userAgent = 'Mozilla/5.0 test';
  const http = countedHttp(createHttpClient({ clock, userAgent, spacingMs: 0, attempts: 1 }));
  const feed = createCboeFeed({
    url: server.url,
    http,
    clock,
    log: quietLog(),
    symbols: of.symbols ?? ['SPX', 'VIX', 'SPY'],
    ...(of.pollMs === undefined ? {} : { pollMs: of.pollMs }),
  });
  await feed.start();
  return {
    feed,
    market,
    server,
    clock,
    advanceTo: (atMs) =>
      clock.advanceAsync(Math.max(0, atMs - clock.nowMs()), async () => http.idle()),
    async close() {
      await feed.stop();
      await market.stop();
      await server.close();
    },
  };
}
