import type { SeriesId } from '../../domain/bar.js';
import { err, ok, type Result } from '../../domain/result.js';
import { parseDay, weekday, type TradingDay } from '../../domain/trading-day.js';
import { inPoints, seriesOfContract, UNRANKED } from './contract-rows.js';
import type { RowRefusal } from './row-refusal.js';
import type { Layout, PriceColumns } from './shapes.js';
import { BAD_CHARACTER } from './text-lines.js';

/** Prices of one day as a file gives them, with numbers read but nothing repaired. */
export interface RawRow {
  readonly day: TradingDay;
  readonly open: number | null;
  readonly high: number | null;
  readonly low: number | null;
  readonly close: number;
  readonly volume: number | null;
  /** The file carried the value over from the nearer contract. */
  readonly carried: boolean;
  /** The file quotes ten times the price. */
  readonly rescaled: boolean;
}

export interface RefusedRow {
  readonly refusal: RowRefusal;
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,2})?$/i;
const THOUSANDS = /^[+-]?\d{1,3}(,\d{3})+(\.\d*)?$/;

/**
 * Undoes single precision: 437.059998 and 359.69000244140625 are the nearest single-precision
 * numbers to 437.06 and 359.69, so the cents are what was meant. Sixteenths of the years before
 * decimal prices (43.9375) are no such neighbours and stay. This loses nothing, so it is reading,
 * not a repair, and is not counted as one.
 */
export function withoutSingleNoise(value: number): number {
  const cents = Math.round(value * 100) / 100;
  return Math.fround(cents) === Math.fround(value) ? cents : value;
}

type Kind = Layout['kind'];

/** What writers put where they have no figure. */
const ABSENT = /^(N\/?A|NAN|NULL)$/i;

function readPrice(field: string | undefined, kind: Kind): Result<number, RowRefusal> {
  const text = (field ?? '').trim();
  if (text === '' || text === '.' || (kind === 'rates' && ABSENT.test(text))) {
    return err('blank-price');
  }
  if (THOUSANDS.test(text)) return err('thousands-separator');
  if (!NUMBER.test(text)) return err('bad-number');
  const value = Number(text);
  if (!Number.isFinite(value)) return err('bad-number');
  if (kind === 'rates') return ok(value);
  return value > 0 ? ok(withoutSingleNoise(value)) : err('not-positive');
}

/** A blank volume is unknown, not wrong. */
function readVolume(field: string | undefined): Result<number | null, RowRefusal> {
  const text = (field ?? '').trim();
  if (text === '') return ok(null);
  const value = NUMBER.test(text) ? Number(text) : NaN;
  return value >= 0 && Number.isFinite(value) ? ok(value) : err('bad-volume');
}

/** How a file writes its days: tells month-first from day-first where the day exceeds 12. */
export type DayStyle = 'iso' | 'month-first' | 'day-first' | 'either';

const SLASHED = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/;
const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ]00:00(?::00)?)?$/;

/** Reads `YYYY-MM-DD` (also with midnight after it) or `MM/DD/YYYY`. */
export function readDay(text: string): { day: TradingDay | null; style: DayStyle } {
  const iso = ISO.exec(text.trim());
  if (iso) return { day: parseDay(iso[1] ?? ''), style: 'iso' };
  const slashed = SLASHED.exec(text.trim());
  if (!slashed) return { day: null, style: 'either' };
  const [, month = '', dayOfMonth = '', year = ''] = slashed;
  const day = parseDay(`${year}-${month.padStart(2, '0')}-${dayOfMonth.padStart(2, '0')}`);
  if (Number(month) > 12) return { day: null, style: 'day-first' };
  return { day, style: Number(dayOfMonth) > 12 ? 'month-first' : 'either' };
}

function checkDay(
  day: TradingDay | null,
  today: TradingDay | null,
  shape: Layout['shape'],
): RowRefusal | null {
  if (day === null) return 'bad-date';
  if (day < '1990-01-01') return 'before-1990';
  if (today !== null && day > today) return 'future-day';
  const on = weekday(day);
  return shape !== 'utc-days' && (on === 0 || on === 6) ? 'weekend' : null;
}

