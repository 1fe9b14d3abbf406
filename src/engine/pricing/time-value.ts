import { millsRatio } from './mills.js';

const INV_SQRT_2PI = 0.3989422804014327;
/** ln √(2π). */
const LN_ROOT_2PI = 0.9189385332046728;
/** Below this half-volatility the difference of Mills ratios is summed as a series in t. */
const SERIES_BELOW = 0.3;

/**
 * |ln(F/K)| without the rounding that ln of a quotient near 1 has.
 */
export function logMoneyness(forward: number, strike: number): number {
  const low = Math.min(forward, strike);
  const excess = (Math.max(forward, strike) - low) / low;
  return excess < Infinity ? Math.log1p(excess) : Math.abs(Math.log(forward) - Math.log(strike));
}

/**
 * M(h - t) - M(h + t) for h ≥ 0, t ≥ 0: by its Taylor series in t where the difference would
 * cancel. The odd derivatives follow from M' = zM - 1: M⁽ⁿ⁺²⁾ = (z² + 2n + 1)M⁽ⁿ⁾ - n(n-1)M⁽ⁿ⁻²⁾.
 */
export function millsDifference(h: number, t: number): number {
  if (t >= SERIES_BELOW || h * t >= 1) return millsRatio(h - t) - millsRatio(h + t);
  const z = h * h;
  const u = t * t;
  const m1 = h * millsRatio(h) - 1;
  let earlier = m1;
  let here = (z + 3) * m1 + 1;
  let power = u / 6;
  let sum = m1 + here * power;
  for (let n = 3; n <= 15; n += 2) {
    const next = (z + 2 * n + 1) * here - n * (n - 1) * earlier;
    earlier = here;
    here = next;
    power *= u / ((n + 1) * (n + 2));
    sum += here * power;
  }
  return -2 * t * sum;
}

/**
 * Price of an out-of-the-money option on a forward as a share of its greatest possible price
 * min(F, K), undiscounted: n(d1)(M(-d1) - M(-d2)), of full relative accuracy in the far tail.
 * @param x |ln(F/K)|. @param s total volatility σ√T.
 */
export function timeValue(x: number, s: number): number {
  if (!(s > 0)) return 0;
  const t = 0.5 * s;
  const h = x / s;
  const d1 = t - h;
  const density = INV_SQRT_2PI * Math.exp(-0.5 * d1 * d1);
  // Where h is infinite the density is zero and the Mills ratios are not numbers.
  if (density === 0) return d1 > 0 ? 1 : 0;
  if (d1 <= 0.7) return density * millsDifference(h, t);
  return 1 - density * (millsRatio(d1) + millsRatio(h + t));
}

/** ln of `timeValue`, exact where the value itself underflows. */
export interface LogShare {
  readonly log: number;
  /** Derivative of the log by s. */
  readonly slope: number;
}

/** ln c and its derivative, for d1 up to 0.75. */
export function logValue(x: number, s: number): LogShare {
  const t = 0.5 * s;
  const h = x / s;
  const difference = millsDifference(h, t);
  const d1 = t - h;
  return { log: Math.log(difference) - 0.5 * d1 * d1 - LN_ROOT_2PI, slope: 1 / difference };
}

/** ln(1 - c) and its derivative, for d1 from -0.75 up. */
export function logRest(x: number, s: number): LogShare {
  const t = 0.5 * s;
  const h = x / s;
  const d1 = t - h;
  const sum = millsRatio(d1) + millsRatio(h + t);
  return { log: Math.log(sum) - 0.5 * d1 * d1 - LN_ROOT_2PI, slope: -1 / sum };
}
