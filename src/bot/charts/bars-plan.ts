import { xToPx, yToPx, type Axes, type Plot } from './axes.js';
import { EDGE_PX, FOOTER_HEIGHT_PX, HEADER_BOTTOM_PX } from './frame.js';
import { formatValue, numberTicks, type Tick } from './number-ticks.js';
import type { BarsChartSpec } from './spec.js';
import { textWidthPx, type TextFont } from './text-width.js';
import { CHART_SIZE, TYPE_PX } from './themes.js';

export interface PlacedBar {
  readonly side: 'gain' | 'loss';
  readonly leftPx: number;
  readonly rightPx: number;
  readonly topPx: number;
  readonly bottomPx: number;
}

/** A bar chart without its colours, in logical pixels. */
export interface BarsPlan extends Axes {
  readonly zeroYPx: number;
  readonly bars: readonly PlacedBar[];
  readonly totals: readonly (readonly [number, number])[];
  /** The last running sum, beside its end. */
  readonly end: { readonly text: string; readonly xPx: number; readonly yPx: number };
}

const TICK: TextFont = { sizePx: TYPE_PX.small, weight: 'normal' };
export const BAR_END: TextFont = { sizePx: TYPE_PX.value, weight: 'bold' };
const X_LABELS_PX = 30;
const BAR_SHARE = 0.68;
const MOST_BAR_PX = 64;
/** A result too small to see is a line, so that a session with a trade is never empty. */
const LEAST_BAR_PX = 1.5;

function withUnit(text: string, unit: string): string {
  if (unit.length !== 1) return text;
  return unit === '%' ? `${text}${unit}` : text.replace(/^−?/u, (sign) => `${sign}${unit}`);
}

function labelTicks(labels: readonly string[], widthPx: number): readonly Tick[] {
  const widest = Math.max(...labels.map((label) => textWidthPx(label, TICK)));
  const every = Math.max(1, Math.ceil((labels.length * (widest + 12)) / widthPx));
  const last = labels.length - 1;
  // Counted from the newest, which is the one that is looked for.
  return labels.flatMap((label, value) => ((last - value) % every === 0 ? [{ value, label }] : []));
}

function placeBars(spec: BarsChartSpec, axes: Axes): readonly PlacedBar[] {
  const { plot } = axes;
  const slot = (plot.rightPx - plot.leftPx) / spec.bars.length;
  const half = Math.min(MOST_BAR_PX, Math.max(LEAST_BAR_PX, slot * BAR_SHARE)) / 2;
  const zero = yToPx(0, axes);
  return spec.bars.flatMap(({ value }, i): PlacedBar[] => {
    if (!Number.isFinite(value) || value === 0) return [];
    const middle = xToPx(i, axes);
    const reach = Math.max(LEAST_BAR_PX, Math.abs(yToPx(value, axes) - zero));
    const side = value > 0 ? 'gain' : 'loss';
    return [
      {
        side,
        leftPx: middle - half,
        rightPx: middle + half,
        topPx: side === 'gain' ? zero - reach : zero,
        bottomPx: side === 'gain' ? zero : zero + reach,
      },
    ];
  });
}

function domain(spec: BarsChartSpec): { readonly min: number; readonly max: number } {
  const values = spec.bars.flatMap(({ value, total }) => [value, total]).filter(Number.isFinite);
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const room = (high - low || 1) * 0.07;
  return { min: low < 0 ? low - room : 0 - room / 4, max: high + room };
}

/** @returns null without bars. Pure. */
export function planBars(spec: BarsChartSpec): BarsPlan | null {
  const last = spec.bars.at(-1);
  if (!last) return null;
  const { unit, decimals } = spec.y;
  const { min, max } = domain(spec);
  const yTicks = numberTicks(min, max, 5).map(({ value, label }) => ({
    value,
    label: withUnit(label, unit),
  }));
  const text = withUnit(formatValue(last.total, decimals), unit);
  const labelsPx = Math.max(0, ...yTicks.map(({ label }) => textWidthPx(label, TICK)));
  const plot: Plot = {
    leftPx: Math.ceil(EDGE_PX + labelsPx + 8),
    topPx: HEADER_BOTTOM_PX + 12,
    rightPx: Math.floor(CHART_SIZE.widthPx - EDGE_PX - textWidthPx(text, BAR_END) - 12),
    bottomPx: CHART_SIZE.heightPx - FOOTER_HEIGHT_PX - X_LABELS_PX,
  };
  const labels = spec.bars.map(({ label }) => label);
  const ticks = labelTicks(labels, plot.rightPx - plot.leftPx);
  const axes: Axes = {
    plot,
    x: { min: -0.5, max: spec.bars.length - 0.5, ticks },
    y: { min, max, ticks: yTicks },
  };
  const totals = spec.bars.map(({ total }, i) => [xToPx(i, axes), yToPx(total, axes)] as const);
  return {
    ...axes,
    zeroYPx: yToPx(0, axes),
    bars: placeBars(spec, axes),
    totals,
    end: { text, xPx: plot.rightPx + 10, yPx: yToPx(last.total, axes) },
  };
}
