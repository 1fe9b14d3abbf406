import { readBox, WIDTH, writeBox } from './box.js';
import { boxBetween, holds, jointProblem, type Neighbourhood } from './joint-problem.js';
import { minimise } from './least-squares.js';
import type { FitPoints } from './points.js';
import { fitSlice } from './slice-fit.js';
import { dataCost, type Box } from './slice-problem.js';
import type { SviParams } from './svi.js';

export interface JointFit {
  readonly params: readonly SviParams[];
  /** Half the weighted sum of squared errors, without penalties. */
  readonly cost: number;
  readonly state: 'free' | 'arbitrage';
}

/** Penalty weights in turn; each stage starts where the one before ended. */
const WEIGHTS = [3e1, 1e3, 3e4, 1e6, 3e7, 1e9];
/** The same for slices that are within a run, which is shared out already. */
const STIFF_WEIGHTS = [1e4, 1e6, 1e9];
/** Margins that are tried in turn, in units of the least ones. */
const MARGINS = [1, 8, 64];
/** Share of the least margins that ends the search. */
const ENOUGH = 0.3;
const STAGE = { rounds: 40, gain: 1e-4 };

function unpack(x: Float64Array): SviParams[] {
  return Array.from({ length: x.length / WIDTH }, (_, i) => readBox(x, i * WIDTH));
}

function pack(params: readonly SviParams[]): Float64Array {
  const x = new Float64Array(params.length * WIDTH);
  params.forEach((one, i) => writeBox(one, x, i * WIDTH));
  return x;
}

function errorsOf(x: Float64Array, { points }: Neighbourhood): number {
  return points.reduce((sum, one, i) => sum + dataCost(x, i * WIDTH, one), 0);
}

/**
 * Fits a few neighbouring slices together so that none has butterfly arbitrage and total variance
 * never falls with time: a penalty on violations, stiffened until none is left. Block-tridiagonal
 * normal equations make the work linear in the number of slices.
 */
export function fitJointly(
  of: Neighbourhood,
  starts: readonly SviParams[],
  weights: readonly number[] = WEIGHTS,
): JointFit {
  const x = pack(starts);
  // Stiffness follows the misfit, so that a poor fit cannot pay for arbitrage.
  const unit = Math.max(1, errorsOf(x, of) / starts.length);
  for (const margin of MARGINS) {
    for (const stage of weights) {
      minimise(jointProblem(of, { weight: stage * unit, margin }), x, STAGE);
      if (!holds(x, of, ENOUGH)) continue;
      return { params: unpack(x), cost: errorsOf(x, of), state: 'free' };
    }
  }
  return { params: unpack(x), cost: errorsOf(x, of), state: 'arbitrage' };
}

/** Slices at most that one penalised search takes on at once. */
const WINDOW = 3;
const SWEEPS = 2;
/** Stiffness of the search that shares a long conflict out before slices are fitted in turn. */
const SHARING = [3e1, 1e3];

/** The slice below, lifted to the level of the slice sought: above it everywhere. */
function liftedStart(below: SviParams, wanted: SviParams): SviParams {
  const level = ({ a, b, rho, m, sigma }: SviParams) => a + b * (Math.hypot(m, sigma) - rho * m);
  return { ...below, a: below.a + Math.max(1e-4 * level(below), level(wanted) - level(below)) };
}

function windowOf(
  of: Neighbourhood,
  current: readonly SviParams[],
  run: readonly [number, number],
) {
  const [from, to] = run;
  return {
    points: of.points.slice(from, to + 1),
    boxes: of.boxes.slice(from, to + 1),
    below: from > 0 ? (current[from - 1] ?? null) : of.below,
    above: to + 1 < current.length ? (current[to + 1] ?? null) : of.above,
  };
}

/**
 * One slice between neighbours that stay, from several starts: the one given, the best with wings
 * between theirs, and the slice below lifted to its level.
 */
export function fitOne(of: Neighbourhood, start: SviParams): JointFit {
  const points = of.points[0] as FitPoints;
  const box = boxBetween(of.boxes[0] as Box, of);
  const starts = [start, fitSlice(points, start, box).params];
  if (of.below) starts.push(liftedStart(of.below, start));
  let best: JointFit = { params: [start], cost: Infinity, state: 'arbitrage' };
  for (const one of starts) {
    const fit = fitJointly(of, [one], STIFF_WEIGHTS);
    if (fit.state === 'free' && fit.cost < best.cost) best = fit;
  }
  return best;
}

/** Each slice after the one before; null where one finds no place. */
function inTurn(of: Neighbourhood, starts: readonly SviParams[]): SviParams[] | null {
  const placed: SviParams[] = [];
  for (const [i, start] of starts.entries()) {
    const below = placed[i - 1] ?? of.below;
    const above = i + 1 === starts.length ? of.above : null;
    const fit = fitOne({ ...windowOf(of, starts, [i, i]), below, above }, start);
    if (fit.state === 'arbitrage') return null;
    placed.push(fit.params[0] as SviParams);
  }
  return placed;
}

/** Improves a run that has no arbitrage, in overlapping windows between neighbours that stay. */
function sweep(of: Neighbourhood, placed: SviParams[]): void {
  for (let from = 0; from === 0 || from + 1 < placed.length; from++) {
    const to = Math.min(placed.length - 1, from + WINDOW - 1);
    const own = windowOf(of, placed, [from, to]);
    const now = placed.slice(from, to + 1);
    const fit = fitJointly(own, now, STIFF_WEIGHTS);
    if (fit.state === 'free' && fit.cost < errorsOf(pack(now), own)) {
      placed.splice(from, fit.params.length, ...fit.params);
    }
  }
}

/**
 * The same for any number of slices. A run is shared out by a soft joint search, placed slice by
 * slice, and then improved in overlapping windows; a short one is tried all at once as well.
 */
export function fitRun(of: Neighbourhood, starts: readonly SviParams[]): JointFit {
  if (starts.length === 1) return fitOne(of, starts[0] as SviParams);
  const x = pack(starts);
  for (const weight of SHARING) minimise(jointProblem(of, { weight, margin: 1 }), x, STAGE);
  const placed = inTurn(of, unpack(x)) ?? inTurn(of, starts);
  const whole = starts.length <= WINDOW ? fitJointly(of, starts) : null;
  const direct = whole?.state === 'free' ? whole : null;
  if (!placed) return direct ?? { params: starts, cost: Infinity, state: 'arbitrage' };
  for (let round = 0; round < SWEEPS; round++) sweep(of, placed);
  const cost = errorsOf(pack(placed), of);
  return direct && direct.cost < cost ? direct : { params: placed, cost, state: 'free' };
}
