import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { Quote } from '../../src/engine/domain/quote.js';
import type { EpochMs } from '../../src/engine/domain/units.js';
import type { MarketData } from '../../src/engine/ports/market-data.js';
import { headOf, optionsFile, quotesFile, rowsOf } from './cboe-file.js';
import { INDEX_PATH } from './cboe-history.js';
import { chainsOf, spotOf } from './cboe-market.js';
import { startLoopback, type Loopback, type Seen } from './loopback.js';

export const OPTIONS_PATH = '/api/global/delayed_quotes/options/';
export const QUOTES_PATH = '/api/global/delayed_quotes/quotes/';

/** What the server does instead of its duty, once. */
export type CboeFault =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly body?: string;
    }
  /** The connection ends in the midst of the body. */
  | { readonly kind: 'cut'; readonly afterBytes: number }
  /** Status 200 with another body. */
  | { readonly kind: 'text'; readonly text: string }
  /** Answers only when this resolves. */
  | { readonly kind: 'slow'; readonly until: Promise<void> };

export interface CboeQuotesStandIn extends Loopback {
  /** Served in place of what the market would give, by path; bytes are served as gzip. */
  readonly files: Map<string, string | Buffer>;
  readonly faults: CboeFault[];
  /** The market stands still for readers while this is set: files are made as of then. */
  stale: EpochMs | null;
}

export interface CboeQuotesOptions {
  /** A market whose prices are those of a quarter of an hour ago. */
  readonly market: MarketData;
  /** Time at the publisher. */
  readonly nowMs: () => EpochMs;
  /** Expiries published, nearest first; all unless told. */
  readonly expiries?: number;
}

const INDEX_NAMES = new Set(['SPX', 'VIX', 'VIX9D', 'VIX3M', 'VIX6M', 'VVIX', 'SKEW']);
const FILE = /^([_^]?)([A-Z0-9]+)\.json$/;

/** The symbol of a file's name; null for one that the publisher does not know. */
function symbolOf(name: string): string | null {
  const [, mark, symbol = ''] = FILE.exec(name) ?? [];
  return symbol !== '' && (mark === '_') === INDEX_NAMES.has(symbol) ? symbol : null;
}

function published(symbol: string): string {
  return INDEX_NAMES.has(symbol) ? `^${symbol}` : symbol;
}

/** `VIX_History.csv` from the market's own daily bars. */
async function historyFile(market: MarketData, path: string): Promise<string | null> {
  const name = path.slice(INDEX_PATH.length).replace('_History.csv', '');
  const series = market.series().find((known) => known === name);
  const bars = series ? await market.history(series) : null;
  if (!bars?.ok) return null;
  const rows = bars.value.map(({ day, open, high, low, close }) => {
    const [year = '', month = '', date = ''] = day.split('-');
    const prices = [open, high, low, close].map((price) => (price ?? 0).toFixed(6));
    return [`${month}/${date}/${year}`, ...prices].join(',');
  });
  return ['DATE,OPEN,HIGH,LOW,CLOSE', ...rows, ''].join('\n');
}

/**
 * Speaks as Cboe's file server does for delayed quotes and index history: index names with an
 * underscore, 403 to any other name and to programs without a browser's, entity tags, gzip.
 */
export async function startCboeQuotes(options: CboeQuotesOptions): Promise<CboeQuotesStandIn> {
  const { market } = options;
  const files = new Map<string, string | Buffer>();
  const faults: CboeFault[] = [];
  const of: { stale: EpochMs | null } = { stale: null };

  async function optionsText(symbol: string, at: { madeAtMs: EpochMs; spot: Quote }) {
    const chains = await chainsOf(market, { underlying: symbol, atMs: at.spot.atMs });
    if (!chains) return null;
    const { madeAtMs, spot } = at;
    const head = headOf(spot, published(symbol));
    return optionsFile({
      symbol: published(symbol),
      madeAtMs,
      head,
      rows: rowsOf(chains.slice(0, options.expiries)),
    });
  }

  async function textOf(path: string): Promise<string | Buffer | null> {
    const given = files.get(path);
    if (given !== undefined) return given;
    if (path.startsWith(INDEX_PATH)) return historyFile(market, path);
    const isOptions = path.startsWith(OPTIONS_PATH);
    if (!isOptions && !path.startsWith(QUOTES_PATH)) return null;
    const symbol = symbolOf(path.slice((isOptions ? OPTIONS_PATH : QUOTES_PATH).length));
    const spot = symbol ? await spotOf(market, symbol) : null;
    if (!symbol || !spot) return null;
    const madeAtMs = of.stale ?? options.nowMs();
    if (isOptions) return optionsText(symbol, { madeAtMs, spot });
    const head = headOf(spot, published(symbol));
    return quotesFile({ symbol: published(symbol), madeAtMs, head });
  }

  async function answer({ path, headers }: Seen, response: ServerResponse): Promise<void> {
    const fault = faults.shift();
    if (fault?.kind === 'slow') await fault.until;
    if (fault?.kind === 'status') {
      response.writeHead(fault.status, fault.headers).end(fault.body ?? '');
      return;
    }
    const isBrowser = (headers['user-agent'] ?? '').startsWith('Mozilla/5.0');
    const text = fault?.kind === 'text' ? fault.text : isBrowser ? await textOf(path) : null;
    if (text === null) {
      response.writeHead(403, { 'content-type': 'application/xml' });
      response.end('<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>');
      return;
    }
    const body = typeof text === 'string' ? gzipSync(text, { level: 1 }) : text;
    const etag = `"${createHash('md5').update(text).digest('hex')}"`;
    if (headers['if-none-match'] === etag && fault?.kind !== 'cut') {
      response.writeHead(304, { etag }).end();
      return;
    }
    const type = path.endsWith('.csv') ? 'text/csv' : 'application/json';
    const length = fault?.kind === 'cut' ? { 'content-length': String(body.length) } : {};
    response.writeHead(200, { etag, 'content-type': type, 'content-encoding': 'gzip', ...length });
    if (fault?.kind !== 'cut') response.end(body);
    else response.write(body.subarray(0, fault.afterBytes), () => response.destroy());
  }

  const server = await startLoopback((request, response) => {
    void answer(request, response);
  });
  return {
    ...server,
    files,
    faults,
    get stale() {
      return of.stale;
    },
    set stale(atMs) {
      of.stale = atMs;
    },
  };
}
