import type { Database } from 'better-sqlite3';
import type { BarMark, DailyBar, SeriesId } from '../../domain/bar.js';
import type { TradingDay } from '../../domain/trading-day.js';
import type { EpochMs } from '../../domain/units.js';
import type { BarWrite, Retention } from '../../ports/tick-store.js';
import { databaseBytes } from './open.js';
import { ROW_WIDTH, type PackedQuotes } from './tick-batch.js';
import { fromStored, toStored } from './tick-figures.js';
import type { TickCalls } from './tick-messages.js';
import { TickThinner } from './tick-thinning.js';

type Figure = number | null;
/** Columns of `ticks` in the order of the table, without the key. */
type Body = [Figure, Figure, Figure, Figure, Figure, Figure, number, number];

interface BarRow {
  readonly series: SeriesId;
  readonly day: TradingDay;
  readonly open: Figure;
  readonly high: Figure;
  readonly low: Figure;
  readonly close: number;
  readonly volume: Figure;
  readonly marks: string;
  readonly source: string;
}

const BODY = 'bid, ask, bid_size, ask_size, last, prev_close, delay_ms, source';
const BAR = 'series, day, open, high, low, close, volume, marks, source';

function prepareStatements(db: Database) {
  return {
    insert: db.prepare<[number, number, number, ...Body]>(
      `INSERT INTO ticks (instrument, at_ms, n, ${BODY}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO NOTHING`,
    ),
    sameInstant: db
      .prepare<[number, number], Body>(
        `SELECT ${BODY} FROM ticks WHERE instrument = ? AND at_ms = ? ORDER BY n`,
      )
      .raw(),
    ticks: db
      .prepare<[number, number, number], [number, ...Body]>(
        `SELECT at_ms, ${BODY} FROM ticks WHERE instrument = ? AND at_ms >= ? AND at_ms < ?
         ORDER BY at_ms, n`,
      )
      .raw(),
    nextN: db
      .prepare<[number, number], number>(
        'SELECT max(n) + 1 FROM ticks WHERE instrument = ? AND at_ms = ?',
      )
      .pluck(),
    addRows: db.prepare<[number]>('UPDATE tick_count SET rows = rows + ?'),
    rows: db.prepare<[], number>('SELECT rows FROM tick_count').pluck(),
    bar: db.prepare<[string, string], BarRow>(
      `SELECT ${BAR} FROM bars WHERE series = ? AND day = ?`,
    ),
    bars: db.prepare<[string], BarRow>(`SELECT ${BAR} FROM bars WHERE series = ? ORDER BY day`),
    putBar: db.prepare<[BarRow]>(
      `INSERT OR REPLACE INTO bars (${BAR})
       VALUES (@series, @day, @open, @high, @low, @close, @volume, @marks, @source)`,
    ),
    series: db.prepare<[], SeriesId>('SELECT DISTINCT series FROM bars ORDER BY series').pluck(),
  };
}

/** Names of a table by id, and ids by the index that the main thread gave a name. */
class NameTable {
  private readonly names: string[] = [];
  private ids: number[] = [];
  private readonly add;
  private readonly find;
  private readonly all;

  constructor(db: Database, table: 'instruments' | 'sources') {
    this.add = db.prepare<[string]>(
      `INSERT INTO ${table} (name) VALUES (?) ON CONFLICT DO NOTHING`,
    );
    this.find = db.prepare<[string], number>(`SELECT id FROM ${table} WHERE name = ?`).pluck();
    this.all = db.prepare<[], [number, string]>(`SELECT id, name FROM ${table}`).raw();
  }

  mention(names: readonly string[]): void {
    this.names.push(...names);
  }

  /** The id of a mentioned name, given one where it had none. */
  idAt(index: number): number {
    const known = this.ids[index];
    if (known !== undefined) return known;
    const name = this.names[index];
    if (name === undefined) throw new Error(`no name was mentioned at ${index}`);
    this.add.run(name);
    const id = this.find.get(name);
    if (id === undefined) throw new Error(`a name got no id: ${name}`);
    this.ids[index] = id;
    return id;
  }

  /** Ids given in a transaction that was undone are not ids. */
  forgetIds(): void {
    this.ids = [];
  }

  id(name: string): number | null {
    return this.find.get(name) ?? null;
  }

  byId(): readonly string[] {
    const list: string[] = [];
    for (const [id, name] of this.all.all()) list[id] = name;
    return Array.from(list, (name) => (name as string | undefined) ?? '');
  }
}

/** All SQL of `ticks.db`; lives in the worker. */
export class TickDatabase {
  private readonly sql: ReturnType<typeof prepareStatements>;
  private readonly instruments: NameTable;
  private readonly sources: NameTable;
  private readonly thinner: TickThinner;

