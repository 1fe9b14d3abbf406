import { WIDTH, writeBox } from './box.js';
import { butterflyDips } from './butterfly-rows.js';
import { calendarDips, type Pair } from './calendar-rows.js';
import { essviToRaw, fitEssvi, type EssviSlice } from './essvi.js';
import { fitOne, fitRun } from './joint-fit.js';
import { BUTTERFLY_MARGIN, CALENDAR_MARGIN } from './joint-problem.js';
import type { FitPoints } from './points.js';
import { fitSlice } from './slice-fit.js';
import { sliceBox } from './slice-problem.js';
import type { SviParams } from './svi.js';

/**
 * How a slice came to its parameters: `svi` by itself, `svi-joint` with its neighbours because by
 * itself it had arbitrage, `essvi` by the fallback that always has none.
 */
export type FitMethod = 'svi' | 'svi-joint' | 'essvi';

export interface FittedSlice {
  readonly params: SviParams;
  readonly method: FitMethod;
}

/** Share of the joint fit's margins that a slice by itself must keep to be left alone. */
const ALONE = 0.3;

/** Pairs and slices that have arbitrage, over all slices in box coordinates. */
interface Faults {
  readonly slices: boolean[];
  /** `pairs[i]` is the pair of slice i - 1 and i. */
  readonly pairs: boolean[];
}

function faultsOf(params: readonly SviParams[]): Faults {
  const x = new Float64Array(params.length * WIDTH);
  params.forEach((one, i) => writeBox(one, x, i * WIDTH));
  return {
    slices: params.map((_, i) => butterflyDips(x, i * WIDTH, ALONE * BUTTERFLY_MARGIN).length > 0),
    pairs: params.map(
      (_, i) => i > 0 && crosses({ near: x, nearAt: (i - 1) * WIDTH, far: x, farAt: i * WIDTH }),
    ),
  };
}

function crosses(pair: Pair): boolean {
  const wings = [1, 2].some(
    (side) => (pair.far[pair.farAt + side] as number) < (pair.near[pair.nearAt + side] as number),
  );
  return wings || calendarDips(pair, ALONE * CALENDAR_MARGIN).length > 0;
}

/** Whether a slice may stand after or before another without crossing it. */
export function slicesCross(near: SviParams, far: SviParams): boolean {
  return faultsOf([near, far]).pairs[1] === true;
}

/** Runs `[from, to]` of slices that must be fitted together, given those joined before. */
function clustersOf(faults: Faults, joined: readonly boolean[]): (readonly [number, number])[] {
  const runs: (readonly [number, number])[] = [];
  const n = faults.slices.length;
  let from = 0;
  for (let i = 1; i <= n; i++) {
    if (i < n && (faults.pairs[i] === true || joined[i] === true)) continue;
    const faulty = Array.from({ length: i - from }, (_, j) => from + j).some(
      (s) => faults.slices[s] === true || (s > from && faults.pairs[s] === true),
    );
    if (faulty) runs.push([from, i - 1]);
    from = i;
  }
  return runs;
}

/** eSSVI slices in turn, each after the one before. */
export function fitAllEssvi(points: readonly FitPoints[]): FittedSlice[] {
  let before: EssviSlice | null = null;
  return points.map((one) => {
    before = fitEssvi(one, before);
    return { params: essviToRaw(before), method: 'essvi' };
  });
}

/**
 * Fits all expiries, ascending in time, so that no slice has butterfly arbitrage and no two cross.
 * Slices stand alone where they can; where they cannot, the run of slices in conflict is fitted
 * together, and grows by a neighbour that it comes to cross. @param warm earlier parameters or null.
 */
export function fitTerm(
  points: readonly FitPoints[],
  warm: readonly (SviParams | null)[],
): FittedSlice[] {
  const fitted: FittedSlice[] = points.map((one, i) => ({
    params: fitSlice(one, warm[i] ?? null).params,
    method: 'svi',
  }));
  const joined = points.map(() => false);
  for (let round = 0; round <= points.length; round++) {
    const faults = faultsOf(fitted.map((slice) => slice.params));
    const runs = clustersOf(faults, joined);
    if (runs.length === 0) return fitted;
    for (const [from, to] of runs) {
      for (let i = from + 1; i <= to; i++) joined[i] = true;
      const own = points.slice(from, to + 1);
      const of = { points: own, boxes: own.map(sliceBox), below: null, above: null };
      const joint = fitRun(
        of,
        fitted.slice(from, to + 1).map((slice) => slice.params),
      );
      if (joint.state === 'arbitrage') return fitAllEssvi(points);
      joint.params.forEach((params, i) => (fitted[from + i] = { params, method: 'svi-joint' }));
    }
  }
  return fitAllEssvi(points);
}

/**
 * Fits one expiry between neighbours that stay as they are. Where no SVI slice fits between them,
 * the slice in use is kept or, without one, null is returned: then all must be fitted.
 */
export function fitBetween(
  points: FitPoints,
  at: { readonly below: SviParams | null; readonly above: SviParams | null },
  warm: SviParams | null,
): FittedSlice | null {
  const alone = fitSlice(points, warm).params;
  const stack = [at.below, alone, at.above].filter((one) => one !== null);
  const faults = faultsOf(stack);
  const clean = !faults.slices[stack.indexOf(alone)] && !faults.pairs.some((fault) => fault);
  if (clean) return { params: alone, method: 'svi' };
  const of = { points: [points], boxes: [sliceBox(points)], ...at };
  const joint = fitOne(of, alone);
  if (joint.state === 'free') return { params: joint.params[0] as SviParams, method: 'svi-joint' };
  return null;
}
