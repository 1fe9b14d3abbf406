import type { SKRSContext2D } from '@napi-rs/canvas';
import { xToPx, yToPx } from './axes.js';
import { EDGE_PX, HEADER_BOTTOM_PX, paintText } from './frame.js';
import { hatchPath, painted, SMALL, SMALL_BOLD, strokeLine } from './painted.js';
import { planPayoff, spotText, type PayoffPlan, type SpotLabel } from './payoff-plan.js';
import type { PayoffChartSpec } from './spec.js';
import { textWidthPx } from './text-width.js';
import type { Theme } from './themes.js';

const EXPIRY_PX = 3.5;
const NOW_PX = 3;
const NOW_DASH = [9, 6];

function paintBand(on: SKRSContext2D, { band, plot }: PayoffPlan, theme: Theme): void {
  if (!band) return;
  on.fillStyle = theme.fill.muted;
  on.fillRect(band[0], plot.topPx, band[1] - band[0], plot.bottomPx - plot.topPx);
}

function paintAreas(on: SKRSContext2D, { areas, plot }: PayoffPlan, theme: Theme): void {
  for (const { side, points } of areas) {
    on.beginPath();
    points.forEach(([x, y], i) => (i === 0 ? on.moveTo(x, y) : on.lineTo(x, y)));
    on.closePath();
    on.fillStyle = side === 'gain' ? theme.fill.main : theme.fill.second;
    on.fill();
    if (side === 'loss') hatchPath(on, plot, theme.hatch);
  }
}

function paintGrid(on: SKRSContext2D, plan: PayoffPlan, theme: Theme): void {
  const { plot, yTicks } = plan;
  for (const { value, label } of yTicks) {
    const y = yToPx(value, plan);
    const line = [
      [plot.leftPx, y],
      [plot.rightPx, y],
    ] as const;
    strokeLine(on, line, { colour: theme.grid, widthPx: 1.5 });
    const at = { xPx: plot.leftPx - 8, yPx: y + 6, align: 'right' } as const;
    paintText(on, { text: label, ...SMALL, ...at, colour: theme.quiet });
  }
}

function paintAxes(on: SKRSContext2D, plan: PayoffPlan, theme: Theme): void {
  const { plot, x, zeroYPx } = plan;
  for (const { value, label } of x.ticks) {
    const at = { xPx: xToPx(value, plan), yPx: plot.bottomPx + 24, align: 'center' } as const;
    paintText(on, { text: label, ...SMALL, ...at, colour: theme.quiet });
  }
  const zero = [
    [plot.leftPx, zeroYPx],
    [plot.rightPx, zeroYPx],
  ] as const;
  strokeLine(on, zero, { colour: theme.text, widthPx: 1.75 });
}

/** Strikes rise from the foot of the plot as short posts with their figure. */
function paintStrikes(on: SKRSContext2D, { plot, strikes }: PayoffPlan, theme: Theme): void {
  for (const { atPx, middlePx, text, widthPx } of strikes) {
    const post = [
      [atPx, plot.bottomPx],
      [atPx, plot.bottomPx - 8],
      [middlePx, plot.bottomPx - 14],
    ] as const;
    strokeLine(on, post, { colour: theme.axis, widthPx: 2 });
    on.fillStyle = theme.background;
    on.beginPath();
    on.roundRect(middlePx - widthPx / 2, plot.bottomPx - 36, widthPx, 22, 5);
    on.fill();
    strokeBox(on, theme.axis);
    const at = { xPx: middlePx, yPx: plot.bottomPx - 19, align: 'center' } as const;
    paintText(on, { text, ...SMALL, ...at, colour: theme.text });
  }
}

function strokeBox(on: SKRSContext2D, colour: string): void {
  on.strokeStyle = colour;
  on.lineWidth = 1;
  on.stroke();
}

