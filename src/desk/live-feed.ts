import type { FeedName } from '../config.js';
import { createCboeFeed } from '../engine/adapters/cboe/cboe-feed.js';
import { createDeribitFeed } from '../engine/adapters/deribit/market-data.js';
import { createIbkrFeed } from '../engine/adapters/ibkr/market-data.js';
import type { IbkrConnection } from '../engine/adapters/ibkr/session-port.js';
import { createHttpClient } from '../engine/adapters/system/http-client.js';
import { createYahooFeed } from '../engine/adapters/yahoo/yahoo-feed.js';
import type { DurationMs } from '../engine/domain/units.js';
import type { HttpClient } from '../engine/ports/http.js';
import type { MarketData } from '../engine/ports/market-data.js';
import type { MarketNeeds } from './market-parts.js';

/** Cboe and Yahoo refuse programs that do not call themselves a browser. */
const BROWSER_NAME =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36';

/** Least time between two requests: Yahoo throttles hard, the others are asked politely. */
const SPACING_MS = { cboe: 500, yahoo: 2_000, deribit: 100 } as const;

/** A feed asks again by its own clock, so that nothing is tried twice here. */
function http({ wall }: MarketNeeds, spacingMs: DurationMs): HttpClient {
  return createHttpClient({ clock: wall, userAgent: BROWSER_NAME, spacingMs, attempts: 1 });
}

/** @param connection the session that feed and broker share; there where the feed is `ibkr`. */
export function createLiveFeed(
  name: FeedName,
  needs: MarketNeeds,
  connection: IbkrConnection | null,
): MarketData {
  const { config, symbols, wall: clock, chance, log } = needs;
  switch (name) {
    case 'ibkr':
      if (connection) return createIbkrFeed({ connection, symbols, lines: config.IBKR_LINES });
      break;
    case 'deribit': {
      const { DERIBIT_WS_URL: wsUrl, DERIBIT_HTTP_URL: httpUrl } = config;
      const client = http(needs, SPACING_MS.deribit);
      return createDeribitFeed({ wsUrl, httpUrl, http: client, clock, chance, log });
    }
    case 'cboe': {
      const client = http(needs, SPACING_MS.cboe);
      return createCboeFeed({ url: config.CBOE_URL, http: client, clock, log, symbols });
    }
    case 'yahoo': {
      const client = http(needs, SPACING_MS.yahoo);
      return createYahooFeed({ url: config.YAHOO_URL, http: client, clock, log, symbols });
    }
    case 'alpaca':
    case 'sim':
    case 'replay':
  }
  throw new Error(`not a live feed of this version: ${name}`);
}
