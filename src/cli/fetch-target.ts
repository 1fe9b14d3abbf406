import type { CboeError } from '../engine/adapters/cboe/history-files.js';
import type { RestError } from '../engine/adapters/deribit/rest.js';
import type { YahooError } from '../engine/adapters/yahoo/chart.js';
import type { Result } from '../engine/domain/result.js';
import type { TradingDay } from '../engine/domain/trading-day.js';
import type { EpochMs } from '../engine/domain/units.js';
import type { CacheEntry, FetchCache } from './fetch-cache.js';

export type FetchError = CboeError | YahooError | RestError;

/** `absent`: the source does not have it (yet). */
export type FetchOutcome = 'fetched' | 'unchanged' | 'absent';

/** One file to be had. */
export interface FetchTarget {
  /** Path in the cache's folder. */
  readonly name: string;
  readonly vendor: 'cboe' | 'yahoo' | 'deribit';
  /** Day after which the file does not change any more; null where it grows for ever. */
  readonly endsOn: TradingDay | null;
  fetch(cache: FetchCache, nowMs: EpochMs): Promise<Result<FetchOutcome, FetchError>>;
}

/** What is known of a file that was had whole, or never. */
export const NOTHING: Pick<CacheEntry, 'etag' | 'lastModified' | 'askedFrom'> = {
  etag: null,
  lastModified: null,
  askedFrom: null,
};
