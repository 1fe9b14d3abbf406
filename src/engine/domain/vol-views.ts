import type { Stamp } from './digest.js';
import type { Coin, InstrumentId, Right } from './instrument.js';
import type { VenueOption } from './quote.js';
import type { Result } from './result.js';
import type { SliceMinute } from './surface-minute.js';
import type { TradingDay } from './trading-day.js';
import type { DurationMs, EpochMs } from './units.js';

/** Why a question about volatility has no answer; words under `vol-trouble-<code>`. */
export type VolError =
  | { readonly code: 'no-chain'; readonly underlying: string; readonly known: readonly string[] }
  | { readonly code: 'no-surface'; readonly underlying: string; readonly reason: string }
  | { readonly code: 'feed-failed'; readonly feed: string }
  | {
      readonly code: 'unknown-expiry';
      readonly underlying: string;
      readonly typed: string;
      readonly listed: readonly TradingDay[];
    }
  | {
      readonly code: 'unknown-option';
      readonly typed: string;
      readonly nearest: readonly string[];
    }
  | { readonly code: 'no-history'; readonly underlying: string }
  | { readonly code: 'no-answer' };

/** Levels of one surface, volatilities a year as fractions; null beyond the listed expiries. */
export interface VolLevels {
  readonly underlying: string;
  /** Market time of the surface, and of the oldest price at the money that it stands on. */
  readonly atMs: EpochMs;
  readonly asOfMs: EpochMs;
  readonly delayMs: DurationMs;
  readonly source: string;
  readonly spot: number;
  readonly atm7d: number | null;
  readonly atm30d: number | null;
  readonly atm90d: number | null;
  /** Risk reversal (call less put) and butterfly at 30 days and forward delta 0.25. */
  readonly rr25At30d: number | null;
  readonly bf25At30d: number | null;
  /** Near (7 days) less far (90 days) at the money: positive is inverted. */
  readonly inversion: number | null;
}

/** What every picture of a surface says of where it comes from. */
export interface SurfaceHead {
  readonly stamp: Stamp;
  /** `old`: its newest prices are older than they would be while the market is open and the feed well. */
  readonly age: 'fresh' | 'old';
  readonly underlying: string;
  readonly coin: Coin | null;
  readonly spot: number;
  /** Volatilities a year as fractions, at 30 calendar days; null beyond the listed expiries. */
  readonly atm30d: number | null;
  readonly rr25At30d: number | null;
  readonly bf25At30d: number | null;
  /** Since the surface it is compared with; null without one. */
  readonly atm30dChange: number | null;
}

/** One expiry of a fitted surface. */
export interface SliceView extends SliceMinute {
  /** Calendar days to settlement. */
  readonly days: number;
  /** Volatility a year from the expiry before to this one. */
  readonly forwardVol: number;
}

export interface SurfaceView extends SurfaceHead {
  /** Ascending in time. */
  readonly slices: readonly SliceView[];
  /** By slice, then column: volatility at a forward delta. At most 9 columns. */
  readonly grid: {
    /** `10P`, `25P`, `ATM`, `25C`, … */
    readonly columns: readonly string[];
    readonly vols: readonly (readonly number[])[];
    /** Less the same of the surface it is compared with, at the same days to expiry; NaN is not known. */
    readonly changes: readonly (readonly number[])[] | null;
    /** Market time of that surface. */
    readonly comparedWithMs: EpochMs | null;
  };
  /** A mesh for the 3-D picture: rows by days, columns by moneyness in standard deviations. */
  readonly mesh: {
    readonly days: readonly number[];
    readonly deviations: readonly number[];
    readonly vols: readonly (readonly number[])[];
  };
  readonly arbitrage: 'free' | 'found';
  readonly skipped: readonly { readonly id: string; readonly reason: string }[];
  /** Wall time of the fit, and the share of quotes whose fitted volatility lies within bid and ask. */
  readonly fitMs: DurationMs;
  /** NaN for a kept surface, whose quotes are gone. */
  readonly insideShare: number;
}

