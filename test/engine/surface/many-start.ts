import { checkButterfly } from '../../../src/engine/surface/butterfly.js';
import { checkCalendar } from '../../../src/engine/surface/calendar.js';
import type { FitPoints } from '../../../src/engine/surface/points.js';
import type { Box } from '../../../src/engine/surface/slice-problem.js';
import { sviVariance, type SviParams } from '../../../src/engine/surface/svi.js';
import { readBox, writeBox } from '../../../src/engine/surface/box.js';
import { uniform } from './market.js';

/** Constraints of a many-start search beside the box. */
export interface Rules {
  readonly butterfly: 'free' | 'ignored';
  readonly below: SviParams | null;
}

function objective(x: readonly number[], points: FitPoints, box: Box): number {
  let outside = 0;
  for (const [i, value] of x.entries()) {
    outside += Math.max(0, (box.lower[i] as number) - value, value - (box.upper[i] as number));
  }
  if (outside > 0) return 1e6 * (1 + outside);
  const params = readBox(Float64Array.from(x), 0);
  let sum = 0;
  for (let i = 0; i < points.k.length; i++) {
    const w = sviVariance(params, points.k[i] as number);
    const error = Math.sqrt(w) - (points.totalVol[i] as number);
    sum += ((points.root[i] as number) * error) ** 2;
  }
  return 0.5 * sum;
}

function violation(x: readonly number[], rules: Rules): number {
  const params = readBox(Float64Array.from(x), 0);
  let worst = 0;
  if (rules.butterfly === 'free') worst = Math.max(0, -checkButterfly(params).minG);
  if (rules.below) {
    const { leftSlopeGap, rightSlopeGap } = checkCalendar(rules.below, params);
    worst = Math.max(worst, -leftSlopeGap, -rightSlopeGap);
    for (let u = -10; u <= 10; u += 0.05) {
      const k = 0.1 * Math.sinh(u);
      const ratio = sviVariance(params, k) / sviVariance(rules.below, k);
      worst = Math.max(worst, 1 - ratio);
    }
  }
  return worst;
}

/** Nelder-Mead with the usual coefficients. */
function simplex(f: (x: readonly number[]) => number, start: readonly number[], rounds: number) {
  const n = start.length;
  const points = [
    start,
    ...start.map((_, i) => start.map((v, j) => (i === j ? v * 1.1 + 0.01 : v))),
  ];
  let nodes = points.map((x) => ({ x: [...x], f: f(x) }));
  for (let round = 0; round < rounds; round++) {
    nodes = nodes.sort((a, b) => a.f - b.f);
    const best = nodes[0] as (typeof nodes)[number];
    const worst = nodes[n] as (typeof nodes)[number];
    if (worst.f - best.f < 1e-13 * (1e-12 + Math.abs(best.f))) break;
    const centre = start.map(
      (_, j) => nodes.slice(0, n).reduce((s, p) => s + (p.x[j] as number), 0) / n,
    );
    const along = (t: number) => {
      const x = centre.map((c, j) => c + t * ((worst.x[j] as number) - c));
      return { x, f: f(x) };
    };
    const mirrored = along(-1);
    if (mirrored.f < best.f) {
      const far = along(-2);
      nodes[n] = far.f < mirrored.f ? far : mirrored;
    } else if (mirrored.f < (nodes[n - 1] as typeof worst).f) nodes[n] = mirrored;
    else {
      const inner = along(mirrored.f < worst.f ? -0.5 : 0.5);
      if (inner.f < Math.min(worst.f, mirrored.f)) nodes[n] = inner;
      else {
        nodes = nodes.map((p) => {
          const x = p.x.map((v, j) => 0.5 * (v + (best.x[j] as number)));
          return p === best ? p : { x, f: f(x) };
        });
      }
    }
  }
  return nodes.sort((a, b) => a.f - b.f)[0] as (typeof nodes)[number];
}

/**
 * Brute force: many random starts over the box, each by repeated simplex searches with a penalty on
 * violations that stiffens. Slow, and independent of the fitter's own search.
 */
export function manyStart(
  points: FitPoints,
  box: Box,
  of: { rules: Rules; starts: number; seed: number; hint?: SviParams },
): SviParams {
  const random = uniform(of.seed);
  const constrained = of.rules.butterfly === 'free' || of.rules.below !== null;
  const weights = constrained ? [1e2, 1e4, 1e6, 1e8, 1e10, 1e12] : [0];
  const level = points.totalVol.reduce((sum, v) => sum + v * v, 0) / points.k.length;
  let best: { x: number[]; f: number } | null = null;
  for (let i = 0; i < of.starts; i++) {
    const between = (j: number) =>
      (box.lower[j] as number) + random() * ((box.upper[j] as number) - (box.lower[j] as number));
    let x = [level * random(), 0.8 * random(), 0.8 * random(), between(3), between(4)];
    if (i === 0 && of.hint) {
      const hinted = new Float64Array(5);
      writeBox(of.hint, hinted, 0);
      x = [...hinted];
    }
    for (const weight of weights) {
      const f = (y: readonly number[]) => {
        const cost = objective(y, points, box);
        if (cost >= 1e6 || weight === 0) return cost;
        return cost + weight * violation(y, of.rules) ** 2;
      };
      for (let again = 0; again < 3; again++) x = simplex(f, x, 600).x;
    }
    const f = objective(x, points, box);
    const allowed = !constrained || violation(x, of.rules) < 3e-6;
    if (allowed && (!best || f < best.f)) best = { x, f };
  }
  if (!best) throw new Error('no start came to an allowed slice');
  return readBox(Float64Array.from(best.x), 0);
}
