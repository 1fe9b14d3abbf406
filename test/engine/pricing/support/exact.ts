import {
  fromNumber,
  logarithm,
  mills,
  over,
  ROOT_HALF_PI,
  scaledExponential,
  times,
  toNumber,
} from '../../../../scripts/fixed-point.js';

function ratio(z: bigint): bigint {
  const size = toNumber(z);
  return mills(z, size > 4 ? Math.ceil(3000 / (size * size)) + 20 : 0);
}

/** Mills ratio N(-z)/n(z), correctly rounded but for the last place. */
export function exactMills(z: number): number {
  return toNumber(ratio(fromNumber(z)));
}

/** N(-z) for z from 0 to 37. */
export function exactTail(z: number): number {
  const at = fromNumber(z);
  return scaledExponential(-times(at, at) / 2n, over(ratio(at), 2n * ROOT_HALF_PI));
}

/** Undiscounted Black price of the out-of-the-money option of doubles F, K and total volatility. */
export function exactTimeValue(forward: number, strike: number, totalVol: number): number {
  const low = fromNumber(Math.min(forward, strike));
  const x = logarithm(over(fromNumber(Math.max(forward, strike)), low));
  const s = fromNumber(totalVol);
  const h = over(x, s);
  const d1 = s / 2n - h;
  // n(d1) (M(-d1) - M(-d2)), n(0) = 1/√(2π).
  const gap = over(ratio(-d1) - ratio(h + s / 2n), 2n * ROOT_HALF_PI);
  return scaledExponential(-times(d1, d1) / 2n, times(low, gap));
}

/** The exact intrinsic value and time value together, rounded once. */
export function exactInTheMoney(forward: number, strike: number, totalVol: number): number {
  const value = fromNumber(exactTimeValue(forward, strike, totalVol));
  const gap = fromNumber(forward) - fromNumber(strike);
  return toNumber(value + (gap < 0n ? -gap : gap));
}