/** One strike of a smile. Volatilities a year; null without that side. */
export interface SmilePoint {
  readonly strike: number;
  /** The side out of the money. */
  readonly right: Right;
  readonly bidVol: number | null;
  readonly askVol: number | null;
  readonly midVol: number | null;
  readonly fitVol: number;
}

export interface SmileView extends SurfaceHead {
  readonly slice: SliceView;
  /** Ascending by strike, those between 1Δ put and 1Δ call. */
  readonly points: readonly SmilePoint[];
  /** The fitted curve, evenly spaced in log-moneyness over the points. */
  readonly curve: readonly { readonly strike: number; readonly vol: number }[];
  readonly expiries: readonly TradingDay[];
}

export interface TermView extends SurfaceHead {
  readonly slices: readonly SliceView[];
  /** The surface it is compared with, by days to expiry. */
  readonly before: readonly { readonly days: number; readonly vol: number }[];
  readonly comparedWithMs: EpochMs | null;
  /** Near (7 days) less far (90 days) at the money: positive is inverted; null where not listed. */
  readonly inversion: number | null;
}

export interface SkewView extends SurfaceHead {
  readonly slices: readonly SliceView[];
  /** 30-day 25Δ risk reversal by minute or day, as kept. */
  readonly history: readonly { readonly atMs: EpochMs; readonly rr25: number }[];
}

/** One line of `/atm`. */
export interface AtmLine {
  readonly head: SurfaceHead;
  readonly atm7d: number | null;
  readonly atm90d: number | null;
  /** Mean of the 30-day level over the last 7 days, as kept; null before a day of it is kept. */
  readonly mean7d: number | null;
}

export interface AtmView {
  readonly stamp: Stamp;
  readonly lines: readonly AtmLine[];
  readonly failed: readonly { readonly underlying: string; readonly error: VolError }[];
}

/** Greeks of one option in the field's units. */
export interface OptionGreeks {
  /** Dollars, as all here. */
  readonly price: number;
  /** By the spot, forwards in proportion; of a coin by the expiry's own future, as its venue counts. */
  readonly delta: number;
  readonly gamma: number;
  readonly vegaUsdPerVolPt: number;
  readonly thetaUsdPerDay: number;
  readonly rhoUsdPerPct: number;
  readonly vannaPerVolPt: number;
  readonly volgaUsdPerVolPt2: number;
  readonly charmPerDay: number;
}

export interface GreeksView {
  readonly stamp: Stamp;
  readonly instrument: InstrumentId;
  readonly underlying: string;
  readonly coin: Coin | null;
  readonly expiry: TradingDay;
  readonly settlesAtMs: EpochMs;
  readonly days: number;
  readonly strike: number;
  readonly right: Right;
  readonly spot: number;
  readonly forward: number;
  /** Dollars; in coin beside where the venue quotes so. Null without that side. */
  readonly bid: number | null;
  readonly ask: number | null;
  readonly bidCoin: number | null;
  readonly askCoin: number | null;
  /** Our volatility of the middle of the market; null without one. */
  readonly midVol: number | null;
  readonly fitVol: number;
  /** By the fitted surface, volatility held; delta with the smile moving along beside. */
  readonly ours: OptionGreeks;
  readonly smileDelta: number;
  /** Our price in the coin; null where it is paid in dollars. */
  readonly priceCoin: number | null;
  /** Coins that hedge one option net of its premium; null where it is paid in dollars. */
  readonly netDelta: number | null;
  /** As in a chain: its `markPrice` in dollars. */
  readonly venue: VenueOption | null;
  /**
   * For one long contract: spots ascending, profit now and at expiry, in dollars. A premium paid in
   * coin is worth the spot of that moment.
   */
  readonly payoff: {
    readonly spots: readonly number[];
    readonly nowUsd: readonly number[];
    readonly expiryUsd: readonly number[];
    readonly breakevens: readonly number[];
    /** One standard deviation to the expiry at the money, in dollars of the spot. */
    readonly expectedMove: number | null;
  };
  /** Greeks over the same spots. */
  readonly profile: {
    readonly delta: readonly number[];
    readonly gamma: readonly number[];
    readonly vegaUsdPerVolPt: readonly number[];
    readonly thetaUsdPerDay: readonly number[];
  };
}

