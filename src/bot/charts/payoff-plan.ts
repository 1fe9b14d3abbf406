import { xToPx, yToPx, type Axes } from './axes.js';
import { spread } from './end-labels.js';
import { EDGE_PX, FOOTER_HEIGHT_PX, HEADER_BOTTOM_PX } from './frame.js';
import { formatNumber, numberTicks, type Tick } from './number-ticks.js';
import type { PayoffChartSpec } from './spec.js';
import { textWidthPx, type TextFont } from './text-width.js';
import { CHART_SIZE, TYPE_PX } from './themes.js';

type Px = readonly [number, number];

/** A label over a place on the spot axis, moved aside where two would meet. */
export interface SpotLabel {
  readonly text: string;
  readonly atPx: number;
  /** Middle of the label. */
  readonly middlePx: number;
  readonly widthPx: number;
}

/** Everything of a payoff picture that does not depend on the theme, in logical pixels. */
export interface PayoffPlan extends Axes {
  readonly zeroYPx: number;
  readonly now: readonly Px[];
  readonly expiry: readonly Px[];
  /** Areas between the expiry line and zero, each on one side of it. */
  readonly areas: readonly { readonly side: 'gain' | 'loss'; readonly points: readonly Px[] }[];
  /** Spot plus and minus the expected move, inside the plot. */
  readonly band: readonly [number, number] | null;
  readonly spotXPx: number;
  readonly strikes: readonly SpotLabel[];
  readonly breakevens: readonly SpotLabel[];
  readonly yTicks: readonly Tick[];
}

const LEGEND_HEIGHT_PX = 28;
/** Break-evens stand in a row over the plot, strikes in one at its foot. */
const LABEL_ROW_PX = 26;
const STRIKE_ROW_PX = 46;
const X_LABELS_PX = 30;
const LABEL_FONT: TextFont = { sizePx: TYPE_PX.small, weight: 'bold' };
const TICK_FONT: TextFont = { sizePx: TYPE_PX.small, weight: 'normal' };

/** Short form of a spot: no more decimals than it needs, two at most. */
export function spotText(spot: number): string {
  const decimals = [0, 1, 2].find((n) => Math.abs(spot - Number(spot.toFixed(n))) < 1e-6) ?? 2;
  return formatNumber(spot, decimals);
}

/** The part of the picture where something happens: strikes, break-evens, spot, expected move. */
function spotDomain(spec: PayoffChartSpec): readonly [number, number] {
  const { spots, spot, expectedMove, breakevens, strikes } = spec;
  const [from, to] = [spots[0] ?? 0, spots.at(-1) ?? 1];
  const move = expectedMove ?? 0;
  const marks = [spot - move, spot + move, spot, ...breakevens, ...strikes].filter(
    (at) => at >= from && at <= to,
  );
  const [low, high] = [Math.min(...marks), Math.max(...marks)];
  const room = Math.max((high - low) * 0.18, (to - from) * 0.05);
  return [Math.max(from, low - room), Math.min(to, high + room)];
}

