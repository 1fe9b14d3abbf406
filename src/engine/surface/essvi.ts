import type { FitPoints } from './points.js';
import { sviVariance, type SviParams } from './svi.js';

/**
 * One slice of extended SSVI: w = θ/2·(1 + ρφk + √((φk + ρ)² + 1 - ρ²)) with ψ = θφ (S. Hendriks &
 * C. Martini, "The extended SSVI volatility surface", 2019).
 */
export interface EssviSlice {
  readonly theta: number;
  readonly rho: number;
  readonly psi: number;
}

/** The same slice as raw SVI (Gatheral & Jacquier 2014, eq. 4.1 and Lemma 3.1). */
export function essviToRaw({ theta, rho, psi }: EssviSlice): SviParams {
  const depth = Math.sqrt(1 - rho * rho);
  const phi = psi / theta;
  return { a: 0.5 * theta * depth * depth, b: 0.5 * psi, rho, m: -rho / phi, sigma: depth / phi };
}

/** Margin inside the bounds of no arbitrage. */
const INSIDE = 1 - 1e-6;

/**
 * Range of ψ free of butterflies (Gatheral & Jacquier 2014, Theorem 4.2) and of crossings with the
 * slice before (Hendriks & Martini 2019, Proposition 3.1: sufficient). Null where it is empty.
 */
export function psiRange(
  of: { readonly theta: number; readonly rho: number },
  before: EssviSlice | null,
): readonly [number, number] | null {
  const { theta, rho } = of;
  const wide = 1 + Math.abs(rho);
  let most = INSIDE * Math.min(4 / wide, Math.sqrt((4 * theta) / wide));
  let least = 1e-6 * most;
  if (before) {
    const { rho: r } = before;
    const lift = Math.max((1 + r) / (1 + rho), (1 - r) / (1 - rho));
    least = Math.max(least, (before.psi * lift) / INSIDE);
    most = Math.min(most, (before.psi * theta) / before.theta);
  }
  return least < most ? [least, most] : null;
}

function costOf(slice: EssviSlice, { k, totalVol, root }: FitPoints): number {
  const raw = essviToRaw(slice);
  let cost = 0;
  for (let i = 0; i < k.length; i++) {
    const error = Math.sqrt(sviVariance(raw, k[i] as number)) - (totalVol[i] as number);
    cost += ((root[i] as number) * error) ** 2;
  }
  return 0.5 * cost;
}

/** Least of a function on an interval that it has one minimum in. */
function golden(
  f: (x: number) => number,
  range: readonly [number, number],
  rounds: number,
): number {
  const ratio = 0.6180339887498949;
  let [low, high] = range;
  for (let i = 0; i < rounds; i++) {
    const left = high - ratio * (high - low);
    const right = low + ratio * (high - low);
    if (f(left) < f(right)) high = right;
    else low = left;
  }
  return 0.5 * (low + high);
}

/** Total variance at the money by the two points around it, or the nearest. */
function atTheMoney({ k, totalVol }: FitPoints): number {
  const above = k.findIndex((value) => value >= 0);
  const at = above < 0 ? k.length - 1 : above;
  const right = (totalVol[at] as number) ** 2;
  if (above <= 0) return right;
  const left = (totalVol[at - 1] as number) ** 2;
  const share = -(k[at - 1] as number) / ((k[at] as number) - (k[at - 1] as number));
  return left + share * (right - left);
}

const RHOS = [-0.9, -0.75, -0.6, -0.45, -0.3, -0.15, 0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9];

/**
 * Best slice after `before` that has neither butterflies nor crossings with it. There always is
 * one: the slice before with a larger θ.
 */
export function fitEssvi(points: FitPoints, before: EssviSlice | null): EssviSlice {
  const market = atTheMoney(points);
  let best: EssviSlice | null = null;
  let least = Infinity;
  const rhos = before ? [...RHOS, before.rho] : RHOS;
  for (const lift of [0.96, 0.98, 1, 1.02, 1.04]) {
    const theta = Math.max(market * lift, before ? before.theta * (1 + 1e-5) : 0);
    for (const rho of rhos) {
      const range = psiRange({ theta, rho }, before);
      if (!range) continue;
      const psi = golden((x) => costOf({ theta, rho, psi: x }, points), range, 25);
      const cost = costOf({ theta, rho, psi }, points);
      if (cost < least) [least, best] = [cost, { theta, rho, psi }];
    }
  }
  return best ?? lifted(before);
}

/** The slice before, a hair higher: allowed whatever the quotes say. */
function lifted(before: EssviSlice | null): EssviSlice {
  if (!before) throw new Error('the first slice always has a range');
  return { ...before, theta: before.theta * (1 + 1e-4), psi: before.psi * (1 + 5e-5) };
}
