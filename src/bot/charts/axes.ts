import type { Tick } from './number-ticks.js';

export interface Axis {
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly Tick[];
}

export interface Plot {
  readonly leftPx: number;
  readonly topPx: number;
  readonly rightPx: number;
  readonly bottomPx: number;
}

/** Where the data stand: the plot in logical pixels and the domains it shows. */
export interface Axes {
  readonly plot: Plot;
  readonly x: Axis;
  readonly y: Axis;
}

/** The same linear mapping as a Chart.js scale, for what is painted beside it. */
export function xToPx(x: number, { plot, x: { min, max } }: Axes): number {
  return plot.leftPx + ((x - min) / (max - min)) * (plot.rightPx - plot.leftPx);
}

export function yToPx(y: number, { plot, y: { min, max } }: Axes): number {
  return plot.bottomPx - ((y - min) / (max - min)) * (plot.bottomPx - plot.topPx);
}
