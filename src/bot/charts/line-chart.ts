import type { SKRSContext2D } from '@napi-rs/canvas';
import type { ChartConfiguration, ChartDataset, Plugin } from 'chart.js';
import type { Axes, Axis } from './axes.js';
import { NAME_FONT, NAME_LINE_PX, VALUE_FONT, type EndLabel } from './end-labels.js';
import {
  EDGE_PX,
  HEADER_BOTTOM_PX,
  paintFrame,
  paintText,
  planFrame,
  type FramePlan,
} from './frame.js';
import { LEVEL_FONT, type PlacedLevel } from './levels.js';
import { planLine, TICK_FONT, X_LABELS_HEIGHT_PX, type LinePlan } from './line-plan.js';
import type { ChartPoint, ChartSeries, LineChartSpec, SeriesRole } from './spec.js';
import { CHART_SIZE, font, FONT_FAMILY, type Theme } from './themes.js';

export type LineConfiguration = ChartConfiguration<'line', ChartPoint[]>;

/** Weight, mark and dash tell series apart where colour does not. */
const WEIGHT_PX: Readonly<Record<SeriesRole, number>> = {
  main: 3.5,
  second: 3,
  third: 3,
  muted: 2.5,
};
const MARK: Readonly<Record<SeriesRole, 'circle' | 'rectRot' | 'triangle' | 'rect'>> = {
  main: 'circle',
  second: 'rectRot',
  third: 'triangle',
  muted: 'rect',
};
const DASH: Readonly<Record<ChartSeries['style'], readonly number[]>> = {
  line: [],
  area: [],
  points: [],
  'line-points': [],
  dashed: [10, 6],
  dotted: [2, 6],
};
const MARK_RADIUS_PX = 5.5;
/** A leader this long starts at a series that ends before the plot does. */
const LEADER_PX = 40;
/** From so many points a line touches itself and gets half its weight. */
const DENSE_POINTS = 400;

/** A number between two gaps has no line to show it. */
function isAlone(points: readonly ChartPoint[], at: number): boolean {
  const isNumber = (i: number): boolean => Number.isFinite(points[i]?.y);
  return isNumber(at) && !isNumber(at - 1) && !isNumber(at + 1);
}

function dataset(series: ChartSeries, theme: Theme): ChartDataset<'line', ChartPoint[]> {
  const { role, style, points } = series;
  const marked = style === 'points' || style === 'line-points';
  const colour = theme.series[role];
  const alone = points.map((_, i) => isAlone(points, i));
  const dense = points.length >= DENSE_POINTS;
  const weightPx = WEIGHT_PX[role] * (dense ? 0.5 : 1);
  return {
    label: series.name,
    data: points.map(({ x, y }) => ({ x, y: Number.isFinite(y) ? y : NaN })),
    borderColor: colour,
    borderWidth: weightPx,
    borderDash: [...DASH[style]],
    borderCapStyle: style === 'dotted' ? 'round' : 'butt',
    borderJoinStyle: dense ? 'bevel' : 'round',
    backgroundColor: theme.fill[role],
    fill: style === 'area' ? 'start' : false,
    showLine: style !== 'points',
    pointBackgroundColor: colour,
    pointBorderWidth: 0,
    pointStyle: MARK[role],
    pointRadius: marked
      ? MARK_RADIUS_PX
      : alone.includes(true)
        ? alone.map((is) => (is ? weightPx : 0))
        : 0,
  };
}

/** A linear scale that shows the plan's own ticks and takes exactly the plan's room. */
function scale(axis: Axis, theme: Theme) {
  const labels = new Map(axis.ticks.map(({ value, label }) => [value, label]));
  return {
    type: 'linear' as const,
    min: axis.min,
    max: axis.max,
    ticks: {
      autoSkip: false,
      maxRotation: 0,
      color: theme.quiet,
      padding: 6,
      font: { family: FONT_FAMILY, size: TICK_FONT.sizePx },
      callback: (value: string | number) => labels.get(Number(value)) ?? '',
    },
    afterBuildTicks: (built: { ticks: { value: number }[] }) => {
      built.ticks = axis.ticks.map(({ value }) => ({ value }));
    },
  };
}

interface Fitted {
  width: number;
  height: number;
  paddingLeft: number;
  paddingRight: number;
}

function scales({ plot, x, y }: Axes, theme: Theme) {
  return {
    x: {
      ...scale(x, theme),
      grid: { drawOnChartArea: false, drawTicks: true, tickLength: 6, color: theme.axis },
      border: { color: theme.axis, width: 1.5 },
      afterFit: (fitted: Fitted) => {
        fitted.height = X_LABELS_HEIGHT_PX;
        fitted.paddingLeft = 0;
        fitted.paddingRight = 0;
      },
    },
    y: {
      ...scale(y, theme),
      grid: { color: theme.grid, lineWidth: 1.5, drawTicks: false },
      border: { display: false },
      afterFit: (fitted: Fitted) => {
        fitted.width = plot.leftPx;
      },
    },
  };
}

