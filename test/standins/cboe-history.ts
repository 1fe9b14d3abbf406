import { createHash } from 'node:crypto';
import { startLoopback, type Loopback } from './loopback.js';

export interface CboeStandIn extends Loopback {
  /** Files by path; changing one changes its validator. */
  readonly files: Map<string, string>;
  /** The next answers, in order, instead of files. */
  readonly faults: { status: number; headers?: Record<string, string>; body?: string }[];
}

export const INDEX_PATH = '/api/global/us_indices/daily_prices/';
export const CONTRACT_PATH = '/data/us/futures/market_statistics/historical_data/VX/';

/**
 * Speaks as the file server of Cboe does: CSV with an entity tag, 304 where it has not changed, 403
 * to a name that it does not know and to programs without a browser's name.
 */
export async function startCboeHistory(): Promise<CboeStandIn> {
  const files = new Map<string, string>();
  const faults: CboeStandIn['faults'] = [];
  const server = await startLoopback(({ path, headers }, response) => {
    const fault = faults.shift();
    if (fault) {
      response.writeHead(fault.status, fault.headers).end(fault.body ?? '');
      return;
    }
    const text = files.get(path);
    if (text === undefined || !(headers['user-agent'] ?? '').startsWith('Mozilla/5.0')) {
      response.writeHead(403, { 'content-type': 'application/xml' });
      response.end('<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>');
      return;
    }
    const etag = `"${createHash('md5').update(text).digest('hex')}"`;
    if (headers['if-none-match'] === etag) {
      response.writeHead(304, { etag }).end();
      return;
    }
    response.writeHead(200, { etag, 'content-type': 'text/csv' }).end(text);
  });
  return { ...server, files, faults };
}
