import { createSimFeed } from '../../../../src/engine/adapters/sim/sim-feed.js';
import { createHttpClient } from '../../../../src/engine/adapters/system/http-client.js';
import { createYahooFeed } from '../../../../src/engine/adapters/yahoo/yahoo-feed.js';
import { newYorkInstant } from '../../../../src/engine/domain/new-york.js';
import { day } from '../../../../src/engine/domain/trading-day.js';
import { MINUTE_MS } from '../../../../src/engine/domain/units.js';
import type { MarketData } from '../../../../src/engine/ports/market-data.js';
import { startYahooChart, type YahooStandIn } from '../../../standins/yahoo-chart.js';
import { drawMarket } from '../../../standins/yahoo-market.js';
import { countedHttp } from '../../../support/counted-http.js';
import { ManualClock } from '../../../support/manual-clock.js';
import { quietLog } from '../../../support/quiet-log.js';
import { shiftedClock } from '../../../support/shifted-clock.js';

export const DELAY_MS = 15 * MINUTE_MS;
/** A Monday morning with a full session ahead. */
export const START_MS = newYorkInstant(day('2026-11-23'), '10:30');

export interface YahooRig {
  readonly feed: MarketData;
  /** The market that is drawn, a quarter of an hour behind. */
  readonly market: MarketData;
  readonly server: YahooStandIn;
  readonly clock: ManualClock;
  readonly advanceTo: (atMs: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** The feed at a stand-in that draws the simulated market. */
export async function startYahoo(
  of: {
    readonly symbols?: readonly string[];
    readonly pollMs?: number;
    readonly marketMs?: number;
  } = {},
): Promise<YahooRig> {
  const clock = new ManualClock(START_MS);
  const market = createSimFeed({
    seed: 1,
    scenario: 'calm',
    clock: shiftedClock(clock, DELAY_MS),
    startAtMs: START_MS - DELAY_MS,
    historySessions: 10,
    quotePeriodMs: of.marketMs ?? MINUTE_MS,
  });
  await market.start();
  const server = await startYahooChart(drawMarket({ market, nowMs: () => clock.nowMs() }));
  const userAgent = 'Mozilla/5.0 test';
  const http = countedHttp(createHttpClient({ clock, userAgent, spacingMs: 0, attempts: 1 }));
  const symbols = of.symbols ?? ['SPX', 'VIX', 'SPY'];
  const more = of.pollMs === undefined ? {} : { pollMs: of.pollMs };
  const feed = createYahooFeed({ url: server.url, http, clock, log: quietLog(), symbols, ...more });
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
