import { isRate, type BarMark, type DailyBar, type SeriesId } from '../../domain/bar.js';
import { isTradingDay } from '../../domain/calendar.js';
import type { TradingDay } from '../../domain/trading-day.js';
import type { RawRow } from './price-rows.js';
import type { RowRefusal } from './row-refusal.js';
import { SHAPES, sourceOf, type ShapeId } from './shapes.js';

/** What was put right in a row that is taken. */
export type Repair =
  | 'widened' // high or low moved out to hold open and close
  | 'reordered' // the row stood after a later day
  | 'rescaled'; // quoted at ten times the price, as CFE did before 2007-03-26

export type Counts<Name extends string> = Partial<Record<Name, number>>;

export function count<Name extends string>(counts: Counts<Name>, name: Name, by = 1): void {
  if (by > 0) counts[name] = (counts[name] ?? 0) + by;
}

/** All that one file says of one series. */
export interface SeriesRows {
  readonly series: SeriesId;
  readonly shape: ShapeId;
  readonly file: string;
  /** In the file's own order. */
  readonly rows: readonly RawRow[];
  readonly refused: Counts<RowRefusal>;
}

/** One series, ready to store. `rows` = bars + all that was refused. */
export interface SettledSeries {
  readonly series: SeriesId;
  readonly rows: number;
  readonly bars: readonly DailyBar[];
  readonly repaired: Counts<Repair>;
  readonly refused: Counts<RowRefusal>;
}

interface Plausible {
  readonly min: number;
  readonly max: number;
  /** Largest believable ratio between the closes of neighbouring days, either way. */
  readonly ratio: number;
  /** Or, for rates that pass through zero, the largest believable step in points. */
  readonly step?: number;
}

/**
 * Wide of everything seen since 1990 (VIX closes 9.14–82.69; the largest day is VIX9D's
 * 18.86 → 59.34 on 2018-02-05), narrow enough to stop a slipped decimal point.
 */
function plausible(series: SeriesId): Plausible {
  // Percent a year; the federal funds rate was 22 at its highest, in 1981.
  if (isRate(series)) return { min: -5, max: 25, ratio: Infinity, step: 4 };
  switch (series as string) {
    case 'SPX':
      return { min: 100, max: 100_000, ratio: 1.6 };
    case 'SPY':
      return { min: 10, max: 10_000, ratio: 1.6 };
    case 'SKEW':
      return { min: 80, max: 300, ratio: 1.6 };
    case 'VVIX':
      return { min: 30, max: 400, ratio: 2.5 };
    // Since 2018; a coin has halved within two days, in March 2020.
    case 'BTC':
      return { min: 1_000, max: 10_000_000, ratio: 3 };
    case 'ETH':
      return { min: 20, max: 1_000_000, ratio: 3 };
    // Splits of one for four or five, and SVXY's fall of 83 % on 2018-02-06.
    case 'VXX':
    case 'SVXY':
      return { min: 0.1, max: 1_000_000, ratio: 8 };
    default:
      return { min: 3, max: 300, ratio: 3 };
  }
}

/** An open, high or low this many times off its own close is a typing error, not a market. */
const INTRADAY = { ratio: 8 };

const VVIX_FIRST_DAY = '2007-01-01';

function samePrices(a: RawRow, b: RawRow): boolean {
  return (
    a.open === b.open &&
    a.high === b.high &&
    a.low === b.low &&
    a.close === b.close &&
    a.volume === b.volume
  );
}

function farApart(a: number, b: number, limits: Pick<Plausible, 'ratio' | 'step'>): boolean {
  if (limits.step !== undefined) return Math.abs(a - b) > limits.step;
  return a > b * limits.ratio || b > a * limits.ratio;
}

/** A price that cannot be, looking at its own row alone. */
function impossible(row: RawRow, limits: Plausible): RowRefusal | null {
  if (row.close < limits.min || row.close > limits.max) return 'out-of-range';
  const others = [row.open, row.high, row.low];
  const absurd = others.some((price) => price !== null && farApart(price, row.close, INTRADAY));
  return absurd ? 'absurd-move' : null;
}

/**
 * True where a close stands alone: far from more than half of the other rows in the window of five
 * around it. A jump that the days after it confirm is none, and neither is the good day beside a
 * bad one.
 */
function standsAlone(rows: readonly RawRow[], index: number, limits: Plausible): boolean {
  const start = Math.max(0, Math.min(index - 2, rows.length - 5));
  const own = rows[index]?.close ?? NaN;
  const around = rows.slice(start, start + 5).filter((row) => row !== rows[index]);
  const far = around.filter(({ close }) => farApart(close, own, limits)).length;
  return around.length >= 2 && far > around.length / 2;
}