/** Break-evens: a mark on the zero line and, over the plot, the figure it leads to. */
function paintBreakevens(on: SKRSContext2D, plan: PayoffPlan, theme: Theme): void {
  const { breakevens, plot, zeroYPx } = plan;
  for (const label of breakevens) {
    const { atPx, middlePx } = label;
    const lead = [
      [atPx, zeroYPx],
      [atPx, plot.topPx + 2],
      [middlePx, plot.topPx - 5],
    ] as const;
    strokeLine(on, lead, { colour: theme.level, widthPx: 1.75, dash: [2, 4] });
    on.beginPath();
    on.moveTo(atPx, zeroYPx - 8);
    on.lineTo(atPx + 8, zeroYPx);
    on.lineTo(atPx, zeroYPx + 8);
    on.lineTo(atPx - 8, zeroYPx);
    on.closePath();
    on.fillStyle = theme.level;
    on.fill();
    paintAbove(on, { label, plot }, theme.level);
  }
}

function paintAbove(
  on: SKRSContext2D,
  of: { readonly label: SpotLabel; readonly plot: PayoffPlan['plot'] },
  colour: string,
): void {
  const at = { xPx: of.label.middlePx, yPx: of.plot.topPx - 9, align: 'center' } as const;
  paintText(on, { text: of.label.text, ...SMALL_BOLD, ...at, colour });
}

/** The spot: a line through the plot and a pointer under it. */
function paintSpot(on: SKRSContext2D, { plot, spotXPx }: PayoffPlan, theme: Theme): void {
  const line = [
    [spotXPx, plot.topPx],
    [spotXPx, plot.bottomPx],
  ] as const;
  strokeLine(on, line, { colour: theme.text, widthPx: 2, dash: [7, 4] });
  on.beginPath();
  on.moveTo(spotXPx, plot.bottomPx);
  on.lineTo(spotXPx + 7, plot.bottomPx + 9);
  on.lineTo(spotXPx - 7, plot.bottomPx + 9);
  on.closePath();
  on.fillStyle = theme.text;
  on.fill();
}

/** Keys in one line: expiry, now, spot, expected move; a mark before each. */
function paintLegend(on: SKRSContext2D, spec: PayoffChartSpec, theme: Theme): void {
  const yPx = HEADER_BOTTOM_PX + 21;
  let xPx = EDGE_PX;
  const mark = (widthPx: number, draw: (fromPx: number) => void): void => {
    draw(xPx);
    xPx += widthPx + 6;
  };
  const say = (text: string, colour: string): void => {
    paintText(on, { text, ...SMALL, xPx, yPx, align: 'left', colour });
    xPx += textWidthPx(text, SMALL) + 16;
  };
  const rule = (colour: string, widthPx: number, dash: readonly number[]) => (fromPx: number) =>
    strokeLine(
      on,
      [
        [fromPx, yPx - 6],
        [fromPx + 26, yPx - 6],
      ],
      { colour, widthPx, dash },
    );
  mark(26, rule(theme.series.main, EXPIRY_PX, []));
  say('T', theme.text);
  mark(26, rule(theme.series.second, NOW_PX, NOW_DASH));
  say('t₀', theme.text);
  mark(26, rule(theme.text, 2, [7, 4]));
  say(`S ${spotText(spec.spot)}`, theme.text);
  if (spec.expectedMove === null) return;
  mark(20, (fromPx) => {
    on.beginPath();
    on.roundRect(fromPx, yPx - 14, 20, 16, 3);
    on.fillStyle = theme.fill.muted;
    on.fill();
    strokeBox(on, theme.axis);
  });
  say(`±${spotText(Math.round(spec.expectedMove * 10) / 10)}`, theme.text);
}

/** Chart.js configuration of a payoff picture; everything in it is painted from the plan. */
export function payoffChart(spec: PayoffChartSpec, theme: Theme) {
  const plan = planPayoff(spec);
  if (!plan) return painted(spec, theme, null);
  return painted(spec, theme, (on) => {
    paintBand(on, plan, theme);
    paintGrid(on, plan, theme);
    paintAreas(on, plan, theme);
    paintAxes(on, plan, theme);
    paintSpot(on, plan, theme);
    strokeLine(on, plan.now, { colour: theme.series.second, widthPx: NOW_PX, dash: NOW_DASH });
    strokeLine(on, plan.expiry, { colour: theme.series.main, widthPx: EXPIRY_PX });
    paintStrikes(on, plan, theme);
    paintBreakevens(on, plan, theme);
    paintLegend(on, spec, theme);
  });
}
