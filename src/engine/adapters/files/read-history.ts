import { relative } from 'node:path';
import type { SeriesId } from '../../domain/bar.js';
import type { TradingDay } from '../../domain/trading-day.js';
import {
  isRefused,
  readRow,
  type DayStyle,
  type RawRow,
  type ReadRow,
  type RefusedRow,
} from './price-rows.js';
import type { RowRefusal } from './row-refusal.js';
import { UNRANKED } from './contract-rows.js';
import { HourCombiner, isHour } from './hourly-rows.js';
import { seriesOfCloses, seriesOfName } from './series-name.js';
import {
  count,
  settleSeries,
  type Counts,
  type SeriesRows,
  type SettledSeries,
} from './settle-rows.js';
import { HOURS_LAYOUT, recogniseHeader, splitRow, splitRows, type Layout } from './shapes.js';
import {
  MAX_LINE_CHARS,
  readLines,
  textMembers,
  type ReadEnd,
  type TextMember,
} from './text-lines.js';
import { walkFiles } from './walk.js';

/** Why a file, or one entry of a zip archive, gave no rows. None of them is an error. */
export type PassedOver =
  | 'empty'
  | 'unknown-shape'
  | 'unknown-series' // a known shape, but neither name nor closes say which series
  | 'duplicate-header' // a column is named twice
  | 'day-first-dates' // DD/MM/YYYY would be misread
  | 'too-large'
  | 'damaged'
  | 'unreadable';

export interface HistoryProgress {
  readonly done: number;
  readonly total: number;
}

/** All that a folder holds. Files inside an archive count one each. */
export interface HistoryFiles {
  readonly filesRead: number;
  readonly passedOver: Counts<PassedOver>;
  /** Ascending by name. */
  readonly series: readonly SettledSeries[];
}

/** A header is looked for in this many lines: some files begin with a notice. */
const HEADER_LINES = 5;
/** Ten times the longest daily history there can be; a longer file is no daily history. */
const MAX_ROWS = 100_000;
const BATCH_LINES = 500;

/** Reads one text: looks for a header, then turns lines into rows. */
class FileReader {
  private layout: Layout | null = null;
  private lines = 0;
  private batch: string[] = [];
  private readonly rows: ReadRow[] = [];
  private readonly hours = new HourCombiner();
  private fault: PassedOver | null = null;

  constructor(private readonly today: TradingDay | null) {}

  take(line: string): 'go-on' | 'stop' {
    this.lines += 1;
    if (this.layout === null) return this.lookForHeader(line);
    if (this.layout.shape === 'hours') {
      this.hours.take(line);
      return this.enough(this.lines);
    }
    if (this.enough(this.rows.length + this.batch.length) === 'stop') return 'stop';
    if (line.includes('"')) {
      this.parseBatch();
      this.rows.push(readRow(splitRow(line), this.layout, this.today));
      return 'go-on';
    }
    this.batch.push(line);
    if (this.batch.length >= BATCH_LINES) this.parseBatch();
    return 'go-on';
  }

  finish(end: ReadEnd): { layout: Layout; rows: readonly ReadRow[] } | PassedOver {
    if (this.fault !== null) return this.fault;
    if (this.layout === null) {
      if (end === 'damaged' || end === 'unreadable') return end;
      return this.lines === 0 ? 'empty' : 'unknown-shape';
    }
    if (end === 'unreadable') return 'unreadable';
    this.parseBatch();
    const days = this.hours.rows().map((row): ReadRow => {
      return { style: 'iso', cells: [this.notLater(row)], series: null };
    });
    return { layout: this.layout, rows: [...this.rows, ...days] };
  }

  private notLater(row: RawRow | RefusedRow): RawRow | RefusedRow {
    const later = !isRefused(row) && this.today !== null && row.day > this.today;
    return later ? { refusal: 'future-day' } : row;
  }

  private enough(rows: number): 'go-on' | 'stop' {
    if (rows < MAX_ROWS) return 'go-on';
    this.fault = 'too-large';
    return 'stop';
  }

  private lookForHeader(line: string): 'go-on' | 'stop' {
    const found = recogniseHeader(line);
    if (found === 'duplicate-header') {
      this.fault = found;
      return 'stop';
    }
    if (found === null && isHour(line)) {
      this.layout = HOURS_LAYOUT;
      this.hours.take(line);
      return 'go-on';
    }
    this.layout = found;
    // An endless line is no notice but something else altogether: read no further.
    const hopeless = this.lines >= HEADER_LINES || line.length > MAX_LINE_CHARS;
    return found === null && hopeless ? 'stop' : 'go-on';
  }

