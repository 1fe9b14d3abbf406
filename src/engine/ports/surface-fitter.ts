import type { Result } from '../domain/result.js';
import type { DurationMs } from '../domain/units.js';
import type { EarlierFit } from '../surface/build.js';
import type { FitRequest, FittedSurface, NothingToFit } from '../surface/fitted.js';

export type { EarlierFit } from '../surface/build.js';
export type { FitRequest, FittedExpiry, FittedSurface } from '../surface/fitted.js';

export type FitError =
  | NothingToFit
  /** A newer input of the same underlying has taken its place. */
  | { readonly code: 'superseded'; readonly underlying: string }
  | { readonly code: 'late'; readonly afterMs: DurationMs }
  /** The fit has ended its process twice, or threw. */
  | { readonly code: 'crashed'; readonly reason: string }
  | { readonly code: 'stopped' };

/** A surface with the wall time that its fit took, the wait before it left out. */
export interface TimedFit {
  readonly surface: FittedSurface;
  readonly fitMs: DurationMs;
}

/** Fits surfaces outside of the queue, one at a time; of those that wait, one for each underlying. */
export interface SurfaceFitter {
  fit(
    request: FitRequest,
    how: { readonly earlier: EarlierFit | null },
  ): Promise<Result<TimedFit, FitError>>;
  /** Every fit that waits ends as `stopped`. */
  stop(): Promise<void>;
}
