import { WIDTH } from './box.js';
import type { BrokenRow } from './constraint-rows.js';
import { CALENDAR_WAVE, parabolaMinimum } from './wave.js';

function varianceAt(x: Float64Array, at: number, k: number): number {
  const alpha = x[at + 1] as number;
  const beta = x[at + 2] as number;
  const sigma = Math.exp(x[at + 4] as number);
  const y = (k - (x[at + 3] as number)) / sigma;
  const z = Math.sqrt(1 + y * y);
  const e2 = y > 0 ? z + y : 1 / (z - y);
  const square = alpha * alpha * e2 + (beta * beta) / e2 - 2 * alpha * beta;
  return (x[at] as number) + 0.5 * sigma * square;
}

/** Derivatives of ln w by the slice's five numbers, times `sign`. */
function logGradient(x: Float64Array, at: number, of: { k: number; sign: number }): Float64Array {
  const alpha = x[at + 1] as number;
  const beta = x[at + 2] as number;
  const sigma = Math.exp(x[at + 4] as number);
  const y = (of.k - (x[at + 3] as number)) / sigma;
  const z = Math.sqrt(1 + y * y);
  const e2 = y > 0 ? z + y : 1 / (z - y);
  const f = 0.5 * (alpha * alpha * e2 + (beta * beta) / e2) - alpha * beta;
  const w1 = (alpha * alpha * e2 - (beta * beta) / e2) / (2 * z);
  const scale = of.sign / ((x[at] as number) + sigma * f);
  return Float64Array.of(
    scale,
    scale * sigma * (alpha * e2 - beta),
    scale * sigma * (beta / e2 - alpha),
    -scale * w1,
    scale * sigma * (f - y * w1),
  );
}

/** Two slices by their arrays and offsets, the near one first. */
export interface Pair {
  readonly near: Float64Array;
  readonly nearAt: number;
  readonly far: Float64Array;
  readonly farAt: number;
}

const NODES = CALENDAR_WAVE.u.length;
const ratio = new Float64Array(NODES);
const nearVariance = new Float64Array(NODES);

/** ln w(far)/w(near) at k. */
export function logGap(pair: Pair, k: number): number {
  return Math.log(varianceAt(pair.far, pair.farAt, k) / varianceAt(pair.near, pair.nearAt, k));
}

/** Places k where ln w(far)/w(near) has a local minimum below `margin`. */
export function calendarDips(pair: Pair, margin: number): number[] {
  const found = dipsAround(pair, { x: pair.far, at: pair.farAt, margin });
  for (const k of dipsAround(pair, { x: pair.near, at: pair.nearAt, margin })) {
    const sigma = Math.exp(pair.near[pair.nearAt + 4] as number);
    if (found.every((other) => Math.abs(other - k) > 0.3 * sigma)) found.push(k);
  }
  return found;
}

/** Least of ln w(far)/w(near) over the line, the far nodes standing for infinity. */
export function leastLogGap(pair: Pair): number {
  return Math.min(...calendarDips(pair, Infinity).map((k) => logGap(pair, k)));
}

/** Golden sections after the parabola, where a dip might cross. */
const SECTIONS = 10;
/** A dip whose ratio stays this clear needs no more than the parabola. */
const TIGHT = 0.02;

/** The place of a dip, from a parabola and, where the slices all but touch, a closer search. */
function deepest(
  pair: Pair,
  of: { m: number; sigma: number; span: readonly [number, number, number]; top: number },
): number {
  const { m, sigma, span, top } = of;
  const kOf = (u: number) => m + sigma * Math.sinh(u);
  let best = logGap(pair, kOf(top)) < logGap(pair, kOf(span[1])) ? top : span[1];
  if (logGap(pair, kOf(best)) > TIGHT) return kOf(best);
  let [low, high] = [span[0], span[2]];
  for (let i = 0; i < SECTIONS; i++) {
    const left = high - 0.6180339887498949 * (high - low);
    const right = low + 0.6180339887498949 * (high - low);
    if (logGap(pair, kOf(left)) < logGap(pair, kOf(right))) high = right;
    else low = left;
  }
  const found = 0.5 * (low + high);
  if (logGap(pair, kOf(found)) < logGap(pair, kOf(best))) best = found;
  return kOf(best);
}

