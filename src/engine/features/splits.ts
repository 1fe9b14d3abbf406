import { addDays, type TradingDay } from '../domain/trading-day.js';
import type { LabelRow } from './labels.js';

/** Calendar days between the last training day and the first tested one. */
export const EMBARGO_DAYS = 45;

/** One year that is predicted from what was known 45 days before it began. */
export interface Split {
  readonly year: number;
  readonly trainFrom: TradingDay;
  readonly trainTo: TradingDay;
  readonly testFrom: TradingDay;
  readonly testTo: TradingDay;
  readonly trainRows: number;
  readonly testRows: number;
}

/** May a day be trained on for a test that begins on `testFrom`? */
function trainable(row: LabelRow, testFrom: TradingDay): boolean {
  // Purge: its labels were known before the test began. Embargo: it lies 45 days before.
  const purged = row.knownOn === null || row.knownOn >= testFrom;
  return !purged && addDays(row.day, EMBARGO_DAYS) <= testFrom;
}

/** Walk-forward splits, one a calendar year, ascending; years without earlier days are left out. */
export function splitsByYear(rows: readonly LabelRow[]): readonly Split[] {
  const years = new Map<number, LabelRow[]>();
  for (const row of rows) {
    const year = Number(row.day.slice(0, 4));
    years.set(year, [...(years.get(year) ?? []), row]);
  }
  const splits: Split[] = [];
  for (const [year, tested] of years) {
    const [first, last] = [tested[0], tested.at(-1)];
    if (!first || !last) continue;
    const trained = rows.filter((row) => trainable(row, first.day));
    const [trainFrom, trainTo] = [trained[0]?.day, trained.at(-1)?.day];
    if (trainFrom === undefined || trainTo === undefined) continue;
    splits.push({
      year,
      trainFrom,
      trainTo,
      testFrom: first.day,
      testTo: last.day,
      trainRows: trained.length,
      testRows: tested.length,
    });
  }
  return splits;
}
