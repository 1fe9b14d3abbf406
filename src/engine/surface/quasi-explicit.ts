import { MOST_SLOPE } from './box.js';
import type { FitPoints } from './points.js';
import type { SviParams } from './svi.js';

/**
 * Quasi-explicit SVI (S. De Marco & C. Martini, "Quasi-explicit calibration of Gatheral's SVI
 * model", Zeliade 2009): for given (m, σ) and y = (k - m)/σ, w = a + p φ₊ + q φ₋ is linear in
 * (a, p, q) with φ± = (√(1 + y²) ± y)/2, p = d + c, q = c - d. The constraints are 0 ≤ p, q ≤ 2σ
 * (Lee) and a + √(pq) ≥ least variance; a itself may be negative.
 */
export interface InnerFit {
  readonly params: SviParams;
  /** Half the weighted sum of squared errors, errors of √w linear in those of w. */
  readonly cost: number;
}

/** Sums over points that the normal equations need; φ₊φ₋ = 1/4 makes the cross sum free. */
interface Sums {
  n: number;
  p: number;
  q: number;
  pp: number;
  qq: number;
  w: number;
  wp: number;
  wq: number;
  ww: number;
}

function sumsAt({ k, totalVol, root }: FitPoints, m: number, sigma: number): Sums {
  const s: Sums = { n: 0, p: 0, q: 0, pp: 0, qq: 0, w: 0, wp: 0, wq: 0, ww: 0 };
  const inverse = 1 / sigma;
  for (let i = 0; i < k.length; i++) {
    const y = ((k[i] as number) - m) * inverse;
    const z = Math.sqrt(1 + y * y);
    // One of the two cancels; each is a quarter over the other.
    const plus = y > 0 ? 0.5 * (z + y) : 0.5 / (z - y);
    const minus = 0.25 / plus;
    const t = totalVol[i] as number;
    const half = (0.5 * (root[i] as number)) / t;
    const weight = half * half;
    const w = t * t;
    s.n += weight;
    s.p += weight * plus;
    s.q += weight * minus;
    s.pp += weight * plus * plus;
    s.qq += weight * minus * minus;
    s.w += weight * w;
    s.wp += weight * w * plus;
    s.wq += weight * w * minus;
    s.ww += weight * w * w;
  }
  return s;
}

function costOf(s: Sums, a: number, [p, q]: readonly [number, number]): number {
  const square =
    s.ww +
    a * a * s.n +
    p * p * s.pp +
    q * q * s.qq +
    2 * (a * p * s.p + a * q * s.q + 0.25 * p * q * s.n - a * s.w - p * s.wp - q * s.wq);
  return 0.5 * Math.max(0, square);
}

function clamp(value: number, most: number): number {
  return value > 0 ? Math.min(value, most) : 0;
}

/** The best (p, q) of the box for a free a: inside, else on the best of its four edges. */
function boxed(s: Sums, most: number): readonly [number, number] {
  const pp = s.pp - (s.p * s.p) / s.n;
  const qq = s.qq - (s.q * s.q) / s.n;
  const pq = 0.25 * s.n - (s.p * s.q) / s.n;
  const bp = s.wp - (s.p * s.w) / s.n;
  const bq = s.wq - (s.q * s.w) / s.n;
  const det = pp * qq - pq * pq;
  const p = (bp * qq - bq * pq) / det;
  const q = (bq * pp - bp * pq) / det;
  if (det > 0 && p >= 0 && p <= most && q >= 0 && q <= most) return [p, q];
  let best: readonly [number, number] = [0, 0];
  let least = Infinity;
  for (const edge of [0, most]) {
    const candidates: (readonly [number, number])[] = [
      [edge, clamp((bq - pq * edge) / qq, most)],
      [clamp((bp - pq * edge) / pp, most), edge],
    ];
    for (const [x, y] of candidates) {
      const cost = 0.5 * (pp * x * x + qq * y * y) + pq * x * y - bp * x - bq * y;
      if (cost < least) [least, best] = [cost, [x, y]];
    }
  }
  return best;
}

