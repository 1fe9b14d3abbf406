import { clearNormal, emptyFactors, emptyNormal, solveStep, type Normal } from './blocks.js';

/** Half a sum of squares over box-bounded unknowns, in slices of five. */
export interface BoxProblem {
  readonly slices: number;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  cost(x: Float64Array): number;
  /** Adds JᵀJ and Jᵀr to cleared normal equations. */
  linearise(x: Float64Array, into: Normal): void;
}

export interface StopRule {
  readonly rounds: number;
  /** Stops after two steps in a row that each gain less than this share of the cost. */
  readonly gain: number;
}

/** Unknowns that stand at a bound with the gradient pointing outwards. */
function hold(problem: BoxProblem, x: Float64Array, of: HoldState): void {
  const { lower, upper } = problem;
  const { held, gradient } = of;
  for (let i = 0; i < x.length; i++) {
    const at = x[i] as number;
    const slope = gradient[i] as number;
    const out =
      (at <= (lower[i] as number) && slope > 0) || (at >= (upper[i] as number) && slope < 0);
    held[i] = out ? 1 : 0;
  }
}

interface HoldState {
  readonly held: Uint8Array;
  readonly gradient: Float64Array;
}

/** Levenberg-Marquardt with projection on the box. Improves `x` in place and returns its cost. */
export function minimise(problem: BoxProblem, x: Float64Array, stop: StopRule): number {
  const { lower, upper } = problem;
  const normal = emptyNormal(problem.slices);
  const factors = emptyFactors(problem.slices);
  const held = new Uint8Array(x.length);
  const step = new Float64Array(x.length);
  const trial = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) {
    x[i] = Math.min(upper[i] as number, Math.max(lower[i] as number, x[i] as number));
  }
  let cost = problem.cost(x);
  let damping = 1e-3;
  let small = 0;
  let stale = true;
  for (let round = 0; round < stop.rounds && small < 2; round++) {
    if (stale) {
      clearNormal(normal);
      problem.linearise(x, normal);
      hold(problem, x, { held, gradient: normal.gradient });
      stale = false;
    }
    let next = Infinity;
    if (solveStep(normal, { held, damping, factors }, step)) {
      for (let i = 0; i < x.length; i++) {
        const moved = (x[i] as number) + (step[i] as number);
        trial[i] = Math.min(upper[i] as number, Math.max(lower[i] as number, moved));
      }
      next = problem.cost(trial);
    }
    if (next < cost) {
      small = cost - next <= stop.gain * cost ? small + 1 : 0;
      cost = next;
      for (let i = 0; i < x.length; i++) x[i] = trial[i] as number;
      stale = true;
      damping = Math.max(damping * 0.15, 1e-12);
    } else {
      if (damping > 1e8) break;
      damping *= 8;
      // A step that neither gains nor loses is at the limit of rounding.
      if (next <= cost * (1 + 1e-14)) break;
    }
  }
  return cost;
}
