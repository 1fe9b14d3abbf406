import type { SviParams } from './svi.js';

/**
 * SVI in coordinates whose static constraints are a box, as five numbers at an offset of an array:
 * v (least variance), α and β (roots of the right and left wing's slope), m, and ln σ. With
 * (k - m)/σ = sinh u, w = v + σ/2·(α e^(u/2) - β e^(-u/2))². Positivity is v ≥ 0, Lee's bound is
 * α², β² ≤ 2, and w is smooth up to the edges of the box.
 */
export const WIDTH = 5;

/** Lee's bound with a margin that keeps g positive at infinity. */
export const MOST_SLOPE = 2 * (1 - 1e-4);
export const MOST_ROOT_SLOPE = Math.sqrt(MOST_SLOPE);

export function writeBox({ a, b, rho, m, sigma }: SviParams, x: Float64Array, at: number): void {
  const right = Math.max(0, b * (1 + rho));
  const left = Math.max(0, b * (1 - rho));
  x[at] = a + sigma * Math.sqrt(right * left);
  x[at + 1] = Math.sqrt(right);
  x[at + 2] = Math.sqrt(left);
  x[at + 3] = m;
  x[at + 4] = Math.log(sigma);
}

export function readBox(x: Float64Array, at: number): SviParams {
  const v = x[at] as number;
  const alpha = x[at + 1] as number;
  const beta = x[at + 2] as number;
  const sigma = Math.exp(x[at + 4] as number);
  const b = 0.5 * (alpha * alpha + beta * beta);
  const rho = b > 0 ? (0.5 * (alpha * alpha - beta * beta)) / b : 0;
  return { a: v - sigma * alpha * beta, b, rho, m: x[at + 3] as number, sigma };
}
