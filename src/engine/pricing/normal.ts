import { millsRatio } from './mills.js';

const INV_SQRT_2PI = 0.3989422804014327;
const ROOT_2_OVER_PI = 0.7978845608028654;
/** Below this erfc is 2 less something under half a unit in the last place. */
const ERFC_TWO_TO = -6;

/** exp(-y²) without the rounding of y²: y is split so that its head squares exactly. */
function expMinusSquare(y: number): number {
  const head = Math.trunc(y * 16) / 16;
  return Math.exp(-head * head) * Math.exp(-(y - head) * (y + head));
}

/** exp(-z²/2), likewise. */
function expMinusHalfSquare(z: number): number {
  const head = Math.trunc(z * 16) / 16;
  return Math.exp(-0.5 * head * head) * Math.exp(-0.5 * (z - head) * (z + head));
}

/** exp(x²) erfc(x), relative error about 1e-15; infinite below -26.6, where exp(x²) is. */
export function erfcx(x: number): number {
  if (x > -0.5) return ROOT_2_OVER_PI * millsRatio(x * Math.SQRT2);
  return 2 / expMinusSquare(x) - ROOT_2_OVER_PI * millsRatio(-x * Math.SQRT2);
}

/** Complementary error function, relative error about 1e-15 while the result is normal. */
export function erfc(x: number): number {
  if (x >= 0) {
    const scale = expMinusSquare(x);
    // The product is taken only where the scale is not zero, because erfcx(∞)·0 is.
    return scale > 0 ? scale * ROOT_2_OVER_PI * millsRatio(x * Math.SQRT2) : 0;
  }
  if (x < ERFC_TWO_TO) return 2;
  return 2 - expMinusSquare(x) * ROOT_2_OVER_PI * millsRatio(-x * Math.SQRT2);
}

/** Standard normal distribution function; both tails to relative error about 1e-15. */
export function normalCdf(x: number): number {
  if (x > 0) return 1 - normalCdf(-x);
  const scale = expMinusHalfSquare(x);
  return scale > 0 ? INV_SQRT_2PI * scale * millsRatio(-x) : Number.isNaN(x) ? NaN : 0;
}

/** Standard normal density. */
export function normalPdf(x: number): number {
  return INV_SQRT_2PI * expMinusHalfSquare(x);
}

/**
 * Quantile of the standard normal law: the z of which `normalCdf(z)` is p, from a table-free start
 * and Halley steps on the log of the tail. Infinite at 0 and 1, NaN outside.
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return NaN;
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p === 0) return -Infinity;
  const target = Math.log(p);
  // Abramowitz & Stegun 26.2.23, absolute error 4.5e-4.
  const t = Math.sqrt(-2 * target);
  let z =
    t -
    (2.515517 + t * (0.802853 + t * 0.010328)) /
      (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  for (let step = 0; step < 3; step++) {
    const ratio = millsRatio(z);
    // f = ln N(-z) - ln p; f' = -1/M, f'' = (z - 1/M)/M.
    const gap = Math.log(ratio * INV_SQRT_2PI) - 0.5 * z * z - target;
    const newton = gap * ratio;
    z += newton / (1 + 0.5 * newton * (z - 1 / ratio));
  }
  return -z;
}