  constructor(
    readonly db: Database,
    retention: Retention,
  ) {
    this.sql = prepareStatements(db);
    this.instruments = new NameTable(db, 'instruments');
    this.sources = new NameTable(db, 'sources');
    this.thinner = new TickThinner(db, retention);
  }

  /** Learns new names; apart from `write`, because a batch that failed comes again without them. */
  mention(names: { readonly instruments: readonly string[]; readonly sources: readonly string[] }) {
    this.instruments.mention(names.instruments);
    this.sources.mention(names.sources);
  }

  /** All batches in one transaction, on disk when it returns. */
  write(batches: readonly PackedQuotes[]): void {
    const run = this.db.transaction(() => {
      let added = 0;
      let earliestMs = Infinity;
      for (const { values, rows } of batches) {
        for (let row = 0; row < rows; row++) {
          const at = row * ROW_WIDTH;
          earliestMs = Math.min(earliestMs, values[at + 1] ?? NaN);
          added += this.writeRow(values, at);
        }
      }
      if (added === 0) return;
      this.sql.addRows.run(added);
      this.thinner.noteWritten(earliestMs);
    });
    try {
      run.immediate();
    } catch (error) {
      this.instruments.forgetIds();
      this.sources.forgetIds();
      throw error;
    }
  }

  ticks(span: TickCalls['ticks']['in']): TickCalls['ticks']['out'] {
    const id = this.instruments.id(span.instrument);
    const found = id === null ? [] : this.sql.ticks.all(id, span.fromMs, span.toMs);
    const values = new Float64Array(found.length * ROW_WIDTH);
    found.forEach((row, n) => {
      const [atMs, ...body] = row;
      const at = n * ROW_WIDTH;
      values[at + 1] = atMs;
      for (let column = 0; column < 6; column++) {
        values[at + 2 + column] = fromStored(body[column] ?? null);
      }
      values[at + 8] = body[6];
      values[at + 9] = body[7];
    });
    return { packed: { values, rows: found.length }, sources: this.sources.byId() };
  }

  putBars(bars: readonly DailyBar[]): BarWrite {
    const run = this.db.transaction(() => {
      const count = { added: 0, changed: 0, unchanged: 0 };
      for (const bar of bars) count[this.putBar(bar)] += 1;
      return count;
    });
    return run.immediate();
  }

  bars(series: SeriesId): readonly DailyBar[] {
    return this.sql.bars.all(series).map((row) => ({
      ...row,
      marks: row.marks === '' ? [] : (row.marks.split(',') as BarMark[]),
    }));
  }

  series(): readonly SeriesId[] {
    return this.sql.series.all();
  }

  /** Yields between turns of bounded work. */
  compact(nowMs: EpochMs): Generator<undefined, void> {
    return this.thinner.compact(nowMs);
  }

  size(): TickCalls['size']['out'] {
    return { rows: this.sql.rows.get() ?? 0, diskBytes: databaseBytes(this.db) };
  }

  /** @returns the number of rows added: an exact repeat of a quote is kept once. */
  private writeRow(values: Float64Array, at: number): 0 | 1 {
    const instrument = this.instruments.idAt(values[at] ?? NaN);
    const atMs = values[at + 1] ?? NaN;
    const body: Body = [
      toStored(values[at + 2] ?? NaN),
      toStored(values[at + 3] ?? NaN),
      toStored(values[at + 4] ?? NaN),
      toStored(values[at + 5] ?? NaN),
      toStored(values[at + 6] ?? NaN),
      toStored(values[at + 7] ?? NaN),
      values[at + 8] ?? NaN,
      this.sources.idAt(values[at + 9] ?? NaN),
    ];
    if (this.sql.insert.run(instrument, atMs, 0, ...body).changes === 1) return 1;
    const same = this.sql.sameInstant.all(instrument, atMs);
    if (same.some((other) => other.every((figure, n) => figure === body[n]))) return 0;
    const n = this.sql.nextN.get(instrument, atMs) ?? 0;
    this.sql.insert.run(instrument, atMs, n, ...body);
    return 1;
  }

  private putBar(bar: DailyBar): keyof BarWrite {
    const row: BarRow = { ...bar, marks: bar.marks.join(',') };
    const old = this.sql.bar.get(bar.series, bar.day);
    if (old && (Object.keys(old) as (keyof BarRow)[]).every((field) => old[field] === row[field])) {
      return 'unchanged';
    }
    this.sql.putBar.run(row);
    return old ? 'changed' : 'added';
  }
}
