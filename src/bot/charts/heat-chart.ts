import type { SKRSContext2D } from '@napi-rs/canvas';
import { mixed, readableOn, scaleColour } from './colours.js';
import { EDGE_PX, paintText } from './frame.js';
import { planHeat, type HeatCell, type HeatPlan } from './heat-plan.js';
import { painted, SMALL, SMALL_BOLD } from './painted.js';
import type { HeatChartSpec } from './spec.js';
import type { Theme } from './themes.js';

const GAP_PX = 2;

/** Deeper with size, by its root, so that small figures are still told from none. */
export function cellColour({ share }: Pick<HeatCell, 'share'>, theme: Theme): string {
  if (share === 0 || Number.isNaN(share)) return theme.background;
  const strength = 0.1 + 0.46 * Math.sqrt(Math.abs(share));
  return mixed(theme.background, share > 0 ? theme.up : theme.down, strength);
}

function paintCells(
  on: SKRSContext2D,
  { plan, spec }: { readonly plan: HeatPlan; readonly spec: HeatChartSpec },
  theme: Theme,
): void {
  for (const cell of plan.cells) {
    const bySize = spec.colours === 'size' && !Number.isNaN(cell.share);
    const colour = bySize ? scaleColour(cell.share) : cellColour(cell, theme);
    const [width, height] = [cell.widthPx - GAP_PX, cell.heightPx - GAP_PX];
    on.beginPath();
    on.roundRect(cell.leftPx + GAP_PX / 2, cell.topPx + GAP_PX / 2, width, height, 4);
    on.fillStyle = colour;
    on.fill();
    on.strokeStyle = theme.grid;
    on.lineWidth = 1;
    on.stroke();
    paintText(on, {
      text: cell.text,
      ...plan.font,
      xPx: cell.leftPx + cell.widthPx / 2,
      yPx: cell.topPx + cell.heightPx / 2 + plan.font.sizePx * 0.36,
      align: 'center',
      colour: readableOn(colour),
    });
  }
}

function paintHeads(
  on: SKRSContext2D,
  { plan, spec }: { readonly plan: HeatPlan; readonly spec: HeatChartSpec },
  theme: Theme,
): void {
  const headY = plan.topPx - 9;
  const corner = `${spec.axes.rows}/${spec.axes.columns}`;
  const start = { xPx: EDGE_PX, yPx: headY, align: 'left' } as const;
  paintText(on, { text: corner, ...SMALL, ...start, colour: theme.quiet });
  for (const { text, xPx } of plan.columns) {
    paintText(on, { text, ...SMALL_BOLD, xPx, yPx: headY, align: 'center', colour: theme.text });
  }
  for (const { text, yPx } of plan.rows) {
    const at = { xPx: plan.leftPx - 8, yPx: yPx + 6, align: 'right' } as const;
    paintText(on, { text, ...SMALL_BOLD, ...at, colour: theme.text });
  }
}

/** Chart.js configuration of a grid of figures; painted from the plan. */
export function heatChart(spec: HeatChartSpec, theme: Theme) {
  const plan = planHeat(spec);
  if (!plan) return painted(spec, theme, null);
  return painted(spec, theme, (on) => {
    paintCells(on, { plan, spec }, theme);
    paintHeads(on, { plan, spec }, theme);
  });
}
