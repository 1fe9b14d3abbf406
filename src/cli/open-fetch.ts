import { resolve } from 'node:path';
import type { Config, ConfigError } from '../config.js';
import { createCboeHistory } from '../engine/adapters/cboe/history-files.js';
import { createDeribitHistory } from '../engine/adapters/deribit/history.js';
import { createHttpClient } from '../engine/adapters/system/http-client.js';
import { createYahooCharts } from '../engine/adapters/yahoo/chart.js';
import { err, ok, type Result } from '../engine/domain/result.js';
import type { Clock } from '../engine/ports/clock.js';
import type { FetchTools } from './history-fetch.js';
import type { HistoryTools } from './history-tools.js';

/** Both services refuse programs that do not call themselves a browser. */
const USER_AGENT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36';

/** Files of a CDN, and a service that throttles. */
const CBOE_SPACING_MS = 1_000;
const YAHOO_SPACING_MS = 2_000;
const DERIBIT_SPACING_MS = 500;

/** Tools of `history fetch` by the configuration. */
export function openFetch(
  tools: HistoryTools,
  wall: Clock,
  config: Result<Config, ConfigError>,
): Result<FetchTools, { readonly reason: string }> {
  if (!config.ok) return err({ reason: config.error.sentences.join(' ') });
  const { CBOE_URL, YAHOO_URL, DERIBIT_HTTP_URL, VOLDESK_HOME } = config.value;
  const client = (spacingMs: number) =>
    createHttpClient({ clock: wall, userAgent: USER_AGENT, spacingMs });
  return ok({
    ...tools,
    sources: {
      cboe: createCboeHistory({ baseUrl: CBOE_URL, http: client(CBOE_SPACING_MS) }),
      yahoo: createYahooCharts({ baseUrl: YAHOO_URL, http: client(YAHOO_SPACING_MS) }),
      deribit: createDeribitHistory({
        httpUrl: DERIBIT_HTTP_URL,
        http: client(DERIBIT_SPACING_MS),
      }),
    },
    home: resolve(VOLDESK_HOME),
    nowMs: () => wall.nowMs(),
  });
}
