import { xToPx, yToPx, type Axes } from './axes.js';
import { EDGE_PX } from './frame.js';
import { formatValue } from './number-ticks.js';
import type { ChartPoint, ChartSeries, SeriesRole } from './spec.js';
import { fitText, textWidthPx, type TextFont } from './text-width.js';
import { TYPE_PX } from './themes.js';

/** A series' name and last value in the gutter right of the plot, beside its last point. */
export interface EndLabel {
  readonly role: SeriesRole;
  /** Null where one series needs no name. */
  readonly name: string | null;
  readonly value: string;
  readonly pointXPx: number;
  readonly pointYPx: number;
  readonly textXPx: number;
  /** Top of the label's block. */
  readonly topPx: number;
  readonly heightPx: number;
}

export const NAME_FONT: TextFont = { sizePx: TYPE_PX.small, weight: 'normal' };
export const VALUE_FONT: TextFont = { sizePx: TYPE_PX.value, weight: 'bold' };
export const NAME_LINE_PX = 19;
export const VALUE_LINE_PX = 23;

/** Room for the emphasised point and the leader. */
const GAP_PX = 18;
const MOST_TEXT_PX = 130;
const BETWEEN_PX = 4;

function lastPoint({ points }: ChartSeries): ChartPoint | null {
  return points.findLast(({ y }) => Number.isFinite(y)) ?? null;
}

function textsOf(
  series: readonly ChartSeries[],
  decimals: number,
): readonly { readonly name: string | null; readonly value: string }[] {
  return series.map((one) => ({
    name: series.length > 1 && one.name !== '' ? fitText(one.name, NAME_FONT, MOST_TEXT_PX) : null,
    value: formatValue(lastPoint(one)?.y ?? NaN, decimals),
  }));
}

/** Width kept free at the right edge. */
export function gutterPx(series: readonly ChartSeries[], decimals: number): number {
  const widths = textsOf(series, decimals).flatMap(({ name, value }) => [
    textWidthPx(name ?? '', NAME_FONT),
    textWidthPx(value, VALUE_FONT),
  ]);
  return Math.ceil(GAP_PX + Math.max(...widths) + EDGE_PX - 2);
}

interface Block {
  readonly wantedPx: number;
  readonly heightPx: number;
}

/**
 * Tops of blocks that want to be centred somewhere in a column, moved as little as keeps them apart
 * and inside: neighbours that collide share their mean place. Order is kept.
 */
export function spread(
  blocks: readonly Block[],
  column: { readonly topPx: number; readonly bottomPx: number },
): readonly number[] {
  interface Group {
    members: readonly number[];
    topPx: number;
    heightPx: number;
  }
  const order = blocks.map((_, i) => i);
  order.sort((a, b) => (blocks[a]?.wantedPx ?? 0) - (blocks[b]?.wantedPx ?? 0) || a - b);
  const clamp = (topPx: number, heightPx: number): number =>
    Math.max(column.topPx, Math.min(column.bottomPx - heightPx, topPx));
  const place = (members: readonly number[]): Group => {
    let heightPx = 0;
    let offsets = 0;
    for (const member of members) {
      const block = blocks[member] ?? { wantedPx: 0, heightPx: 0 };
      offsets += block.wantedPx - block.heightPx / 2 - heightPx;
      heightPx += block.heightPx;
    }
    return { members, heightPx, topPx: clamp(offsets / members.length, heightPx) };
  };
  const groups: Group[] = [];
  for (const member of order) {
    let group = place([member]);
    for (let above = groups.at(-1); above; above = groups.at(-1)) {
      if (above.topPx + above.heightPx <= group.topPx) break;
      groups.pop();
      group = place([...above.members, ...group.members]);
    }
    groups.push(group);
  }
  const tops = blocks.map(() => 0);
  for (const { members, topPx } of groups) {
    let at = topPx;
    for (const member of members) {
      tops[member] = at;
      at += blocks[member]?.heightPx ?? 0;
    }
  }
  return tops;
}

/** Labels beside the last points, none over another. */
export function endLabels(
  series: readonly ChartSeries[],
  axes: Axes,
  decimals: number,
): readonly EndLabel[] {
  const texts = textsOf(series, decimals);
  const ends = series.map((one) => lastPoint(one) ?? { x: axes.x.max, y: axes.y.min });
  const blocks = texts.map(({ name }, i) => ({
    wantedPx: yToPx(ends[i]?.y ?? axes.y.min, axes),
    heightPx: VALUE_LINE_PX + (name === null ? 0 : NAME_LINE_PX) + BETWEEN_PX,
  }));
  const column = { topPx: axes.plot.topPx - 12, bottomPx: axes.plot.bottomPx + 12 };
  const tops = spread(blocks, column);
  return series.map(({ role }, i) => ({
    role,
    name: texts[i]?.name ?? null,
    value: texts[i]?.value ?? '',
    pointXPx: xToPx(ends[i]?.x ?? axes.x.max, axes),
    pointYPx: blocks[i]?.wantedPx ?? 0,
    textXPx: axes.plot.rightPx + GAP_PX,
    topPx: tops[i] ?? 0,
    heightPx: (blocks[i]?.heightPx ?? 0) - BETWEEN_PX,
  }));
}
