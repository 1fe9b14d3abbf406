import { xToPx, yToPx, type Axes, type Axis, type Plot } from './axes.js';
import { daysPlace, daysTicks } from './days-axis.js';
import { spread } from './end-labels.js';
import { EDGE_PX, FOOTER_HEIGHT_PX, HEADER_BOTTOM_PX } from './frame.js';
import { formatNumber, numberTicks, type Tick } from './number-ticks.js';
import type { PlotChartSpec, PlotPanel, PlotSeries, PlotX, SeriesRole } from './spec.js';
import { textWidthPx, type TextFont } from './text-width.js';
import { CHART_SIZE, TYPE_PX } from './themes.js';
import { timeTicks } from './time-ticks.js';

type Px = readonly [number, number];

export interface PlacedSeries {
  readonly name: string;
  readonly role: SeriesRole;
  readonly style: PlotSeries['style'];
  /** Runs without a gap; for `ranges` each is a bar from foot to top, for `band` a closed outline. */
  readonly runs: readonly (readonly Px[])[];
}

export interface PlacedMark {
  readonly atPx: number;
  readonly middlePx: number;
  readonly label: string;
}

/** One panel without its colours, in logical pixels. */
export interface PanelPlan extends Axes {
  readonly name: string;
  readonly headYPx: number;
  readonly leftPx: number;
  readonly series: readonly PlacedSeries[];
  readonly marks: readonly PlacedMark[];
  readonly levels: readonly { readonly yPx: number; readonly label: string }[];
}

export const PLOT_FONT: TextFont = { sizePx: TYPE_PX.small, weight: 'normal' };
const HEAD_PX = 26;
const X_LABELS_PX = 25;
const BETWEEN_PX = 12;
const BODY: Plot = {
  leftPx: EDGE_PX,
  topPx: HEADER_BOTTOM_PX + 2,
  rightPx: CHART_SIZE.widthPx - EDGE_PX,
  bottomPx: CHART_SIZE.heightPx - FOOTER_HEIGHT_PX + 2,
};

/** One panel has all the room, two lie one above the other, more in a square. */
function boxes(count: number): readonly Plot[] {
  const columns = count > 2 ? 2 : 1;
  const rows = Math.ceil(count / columns);
  const widthPx = (BODY.rightPx - BODY.leftPx - (columns - 1) * BETWEEN_PX) / columns;
  const heightPx = (BODY.bottomPx - BODY.topPx - (rows - 1) * BETWEEN_PX) / rows;
  return Array.from({ length: count }, (_, i) => {
    const leftPx = BODY.leftPx + (i % columns) * (widthPx + BETWEEN_PX);
    const topPx = BODY.topPx + Math.floor(i / columns) * (heightPx + BETWEEN_PX);
    return { leftPx, topPx, rightPx: leftPx + widthPx, bottomPx: topPx + heightPx };
  });
}

/** Places on the axis: days are spread before anything is drawn. */
const placeOf = (x: PlotX): ((value: number) => number) =>
  x.kind === 'days' ? daysPlace : (value) => value;

interface Extent {
  readonly low: number;
  readonly high: number;
}

function extent(values: readonly number[]): Extent | null {
  const known = values.filter(Number.isFinite);
  if (known.length === 0) return null;
  return { low: Math.min(...known), high: Math.max(...known) };
}

function yDomain({ levels, series, y }: PlotPanel): Extent | null {
  const data = extent(series.flatMap(({ points }) => points.flatMap((p) => [p.y, p.high ?? p.y])));
  if (!data) return null;
  const all = extent([data.low, data.high, ...levels.map(({ value }) => value)]) ?? data;
  const least = 2 * 10 ** -y.decimals;
  const room = all.high > all.low ? (all.high - all.low) * 0.08 : Math.max(least, all.high * 0.05);
  return { low: all.low - room, high: all.high + room };
}

function xDomain({ series, x }: PlotPanel): Extent | null {
  const at = series.flatMap(({ points }) => points.filter((p) => Number.isFinite(p.y)));
  const data = extent(at.map((point) => placeOf(x)(point.x)));
  if (!data) return null;
  const half = (x.kind === 'time' ? 3_600_000 : Math.max(Math.abs(data.high) * 0.01, 1e-6)) / 2;
  if (data.high === data.low) return { low: data.low - half, high: data.high + half };
  const room = x.kind === 'time' ? 0 : (data.high - data.low) * 0.02;
  return { low: data.low - room, high: data.high + room };
}

const shortNumber = (value: number): string => {
  const decimals = [0, 1, 2, 3].find((n) => Math.abs(value - Number(value.toFixed(n))) < 1e-9);
  return formatNumber(value, decimals ?? 3);
};

/** About so many, and two where round steps allow: one figure is no scale. */
function roundTicks({ high, low }: Extent, count: number): readonly Tick[] {
  for (let more = 0; more < 4; more++) {
    const ticks = numberTicks(low, high, count + more);
    if (ticks.length >= 2) return ticks;
  }
  return numberTicks(low, high, count);
}

