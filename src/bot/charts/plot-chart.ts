import type { SKRSContext2D } from '@napi-rs/canvas';
import { xToPx, yToPx } from './axes.js';
import { paintText } from './frame.js';
import { painted, SMALL, SMALL_BOLD, strokeLine } from './painted.js';
import { PLOT_FONT, planPlot, type PanelPlan, type PlacedSeries } from './plot-plan.js';
import type { PlotChartSpec, SeriesRole } from './spec.js';
import { fitText, textWidthPx } from './text-width.js';
import type { Theme } from './themes.js';

const LINE_PX: Readonly<Record<SeriesRole, number>> = {
  main: 3.2,
  second: 2.8,
  third: 2.8,
  muted: 2.2,
};
const DASH = [9, 6];
const RANGE_PX = 4;
const DOT_PX = 3.6;
const KEY_PX = 24;

function paintAxes(on: SKRSContext2D, plan: PanelPlan, theme: Theme): void {
  const { plot, x, y } = plan;
  for (const { label, value } of y.ticks) {
    const yPx = yToPx(value, plan);
    const across = [
      [plot.leftPx, yPx],
      [plot.rightPx, yPx],
    ] as const;
    strokeLine(on, across, { colour: theme.grid, widthPx: 1.5 });
    const at = { xPx: plot.leftPx - 7, yPx: yPx + 6, align: 'right' } as const;
    paintText(on, { text: label, ...PLOT_FONT, ...at, colour: theme.quiet });
  }
  const foot = [
    [plot.leftPx, plot.bottomPx],
    [plot.rightPx, plot.bottomPx],
  ] as const;
  strokeLine(on, foot, { colour: theme.axis, widthPx: 1.5 });
  for (const { label, value } of x.ticks) {
    const xPx = xToPx(value, plan);
    const tick = [
      [xPx, plot.bottomPx],
      [xPx, plot.bottomPx + 5],
    ] as const;
    strokeLine(on, tick, { colour: theme.axis, widthPx: 1.5 });
    const half = textWidthPx(label, PLOT_FONT) / 2;
    // A label at the edge leans inwards, so that it is whole and clear of its neighbour panel.
    const middle = Math.max(plot.leftPx + half - 20, Math.min(plot.rightPx + 4 - half, xPx));
    const at = { xPx: middle, yPx: plot.bottomPx + 21, align: 'center' } as const;
    paintText(on, { text: label, ...PLOT_FONT, ...at, colour: theme.quiet });
  }
}

function paintBand(on: SKRSContext2D, { role, runs }: PlacedSeries, theme: Theme): void {
  for (const run of runs) {
    on.beginPath();
    run.forEach(([x, y], i) => (i === 0 ? on.moveTo(x, y) : on.lineTo(x, y)));
    on.closePath();
    on.fillStyle = theme.fill[role];
    on.fill();
  }
}

function paintDot(on: SKRSContext2D, [x, y]: readonly [number, number], colour: string): void {
  on.beginPath();
  on.arc(x, y, DOT_PX, 0, 2 * Math.PI);
  on.fillStyle = colour;
  on.fill();
}

function paintSeries(on: SKRSContext2D, series: PlacedSeries, theme: Theme): void {
  const { role, runs, style } = series;
  const colour = theme.series[role];
  for (const run of runs) {
    if (style === 'dots') for (const point of run) paintDot(on, point, colour);
    else if (style === 'ranges') strokeLine(on, run, { colour, widthPx: RANGE_PX });
    else if (run.length === 1) for (const point of run) paintDot(on, point, colour);
    else
      strokeLine(on, run, { colour, widthPx: LINE_PX[role], dash: style === 'dashed' ? DASH : [] });
  }
}

function paintMarks(on: SKRSContext2D, { marks, plot }: PanelPlan, theme: Theme): void {
  for (const { atPx, label, middlePx } of marks) {
    const line = [
      [atPx, plot.bottomPx],
      [atPx, plot.topPx],
      ...(label === '' ? [] : [[middlePx, plot.topPx - 5] as const]),
    ] as const;
    strokeLine(on, line, { colour: theme.level, widthPx: 1.75, dash: [3, 4] });
    const at = { xPx: middlePx, yPx: plot.topPx - 8, align: 'center' } as const;
    paintText(on, { text: label, ...PLOT_FONT, ...at, colour: theme.level });
  }
}

