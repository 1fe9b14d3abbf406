import type { SKRSContext2D } from '@napi-rs/canvas';
import type { ChartConfiguration } from 'chart.js';
import { HEADER_BOTTOM_PX, paintFrame, planFrame } from './frame.js';
import type { ChartFrame, ChartPoint } from './spec.js';
import type { TextFont } from './text-width.js';
import { CHART_SIZE, font, TYPE_PX, type Theme } from './themes.js';

export const SMALL: TextFont = { sizePx: TYPE_PX.small, weight: 'normal' };
export const SMALL_BOLD: TextFont = { sizePx: TYPE_PX.small, weight: 'bold' };

/** A chart whose whole plot is painted by us: Chart.js brings the canvas and the encoder. */
export function painted(
  frame: ChartFrame,
  theme: Theme,
  paint: ((on: SKRSContext2D) => void) | null,
): ChartConfiguration<'line', ChartPoint[]> {
  const plan = planFrame(frame, theme);
  return {
    type: 'line',
    data: { datasets: [] },
    options: {
      devicePixelRatio: CHART_SIZE.scale,
      responsive: false,
      animation: false,
      events: [],
      plugins: { legend: { display: false }, tooltip: { enabled: false } },
      scales: { x: { display: false }, y: { display: false } },
    },
    plugins: [
      {
        id: 'voldesk-painted',
        afterDraw: (chart) => {
          // The canvas library types its own context.
          const on = chart.ctx as unknown as SKRSContext2D;
          on.save();
          on.fillStyle = theme.background;
          on.fillRect(0, 0, CHART_SIZE.widthPx, CHART_SIZE.heightPx);
          if (paint) paint(on);
          else paintNothing(on, theme);
          on.restore();
          paintFrame(on, plan, theme);
        },
      },
    ],
  };
}

function paintNothing(on: SKRSContext2D, theme: Theme): void {
  on.font = font(72, 'bold');
  on.textAlign = 'center';
  on.textBaseline = 'middle';
  on.fillStyle = theme.quiet;
  on.fillText('—', CHART_SIZE.widthPx / 2, (HEADER_BOTTOM_PX + CHART_SIZE.heightPx) / 2);
}

export interface Stroke {
  readonly colour: string;
  readonly widthPx: number;
  readonly dash?: readonly number[];
}

/** A line through points in logical pixels. */
export function strokeLine(
  on: SKRSContext2D,
  points: readonly (readonly [number, number])[],
  { colour, widthPx, dash }: Stroke,
): void {
  on.strokeStyle = colour;
  on.lineWidth = widthPx;
  on.lineJoin = 'round';
  on.setLineDash([...(dash ?? [])]);
  on.beginPath();
  points.forEach(([x, y], i) => (i === 0 ? on.moveTo(x, y) : on.lineTo(x, y)));
  on.stroke();
  on.setLineDash([]);
}

const HATCH_PX = 9;

export interface HatchBox {
  readonly leftPx: number;
  readonly topPx: number;
  readonly rightPx: number;
  readonly bottomPx: number;
}

/** Slanted lines inside the path that is set now: losses are told apart without colour. */
export function hatchPath(on: SKRSContext2D, box: HatchBox, colour: string): void {
  on.save();
  on.clip();
  on.strokeStyle = colour;
  on.lineWidth = 1.25;
  on.setLineDash([]);
  const height = box.bottomPx - box.topPx;
  on.beginPath();
  for (let x = box.leftPx - height; x < box.rightPx; x += HATCH_PX) {
    on.moveTo(x, box.bottomPx);
    on.lineTo(x + height, box.topPx);
  }
  on.stroke();
  on.restore();
}
