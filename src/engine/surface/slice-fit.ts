import { readBox, WIDTH, writeBox } from './box.js';
import { minimise } from './least-squares.js';
import type { FitPoints } from './points.js';
import { gridStarts } from './quasi-explicit.js';
import { sliceBox, sliceProblem, varianceFloor, type Box } from './slice-problem.js';
import type { SviParams } from './svi.js';

export interface SliceFit {
  readonly params: SviParams;
  /** Half the weighted sum of squared errors. */
  readonly cost: number;
}

/** Fewest points for five parameters. */
export const FEWEST_POINTS = 5;
/** Grid starts that are polished in full. */
const STARTS = 2;
const SHORT_POLISH = { rounds: 8, gain: 1e-3 };
const FULL_POLISH = { rounds: 120, gain: 1e-6 };

/**
 * SVI of one expiry by itself: quasi-explicit fits over a coarse grid, the best of which, and a warm
 * start where given, are polished in all five parameters; errors count in volatility. @param box where
 * it is sought, from the points unless narrowed by neighbours.
 */
export function fitSlice(
  points: FitPoints,
  warm: SviParams | null,
  box: Box = sliceBox(points),
): SliceFit {
  const problem = sliceProblem(points, box);
  const starts = gridStarts(points, varianceFloor(points))
    .slice(0, STARTS)
    .map((s) => s.params);
  if (warm) starts.push(warm);
  let best: Float64Array | null = null;
  let least = Infinity;
  for (const start of starts) {
    const x = new Float64Array(WIDTH);
    writeBox(start, x, 0);
    const cost = minimise(problem, x, SHORT_POLISH);
    if (cost < least) [least, best] = [cost, x];
  }
  if (!best) throw new Error('a slice needs a start');
  const cost = minimise(problem, best, FULL_POLISH);
  return { params: readBox(best, 0), cost };
}