/** Variances of a slice at the nodes k = m + σ sinh u. */
function fillVariances(
  x: Float64Array,
  at: number,
  of: { readonly m: number; readonly sigma: number; readonly into: Float64Array },
): void {
  const { y: ys } = CALENDAR_WAVE;
  const v = x[at] as number;
  const p = (x[at + 1] as number) ** 2;
  const q = (x[at + 2] as number) ** 2;
  const cross = 2 * (x[at + 1] as number) * (x[at + 2] as number);
  const half = 0.5 * Math.exp(x[at + 4] as number);
  const scale = of.sigma / (2 * half);
  const shift = (of.m - (x[at + 3] as number)) / (2 * half);
  for (let i = 0; i < NODES; i++) {
    const y = shift + scale * (ys[i] as number);
    const z = Math.sqrt(1 + y * y);
    const e2 = y > 0 ? z + y : 1 / (z - y);
    of.into[i] = v + half * (p * e2 + q / e2 - cross);
  }
}

/** A ratio of variances above this at a node cannot hide a crossing next to it. */
const CLEAR = 0.5;

function dipsAround(pair: Pair, of: { x: Float64Array; at: number; margin: number }): number[] {
  const m = of.x[of.at + 3] as number;
  const sigma = Math.exp(of.x[of.at + 4] as number);
  const { u, y } = CALENDAR_WAVE;
  fillVariances(pair.near, pair.nearAt, { m, sigma, into: nearVariance });
  fillVariances(pair.far, pair.farAt, { m, sigma, into: ratio });
  for (let i = 0; i < NODES; i++) ratio[i] = (ratio[i] as number) / (nearVariance[i] as number) - 1;
  const dips: number[] = [];
  for (let i = 0; i < NODES; i++) {
    const here = ratio[i] as number;
    if (here > of.margin + CLEAR) continue;
    const before = i > 0 ? (ratio[i - 1] as number) : Infinity;
    const after = i < NODES - 1 ? (ratio[i + 1] as number) : Infinity;
    if (here > before || here >= after) continue;
    let k = m + sigma * (y[i] as number);
    if (i > 0 && i < NODES - 1) {
      const span = [u[i - 1] as number, u[i] as number, u[i + 1] as number] as const;
      k = deepest(pair, { m, sigma, span, top: parabolaMinimum(span, [before, here, after]) });
    }
    if (logGap(pair, k) < of.margin) dips.push(k);
  }
  return dips;
}

/** The gradients of ln w(far)/w(near) at k; a slice that is held has none. */
export function calendarRow(
  pair: Pair,
  k: number,
  of: { readonly slice: number; readonly moves: 'both' | 'far' | 'near' },
): BrokenRow {
  const value = logGap(pair, k);
  const far = () => logGradient(pair.far, pair.farAt, { k, sign: 1 });
  const near = () => logGradient(pair.near, pair.nearAt, { k, sign: -1 });
  if (of.moves === 'near') return { value, slice: of.slice, own: near(), before: null };
  return { value, slice: of.slice, own: far(), before: of.moves === 'both' ? near() : null };
}

/** The wings' condition at infinity: the root slope of `side` may not fall with time. */
export function wingRow(
  pair: Pair,
  side: 1 | 2,
  of: { readonly slice: number; readonly moves: 'both' | 'far' | 'near' },
): BrokenRow {
  const value = (pair.far[pair.farAt + side] as number) - (pair.near[pair.nearAt + side] as number);
  const unit = (sign: number) => {
    const row = new Float64Array(WIDTH);
    row[side] = sign;
    return row;
  };
  if (of.moves === 'near') return { value, slice: of.slice, own: unit(-1), before: null };
  return { value, slice: of.slice, own: unit(1), before: of.moves === 'both' ? unit(-1) : null };
}