  /** Lines without quotes are split together: a tenth of the cost of one at a time. */
  private parseBatch(): void {
    if (this.layout === null || this.batch.length === 0) return;
    for (const fields of splitRows(this.batch)) {
      this.rows.push(readRow(fields, this.layout, this.today));
    }
    this.batch = [];
  }
}

/** A column of times or words under a known header: not daily after all. */
function hasNoDay({ cells }: ReadRow): boolean {
  return cells.every((cell) => isRefused(cell) && cell.refusal === 'bad-date');
}

function isDayFirst(rows: readonly ReadRow[]): boolean {
  const counts: Counts<DayStyle> = {};
  for (const { style } of rows) count(counts, style);
  return (counts['day-first'] ?? 0) > (counts['month-first'] ?? 0);
}

function nameSeries(layout: Layout, rows: readonly ReadRow[], name: string): SeriesId | null {
  const named = seriesOfName(name);
  if (named !== null) return named;
  const closes = new Map<string, number>();
  for (const { cells } of rows) {
    const [cell] = cells;
    if (cell && !isRefused(cell)) closes.set(cell.day, cell.close);
  }
  return layout.prices.length === 1 ? seriesOfCloses((day) => closes.get(day) ?? null) : null;
}

/** Rows of one file by the series that each is of. */
function bySeriesOfRow(rows: readonly ReadRow[], fallback: SeriesId): Map<SeriesId, ReadRow[]> {
  const groups = new Map<SeriesId, ReadRow[]>();
  for (const row of rows) {
    const series = row.series ?? fallback;
    const group = groups.get(series);
    if (group) group.push(row);
    else groups.set(series, [row]);
  }
  return groups;
}

/** A file whose checksum fails may hold wrong digits anywhere: every row of it is refused. */
function columnRows(rows: readonly ReadRow[], column: number, end: ReadEnd) {
  const refused: Counts<RowRefusal> = {};
  const kept: RawRow[] = [];
  for (const { cells } of rows) {
    const cell = cells[column];
    if (cell === undefined) continue;
    if (end === 'damaged') count(refused, 'damaged-file');
    else if (isRefused(cell)) count(refused, cell.refusal);
    else kept.push(cell);
  }
  return { rows: kept, refused };
}

async function readMember(
  member: TextMember,
  file: string,
  today: TradingDay | null,
): Promise<SeriesRows[] | PassedOver> {
  const reader = new FileReader(today);
  const end = await readLines(member, (line) => reader.take(line));
  const read = reader.finish(end);
  if (typeof read === 'string') return read;
  const { layout, rows } = read;
  if (isDayFirst(rows)) return 'day-first-dates';
  if (rows.length > 0 && rows.every(hasNoDay)) return 'unknown-shape';
  const found: SeriesRows[] = [];
  if (layout.contractColumn !== null) {
    for (const [series, own] of bySeriesOfRow(rows, UNRANKED)) {
      found.push({ series, shape: layout.shape, file, ...columnRows(own, 0, end) });
    }
    return found;
  }
  for (const [column, { series }] of layout.prices.entries()) {
    const named = series ?? nameSeries(layout, rows, member.name);
    if (named === null) return 'unknown-series';
    found.push({ series: named, shape: layout.shape, file, ...columnRows(rows, column, end) });
  }
  return found;
}

/**
 * Reads every daily history under a directory: plain, gzip and zip, whatever the files are called
 * and wherever they lie. A file is known by its header; its name matters only where the header does
 * not say which series it holds.
 *
 * @param options.today rows dated later are refused; null accepts any day.
 * @returns null where the directory cannot be listed.
 */
export async function readHistory(options: {
  readonly directory: string;
  readonly today: TradingDay | null;
  readonly onProgress: (progress: HistoryProgress) => void;
}): Promise<HistoryFiles | null> {
  const { directory, today, onProgress } = options;
  const paths = await walkFiles(directory);
  if (paths === null) return null;
  const passedOver: Counts<PassedOver> = {};
  const bySeries = new Map<SeriesId, SeriesRows[]>();
  let filesRead = 0;
  for (const [index, path] of paths.entries()) {
    for (const member of await textMembers(path)) {
      const file = relative(directory, path);
      const read = typeof member === 'string' ? member : await readMember(member, file, today);
      if (typeof read === 'string') {
        count(passedOver, read);
        continue;
      }
      filesRead += 1;
      for (const rows of read) {
        bySeries.set(rows.series, [...(bySeries.get(rows.series) ?? []), rows]);
      }
    }
    onProgress({ done: index + 1, total: paths.length });
  }
  const names = [...bySeries.keys()].sort();
  const series = names.map((name) => settleSeries(name, bySeries.get(name) ?? []));
  return { filesRead, passedOver, series };
}