function paintLevelLines(on: SKRSContext2D, plan: LinePlan, theme: Theme): void {
  on.strokeStyle = theme.level;
  on.lineWidth = 2;
  on.setLineDash([3, 4]);
  for (const { lineYPx } of plan.levels) {
    if (lineYPx === null) continue;
    on.beginPath();
    on.moveTo(plan.plot.leftPx, lineYPx);
    on.lineTo(plan.plot.rightPx, lineYPx);
    on.stroke();
  }
  on.setLineDash([]);
}

function paintChip(on: SKRSContext2D, { label, chip }: PlacedLevel, theme: Theme): void {
  on.beginPath();
  on.roundRect(chip.leftPx, chip.topPx, chip.widthPx, chip.heightPx, 5);
  on.fillStyle = theme.background;
  on.fill();
  paintText(on, {
    ...{ text: label, ...LEVEL_FONT, align: 'center', colour: theme.level },
    ...{ xPx: chip.leftPx + chip.widthPx / 2, yPx: chip.topPx + 17 },
  });
}

/** The last point with a ring, and a leader where its label had to move. */
function paintEnd(on: SKRSContext2D, end: EndLabel, theme: Theme): void {
  const colour = theme.series[end.role];
  const middlePx = end.topPx + end.heightPx / 2;
  const early = end.textXPx - end.pointXPx > LEADER_PX;
  if (Math.abs(middlePx - end.pointYPx) > 4 || early) {
    on.strokeStyle = colour;
    on.lineWidth = 1.25;
    // Broken where it crosses the plot, so that nobody takes it for data.
    on.setLineDash(early ? [2, 5] : []);
    on.beginPath();
    on.moveTo(end.pointXPx, end.pointYPx);
    on.lineTo(end.textXPx - 4, middlePx);
    on.stroke();
    on.setLineDash([]);
  }
  on.beginPath();
  on.arc(end.pointXPx, end.pointYPx, end.role === 'main' ? 7 : 5.5, 0, 2 * Math.PI);
  on.fillStyle = colour;
  on.fill();
  on.strokeStyle = theme.background;
  on.lineWidth = 2;
  on.stroke();
  const place = { xPx: end.textXPx, align: 'left' } as const;
  const nameLinePx = end.name === null ? 0 : NAME_LINE_PX;
  if (end.name !== null) {
    const yPx = end.topPx + 15;
    paintText(on, { text: end.name, ...NAME_FONT, ...place, yPx, colour: theme.quiet });
  }
  const yPx = end.topPx + nameLinePx + 18;
  paintText(on, { text: end.value, ...VALUE_FONT, ...place, yPx, colour });
}

function paintEmpty(on: SKRSContext2D, theme: Theme): void {
  on.font = font(72, 'bold');
  on.textAlign = 'center';
  on.textBaseline = 'middle';
  on.fillStyle = theme.quiet;
  on.fillText('—', CHART_SIZE.widthPx / 2, (HEADER_BOTTOM_PX + CHART_SIZE.heightPx) / 2);
}

function painter(frame: FramePlan, plan: LinePlan | null, theme: Theme): Plugin<'line'> {
  const contextOf = (chart: { ctx: unknown }): SKRSContext2D => chart.ctx as SKRSContext2D;
  return {
    id: 'voldesk-line',
    beforeDraw: (chart) => {
      const on = contextOf(chart);
      on.fillStyle = theme.background;
      on.fillRect(0, 0, CHART_SIZE.widthPx, CHART_SIZE.heightPx);
    },
    afterDatasetsDraw: (chart) => {
      if (plan) paintLevelLines(contextOf(chart), plan, theme);
    },
    afterDraw: (chart) => {
      const on = contextOf(chart);
      on.save();
      if (plan) {
        for (const level of plan.levels) paintChip(on, level, theme);
        for (const end of plan.ends.toReversed()) paintEnd(on, end, theme);
        if (plan.unitNote !== null) {
          const at = { xPx: EDGE_PX, yPx: plan.plot.topPx - 14, align: 'left' } as const;
          paintText(on, { text: plan.unitNote, ...TICK_FONT, ...at, colour: theme.quiet });
        }
      } else paintEmpty(on, theme);
      on.restore();
      paintFrame(on, frame, theme);
    },
  };
}

/** Chart.js configuration of a line chart. Pure; the plugins in it paint what the plan placed. */
export function lineChart(spec: LineChartSpec, theme: Theme): LineConfiguration {
  const plan = planLine(spec);
  const { widthPx, heightPx, scale: devicePixelRatio } = CHART_SIZE;
  const padding = plan && {
    top: plan.plot.topPx,
    right: widthPx - plan.plot.rightPx,
    bottom: heightPx - plan.plot.bottomPx - X_LABELS_HEIGHT_PX,
  };
  return {
    type: 'line',
    // The first series of a spec matters most, so it is drawn last, on top.
    data: { datasets: (plan?.series ?? []).map((one) => dataset(one, theme)).reverse() },
    options: {
      devicePixelRatio,
      responsive: false,
      animation: false,
      events: [],
      parsing: false,
      normalized: true,
      spanGaps: false,
      clip: false,
      layout: { autoPadding: false, padding: padding ?? 0 },
      plugins: { legend: { display: false }, tooltip: { enabled: false } },
      scales: plan ? scales(plan, theme) : { x: { display: false }, y: { display: false } },
    },
    plugins: [painter(planFrame(spec, theme), plan, theme)],
  };
}
