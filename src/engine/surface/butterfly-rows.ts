import { WIDTH } from './box.js';
import type { BrokenRow } from './constraint-rows.js';
import { BUTTERFLY_WAVE, parabolaMinimum } from './wave.js';

/** Durrleman's g of a slice in box coordinates at k = m + σ sinh u, from e = e^(u/2). */
function gAt(x: Float64Array, at: number, node: { e: number; y: number; z: number }): number {
  const alpha = x[at + 1] as number;
  const beta = x[at + 2] as number;
  const sigma = Math.exp(x[at + 4] as number);
  const { e, y, z } = node;
  const up = alpha * e;
  const down = beta / e;
  const h = up - down;
  const w = (x[at] as number) + 0.5 * sigma * h * h;
  const w1 = (h * (up + down)) / (2 * z);
  const w2 = (alpha * alpha + beta * beta) / (2 * z * z * z * sigma);
  const tilt = 1 - (((x[at + 3] as number) + sigma * y) * w1) / (2 * w);
  return tilt * tilt - 0.25 * w1 * w1 * (1 / w + 0.25) + 0.5 * w2;
}

function nodeAt(u: number): { e: number; y: number; z: number } {
  const e2 = Math.exp(u);
  return { e: Math.sqrt(e2), y: 0.5 * (e2 - 1 / e2), z: 0.5 * (e2 + 1 / e2) };
}

const values = new Float64Array(BUTTERFLY_WAVE.u.length);

function fillValues(x: Float64Array, at: number): void {
  const { e: es, y: ys, z: zs } = BUTTERFLY_WAVE;
  const v = x[at] as number;
  const alpha = x[at + 1] as number;
  const beta = x[at + 2] as number;
  const m = x[at + 3] as number;
  const sigma = Math.exp(x[at + 4] as number);
  const bend = (alpha * alpha + beta * beta) / (4 * sigma);
  for (let i = 0; i < values.length; i++) {
    const e = es[i] as number;
    const z = zs[i] as number;
    const up = alpha * e;
    const down = beta / e;
    const h = up - down;
    const inverse = 1 / (v + 0.5 * sigma * h * h);
    const w1 = (h * (up + down)) / (2 * z);
    const tilt = 1 - 0.5 * (m + sigma * (ys[i] as number)) * w1 * inverse;
    values[i] = tilt * tilt - 0.25 * w1 * w1 * (inverse + 0.25) + bend / (z * z * z);
  }
}

/** A local minimum of g. */
export interface Dip {
  readonly u: number;
  readonly value: number;
}

/** Below this a minimum between nodes might reach the margin, so its place is refined. */
const NEAR = 0.3;

/** Local minima of g below `margin`, refined between the nodes. */
export function butterflyDips(x: Float64Array, at: number, margin: number): Dip[] {
  const { u } = BUTTERFLY_WAVE;
  fillValues(x, at);
  const last = values.length - 1;
  const dips: Dip[] = [];
  for (let i = 0; i <= last; i++) {
    const here = values[i] as number;
    if (here > margin + NEAR) continue;
    const before = i > 0 ? (values[i - 1] as number) : Infinity;
    const after = i < last ? (values[i + 1] as number) : Infinity;
    if (here > before || here >= after) continue;
    let best: Dip = { u: u[i] as number, value: here };
    if (i > 0 && i < last) {
      const span = [u[i - 1] as number, best.u, u[i + 1] as number] as const;
      const top = parabolaMinimum(span, [before, here, after]);
      const refined = gAt(x, at, nodeAt(top));
      if (refined < here) best = { u: top, value: refined };
    }
    if (best.value < margin) dips.push(best);
  }
  return dips;
}

/** Least of g over the line. */
export function leastG(x: Float64Array, at: number): number {
  return Math.min(...butterflyDips(x, at, Infinity).map((dip) => dip.value));
}

/** The gradient of g at a minimum; its place is free, so it counts as fixed in k. */
export function butterflyRow(x: Float64Array, slice: number, dip: Dip): BrokenRow {
  const at = slice * WIDTH;
  const alpha = x[at + 1] as number;
  const beta = x[at + 2] as number;
  const sigma = Math.exp(x[at + 4] as number);
  const { e, y, z } = nodeAt(dip.u);
  const k = (x[at + 3] as number) + sigma * y;
  const up = alpha * e;
  const down = beta / e;
  const h = up - down;
  const f = 0.5 * h * h;
  const w = (x[at] as number) + sigma * f;
  const w1 = (h * (up + down)) / (2 * z);
  const z3 = z * z * z;
  const w2 = (alpha * alpha + beta * beta) / (2 * z3 * sigma);
  const w3 = (-3 * (alpha * alpha + beta * beta) * y) / (2 * z3 * z * z * sigma * sigma);
  const dw = [1, sigma * h * e, (-sigma * h) / e, -w1, sigma * (f - y * w1)];
  const dw1 = [0, (alpha * e * e) / z, -beta / (e * e * z), -w2, -sigma * y * w2];
  const dw2 = [0, alpha / (z3 * sigma), beta / (z3 * sigma), -w3, -w2 - sigma * y * w3];
  const tilt = 1 - (k * w1) / (2 * w);
  const byW = (tilt * k * w1) / (w * w) + (w1 * w1) / (4 * w * w);
  const byW1 = (-tilt * k) / w - 0.5 * w1 * (1 / w + 0.25);
  const own = new Float64Array(WIDTH);
  for (let i = 0; i < WIDTH; i++) {
    own[i] = byW * (dw[i] as number) + byW1 * (dw1[i] as number) + 0.5 * (dw2[i] as number);
  }
  return { value: dip.value, slice, own, before: null };
}
