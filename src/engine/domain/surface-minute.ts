import type { TradingDay } from './trading-day.js';
import type { DurationMs, EpochMs } from './units.js';

/** Raw SVI of total variance by forward log-moneyness: a + b(ρ(k − m) + √((k − m)² + σ²)). */
export interface SliceParams {
  readonly a: number;
  readonly b: number;
  readonly rho: number;
  readonly m: number;
  readonly sigma: number;
}

/** One expiry of a kept surface: enough to make its smile, prices and greeks again. */
export interface SliceMinute {
  readonly id: string;
  readonly expiry: TradingDay;
  readonly settlesAtMs: EpochMs;
  /** Calendar years to settlement at the surface's time. */
  readonly years: number;
  readonly forward: number;
  readonly discount: number;
  readonly params: SliceParams;
  /** Volatilities a year as fractions: at the money forward, risk reversals (call less put), butterflies. */
  readonly atmVol: number;
  readonly rr25: number;
  readonly bf25: number;
  readonly rr10: number;
  readonly bf10: number;
  /** Root mean square of fitted less quoted volatility, in vol points, and quotes fitted to. */
  readonly rmseVolPts: number;
  readonly quotes: number;
}

/** A fitted surface as it is kept, once a minute. */
export interface SurfaceMinute {
  readonly underlying: string;
  readonly atMs: EpochMs;
  readonly delayMs: DurationMs;
  readonly source: string;
  readonly spot: number;
  /** Ascending in time, at least one. */
  readonly slices: readonly SliceMinute[];
}
