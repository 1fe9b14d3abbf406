import type { InstrumentId } from './instrument.js';
import type { DurationMs, EpochMs } from './units.js';

/** Prices of a session so far: every price the venue has made since its open lies within. */
export interface DayRange {
  readonly open: number;
  readonly high: number;
  readonly low: number;
}

/**
 * What a venue itself says of an option, beside what is worked out here. Volatilities are fractions a
 * year; null where the venue says nothing.
 */
export interface VenueOption {
  /** Price of the future that the venue prices from, in dollars. */
  readonly forward: number | null;
  /** In the unit of the quote's own prices. */
  readonly markPrice: number | null;
  readonly markIv: number | null;
  readonly bidIv: number | null;
  readonly askIv: number | null;
  /** As the venue counts them: dollars for 1 vol point, dollars a day, dollars for 1 % of interest. */
  readonly greeks: {
    readonly delta: number;
    readonly gamma: number;
    readonly vegaUsdPerVolPt: number;
    readonly thetaUsdPerDay: number;
    readonly rhoUsdPerPct: number | null;
  } | null;
  /** Contracts. */
  readonly openInterest: number | null;
  readonly volume: number | null;
}

/** What a venue says of a future or a perpetual beside its price. */
export interface VenueFuture {
  readonly markPrice: number | null;
  readonly indexPrice: number | null;
  /** In the venue's own unit. */
  readonly openInterest: number | null;
  /** Fractions of the position over 8 hours: now, and over the last 8; null for dated futures. */
  readonly fundingNow8h: number | null;
  readonly funding8h: number | null;
}

/**
 * One look at an instrument. Prices in its quote currency (options on a coin: in the coin); null where
 * the venue gave none.
 */
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
  readonly option?: VenueOption;
  readonly future?: VenueFuture;
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