/**
 * With the least variance at its floor, a = floor - xy for p = x², q = y²: damped Gauss-Newton steps
 * in (x, y), whose quadratic form comes from the same sums.
 */
function onFloor(
  s: Sums,
  start: readonly [number, number],
  at: { readonly floor: number; readonly most: number },
): readonly [number, number, number] {
  const cost = (x: number, y: number) => costOf(s, at.floor - x * y, [x * x, y * y]);
  const edge = Math.sqrt(at.most);
  let x = Math.sqrt(start[0]);
  let y = Math.sqrt(start[1]);
  let best = cost(x, y);
  let damping = 1e-3;
  for (let round = 0; round < 12; round++) {
    const [a, p, q] = [at.floor - x * y, x * x, y * y];
    const ga = a * s.n + p * s.p + q * s.q - s.w;
    const gp = a * s.p + p * s.pp + 0.25 * q * s.n - s.wp;
    const gq = a * s.q + 0.25 * p * s.n + q * s.qq - s.wq;
    const gx = 2 * x * gp - y * ga;
    const gy = 2 * y * gq - x * ga;
    const hxx = (y * y * s.n - 4 * x * y * s.p + 4 * x * x * s.pp) * (1 + damping);
    const hyy = (x * x * s.n - 4 * x * y * s.q + 4 * y * y * s.qq) * (1 + damping);
    const hxy = x * y * s.n - 2 * y * y * s.q - 2 * x * x * s.p + x * y * s.n;
    const det = hxx * hyy - hxy * hxy;
    if (!(det > 0)) break;
    const nextX = clamp(x - (gx * hyy - gy * hxy) / det, edge);
    const nextY = clamp(y - (gy * hxx - gx * hxy) / det, edge);
    const next = cost(nextX, nextY);
    if (next < best) [x, y, best, damping] = [nextX, nextY, next, damping * 0.2];
    else damping *= 10;
  }
  return [at.floor - x * y, x * x, y * y];
}

/** The inner problem at one (m, σ). */
export function innerFit(
  points: FitPoints,
  at: { readonly m: number; readonly sigma: number; readonly floor: number },
): InnerFit {
  const { m, sigma, floor } = at;
  const s = sumsAt(points, m, sigma);
  const most = MOST_SLOPE * sigma;
  let [p, q] = boxed(s, most);
  let a = (s.w - p * s.p - q * s.q) / s.n;
  if (a + Math.sqrt(p * q) < floor) [a, p, q] = onFloor(s, [p, q], { floor, most });
  const cost = costOf(s, a, [p, q]);
  const b = (p + q) / (2 * sigma);
  const rho = p + q > 0 ? (p - q) / (p + q) : 0;
  return { params: { a, b, rho, m, sigma }, cost };
}

/** Weighted middle and spread of k, the scale of the outer search. */
export function moneynessScale({ k, root }: FitPoints): {
  readonly mean: number;
  readonly deviation: number;
} {
  let n = 0;
  let sum = 0;
  for (let i = 0; i < k.length; i++) {
    n += root[i] as number;
    sum += (root[i] as number) * (k[i] as number);
  }
  const mean = sum / n;
  let square = 0;
  for (let i = 0; i < k.length; i++) square += (root[i] as number) * ((k[i] as number) - mean) ** 2;
  return { mean, deviation: Math.sqrt(square / n) };
}

const SIGMAS = [0.12, 0.45, 1.3, 4];
const CENTRES = [-1.1, 0, 1.1];

/** Inner fits over a coarse grid of (m, σ), best first. */
export function gridStarts(points: FitPoints, floor: number): InnerFit[] {
  const { mean, deviation } = moneynessScale(points);
  const found: InnerFit[] = [];
  for (const sigma of SIGMAS) {
    for (const centre of CENTRES) {
      const m = mean + centre * deviation;
      found.push(innerFit(points, { m, sigma: sigma * deviation, floor }));
    }
  }
  return found.sort((x, y) => x.cost - y.cost);
}
