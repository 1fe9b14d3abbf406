import { err, ok, type Result } from '../domain/result.js';
import type { TradingDay } from '../domain/trading-day.js';
import type { DurationMs, EpochMs } from '../domain/units.js';
import { asEuropean, type AmericanMarket } from './american-market.js';
import { buildSurface, type EarlierFit } from './build.js';
import { DEFAULT_LIMITS } from './filters.js';
import type { KeptQuotes } from './kept-quotes.js';
import type { SurfaceInput } from './quotes.js';
import type { Residuals } from './residuals.js';
import type { SkippedExpiry, SmileSlice } from './surface.js';
import type { FitMethod } from './term-fit.js';

/** One surface to be fitted. */
export interface FitRequest {
  readonly input: SurfaceInput;
  /** Where the options may be exercised early; null where they cannot. */
  readonly american: AmericanMarket | null;
}

/** One fitted expiry without the quotes that it left out. */
export interface FittedExpiry extends SmileSlice {
  /** Trading class and day, `SPXW/2026-12-18`. */
  readonly id: string;
  readonly expiry: TradingDay;
  readonly method: FitMethod;
  readonly residuals: Residuals;
  readonly kept: KeptQuotes;
}

/** A surface as it comes back from where it was fitted: plain data. */
export interface FittedSurface {
  readonly underlying: string;
  readonly atMs: EpochMs;
  readonly delayMs: DurationMs;
  readonly source: string;
  /** Ascending in time, at least one. */
  readonly slices: readonly FittedExpiry[];
  readonly skipped: readonly SkippedExpiry[];
  readonly state: 'free' | 'arbitrage';
}

export interface NothingToFit {
  readonly code: 'no-usable-expiry';
  readonly skipped: readonly SkippedExpiry[];
}

/** Fits one surface; American quotes as if they were European. */
export function fitOnce(
  { input, american }: FitRequest,
  earlier: EarlierFit | null,
): Result<FittedSurface, NothingToFit> {
  const european = american ? asEuropean(input, american) : input;
  const built = buildSurface(european, { limits: DEFAULT_LIMITS, earlier });
  if (!built.ok) {
    const skipped = built.error.code === 'no-usable-expiry' ? built.error.skipped : [];
    return err({ code: 'no-usable-expiry', skipped });
  }
  const { underlying, atMs, delayMs, source, slices, skipped, diagnostics } = built.value;
  return ok({
    ...{ underlying, atMs, delayMs, source, skipped, state: diagnostics.state },
    slices: slices.map((slice) => {
      const { id, expiry, settlesAtMs, years, curve, params, method, residuals, kept } = slice;
      const { forward, discount, rate } = curve;
      return {
        ...{ id, expiry, settlesAtMs, years, params, method, residuals, kept },
        curve: { forward, discount, rate },
      };
    }),
  });
}
