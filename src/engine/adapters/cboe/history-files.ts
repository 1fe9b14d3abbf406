import type { TradingDay } from '../../domain/trading-day.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { HttpAnswer, HttpClient, HttpError } from '../../ports/http.js';

/** Indices whose whole daily history is one file. */
export const CBOE_INDICES = ['VIX', 'VIX9D', 'VIX3M', 'VVIX', 'SKEW'] as const;
export type CboeIndex = (typeof CBOE_INDICES)[number];

/** Contract files exist from the contracts that expired in 2013. */
export const FIRST_CONTRACT_YEAR = 2013;

/** What the server said of a file, to ask next time whether it has changed. */
export interface Validators {
  readonly etag: string | null;
  readonly lastModified: string | null;
}

export type HistoryFile =
  | { readonly state: 'new'; readonly text: string; readonly validators: Validators }
  | { readonly state: 'unchanged' }
  /** The server has no such file: it answers 403 or 404 to a name it does not know. */
  | { readonly state: 'absent' };

export type CboeError =
  | HttpError
  | { readonly code: 'bad-status'; readonly status: number }
  | { readonly code: 'no-csv'; readonly begins: string };

export interface CboeHistory {
  /** `DATE,OPEN,HIGH,LOW,CLOSE`, or `DATE,<index>` for VVIX and SKEW; MM/DD/YYYY. */
  index(name: CboeIndex, known?: Validators): Promise<Result<HistoryFile, CboeError>>;
  /** One VX contract by its settlement day: `Trade Date,Futures,…,Settle,…`. */
  contract(expiry: TradingDay, known?: Validators): Promise<Result<HistoryFile, CboeError>>;
}

const CSV_HEADER = /^\uFEFF?"?(DATE|Trade Date)"?,/im;

function validatorsOf(answer: HttpAnswer): Validators {
  const { headers } = answer;
  return {
    etag: headers.get('etag') ?? null,
    lastModified: headers.get('last-modified') ?? null,
  };
}

function conditions(known: Validators | undefined): Record<string, string> {
  return {
    ...(known?.etag ? { 'if-none-match': known.etag } : {}),
    ...(known?.lastModified ? { 'if-modified-since': known.lastModified } : {}),
  };
}

function fileOf(answer: HttpAnswer): Result<HistoryFile, CboeError> {
  const { status, text } = answer;
  if (status === 304) return ok({ state: 'unchanged' });
  if (status === 403 || status === 404) return ok({ state: 'absent' });
  if (status !== 200) return err({ code: 'bad-status', status });
  // Some errors come as a page with status 200.
  const head = text.slice(0, 2_000);
  if (!CSV_HEADER.test(head)) return err({ code: 'no-csv', begins: head.slice(0, 60) });
  return ok({ state: 'new', text, validators: validatorsOf(answer) });
}

/**
 * Daily history files of Cboe and CFE as they are published; reading them is the importer's task.
 *
 * @param options.baseUrl address of the file server, such as `https://cdn.cboe.com`.
 */
export function createCboeHistory(options: {
  readonly baseUrl: string;
  readonly http: HttpClient;
}): CboeHistory {
  const { baseUrl, http } = options;
  async function file(path: string, known?: Validators): Promise<Result<HistoryFile, CboeError>> {
    const answer = await http.get(`${baseUrl}${path}`, conditions(known));
    return answer.ok ? fileOf(answer.value) : answer;
  }
  return {
    index: (name, known) => file(`/api/global/us_indices/daily_prices/${name}_History.csv`, known),
    contract: (expiry, known) =>
      file(`/data/us/futures/market_statistics/historical_data/VX/VX_${expiry}.csv`, known),
  };
}