/** Value of a line between its points. */
function valueAt(spec: PayoffChartSpec, values: readonly number[], at: number): number {
  const { spots } = spec;
  const next = Math.max(
    1,
    spots.findIndex((spot) => spot >= at),
  );
  const [x0, x1] = [spots[next - 1] ?? at, spots[next] ?? at];
  const [y0, y1] = [values[next - 1] ?? 0, values[next] ?? 0];
  return x1 === x0 ? y1 : y0 + ((at - x0) / (x1 - x0)) * (y1 - y0);
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A line inside the domain, with its crossings of zero and the strikes where it bends. */
function lineIn(
  spec: PayoffChartSpec,
  values: readonly number[],
  [low, high]: readonly [number, number],
): readonly Point[] {
  const inside = spec.spots.filter((spot) => spot > low && spot < high);
  const extra = [...spec.strikes, ...spec.breakevens].filter((at) => at > low && at < high);
  const exact = values === spec.expiryUsd ? extra : [];
  const all = [...new Set([low, ...inside, ...exact, high])].sort((a, b) => a - b);
  return all.map((x) => ({
    x,
    y: exact.includes(x) ? kinkAt(spec, values, x) : valueAt(spec, values, x),
  }));
}

/** At a bend the line is what the straight pieces beside it say, not the chord across it. */
function kinkAt(spec: PayoffChartSpec, values: readonly number[], at: number): number {
  if (spec.breakevens.includes(at) && !spec.strikes.includes(at)) return 0;
  const { spots } = spec;
  const next = spots.findIndex((spot) => spot >= at);
  const [a, b, c, d] = [next - 2, next - 1, next, next + 1];
  const slope = (i: number, j: number): number =>
    ((values[j] ?? 0) - (values[i] ?? 0)) / ((spots[j] ?? 1) - (spots[i] ?? 0));
  if (a < 0 || d >= spots.length) return valueAt(spec, values, at);
  const fromLeft = (values[b] ?? 0) + slope(a, b) * (at - (spots[b] ?? 0));
  const fromRight = (values[c] ?? 0) + slope(c, d) * (at - (spots[c] ?? 0));
  return Math.abs(fromLeft - fromRight) < 1e-6 * Math.max(1, Math.abs(fromLeft))
    ? fromLeft
    : valueAt(spec, values, at);
}

function areasOf(line: readonly Point[], axes: Axes): PayoffPlan['areas'] {
  const areas: { side: 'gain' | 'loss'; points: Px[] }[] = [];
  const zero = yToPx(0, axes);
  const px = ({ x, y }: Point): Px => [xToPx(x, axes), yToPx(y, axes)];
  let open: { side: 'gain' | 'loss'; points: Px[] } | null = null;
  const close = (x: number): void => {
    open?.points.push([xToPx(x, axes), zero]);
    open = null;
  };
  line.forEach((point, i) => {
    const before = line[i - 1];
    const crosses = before !== undefined && before.y * point.y < 0;
    const crossing = crosses
      ? before.x + ((point.x - before.x) * before.y) / (before.y - point.y)
      : point.x;
    const side = point.y > 0 ? 'gain' : 'loss';
    if (open && (crosses || point.y === 0)) close(crossing);
    if (point.y === 0) return;
    if (!open) {
      const start = crosses ? crossing : before?.y === 0 ? before.x : point.x;
      open = { side, points: [[xToPx(start, axes), zero]] };
      areas.push(open);
    }
    open.points.push(px(point));
  });
  close(line.at(-1)?.x ?? 0);
  return areas;
}

function labels(spots: readonly number[], axes: Axes): readonly SpotLabel[] {
  const { plot, x } = axes;
  const inside = spots.filter((spot) => spot >= x.min && spot <= x.max);
  const blocks = inside.map((spot) => ({
    wantedPx: xToPx(spot, axes),
    heightPx: textWidthPx(spotText(spot), LABEL_FONT) + 10,
  }));
  const starts = spread(blocks, { topPx: plot.leftPx - 8, bottomPx: plot.rightPx + 8 });
  return inside.map((spot, i) => {
    const widthPx = blocks[i]?.heightPx ?? 0;
    return {
      text: spotText(spot),
      atPx: xToPx(spot, axes),
      middlePx: (starts[i] ?? 0) + widthPx / 2,
      widthPx,
    };
  });
}

function axesOf(
  lines: readonly (readonly Point[])[],
  [min, max]: readonly [number, number],
): Axes & { readonly yTicks: readonly Tick[] } {
  const ys = lines.flatMap((line) => line.map(({ y }) => y)).concat(0);
  const [low, high] = [Math.min(...ys), Math.max(...ys)];
  const reach = high - low || 1;
  const topPx = HEADER_BOTTOM_PX + LEGEND_HEIGHT_PX + LABEL_ROW_PX;
  const bottomPx = CHART_SIZE.heightPx - FOOTER_HEIGHT_PX - X_LABELS_PX;
  // The lines end above the strikes' row.
  const y = {
    min: low - (reach * STRIKE_ROW_PX) / (bottomPx - topPx - STRIKE_ROW_PX),
    max: high + reach * 0.06,
  };
  const yTicks = numberTicks(y.min, y.max, 5).map(({ value, label }) => ({
    value,
    label: label.replace(/^−?/u, '$&$$'),
  }));
  const labelsPx = Math.max(...yTicks.map(({ label }) => textWidthPx(label, TICK_FONT)));
  const plot = {
    leftPx: Math.ceil(EDGE_PX + labelsPx + 8),
    topPx,
    rightPx: CHART_SIZE.widthPx - EDGE_PX - 6,
    bottomPx,
  };
  const xTicks = numberTicks(min, max, 5).map(({ value }) => ({ value, label: spotText(value) }));
  return { plot, x: { min, max, ticks: xTicks }, y: { ...y, ticks: yTicks }, yTicks };
}

/** @returns null where there is nothing to draw. Pure. */
export function planPayoff(spec: PayoffChartSpec): PayoffPlan | null {
  if (spec.spots.length < 2) return null;
  const domain = spotDomain(spec);
  const expiry = lineIn(spec, spec.expiryUsd, domain);
  const now = lineIn(spec, spec.nowUsd, domain);
  const axes = axesOf([expiry, now], domain);
  const toPx = (line: readonly Point[]): readonly Px[] =>
    line.map(({ x, y }) => [xToPx(x, axes), yToPx(y, axes)]);
  const { plot } = axes;
  const clamp = (px: number): number => Math.max(plot.leftPx, Math.min(plot.rightPx, px));
  const move = spec.expectedMove;
  return {
    ...axes,
    zeroYPx: yToPx(0, axes),
    now: toPx(now),
    expiry: toPx(expiry),
    areas: areasOf(expiry, axes),
    band:
      move === null
        ? null
        : [clamp(xToPx(spec.spot - move, axes)), clamp(xToPx(spec.spot + move, axes))],
    spotXPx: clamp(xToPx(spec.spot, axes)),
    strikes: labels(spec.strikes, axes),
    breakevens: labels(spec.breakevens, axes),
  };
}
