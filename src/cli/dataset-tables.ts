import { seriesId, type DailyBar, type SeriesId } from '../engine/domain/bar.js';
import type { TradingDay } from '../engine/domain/trading-day.js';
import { FEATURE_NAMES } from '../engine/features/catalog.js';
import type { FeatureRow } from '../engine/features/compute.js';
import type { LabelRow } from '../engine/features/labels.js';
import type { Split } from '../engine/features/splits.js';

type Cell = string | number | null;

/** Fields hold no commas or quotes; numbers are the shortest text that reads back the same. */
function csv(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const lines = rows.map((row) => row.map((cell) => (cell === null ? '' : String(cell))).join(','));
  return `${[header.join(','), ...lines].join('\n')}\n`;
}

export function featuresCsv(rows: readonly FeatureRow[]): string {
  return csv(
    ['day', ...FEATURE_NAMES, 'term_source', 'equity_source'],
    rows.map((row) => [row.day, ...row.values, row.termSource, row.equitySource]),
  );
}

export function labelsCsv(rows: readonly LabelRow[]): string {
  return csv(
    [
      'day',
      'end21',
      'within21',
      'touch30',
      'vix_in_21',
      'lowest_in_30',
      'sessions_to_touch',
      'known_on',
      'episode',
    ],
    rows.map((row) => [
      row.day,
      row.end21,
      row.within21,
      row.touch30,
      row.vixIn21,
      row.lowestIn30,
      row.sessionsToTouch,
      row.knownOn,
      row.episode,
    ]),
  );
}

export function splitsCsv(splits: readonly Split[]): string {
  return csv(
    ['year', 'train_from', 'train_to', 'test_from', 'test_to', 'train_rows', 'test_rows'],
    splits.map((split) => [
      split.year,
      split.trainFrom,
      split.trainTo,
      split.testFrom,
      split.testTo,
      split.trainRows,
      split.testRows,
    ]),
  );
}

/** Levels beside the features, for pricing and for other models: closes, futures settlements. */
export const MARKET_SERIES: readonly SeriesId[] = [
  ...['VIX', 'VIX9D', 'VIX3M', 'VVIX', 'SKEW', 'SPX', 'SPY', 'VXX', 'SVXY', 'DFF', 'DGS3MO'],
  ...['VX1', 'VX2', 'VX3', 'VX4', 'VX5', 'VX6', 'VX7', 'VX8'],
].map(seriesId);

export function marketCsv(
  days: readonly TradingDay[],
  barsOf: (series: SeriesId) => readonly DailyBar[],
): string {
  const closes = MARKET_SERIES.map(
    (series) => new Map(barsOf(series).map(({ day, close }) => [day, close])),
  );
  return csv(
    ['day', ...MARKET_SERIES.map((series) => series.toLowerCase())],
    days.map((day) => [day, ...closes.map((of) => of.get(day) ?? null)]),
  );
}
