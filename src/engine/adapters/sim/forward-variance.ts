/** State of implied variance: the level now and the level to which it first reverts, a year each. */
export interface VarianceState {
  readonly now: number;
  readonly slow: number;
}

/** Reversion under the pricing measure, a year of variance time. */
const FAST_REVERSION = 5.5;
const SLOW_REVERSION = 0.9;
/** Long-run implied variance (24.5 % squared): above its usual level. */
const LONG_VARIANCE = 0.06;
/** Vol of log VIX that the futures' convexity assumes, a year. */
const VOL_OF_VIX = 0.95;

/** What multiplies long, slow and present variance in the total variance to a horizon. */
export interface Loadings {
  readonly long: number;
  readonly slow: number;
  readonly now: number;
}

/**
 * Loadings of total variance over `years` of variance time. All three grow with the horizon, so
 * total variance does, whatever the state: no calendar arbitrage.
 */
export function loadings(years: number): Loadings {
  const fast = -Math.expm1(-FAST_REVERSION * years) / FAST_REVERSION;
  const slow = -Math.expm1(-SLOW_REVERSION * years) / SLOW_REVERSION;
  return { long: years - slow, slow: slow - fast, now: fast };
}

/** Expected variance from now to a horizon, as a pure number (variance a year times years). */
export function totalVariance(state: VarianceState, years: number): number {
  const of = loadings(years);
  return of.long * LONG_VARIANCE + of.slow * state.slow + of.now * state.now;
}

/** A total variance written as `constant + slow × slow + now × now`, for millions of states. */
export interface LinearVariance {
  readonly constant: number;
  readonly slow: number;
  readonly now: number;
}

export function linearVariance(years: number, scale: number): LinearVariance {
  const of = loadings(years);
  return { constant: scale * of.long * LONG_VARIANCE, slow: scale * of.slow, now: scale * of.now };
}

/**
 * Log discount of a VIX future below the root of its forward variance (Jensen), for a settlement
 * `years` of variance time away: half the variance of log VIX by then.
 */
export function convexity(years: number): number {
  const variance =
    (VOL_OF_VIX ** 2 * -Math.expm1(-2 * FAST_REVERSION * years)) / (2 * FAST_REVERSION);
  return variance / 2;
}
