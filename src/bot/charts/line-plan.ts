import type { Axis, Plot } from './axes.js';
import { decimate, DECIMATION_COLUMNS } from './decimate.js';
import { EDGE_PX, FOOTER_HEIGHT_PX, HEADER_BOTTOM_PX } from './frame.js';
import { endLabels, gutterPx, type EndLabel } from './end-labels.js';
import { placeLevels, type PlacedLevel } from './levels.js';
import { numberTicks, type Tick } from './number-ticks.js';
import type { ChartSeries, LineChartSpec } from './spec.js';
import { textWidthPx, type TextFont } from './text-width.js';
import { CHART_SIZE, TYPE_PX } from './themes.js';
import { timeTicks } from './time-ticks.js';

/** Everything about a line chart that does not depend on the theme, as plain data. */
export interface LinePlan {
  readonly plot: Plot;
  readonly x: Axis;
  readonly y: Axis;
  /** A unit too long to stand at each tick. */
  readonly unitNote: string | null;
  readonly series: readonly ChartSeries[];
  readonly levels: readonly PlacedLevel[];
  readonly ends: readonly EndLabel[];
}

export const TICK_FONT: TextFont = { sizePx: TYPE_PX.small, weight: 'normal' };
export const X_LABELS_HEIGHT_PX = 30;

const Y_TICKS = 5;
const MINUTE = 60_000;
const HALF_WINDOW_MS = { day: 30 * MINUTE, months: 3 * 86_400_000, years: 60 * 86_400_000 };

interface Extent {
  readonly low: number;
  readonly high: number;
}

function extent(values: readonly number[]): Extent | null {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low > high ? null : { low, high };
}

/** Room around the data; a level is taken in where it does not halve the data's share or worse. */
function yDomain(spec: LineChartSpec, data: Extent): Extent {
  const least = 10 ** -spec.y.decimals;
  const reach = data.high - data.low || Math.max(Math.abs(data.high) * 0.1, least);
  const near = spec.levels
    .map(({ value }) => value)
    .filter((value) => value >= data.low - reach && value <= data.high + reach);
  const all = extent([data.low, data.high, ...near]) ?? data;
  const flat = all.high - all.low < Math.max(Math.abs(all.high) * 1e-9, 1e-12);
  const padding = flat
    ? Math.max(Math.abs(all.high) * 0.05, least * 2)
    : (all.high - all.low) * 0.07;
  return { low: all.low - padding, high: all.high + padding };
}

function xDomain(spec: LineChartSpec, data: Extent): Extent {
  if (spec.x.kind === 'category') {
    return { low: -0.25, high: Math.max(0.25, spec.x.labels.length - 0.75) };
  }
  if (data.high > data.low) return data;
  const half = HALF_WINDOW_MS[spec.x.span];
  return { low: data.low - half, high: data.high + half };
}

function categoryTicks(labels: readonly string[], widthPx: number): readonly Tick[] {
  const widest = Math.max(...labels.map((label) => textWidthPx(label, TICK_FONT)));
  const every = Math.max(1, Math.ceil((labels.length * (widest + 10)) / widthPx));
  return labels.flatMap((label, value) => (value % every === 0 ? [{ value, label }] : []));
}

function withUnit(ticks: readonly Tick[], unit: string): readonly Tick[] {
  if (unit.length !== 1) return ticks;
  return ticks.map(({ value, label }) => ({
    value,
    label: unit === '%' || unit === '°' ? `${label}${unit}` : label.replace(/^−?/, `$&${unit}`),
  }));
}

/** Series with at least one number, thinned to what the width can show. */
function drawable(spec: LineChartSpec): readonly ChartSeries[] {
  return spec.series
    .filter(({ points }) => points.some(({ y }) => Number.isFinite(y)))
    .map((series) => ({ ...series, points: decimate(series.points, DECIMATION_COLUMNS) }));
}

/** @returns null where there is nothing to draw. Pure: the same spec gives the same plan. */
export function planLine(spec: LineChartSpec): LinePlan | null {
  const series = drawable(spec);
  const finite = series.flatMap(({ points }) => points.filter(({ y }) => Number.isFinite(y)));
  const xs = extent(finite.map(({ x }) => x));
  const ys = extent(finite.map(({ y }) => y));
  if (!xs || !ys) return null;
  const { low: yMin, high: yMax } = yDomain(spec, ys);
  const yTicks = withUnit(numberTicks(yMin, yMax, Y_TICKS), spec.y.unit);
  const unitNote = spec.y.unit.length > 1 ? spec.y.unit : null;
  const labelsPx = Math.max(0, ...yTicks.map(({ label }) => textWidthPx(label, TICK_FONT)));
  const plot: Plot = {
    leftPx: Math.ceil(EDGE_PX + labelsPx + 8),
    topPx: HEADER_BOTTOM_PX + (unitNote ? 32 : 12),
    rightPx: CHART_SIZE.widthPx - gutterPx(series, spec.y.decimals),
    bottomPx: CHART_SIZE.heightPx - FOOTER_HEIGHT_PX - X_LABELS_HEIGHT_PX,
  };
  const { low: min, high: max } = xDomain(spec, xs);
  const widthPx = plot.rightPx - plot.leftPx;
  const ticks =
    spec.x.kind === 'category'
      ? categoryTicks(spec.x.labels, widthPx)
      : timeTicks({ ...spec.x, minMs: min, maxMs: max, widthPx, font: TICK_FONT });
  const axes = { plot, x: { min, max, ticks }, y: { min: yMin, max: yMax, ticks: yTicks } };
  return {
    ...axes,
    unitNote,
    series,
    levels: placeLevels(spec.levels, series, axes),
    ends: endLabels(series, axes, spec.y.decimals),
  };
}