/** Days in order, each once. Two different rows of one day refuse each other. */
function byDay(file: SeriesRows, refused: Counts<RowRefusal>): RawRow[] {
  const groups = new Map<TradingDay, RawRow[]>();
  for (const row of file.rows) {
    const group = groups.get(row.day);
    if (group) group.push(row);
    else groups.set(row.day, [row]);
  }
  const once: RawRow[] = [];
  for (const group of groups.values()) {
    const [first, ...others] = group;
    if (first === undefined) continue;
    if (others.every((other) => samePrices(first, other))) {
      once.push(first);
      count(refused, 'duplicate', others.length);
    } else count(refused, 'conflict', group.length);
  }
  return once.sort((a, b) => (a.day < b.day ? -1 : 1));
}

/** Days of rows that stand after a later day; a file that runs backwards throughout has none. */
function outOfOrder(rows: readonly RawRow[]): Set<TradingDay> {
  const late = new Set<TradingDay>();
  let latest = '';
  let descents = 0;
  rows.forEach((row, index) => {
    const before = rows[index - 1];
    if (before && row.day < before.day) descents += 1;
    if (row.day < latest) late.add(row.day);
    if (row.day > latest) latest = row.day;
  });
  return descents > 0 && descents === rows.length - 1 ? new Set() : late;
}

/** Rows of one file that may be believed, in order of day. */
function believable(file: SeriesRows, refused: Counts<RowRefusal>): RawRow[] {
  const limits = plausible(file.series);
  const possible = byDay(file, refused).filter((row) => {
    const tooEarly = file.series === 'VVIX' && row.day < VVIX_FIRST_DAY;
    const refusal = tooEarly ? 'before-2007' : impossible(row, limits);
    if (refusal !== null) count(refused, refusal);
    return refusal === null;
  });
  return possible.filter((_, index) => {
    const alone = standsAlone(possible, index, limits);
    if (alone) count(refused, 'absurd-move');
    return !alone;
  });
}

/**
 * A row on a day without a regular session (VIX is computed overnight on most US market holidays
 * since 2022) is kept, because it is a true reading, and marked `holiday`: readers that pair it
 * with SPX, or count sessions, leave it out. Dropping it here would lose it for everybody.
 */
function toBar(row: RawRow, file: SeriesRows): { bar: DailyBar; widened: boolean } {
  const { open, close } = row;
  const prices = [open, row.high, row.low, close].filter((price) => price !== null);
  const high = row.high === null ? null : Math.max(...prices);
  const low = row.low === null ? null : Math.min(...prices);
  const widened = high !== row.high || low !== row.low;
  const marks: BarMark[] = [];
  if (row.high !== null && prices.every((price) => price === close)) marks.push('flat');
  if (widened) marks.push('repaired');
  if (row.carried) marks.push('carried');
  const { series, shape } = file;
  if (shape !== 'utc-days' && !isTradingDay(row.day)) marks.push('holiday');
  const { day, volume } = row;
  const source = sourceOf(shape);
  return { bar: { series, day, open, high, low, close, volume, marks, source }, widened };
}

/**
 * Which file wins a day that several have: the better shape (`SHAPES`: the earlier published
 * official settlements before later compilations), then the longer reach into the past, then more
 * rows. The path decides only between files that are alike in all of that.
 */
function byTrust(a: SeriesRows, b: SeriesRows): number {
  const first = (file: SeriesRows) =>
    file.rows.reduce<string>((least, row) => (row.day < least ? row.day : least), '9999');
  return (
    SHAPES.indexOf(a.shape) - SHAPES.indexOf(b.shape) ||
    first(a).localeCompare(first(b)) ||
    b.rows.length - a.rows.length ||
    a.file.localeCompare(b.file)
  );
}

/**
 * Joins all files of one series into one bar a day: repairs, marks, and refuses what cannot be
 * believed or what a better file has. The same row in a second file of the same shape is a
 * `duplicate`; any other day that a better file has is an `overlap`, whether or not they agree.
 */
export function settleSeries(series: SeriesId, files: readonly SeriesRows[]): SettledSeries {
  const refused: Counts<RowRefusal> = {};
  const repaired: Counts<Repair> = {};
  const taken = new Map<TradingDay, { row: RawRow; shape: ShapeId; bar: DailyBar }>();
  let rows = 0;
  for (const file of [...files].sort(byTrust)) {
    rows += file.rows.length;
    for (const [reason, n] of Object.entries(file.refused) as [RowRefusal, number][]) {
      rows += n;
      count(refused, reason, n);
    }
    const late = outOfOrder(file.rows);
    for (const row of believable(file, refused)) {
      const known = taken.get(row.day);
      if (known) {
        const same = known.shape === file.shape && samePrices(known.row, row);
        count(refused, same ? 'duplicate' : 'overlap');
        continue;
      }
      const { bar, widened } = toBar(row, file);
      if (widened) count(repaired, 'widened');
      if (late.has(row.day)) count(repaired, 'reordered');
      if (row.rescaled) count(repaired, 'rescaled');
      taken.set(row.day, { row, shape: file.shape, bar });
    }
  }
  const bars = [...taken.values()].map(({ bar }) => bar);
  bars.sort((a, b) => (a.day < b.day ? -1 : 1));
  return { series, rows, bars, repaired, refused };
}
