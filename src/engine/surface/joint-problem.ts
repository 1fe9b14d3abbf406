import { WIDTH, writeBox } from './box.js';
import type { Normal } from './blocks.js';
import { butterflyDips, butterflyRow } from './butterfly-rows.js';
import { calendarDips, calendarRow, logGap, wingRow, type Pair } from './calendar-rows.js';
import { addRow, type BrokenRow } from './constraint-rows.js';
import type { BoxProblem } from './least-squares.js';
import type { FitPoints } from './points.js';
import { dataCost, dataNormal, type Box } from './slice-problem.js';
import type { SviParams } from './svi.js';

/** Distances that are kept from the edge of arbitrage, so that rounding and search cannot cross it. */
export const BUTTERFLY_MARGIN = 2e-4;
export const CALENDAR_MARGIN = 2e-5;
export const WING_MARGIN = 1e-7;

/** Slices that move together, and the slices that bound them from below and above and stay. */
export interface Neighbourhood {
  readonly points: readonly FitPoints[];
  readonly boxes: readonly Box[];
  readonly below: SviParams | null;
  readonly above: SviParams | null;
}

interface Link {
  readonly slice: number;
  readonly moves: 'both' | 'far' | 'near';
  pair(x: Float64Array): Pair;
}

function boxOf(params: SviParams): Float64Array {
  const x = new Float64Array(WIDTH);
  writeBox(params, x, 0);
  return x;
}

/** Neighbouring pairs: among the moving slices, and with the held ones at both ends. */
function linksOf({ points, below, above }: Neighbourhood): Link[] {
  const links: Link[] = [];
  const last = points.length - 1;
  if (below) {
    const near = boxOf(below);
    const pair = (far: Float64Array) => ({ near, nearAt: 0, far, farAt: 0 });
    links.push({ slice: 0, moves: 'far', pair });
  }
  for (let slice = 1; slice <= last; slice++) {
    const farAt = slice * WIDTH;
    const pair = (x: Float64Array) => ({ near: x, nearAt: farAt - WIDTH, far: x, farAt });
    links.push({ slice, moves: 'both', pair });
  }
  if (above) {
    const far = boxOf(above);
    const pair = (near: Float64Array) => ({ near, nearAt: last * WIDTH, far, farAt: 0 });
    links.push({ slice: last, moves: 'near', pair });
  }
  return links;
}

/**
 * A slice's box narrowed by slices that stay: its wings lie between theirs, so that the condition at
 * infinity is met exactly and needs no penalty.
 */
export function boxBetween(
  box: Box,
  at: { readonly below: SviParams | null; readonly above: SviParams | null },
): Box {
  const near = at.below ? boxOf(at.below) : null;
  const far = at.above ? boxOf(at.above) : null;
  const lower = [...box.lower];
  const upper = [...box.upper];
  for (const side of [1, 2]) {
    if (near) lower[side] = Math.min((near[side] as number) + WING_MARGIN, upper[side] as number);
    if (far) upper[side] = Math.max((far[side] as number) - WING_MARGIN, lower[side] as number);
  }
  return { lower, upper };
}

/** Weights of squared violations, on the scale of the data's cost. */
export interface Penalty {
  readonly weight: number;
  /** Multiplies all three margins. */
  readonly margin: number;
}

/** A violation of g counts less than one of ln w or of a slope, whose natural sizes are smaller. */
const CALENDAR_FACTOR = 30;
const WING_FACTOR = 30;

/** Data and penalties of a neighbourhood; every broken constraint adds weight·(margin - c)²/2. */
export function jointProblem(of: Neighbourhood, penalty: Penalty): BoxProblem {
  const { points, boxes } = of;
  const links = linksOf(of);
  const margins = {
    butterfly: BUTTERFLY_MARGIN * penalty.margin,
    calendar: CALENDAR_MARGIN * penalty.margin,
    wing: WING_MARGIN * penalty.margin,
  };
  const square = (short: number, weight: number) => 0.5 * weight * short * short;

  function cost(x: Float64Array): number {
    let sum = 0;
    for (let s = 0; s < points.length; s++) {
      sum += dataCost(x, s * WIDTH, points[s] as FitPoints);
      for (const dip of butterflyDips(x, s * WIDTH, margins.butterfly)) {
        sum += square(margins.butterfly - dip.value, penalty.weight);
      }
    }
    for (const link of links) {
      const pair = link.pair(x);
      for (const k of calendarDips(pair, margins.calendar)) {
        sum += square(margins.calendar - logGap(pair, k), penalty.weight * CALENDAR_FACTOR);
      }
      for (const side of [1, 2] as const) {
        const { value } = wingRow(pair, side, link);
        sum += square(Math.max(0, margins.wing - value), penalty.weight * WING_FACTOR);
      }
    }
    return sum;
  }

  function linearise(x: Float64Array, into: Normal): void {
    const add = (row: BrokenRow, margin: number, factor: number) => {
      if (row.value < margin) addRow(into, row, { weight: penalty.weight * factor, margin });
    };
    for (let s = 0; s < points.length; s++) {
      dataNormal(x, s, { points: points[s] as FitPoints, into });
      for (const dip of butterflyDips(x, s * WIDTH, margins.butterfly)) {
        add(butterflyRow(x, s, dip), margins.butterfly, 1);
      }
    }
    for (const link of links) {
      const pair = link.pair(x);
      for (const k of calendarDips(pair, margins.calendar)) {
        add(calendarRow(pair, k, link), margins.calendar, CALENDAR_FACTOR);
      }
      for (const side of [1, 2] as const) {
        add(wingRow(pair, side, link), margins.wing, WING_FACTOR);
      }
    }
  }

  const last = points.length - 1;
  const narrowed = boxes.map((box, i) =>
    boxBetween(box, { below: i === 0 ? of.below : null, above: i === last ? of.above : null }),
  );
  return {
    slices: points.length,
    lower: Float64Array.from(narrowed.flatMap((box) => box.lower)),
    upper: Float64Array.from(narrowed.flatMap((box) => box.upper)),
    cost,
    linearise,
  };
}

/** Whether every constraint holds with the given share of the least margins to spare. */
export function holds(x: Float64Array, of: Neighbourhood, share: number): boolean {
  for (let s = 0; s < of.points.length; s++) {
    if (butterflyDips(x, s * WIDTH, share * BUTTERFLY_MARGIN).length > 0) return false;
  }
  return linksOf(of).every((link) => {
    const pair = link.pair(x);
    const wings = ([1, 2] as const).map((side) => wingRow(pair, side, link).value);
    if (wings.some((value) => value < 0)) return false;
    return calendarDips(pair, share * CALENDAR_MARGIN).length === 0;
  });
}
