import type { Right } from '../../domain/instrument.js';
import { blackPrice } from '../../pricing/black.js';

export interface Part {
  readonly weight: number;
  readonly mean: number;
  readonly sd: number;
}

/** Quiet, ordinary and crash outcomes of a log return; their mixture gives the skewed smile. */
const RAW: readonly Part[] = [
  { weight: 0.7, mean: 0.38, sd: 0.6 },
  { weight: 0.26, mean: -0.65, sd: 0.9 },
  { weight: 0.04, mean: -2.5, sd: 1.5 },
];

/** The mixture with mean 0 and variance 1. */
export function standardised(parts: readonly Part[]): readonly Part[] {
  const mean = parts.reduce((sum, part) => sum + part.weight * part.mean, 0);
  const square = parts.reduce((sum, p) => sum + p.weight * (p.mean * p.mean + p.sd * p.sd), 0);
  const sd = Math.sqrt(square - mean * mean);
  return parts.map((p) => ({ weight: p.weight, mean: (p.mean - mean) / sd, sd: p.sd / sd }));
}

const PARTS = standardised(RAW);

/** Logarithm of the mixture's moment generating function, and its derivative. */
function cumulant(parts: readonly Part[], scale: number): { value: number; slope: number } {
  let sum = 0;
  let slope = 0;
  for (const { weight, mean, sd } of parts) {
    const term = weight * Math.exp(scale * mean + (scale * scale * sd * sd) / 2);
    sum += term;
    slope += term * (mean + scale * sd * sd);
  }
  return { value: Math.log(sum), slope: slope / sum };
}

/**
 * Prices of one expiry. The underlying is F·exp(sZ)/E[exp(sZ)] for one fixed skewed Z: a true
 * density at each expiry (no butterfly arbitrage), increasing in convex order with s (no calendar
 * arbitrage: Hirsch, Profeta, Roynette and Yor, Peacocks and Associated Martingales, 2011).
 */
export interface Smile {
  readonly forward: number;
  readonly discount: number;
  readonly scale: number;
  /** The law of Z. */
  readonly parts: readonly Part[];
}

/**
 * @param of.total variance of the log contract to expiry: twice the cumulant at the scale found.
 * @param of.parts law of Z with mean 0 and variance 1; that of stocks unless told.
 */
export function makeSmile(of: {
  readonly forward: number;
  readonly discount: number;
  readonly total: number;
  readonly parts?: readonly Part[];
}): Smile {
  const { forward, discount, parts = PARTS } = of;
  let scale = Math.sqrt(Math.max(of.total, 1e-12));
  for (let step = 0; step < 6; step++) {
    const { value, slope } = cumulant(parts, scale);
    const move = (2 * value - of.total) / (2 * slope);
    scale -= move;
    if (Math.abs(move) < 1e-13) break;
  }
  return { forward, discount, scale, parts };
}

export interface CallPut {
  readonly call: number;
  readonly put: number;
}

/** Prices of both sides of any strike of one expiry, per point of the underlying. */
export function pricer(smile: Smile): (strike: number) => CallPut {
  const { forward, discount, scale } = smile;
  const level = cumulant(smile.parts, scale).value;
  const parts = smile.parts.map(({ weight, mean, sd }) => ({
    weight,
    forward: forward * Math.exp(scale * mean + (scale * scale * sd * sd) / 2 - level),
    volSqrtT: scale * sd,
  }));
  return (strike) => {
    const right: Right = strike >= forward ? 'call' : 'put';
    let outside = 0;
    for (const part of parts) {
      outside +=
        part.weight *
        blackPrice({
          forward: part.forward,
          strike,
          volSqrtT: part.volSqrtT,
          discount,
          right,
        });
    }
    // The in-the-money side follows from parity, which keeps its digits.
    const parity = discount * (forward - strike);
    return right === 'call'
      ? { call: outside, put: outside - parity }
      : { call: outside + parity, put: outside };
  };
}