/** One strike of `/chain`, both sides. */
export interface ChainLine {
  readonly strike: number;
  readonly callBid: number | null;
  readonly callAsk: number | null;
  readonly putBid: number | null;
  readonly putAsk: number | null;
  /** Fitted volatility and call delta; null where the expiry has no fit. */
  readonly vol: number | null;
  readonly callDelta: number | null;
  readonly openInterest: number | null;
}

export interface ChainView {
  readonly stamp: Stamp;
  readonly underlying: string;
  readonly coin: Coin | null;
  /** `usd`, or `coin` where prices are as the venue quotes them. */
  readonly unit: 'usd' | 'coin';
  readonly spot: number;
  readonly forward: number | null;
  readonly expiry: TradingDay;
  readonly days: number;
  readonly expiries: readonly TradingDay[];
  /** Around the money first asked for, ascending by strike. */
  readonly lines: readonly ChainLine[];
}

export interface IvRankView {
  readonly stamp: Stamp;
  readonly underlying: string;
  /** What the history is of, such as `VIX`, `DVOL` or `atm30d`. */
  readonly measure: string;
  /** Vol points now. */
  readonly nowPts: number;
  readonly lowPts: number;
  readonly highPts: number;
  /** (now − low) / (high − low) and the share of the year's closes below, in percent. */
  readonly rankPct: number;
  readonly percentilePct: number;
  readonly sessions: number;
  readonly history: readonly { readonly atMs: EpochMs; readonly pts: number }[];
}

/** One arbitrage in the quotes as they stand, after costs. */
export interface ArbFinding {
  readonly kind: 'butterfly' | 'vertical' | 'calendar' | 'box';
  readonly expiries: readonly TradingDay[];
  readonly strikes: readonly number[];
  readonly right: Right | null;
  /** Dollars for one unit of the body, at the quoted sides, before and after fees. */
  readonly gainUsd: number;
  readonly netUsd: number;
  /** Most units that the displayed sizes allow; null where none are shown. */
  readonly units: number | null;
}

export interface ArbView {
  readonly stamp: Stamp;
  readonly underlying: string;
  readonly coin: Coin | null;
  /** Combinations tested; those that pay at the quoted sides; those that pay after fees. */
  readonly tested: number;
  readonly beforeCosts: number;
  /** Best first, those that pay after fees. */
  readonly findings: readonly ArbFinding[];
  /** Fee a contract and leg that was counted, in dollars (coin: at the spot). */
  readonly feeUsd: number;
  /** The fitted surface's own state. */
  readonly fit: 'free' | 'found' | 'none';
}

/** Everything that the chat asks about volatility. `typed` is what a person wrote, in any case. */
export interface VolApi {
  /** Underlyings with chains, the desk's favourites first. */
  underlyings(): readonly string[];
  surface(underlying: string): Promise<Result<SurfaceView, VolError>>;
  /** The surface as it was kept at or before an instant. */
  pastSurface(underlying: string, atMs: EpochMs): Promise<Result<SurfaceView, VolError>>;
  /** @param expiry typed (`27NOV26`, `2026-11-27`, `30d`); null is the expiry nearest to 30 days. */
  smile(underlying: string, expiry: string | null): Promise<Result<SmileView, VolError>>;
  term(underlying: string): Promise<Result<TermView, VolError>>;
  skew(underlying: string): Promise<Result<SkewView, VolError>>;
  atm(): Promise<AtmView>;
  /** @param typed `BTC-27NOV26-90000-C`, `SPX 2026-12-18 6500 P`, or part of a name. */
  greeks(typed: string): Promise<Result<GreeksView, VolError>>;
  chain(
    underlying: string,
    at: { readonly expiry: string | null; readonly page: number },
  ): Promise<Result<ChainView, VolError>>;
  ivRank(underlying: string): Promise<Result<IvRankView, VolError>>;
  arb(underlying: string): Promise<Result<ArbView, VolError>>;
}