function readCells(
  fields: readonly string[],
  { columns, kind }: { readonly columns: PriceColumns; readonly kind: Kind },
): Result<Omit<RawRow, 'day' | 'carried' | 'rescaled'>, RowRefusal> {
  const optional = (column: number | null): Result<number | null, RowRefusal> =>
    column === null ? ok(null) : readPrice(fields[column], kind);
  const open = optional(columns.open);
  const high = optional(columns.high);
  const low = optional(columns.low);
  const close = readPrice(fields[columns.close], kind);
  const volume = columns.volume === null ? ok(null) : readVolume(fields[columns.volume]);
  if (!open.ok) return open;
  if (!high.ok) return high;
  if (!low.ok) return low;
  if (!close.ok) return close;
  if (!volume.ok) return volume;
  const prices = { open: open.value, high: high.value, low: low.value, close: close.value };
  return ok({ ...prices, volume: volume.value });
}

export interface ReadRow {
  readonly style: DayStyle;
  /** One outcome a price column group, in the layout's order. */
  readonly cells: readonly (RawRow | RefusedRow)[];
  /** Which series this row is of, where the rows of one file differ in that; else null. */
  readonly series: SeriesId | null;
}

export function isRefused(cell: RawRow | RefusedRow): cell is RefusedRow {
  return 'refusal' in cell;
}

/**
 * In files of settlements the column after the last listed contract repeats the one before it:
 * VX8 equal to VX7 to the last digit is taken for such a filling. Of 260 such days up to August
 * 2020 the contracts' own files show 173 without an eighth contract; on the rest the two agreed.
 */
function markCarried(cells: (RawRow | RefusedRow)[], series: readonly (SeriesId | null)[]): void {
  const last = cells.length - 1;
  const [eighth, seventh] = [cells[last], cells[last - 1]];
  if (series[last] !== 'VX8' || !eighth || !seventh) return;
  if (isRefused(eighth) || isRefused(seventh) || eighth.close !== seventh.close) return;
  cells[last] = { ...eighth, carried: true };
}

/** One contract's settlement of one day, under the rank that it has on that day. */
function readContract(
  day: TradingDay,
  cell: RawRow | RefusedRow,
  contract: string,
): Pick<ReadRow, 'cells' | 'series'> {
  const refused = (refusal: RowRefusal) => ({ cells: [{ refusal }], series: UNRANKED });
  const found = seriesOfContract(contract, day);
  if ('refusal' in found) return refused(found.refusal);
  if (isRefused(cell)) {
    const absent = cell.refusal === 'not-positive' || cell.refusal === 'blank-price';
    return refused(absent ? 'no-settlement' : cell.refusal);
  }
  const { points, rescaled } = inPoints(cell.close, day);
  return { cells: [{ ...cell, close: points, rescaled }], series: found.series };
}

/** Some writers end every row with a comma. */
function withoutTrailingComma(fields: readonly string[], columnCount: number): readonly string[] {
  const trailing = fields.length === columnCount + 1 && fields.at(-1)?.trim() === '';
  return trailing ? fields.slice(0, columnCount) : fields;
}

/** @param today rows of later days are refused; null accepts any day. */
export function readRow(
  given: readonly string[] | null,
  layout: Layout,
  today: TradingDay | null,
): ReadRow {
  const { contractColumn, kind } = layout;
  const all = (refusal: RowRefusal, style: DayStyle = 'either'): ReadRow => ({
    style,
    cells: layout.prices.map(() => ({ refusal })),
    series: contractColumn === null ? null : UNRANKED,
  });
  if (given === null || given.some((field) => field.includes(BAD_CHARACTER))) {
    return all('bad-text');
  }
  const fields = withoutTrailingComma(given, layout.columnCount);
  const upper = fields.map((field) => field.trim().toUpperCase());
  if (layout.header.every((name, index) => upper[index] === name)) return all('repeated-header');
  if (fields.length !== layout.columnCount) return all('ragged');
  const { day, style } = readDay(fields[layout.dateColumn] ?? '');
  const refusal = checkDay(day, today, layout.shape);
  if (day === null || refusal !== null) return all(refusal ?? 'bad-date', style);
  const cells = layout.prices.map(({ columns }): RawRow | RefusedRow => {
    const read = readCells(fields, { columns, kind });
    if (!read.ok) return { refusal: read.error };
    return { day, ...read.value, carried: false, rescaled: false };
  });
  const [only] = cells;
  if (contractColumn !== null && only) {
    return { style, ...readContract(day, only, fields[contractColumn] ?? '') };
  }
  if (layout.shape === 'vx-settlements') {
    markCarried(
      cells,
      layout.prices.map(({ series }) => series),
    );
  }
  return { style, cells, series: null };
}
