import { leastVariance, sviJet, wingSlopes, type SviParams, type VarianceJet } from './svi.js';

/**
 * Durrleman's function g(k): a slice is free of butterfly arbitrage where g ≥ 0 everywhere and the
 * wings obey Lee's bound (Gatheral & Jacquier 2014, eq. 2.1). The risk-neutral density is g times a
 * positive factor.
 */
export function durrleman({ w, w1, w2 }: VarianceJet, k: number): number {
  const tilt = 1 - (k * w1) / (2 * w);
  return tilt * tilt - 0.25 * w1 * w1 * (1 / w + 0.25) + 0.5 * w2;
}

/** The worst of g over the whole line. */
export interface ButterflyCheck {
  readonly minG: number;
  readonly atK: number;
  /** Limits of g at minus and plus infinity, (4 - slope²)/16. */
  readonly leftLimit: number;
  readonly rightLimit: number;
  readonly leastVariance: number;
  readonly state: 'free' | 'arbitrage';
}

/** Rounding of g where it is zero. */
const G_ROUNDING = 1e-10;
const FAR_U = 16;
const STEP_U = 0.05;

/** Least g near u by golden section. */
function refine(g: (u: number) => number, around: number): number {
  const ratio = 0.6180339887498949;
  let low = around - STEP_U;
  let high = around + STEP_U;
  for (let round = 0; round < 40; round++) {
    const left = high - ratio * (high - low);
    const right = low + ratio * (high - low);
    if (g(left) < g(right)) high = right;
    else low = left;
  }
  return 0.5 * (low + high);
}

/**
 * Searches k = m + σ sinh u over |u| ≤ 16 in steps of 0.05, refines every local minimum, and takes
 * the limits at infinity in closed form, which a grid of strikes alone would miss.
 */
export function checkButterfly(params: SviParams): ButterflyCheck {
  const { left, right } = wingSlopes(params);
  const least = leastVariance(params);
  const kOf = (u: number) => params.m + params.sigma * Math.sinh(u);
  const g = (u: number) => durrleman(sviJet(params, kOf(u)), kOf(u));
  let minG = Infinity;
  let atU = 0;
  let before = Infinity;
  let here = g(-FAR_U);
  for (let u = -FAR_U; u <= FAR_U; u += STEP_U) {
    const after = g(u + STEP_U);
    if (here <= before && here <= after) {
      const best = here < 1 ? refine(g, u) : u;
      const value = Math.min(g(best), here);
      if (value < minG) [minG, atU] = [value, best];
    }
    [before, here] = [here, after];
  }
  const leftLimit = (4 - left * left) / 16;
  const rightLimit = (4 - right * right) / 16;
  const worst = Math.min(minG, leftLimit, rightLimit);
  const state = worst >= -G_ROUNDING && least >= 0 ? 'free' : 'arbitrage';
  return { minG, atK: kOf(atU), leftLimit, rightLimit, leastVariance: least, state };
}
