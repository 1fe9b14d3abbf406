import type { ChartPoint } from './spec.js';

/** One a logical pixel of the plot: half the thinnest stroke, so the picture shows no loss. */
export const DECIMATION_COLUMNS = 400;

/** First, lowest, highest and last of a run's points, in their order, each once. */
function keepers(points: readonly ChartPoint[], from: number, to: number): readonly number[] {
  let low = from;
  let high = from;
  for (let i = from + 1; i < to; i++) {
    const y = points[i]?.y ?? NaN;
    if (y < (points[low]?.y ?? NaN)) low = i;
    if (y > (points[high]?.y ?? NaN)) high = i;
  }
  return [...new Set([from, low, high, to - 1])].sort((a, b) => a - b);
}

/**
 * What a line of so many columns shows of its points: per column and gapless run the first, the
 * lowest, the highest and the last (Jugel et al., "M4", VLDB 2014); one NaN stands for each gap.
 * Few enough points are returned as they are.
 */
export function decimate(points: readonly ChartPoint[], columns: number): readonly ChartPoint[] {
  const first = points[0];
  const last = points[points.length - 1];
  if (!first || !last || points.length <= columns * 2) return points;
  const columnOf = (x: number): number =>
    Math.min(columns - 1, Math.floor(((x - first.x) / (last.x - first.x || 1)) * columns));
  const kept: ChartPoint[] = [];
  let from = 0;
  while (from < points.length) {
    const start = points[from];
    if (!start) break;
    const gap = !Number.isFinite(start.y);
    const column = columnOf(start.x);
    let to = from + 1;
    for (let at = points[to]; at; at = points[++to]) {
      const same = gap || columnOf(at.x) === column;
      if (!same || Number.isFinite(at.y) === gap) break;
    }
    const indices = gap ? [from] : keepers(points, from, to);
    for (const index of indices) {
      const point = points[index];
      if (point) kept.push(point);
    }
    from = to;
  }
  return kept;
}
