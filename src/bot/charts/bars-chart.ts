import type { SKRSContext2D } from '@napi-rs/canvas';
import { xToPx, yToPx } from './axes.js';
import { BAR_END, planBars, type BarsPlan } from './bars-plan.js';
import { paintText } from './frame.js';
import { hatchPath, painted, SMALL, strokeLine } from './painted.js';
import type { BarsChartSpec } from './spec.js';
import type { Theme } from './themes.js';

const TOTAL_PX = 3;
/** From so many points the marks on the line would touch. */
const MOST_MARKS = 25;

function paintGrid(on: SKRSContext2D, plan: BarsPlan, theme: Theme): void {
  const { plot, x, y, zeroYPx } = plan;
  const across = (yPx: number) =>
    [
      [plot.leftPx, yPx],
      [plot.rightPx, yPx],
    ] as const;
  for (const { value, label } of y.ticks) {
    const yPx = yToPx(value, plan);
    strokeLine(on, across(yPx), { colour: theme.grid, widthPx: 1.5 });
    const at = { xPx: plot.leftPx - 8, yPx: yPx + 6, align: 'right' } as const;
    paintText(on, { text: label, ...SMALL, ...at, colour: theme.quiet });
  }
  for (const { value, label } of x.ticks) {
    const at = { xPx: xToPx(value, plan), yPx: plot.bottomPx + 24, align: 'center' } as const;
    paintText(on, { text: label, ...SMALL, ...at, colour: theme.quiet });
  }
  strokeLine(on, across(zeroYPx), { colour: theme.text, widthPx: 1.75 });
}

/** Gains are filled, losses hang below zero and are hatched. */
function paintBars(on: SKRSContext2D, { bars }: BarsPlan, theme: Theme): void {
  for (const bar of bars) {
    const { bottomPx, leftPx, rightPx, side, topPx } = bar;
    on.beginPath();
    on.rect(leftPx, topPx, rightPx - leftPx, bottomPx - topPx);
    on.fillStyle = side === 'gain' ? theme.series.main : theme.fill.second;
    on.fill();
    if (side === 'gain') continue;
    hatchPath(on, bar, theme.series.second);
    on.beginPath();
    on.rect(leftPx, topPx, rightPx - leftPx, bottomPx - topPx);
    on.strokeStyle = theme.series.second;
    on.lineWidth = 1.5;
    on.stroke();
  }
}

function paintTotals(on: SKRSContext2D, { end, totals }: BarsPlan, theme: Theme): void {
  const colour = theme.series.third;
  strokeLine(on, totals, { colour: theme.background, widthPx: TOTAL_PX + 3 });
  strokeLine(on, totals, { colour, widthPx: TOTAL_PX });
  const marks = totals.length <= MOST_MARKS ? totals : totals.slice(-1);
  for (const [x, y] of marks) {
    on.beginPath();
    on.arc(x, y, 5, 0, 2 * Math.PI);
    on.fillStyle = colour;
    on.fill();
    on.strokeStyle = theme.background;
    on.lineWidth = 2;
    on.stroke();
  }
  const at = { xPx: end.xPx, yPx: end.yPx + 7, align: 'left' } as const;
  paintText(on, { text: end.text, ...BAR_END, ...at, colour });
}

/** Chart.js configuration of bars with their running sum; painted from the plan. */
export function barsChart(spec: BarsChartSpec, theme: Theme) {
  const plan = planBars(spec);
  if (!plan) return painted(spec, theme, null);
  return painted(spec, theme, (on) => {
    paintGrid(on, plan, theme);
    paintBars(on, plan, theme);
    paintTotals(on, plan, theme);
  });
}
