import { MOST_ROOT_SLOPE, WIDTH } from './box.js';
import type { Normal } from './blocks.js';
import type { BoxProblem } from './least-squares.js';
import type { FitPoints } from './points.js';
import { moneynessScale } from './quasi-explicit.js';

/** Half the weighted sum of squared errors in total volatility of the slice at `at`. */
export function dataCost(x: Float64Array, at: number, points: FitPoints): number {
  const { k, totalVol, root } = points;
  const v = x[at] as number;
  const alpha = x[at + 1] as number;
  const beta = x[at + 2] as number;
  const m = x[at + 3] as number;
  const sigma = Math.exp(x[at + 4] as number);
  const half = 0.5 * sigma;
  const inverse = 1 / sigma;
  let cost = 0;
  for (let i = 0; i < k.length; i++) {
    const y = ((k[i] as number) - m) * inverse;
    const z = Math.sqrt(1 + y * y);
    const e2 = y > 0 ? z + y : 1 / (z - y);
    // h² = (αe - β/e)² without the root of e².
    const square = alpha * alpha * e2 + (beta * beta) / e2 - 2 * alpha * beta;
    const error = (root[i] as number) * (Math.sqrt(v + half * square) - (totalVol[i] as number));
    cost += error * error;
  }
  return 0.5 * cost;
}

/** Adds the slice's share to the normal equations; `at` is 5 × `slice`. */
export function dataNormal(x: Float64Array, slice: number, of: NormalOf): void {
  const { points, into } = of;
  const { k, totalVol, root } = points;
  const at = slice * WIDTH;
  const v = x[at] as number;
  const alpha = x[at + 1] as number;
  const beta = x[at + 2] as number;
  const m = x[at + 3] as number;
  const sigma = Math.exp(x[at + 4] as number);
  const inverse = 1 / sigma;
  const a = into.diagonal;
  const g = into.gradient;
  const o = slice * WIDTH * WIDTH;
  let a00 = 0,
    a10 = 0,
    a11 = 0,
    a20 = 0,
    a21 = 0,
    a22 = 0,
    a30 = 0,
    a31 = 0;
  let a32 = 0,
    a33 = 0,
    a40 = 0,
    a41 = 0,
    a42 = 0,
    a43 = 0,
    a44 = 0;
  let g0 = 0,
    g1 = 0,
    g2 = 0,
    g3 = 0,
    g4 = 0;
  for (let i = 0; i < k.length; i++) {
    const y = ((k[i] as number) - m) * inverse;
    const z = Math.sqrt(1 + y * y);
    const e2 = y > 0 ? z + y : 1 / (z - y);
    const a2e = alpha * alpha * e2;
    const b2e = (beta * beta) / e2;
    const f = 0.5 * (a2e + b2e) - alpha * beta;
    const w1 = (0.5 * (a2e - b2e)) / z;
    const total = Math.sqrt(v + sigma * f);
    const weight = root[i] as number;
    const error = weight * (total - (totalVol[i] as number));
    const scale = (0.5 * weight) / total;
    const j1 = scale * sigma * (alpha * e2 - beta);
    const j2 = scale * sigma * (beta / e2 - alpha);
    const j3 = -scale * w1;
    const j4 = scale * sigma * (f - y * w1);
    a00 += scale * scale;
    a10 += j1 * scale;
    a11 += j1 * j1;
    a20 += j2 * scale;
    a21 += j2 * j1;
    a22 += j2 * j2;
    a30 += j3 * scale;
    a31 += j3 * j1;
    a32 += j3 * j2;
    a33 += j3 * j3;
    a40 += j4 * scale;
    a41 += j4 * j1;
    a42 += j4 * j2;
    a43 += j4 * j3;
    a44 += j4 * j4;
    g0 += scale * error;
    g1 += j1 * error;
    g2 += j2 * error;
    g3 += j3 * error;
    g4 += j4 * error;
  }
  const lower = [a00, a10, a11, a20, a21, a22, a30, a31, a32, a33, a40, a41, a42, a43, a44];
  let next = 0;
  for (let i = 0; i < WIDTH; i++) {
    for (let j = 0; j <= i; j++) {
      const value = lower[next++] as number;
      a[o + i * WIDTH + j] = (a[o + i * WIDTH + j] as number) + value;
      if (i !== j) a[o + j * WIDTH + i] = (a[o + j * WIDTH + i] as number) + value;
    }
  }
  const gradient = [g0, g1, g2, g3, g4];
  for (let i = 0; i < WIDTH; i++) g[at + i] = (g[at + i] as number) + (gradient[i] as number);
}

export interface NormalOf {
  readonly points: FitPoints;
  readonly into: Normal;
}

/** The box in which a slice is sought: five lower and five upper bounds. */
export interface Box {
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

/** Share of the least quoted variance below which no slice may fall. */
const FLOOR_SHARE = 0.02;

export function varianceFloor({ totalVol }: FitPoints): number {
  let least = Infinity;
  for (const vol of totalVol) least = Math.min(least, vol);
  return FLOOR_SHARE * least * least;
}

/**
 * Bounds from the data: least variance at 2 % of the least quoted, wings within Lee's bound, centre
 * within three deviations of k beyond the quotes, width from 2 % to 30 times that deviation.
 */
export function sliceBox(points: FitPoints): Box {
  const { deviation } = moneynessScale(points);
  const { k } = points;
  const low = k[0] ?? 0;
  const high = k[k.length - 1] ?? 0;
  return {
    lower: [varianceFloor(points), 0, 0, low - 3 * deviation, Math.log(0.02 * deviation)],
    upper: [
      Infinity,
      MOST_ROOT_SLOPE,
      MOST_ROOT_SLOPE,
      high + 3 * deviation,
      Math.log(30 * deviation),
    ],
  };
}

/** One slice alone, without constraints on butterflies. */
export function sliceProblem(points: FitPoints, box: Box): BoxProblem {
  return {
    slices: 1,
    lower: Float64Array.from(box.lower),
    upper: Float64Array.from(box.upper),
    cost: (x) => dataCost(x, 0, points),
    linearise: (x, into) => dataNormal(x, 0, { points, into }),
  };
}
