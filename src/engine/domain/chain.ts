import type { Coin, InstrumentId } from './instrument.js';
import type { VenueOption } from './quote.js';
import type { TradingDay } from './trading-day.js';
import type { DurationMs, EpochMs, Strike } from './units.js';

/** One side of a strike. Prices per share (or point) in the quote currency; bid 0 is no bid. */
export interface OptionSide {
  readonly instrument: InstrumentId;
  readonly bid: number;
  readonly ask: number;
  readonly bidSize: number;
  readonly askSize: number;
  /** What the venue says of it; its `markPrice` is in the chain's currency here. */
  readonly venue?: VenueOption;
  /** Market time of this side's own quote, where the feed knows it. */
  readonly atMs?: EpochMs;
}

export interface ChainRow {
  readonly strike: Strike;
  readonly call: OptionSide;
  readonly put: OptionSide;
}

/** All listed strikes of one expiry at one instant, ascending by strike. */
export interface Chain {
  readonly underlying: string;
  /** Trading class, `SPX` or `SPXW` for the index. */
  readonly root: string;
  readonly expiry: TradingDay;
  /** The instant to which time value is counted. */
  readonly settlesAtMs: EpochMs;
  readonly spot: number;
  /** The expiry's own future where the venue prices from it; else the forward follows from parity. */
  readonly future?: number;
  /** Set where its prices know nothing of early exercise, whatever the class of its options. */
  readonly exercise?: 'european';
  /** Set where the venue quotes in coin: the dollars here are coins times the quote's forward. */
  readonly coin?: Coin;
  readonly rows: readonly ChainRow[];
  readonly atMs: EpochMs;
  readonly delayMs: DurationMs;
  readonly source: string;
}
