import { xToPx, yToPx, type Axes } from './axes.js';
import type { ChartSeries, LineChartSpec } from './spec.js';
import { textWidthPx, type TextFont } from './text-width.js';
import { TYPE_PX } from './themes.js';

/** A horizontal line with a chip; a level outside the domain is a chip with an arrow at the edge. */
export interface PlacedLevel {
  readonly label: string;
  /** Null where the level is off the scale. */
  readonly lineYPx: number | null;
  readonly chip: {
    readonly leftPx: number;
    readonly topPx: number;
    readonly widthPx: number;
    readonly heightPx: number;
  };
}

export const LEVEL_FONT: TextFont = { sizePx: TYPE_PX.small, weight: 'bold' };
const CHIP_HEIGHT_PX = 22;
const CHIP_PADDING_PX = 6;
const INSET_PX = 8;

/** Of five places from left to right the first where the data leave room, or else the freest. */
function freestLeftPx(
  chip: { readonly widthPx: number; readonly yPx: number },
  series: readonly ChartSeries[],
  axes: Axes,
): number {
  const { plot } = axes;
  const room = plot.rightPx - plot.leftPx - 2 * INSET_PX - chip.widthPx;
  const places = [0, 0.25, 0.5, 0.75, 1].map((at) => plot.leftPx + INSET_PX + at * room);
  const clearance = places.map(() => Infinity);
  for (const { points } of series) {
    for (const point of points) {
      if (!Number.isFinite(point.y)) continue;
      const atPx = xToPx(point.x, axes);
      const awayPx = Math.abs(yToPx(point.y, axes) - chip.yPx);
      places.forEach((leftPx, i) => {
        if (atPx < leftPx - INSET_PX || atPx > leftPx + chip.widthPx + INSET_PX) return;
        clearance[i] = Math.min(clearance[i] ?? Infinity, awayPx);
      });
    }
  }
  const enough = clearance.findIndex((px) => px > CHIP_HEIGHT_PX);
  const best = enough >= 0 ? enough : clearance.indexOf(Math.max(...clearance));
  return Math.round(places[best] ?? plot.leftPx);
}

export function placeLevels(
  levels: LineChartSpec['levels'],
  series: readonly ChartSeries[],
  axes: Axes,
): readonly PlacedLevel[] {
  const { plot, y } = axes;
  const taken: number[] = [];
  return levels.map(({ value, label: bare }) => {
    const above = value > y.max;
    const inside = !above && value >= y.min;
    const label = inside ? bare : `${bare} ${above ? '↑' : '↓'}`;
    const widthPx = Math.ceil(textWidthPx(label, LEVEL_FONT)) + 2 * CHIP_PADDING_PX;
    const edge = above ? plot.topPx + CHIP_HEIGHT_PX / 2 : plot.bottomPx - CHIP_HEIGHT_PX / 2 - 4;
    let yPx = inside ? yToPx(value, axes) : edge;
    const lineYPx = inside ? yPx : null;
    // Levels closer than a chip's height step aside, downwards unless already at the foot.
    const down = yPx + CHIP_HEIGHT_PX * 2 < plot.bottomPx ? 1 : -1;
    while (taken.some((other) => Math.abs(other - yPx) < CHIP_HEIGHT_PX)) yPx += down;
    taken.push(yPx);
    const leftPx = freestLeftPx({ widthPx, yPx }, series, axes);
    const topPx = yPx - CHIP_HEIGHT_PX / 2;
    return { label, lineYPx, chip: { leftPx, topPx, widthPx, heightPx: CHIP_HEIGHT_PX } };
  });
}