function paintLevels(on: SKRSContext2D, { levels, plot }: PanelPlan, theme: Theme): void {
  for (const { label, yPx } of levels) {
    const across = [
      [plot.leftPx, yPx],
      [plot.rightPx, yPx],
    ] as const;
    strokeLine(on, across, { colour: theme.level, widthPx: 1.75, dash: [3, 4] });
    if (label === '') continue;
    const widthPx = textWidthPx(label, SMALL_BOLD) + 10;
    on.beginPath();
    on.roundRect(plot.leftPx + 8, yPx - 11, widthPx, 22, 5);
    on.fillStyle = theme.background;
    on.fill();
    const at = { xPx: plot.leftPx + 13, yPx: yPx + 6, align: 'left' } as const;
    paintText(on, { text: label, ...SMALL_BOLD, ...at, colour: theme.level });
  }
}

/** A line's own look, in small. */
function paintKey(
  on: SKRSContext2D,
  of: { series: PlacedSeries; xPx: number; yPx: number },
  theme: Theme,
): void {
  const { series, xPx, yPx } = of;
  const colour = theme.series[series.role];
  const middle = yPx - 6;
  if (series.style === 'band') {
    on.fillStyle = theme.fill[series.role];
    on.fillRect(xPx, yPx - 13, KEY_PX, 14);
    on.strokeStyle = theme.axis;
    on.lineWidth = 1;
    on.strokeRect(xPx, yPx - 13, KEY_PX, 14);
  } else if (series.style === 'ranges') {
    for (const at of [5, 12, 19]) {
      const bar = [
        [xPx + at, middle - 7],
        [xPx + at, middle + 7],
      ] as const;
      strokeLine(on, bar, { colour, widthPx: RANGE_PX });
    }
  } else if (series.style === 'dots') {
    for (const at of [4, 12, 20]) paintDot(on, [xPx + at, middle], colour);
  } else {
    const points =
      series.style === 'steps'
        ? ([
            [xPx, middle + 5],
            [xPx + 12, middle + 5],
            [xPx + 12, middle - 5],
            [xPx + KEY_PX, middle - 5],
          ] as const)
        : ([
            [xPx, middle],
            [xPx + KEY_PX, middle],
          ] as const);
    const dash = series.style === 'dashed' ? DASH : [];
    strokeLine(on, points, { colour, widthPx: LINE_PX[series.role], dash });
  }
}

/** The panel's name in bold, then a key for each line that has a name. */
function paintHead(on: SKRSContext2D, plan: PanelPlan, theme: Theme): void {
  const { headYPx: yPx, leftPx, name, plot, series } = plan;
  let xPx = leftPx;
  if (name !== '') {
    const text = fitText(name, SMALL_BOLD, plot.rightPx - leftPx);
    paintText(on, { text, ...SMALL_BOLD, xPx, yPx, align: 'left', colour: theme.text });
    xPx += textWidthPx(text, SMALL_BOLD) + 16;
  }
  for (const one of series) {
    if (one.name === '') continue;
    if (xPx + KEY_PX + 5 + textWidthPx(one.name, SMALL) > plot.rightPx + 4) break;
    paintKey(on, { series: one, xPx, yPx }, theme);
    xPx += KEY_PX + 5;
    paintText(on, { text: one.name, ...SMALL, xPx, yPx, align: 'left', colour: theme.text });
    xPx += textWidthPx(one.name, SMALL) + 14;
  }
}

/** Chart.js configuration of panels of lines over a number, days or time; painted from the plan. */
export function plotChart(spec: PlotChartSpec, theme: Theme) {
  const plans = planPlot(spec);
  if (!plans) return painted(spec, theme, null);
  return painted(spec, theme, (on) => {
    for (const plan of plans) {
      const bands = plan.series.filter(({ style }) => style === 'band');
      for (const one of bands) paintBand(on, one, theme);
      paintAxes(on, plan, theme);
      paintMarks(on, plan, theme);
      paintLevels(on, plan, theme);
      // The first series matters most, so it is drawn last, on top.
      for (const one of plan.series.toReversed()) {
        if (one.style !== 'band') paintSeries(on, one, theme);
      }
      paintHead(on, plan, theme);
    }
  });
}
