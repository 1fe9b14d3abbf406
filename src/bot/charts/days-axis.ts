import type { Tick } from './number-ticks.js';

/** Days at which half of an axis' stretch for the near ones is spent. */
const NEAR_DAYS = 7;

/** Place of calendar days on an axis that spreads the near ones: about linear in the first week. */
export function daysPlace(days: number): number {
  return Math.log1p(Math.max(0, days) / NEAR_DAYS);
}

/** Round days, the ones most looked for first. */
const ROUND = [30, 7, 90, 365, 180, 1, 730, 60, 14, 1095, 3, 120, 270, 545, 1825];

export interface DaysTicksOptions {
  readonly minDays: number;
  readonly maxDays: number;
  /** Pixels from the axis' start. */
  readonly toPx: (days: number) => number;
  /** Least pixels between the middles of two labels. */
  readonly gapPx: number;
}

/** Round days inside the axis that keep apart, ascending; their values are days. */
export function daysTicks({ gapPx, maxDays, minDays, toPx }: DaysTicksOptions): readonly Tick[] {
  const taken: number[] = [];
  for (const days of ROUND) {
    if (days < minDays || days > maxDays) continue;
    if (taken.some((other) => Math.abs(toPx(other) - toPx(days)) < gapPx)) continue;
    taken.push(days);
  }
  return taken.sort((a, b) => a - b).map((value) => ({ value, label: `${value}d` }));
}
