import type { Chain } from '../domain/chain.js';
import type { Right } from '../domain/instrument.js';
import type { TradingDay } from '../domain/trading-day.js';
import type { DurationMs, EpochMs } from '../domain/units.js';

/** Both sides of every strike as columns, ascending by strike; NaN or 0 is no quote. */
export interface QuoteColumns {
  readonly strike: Float64Array;
  /** Premiums in the quote currency. */
  readonly callBid: Float64Array;
  readonly callAsk: Float64Array;
  readonly putBid: Float64Array;
  readonly putAsk: Float64Array;
  /** Lesser of the two displayed sizes; null where the venue shows none. */
  readonly callSize: Float64Array | null;
  readonly putSize: Float64Array | null;
  /** Age of each quote in milliseconds; null where only the chain's own time is known. */
  readonly callAgeMs: Float64Array | null;
  readonly putAgeMs: Float64Array | null;
}

/** One expiry as the venue quotes it. */
export interface ExpiryInput {
  /** Trading class and day, `SPXW/2022-07-12`: unique within a surface. */
  readonly id: string;
  readonly expiry: TradingDay;
  readonly settlesAtMs: EpochMs;
  readonly quotes: QuoteColumns;
  /** Price of the expiry's own future; null has the forward taken from put-call parity. */
  readonly future: number | null;
  /** Interest a year, continuously compounded; null has it taken from put-call parity. */
  readonly rate: number | null;
}

/** All expiries of an underlying at one instant. */
export interface SurfaceInput {
  readonly underlying: string;
  readonly atMs: EpochMs;
  readonly delayMs: DurationMs;
  readonly source: string;
  readonly expiries: readonly ExpiryInput[];
}

/** What a chain does not say about its forward. */
export interface ForwardFacts {
  readonly future: number | null;
  readonly rate: number | null;
}

/** Ages of one side's quotes at an instant; null where no side knows its own time. */
function agesOf({ rows, atMs }: Chain, right: Right, nowMs: EpochMs): Float64Array | null {
  if (!rows.some((row) => row[right].atMs !== undefined)) return null;
  return Float64Array.from(rows, (row) => Math.max(0, nowMs - (row[right].atMs ?? atMs)));
}

/** @param chain ascending by strike. @param nowMs from which ages count, the chain's time unless told. */
export function expiryInput(
  chain: Chain,
  facts: ForwardFacts,
  nowMs: EpochMs = chain.atMs,
): ExpiryInput {
  const { rows } = chain;
  const column = (of: (row: Chain['rows'][number]) => number) =>
    Float64Array.from({ length: rows.length }, (_, i) => of(rows[i] as Chain['rows'][number]));
  return {
    id: `${chain.root}/${chain.expiry}`,
    expiry: chain.expiry,
    settlesAtMs: chain.settlesAtMs,
    quotes: {
      strike: column((row) => row.strike),
      callBid: column((row) => row.call.bid),
      callAsk: column((row) => row.call.ask),
      putBid: column((row) => row.put.bid),
      putAsk: column((row) => row.put.ask),
      callSize: column((row) => Math.min(row.call.bidSize, row.call.askSize)),
      putSize: column((row) => Math.min(row.put.bidSize, row.put.askSize)),
      callAgeMs: agesOf(chain, 'call', nowMs),
      putAgeMs: agesOf(chain, 'put', nowMs),
    },
    ...facts,
  };
}
