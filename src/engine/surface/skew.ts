import { normalCdf, normalQuantile } from '../pricing/normal.js';
import type { Smile } from './smile-at.js';

/**
 * Skew at a delta. Delta is the forward (undiscounted) Black delta: N(d1) for the call, N(-d1) for
 * the put, each at the smile's own volatility.
 */
export interface DeltaSkew {
  readonly delta: number;
  /** Forward log-moneyness and volatility a year of the two strikes. */
  readonly callK: number;
  readonly putK: number;
  readonly callVol: number;
  readonly putVol: number;
  /** Call less put. */
  readonly riskReversal: number;
  /** Mean of both less at the money forward. */
  readonly butterfly: number;
}

function volAt(smile: Smile, k: number): number {
  return Math.sqrt(smile.jet(k).w / smile.years);
}

/** d1 at k falls steadily where there is no arbitrage; found by bisection from a flat smile's k. */
function kAtD1(smile: Smile, d1: number): number {
  const gap = (k: number) => {
    const total = Math.sqrt(smile.jet(k).w);
    return -k / total + 0.5 * total - d1;
  };
  const unit = Math.sqrt(smile.jet(0).w);
  let low = -d1 * unit;
  let high = low;
  let width = unit;
  while (gap(low) < 0) low -= width *= 1.5;
  width = unit;
  while (gap(high) > 0) high += width *= 1.5;
  for (let round = 0; round < 80 && high - low > 1e-15 * Math.max(1, Math.abs(low)); round++) {
    const middle = 0.5 * (low + high);
    if (gap(middle) > 0) low = middle;
    else high = middle;
  }
  return 0.5 * (low + high);
}

/** @param delta between 0 and 0.5, such as 0.25 and 0.10. */
export function deltaSkew(smile: Smile, delta: number): DeltaSkew {
  const d1 = normalQuantile(delta);
  const callK = kAtD1(smile, d1);
  const putK = kAtD1(smile, -d1);
  const callVol = volAt(smile, callK);
  const putVol = volAt(smile, putK);
  return {
    delta,
    callK,
    putK,
    callVol,
    putVol,
    riskReversal: callVol - putVol,
    butterfly: 0.5 * (callVol + putVol) - volAt(smile, 0),
  };
}

/** Forward delta N(d1) of the call at k. */
export function forwardDelta(smile: Smile, k: number): number {
  const total = Math.sqrt(smile.jet(k).w);
  return normalCdf(-k / total + 0.5 * total);
}

/** Shape of the smile at the money forward, of volatility a year by forward log-moneyness. */
export interface AtmShape {
  readonly vol: number;
  readonly slope: number;
  readonly convexity: number;
}

export function atmShape(smile: Smile): AtmShape {
  const { w, w1, w2 } = smile.jet(0);
  const root = Math.sqrt(w * smile.years);
  return {
    vol: Math.sqrt(w / smile.years),
    slope: w1 / (2 * root),
    convexity: (w2 - (w1 * w1) / (2 * w)) / (2 * root),
  };
}
