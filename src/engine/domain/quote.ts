import type { InstrumentId } from './instrument.js';
import type { DurationMs, EpochMs } from './units.js';

/** Prices of a session so far: every price the venue has made since its open lies within. */
export interface DayRange {
  readonly open: number;
  readonly high: number;
  readonly low: number;
}

/** One look at an instrument. Prices in its quote currency; null where the venue gave none. */
export interface Quote {
  readonly instrument: InstrumentId;
  readonly bid: number | null;
  readonly ask: number | null;
  readonly bidSize: number | null;
  readonly askSize: number | null;
  readonly last: number | null;
  /** Close of the session before, for the change on the day. */
  readonly prevClose: number | null;
  /** Of the session of the price, where the venue tells it. The tick store does not keep it. */
  readonly dayRange?: DayRange;
  /** Market time of the price itself, not of its arrival. */
  readonly atMs: EpochMs;
  /** How late the source is by its own word: 0 is live. Delayed data never trades. */
  readonly delayMs: DurationMs;
  /** Adapter that gave it: `sim`, `replay`, `ibkr`, … */
  readonly source: string;
}

/** The price to show: the middle of a two-sided, uncrossed market, else the last trade. */
export function priceOf(quote: Quote): number | null {
  const { bid, ask, last } = quote;
  if (bid !== null && ask !== null && bid > 0 && ask >= bid) return (bid + ask) / 2;
  return last;
}

export function ageMs(quote: Quote, nowMs: EpochMs): DurationMs {
  return Math.max(0, nowMs - quote.atMs) + quote.delayMs;
}
