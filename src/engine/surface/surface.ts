import type { TradingDay } from '../domain/trading-day.js';
import type { DurationMs, EpochMs } from '../domain/units.js';
import type { Rejections } from './filters.js';
import type { ForwardCurvePoint } from './forward.js';
import type { KeptQuotes } from './kept-quotes.js';
import type { QuoteButterflies, QuoteCalendars } from './quote-arbitrage.js';
import type { ExpiryInput } from './quotes.js';
import type { Residuals } from './residuals.js';
import type { SviParams } from './svi.js';
import type { FitMethod } from './term-fit.js';

/** What a smile follows from: a slice of a fresh surface or of a kept one. */
export interface SmileSlice {
  readonly settlesAtMs: EpochMs;
  /** Calendar minutes to settlement over 525,600. */
  readonly years: number;
  readonly curve: Pick<ForwardCurvePoint, 'forward' | 'discount' | 'rate'>;
  readonly params: SviParams;
}

/** Smiles of one instant, ascending in time. */
export interface SmileSet {
  readonly atMs: EpochMs;
  readonly slices: readonly SmileSlice[];
}

/** One fitted expiry with all that it was fitted to. */
export interface SurfaceSlice extends SmileSlice {
  readonly id: string;
  readonly expiry: TradingDay;
  /** Time of the quotes; after `updateExpiry` slices can differ. */
  readonly atMs: EpochMs;
  readonly curve: ForwardCurvePoint;
  readonly method: FitMethod;
  readonly input: ExpiryInput;
  readonly kept: KeptQuotes;
  readonly rejections: Rejections;
  readonly residuals: Residuals;
  readonly quoteButterflies: QuoteButterflies;
  readonly checks: SliceChecks;
}

/** What is known about a slice's own arbitrage and that with the slice before. */
export interface SliceChecks {
  /** Least of Durrleman's g over all k, its limits at infinity included. */
  readonly minG: number;
  /** Against the slice before, which is kept to tell whether they still belong together. */
  readonly pair: PairChecks | null;
}

export interface PairChecks {
  readonly beforeParams: SviParams;
  readonly beforeKept: KeptQuotes;
  /** Least of ln w/w(before) over all k; where the wings cross, what they lack. */
  readonly minLogGap: number;
  readonly quotes: QuoteCalendars;
}

export type SkipReason = 'expired' | 'no-forward' | 'too-few-quotes';

/** An expiry that has no slice, and why. */
export interface SkippedExpiry {
  readonly id: string;
  readonly reason: SkipReason;
  /** Quotes that passed the filters. */
  readonly kept: number;
}

/** What is known about arbitrage of the fitted surface and of its quotes. */
export interface SurfaceDiagnostics {
  readonly state: 'free' | 'arbitrage';
  /** Least of Durrleman's g over all slices and k, its limits at infinity included. */
  readonly minG: number;
  /** Least of ln w(far)/w(near) over neighbouring slices and k; infinite with one slice. */
  readonly minLogGap: number;
  /** By neighbouring slices, the near one's index. */
  readonly quoteCalendars: readonly QuoteCalendars[];
}

/** A fitted surface: an immutable value. Slices ascend in time and are at least one. */
export interface Surface {
  readonly underlying: string;
  /** Time of the newest slice. */
  readonly atMs: EpochMs;
  readonly delayMs: DurationMs;
  readonly source: string;
  readonly slices: readonly SurfaceSlice[];
  readonly skipped: readonly SkippedExpiry[];
  readonly diagnostics: SurfaceDiagnostics;
}
