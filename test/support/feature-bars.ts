import { seriesId, type DailyBar, type SeriesId } from '../../src/engine/domain/bar.js';
import { FEATURE_SERIES } from '../../src/engine/features/compute.js';
import { barsUntil } from './bars.js';

/** Bars by series, as a store gives them. */
export type BarsBySeries = ReadonlyMap<SeriesId, readonly DailyBar[]>;

const LEVELS: Readonly<Record<string, number>> = { SPX: 6_000, SPY: 600 };

/** A smooth, never repeating wave: the k-th close of a series. */
function wave(series: string, k: number): number {
  const level = LEVELS[series];
  if (level !== undefined) return level * (1 + 0.05 * Math.sin(k / 9) + 0.01 * Math.sin(k * 1.7));
  const rank = series.startsWith('VX') ? Number(series.slice(2)) : 0;
  return 22 + rank + 9 * Math.sin(k / 23) + 2 * Math.sin(k * 1.3 + rank);
}

/** Bars of every series that features are made of, on the sessions up to a day. */
export function featureBars(lastDay: string, sessions: number): BarsBySeries {
  return new Map(
    FEATURE_SERIES.map((series) => {
      const closes = Array.from({ length: sessions }, (_, k) => wave(series, k));
      return [series, barsUntil(series, lastDay, closes)];
    }),
  );
}

export function reader(bars: BarsBySeries): (series: SeriesId) => readonly DailyBar[] {
  return (series) => bars.get(series) ?? [];
}

/** The same bars with one series replaced. */
export function withSeries(bars: BarsBySeries, name: string, own: readonly DailyBar[]) {
  return new Map([...bars, [seriesId(name), own] as const]);
}