function xTicks(x: PlotX, { low, high }: Extent, plot: Plot): readonly Tick[] {
  const widthPx = plot.rightPx - plot.leftPx;
  if (x.kind === 'time') {
    return timeTicks({ ...x, minMs: low, maxMs: high, widthPx, font: PLOT_FONT });
  }
  if (x.kind === 'days') {
    const days = (place: number): number => 7 * Math.expm1(place);
    const toPx = (value: number): number => ((daysPlace(value) - low) / (high - low)) * widthPx;
    const ticks = daysTicks({ minDays: days(low), maxDays: days(high), toPx, gapPx: 52 });
    return ticks.map(({ label, value }) => ({ label, value: daysPlace(value) }));
  }
  const widest = Math.max(...[low, high].map((at) => textWidthPx(shortNumber(at), PLOT_FONT)));
  const count = Math.max(2, Math.min(6, Math.floor(widthPx / Math.min(90, widest + 24))));
  return roundTicks({ low, high }, count).map(({ value }) => ({
    value,
    label: shortNumber(value),
  }));
}

function withUnit(ticks: readonly Tick[], unit: string): readonly Tick[] {
  if (unit.length !== 1) return ticks;
  return ticks.map(({ label, value }) => ({
    value,
    label: unit === '$' ? label.replace(/^−?/u, `$&${unit}`) : `${label}${unit}`,
  }));
}

type Placed = readonly { readonly px: Px; readonly highPx: number; readonly known: boolean }[];

function splitAtGaps(points: Placed): readonly Placed[] {
  const runs: Placed[number][][] = [];
  let open: Placed[number][] | null = null;
  for (const point of points) {
    if (!point.known) open = null;
    else if (open) open.push(point);
    else runs.push((open = [point]));
  }
  return runs;
}

function steps(run: Placed): readonly Px[] {
  return run.flatMap(({ px }, i): readonly Px[] => {
    const before = run[i - 1];
    return before ? [[before.px[0], px[1]], px] : [px];
  });
}

function placeSeries(one: PlotSeries, panel: PlotPanel, axes: Axes): PlacedSeries {
  const place = placeOf(panel.x);
  const points = one.points.map(({ high, x, y }) => ({
    px: [xToPx(place(x), axes), yToPx(y, axes)] as const,
    highPx: yToPx(high ?? y, axes),
    known: Number.isFinite(y) && Number.isFinite(high ?? y),
  }));
  const { name, role, style } = one;
  const runs = splitAtGaps(points);
  switch (style) {
    case 'ranges': {
      const bars = runs.flat().map(({ highPx, px }): readonly Px[] => [px, [px[0], highPx]]);
      return { name, role, style, runs: bars };
    }
    case 'band':
      return {
        ...{ name, role, style },
        runs: runs.map((run) => [
          ...run.map(({ px }) => px),
          ...run.map(({ highPx, px }): Px => [px[0], highPx]).reverse(),
        ]),
      };
    case 'steps':
      return { name, role, style, runs: runs.map(steps) };
    case 'line':
    case 'dashed':
    case 'dots':
      return { name, role, style, runs: runs.map((run) => run.map(({ px }) => px)) };
  }
}

/** Labels over the plot's top, moved aside where two would meet; a mark off the axis is left out. */
function placeMarks({ marks, x }: PlotPanel, axes: Axes): readonly PlacedMark[] {
  const place = placeOf(x);
  const inside = marks.filter((mark) => place(mark.x) >= axes.x.min && place(mark.x) <= axes.x.max);
  const blocks = inside.map((mark) => ({
    wantedPx: xToPx(place(mark.x), axes),
    heightPx: textWidthPx(mark.label, PLOT_FONT) + 16,
  }));
  const starts = spread(blocks, { topPx: axes.plot.leftPx, bottomPx: axes.plot.rightPx });
  return inside.map(({ label }, i) => ({
    label,
    atPx: blocks[i]?.wantedPx ?? 0,
    middlePx: (starts[i] ?? 0) + (blocks[i]?.heightPx ?? 0) / 2,
  }));
}

function planPanel(panel: PlotPanel, box: Plot): PanelPlan | null {
  const [xs, ys] = [xDomain(panel), yDomain(panel)];
  if (!xs || !ys) return null;
  const headPx = HEAD_PX + (panel.marks.some(({ label }) => label !== '') ? 20 : 0);
  const heightPx = box.bottomPx - box.topPx - headPx - X_LABELS_PX;
  const count = Math.max(2, Math.min(5, Math.floor(heightPx / 34)));
  const yTicks = withUnit(roundTicks(ys, count), panel.y.unit);
  const labelsPx = Math.max(0, ...yTicks.map(({ label }) => textWidthPx(label, PLOT_FONT)));
  const plot: Plot = {
    leftPx: Math.ceil(box.leftPx + labelsPx + 8),
    topPx: box.topPx + headPx,
    rightPx: box.rightPx - 4,
    bottomPx: box.bottomPx - X_LABELS_PX,
  };
  const x: Axis = { min: xs.low, max: xs.high, ticks: xTicks(panel.x, xs, plot) };
  const y: Axis = { min: ys.low, max: ys.high, ticks: yTicks };
  const axes: Axes = { plot, x, y };
  return {
    ...axes,
    name: panel.name,
    headYPx: box.topPx + 18,
    leftPx: box.leftPx,
    series: panel.series.map((one) => placeSeries(one, panel, axes)),
    marks: placeMarks(panel, axes),
    levels: panel.levels.map(({ label, value }) => ({ label, yPx: yToPx(value, axes) })),
  };
}

/** A panel without figures is left out. @returns null without any. Pure. */
export function planPlot({ panels }: PlotChartSpec): readonly PanelPlan[] | null {
  const places = boxes(panels.length);
  const plans = panels.flatMap((panel, i) => {
    const box = places[i];
    const plan = box ? planPanel(panel, box) : null;
    return plan ? [plan] : [];
  });
  return plans.length > 0 ? plans : null;
}
