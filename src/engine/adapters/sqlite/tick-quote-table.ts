import type { Database } from 'better-sqlite3';
import { mayHaveMissed, type DataGap } from '../../domain/data-gap.js';
import type { InstrumentId } from '../../domain/instrument.js';
import type { EpochMs } from '../../domain/units.js';
import { ROW_WIDTH, type PackedQuotes } from './tick-batch.js';
import { fromStored, toStored } from './tick-figures.js';
import type { QuotesFound, TickCalls } from './tick-messages.js';
import type { TickNames } from './tick-names.js';
import { ListedOptions } from './tick-options.js';

/** Figures of `ticks` in the order of a packed quote. */
const MARKET = 'bid, ask, bid_size, ask_size, last, prev_close';
const VENUE = 'underlying_price, mark_price, mark_iv, open_interest, funding_now_8h, funding_8h';
const BODY = `${MARKET}, delay_ms, source, ${VENUE}`;
const BODY_WIDTH = ROW_WIDTH - 2;
/** Columns of `BODY` that are stored as they are. */
const DELAY_AT = 6;
const SOURCE_AT = 7;

type Figure = number | null;
type Row = readonly Figure[];

function prepareStatements(db: Database) {
  const selected = `SELECT at_ms, ${BODY} FROM ticks WHERE instrument = ?`;
  return {
    insert: db.prepare<Figure[]>(
      `INSERT INTO ticks (instrument, at_ms, n, ${BODY})
       VALUES (${'?, '.repeat(BODY_WIDTH + 2)}?) ON CONFLICT DO NOTHING`,
    ),
    sameInstant: db
      .prepare<[number, number], Row>(
        `SELECT ${BODY} FROM ticks WHERE instrument = ? AND at_ms = ? ORDER BY n`,
      )
      .raw(),
    nextN: db
      .prepare<[number, number], number>(
        'SELECT max(n) + 1 FROM ticks WHERE instrument = ? AND at_ms = ?',
      )
      .pluck(),
    span: db
      .prepare<[number, number, number], Row>(
        `${selected} AND at_ms >= ? AND at_ms < ? ORDER BY at_ms, n`,
      )
      .raw(),
    newest: db
      .prepare<[number, number, number], Row>(
        `${selected} AND at_ms <= ? AND at_ms >= ? ORDER BY at_ms DESC, n DESC LIMIT 1`,
      )
      .raw(),
    addRows: db.prepare<[number]>('UPDATE tick_count SET rows = rows + ?'),
    rows: db.prepare<[], number>('SELECT rows FROM tick_count').pluck(),
  };
}

/** Every quote at the kept resolution; lives in the worker. */
export class QuoteTable {
  private readonly sql: ReturnType<typeof prepareStatements>;
  private readonly listed: ListedOptions;

  constructor(
    db: Database,
    private readonly names: TickNames,
  ) {
    this.sql = prepareStatements(db);
    this.listed = new ListedOptions(names.instruments);
  }

  get rows(): number {
    return this.sql.rows.get() ?? 0;
  }

  /** To be called in a transaction. @returns the earliest instant written; infinite where nothing was. */
  write(batches: readonly PackedQuotes[]): EpochMs {
    let added = 0;
    let earliestMs = Infinity;
    for (const { values, rows } of batches) {
      for (let row = 0; row < rows; row++) {
        const at = row * ROW_WIDTH;
        earliestMs = Math.min(earliestMs, values[at + 1] ?? NaN);
        added += this.writeRow(values, at);
      }
    }
    if (added === 0) return Infinity;
    this.sql.addRows.run(added);
    return earliestMs;
  }

  span({ instrument, fromMs, toMs }: TickCalls['ticks']['in']): QuotesFound {
    const id = this.names.instruments.id(instrument);
    const found = id === null ? [] : this.sql.span.all(id, fromMs, toMs);
    const values = new Float64Array(found.length * ROW_WIDTH);
    found.forEach((row, n) => packRow(values, { row, n, instrument: 0 }));
    const sources = this.names.sources.byId();
    return { packed: { values, rows: found.length }, instruments: [instrument], sources };
  }

  /** One seek an option, each to a page of its own; `gaps` are those that touch the span. */
  optionsAt(
    { roots, atMs, withinMs }: TickCalls['optionsAt']['in'],
    gaps: readonly DataGap[],
  ): QuotesFound {
    const sources = this.names.sources.byId();
    const listed = this.listed.at(roots, atMs);
    const values = new Float64Array(listed.length * ROW_WIDTH);
    const instruments: string[] = [];
    for (const { id, name } of listed) {
      const row = this.sql.newest.get(id, atMs, atMs - withinMs);
      if (!row) continue;
      const feed = sources[row[1 + SOURCE_AT] ?? NaN] ?? '';
      const instrument = name as InstrumentId;
      const unseen = { feed, instrument, afterMs: row[0] ?? NaN, beforeMs: atMs };
      if (gaps.some((gap) => mayHaveMissed(gap, unseen))) continue;
      const n = instruments.push(name) - 1;
      packRow(values, { row, n, instrument: n });
    }
    const rows = instruments.length;
    return { packed: { values: values.slice(0, rows * ROW_WIDTH), rows }, instruments, sources };
  }

  /** @returns the number of rows added: an exact repeat of a quote is kept once. */
  private writeRow(values: Float64Array, at: number): 0 | 1 {
    const instrument = this.names.instruments.idAt(values[at] ?? NaN);
    const atMs = values[at + 1] ?? NaN;
    const body: Figure[] = [];
    for (let column = 0; column < BODY_WIDTH; column++) {
      const value = values[at + 2 + column] ?? NaN;
      if (column === SOURCE_AT) body.push(this.names.sources.idAt(value));
      else body.push(column === DELAY_AT ? value : toStored(value));
    }
    if (this.sql.insert.run(instrument, atMs, 0, ...body).changes === 1) return 1;
    const same = this.sql.sameInstant.all(instrument, atMs);
    if (same.some((other) => other.every((figure, n) => figure === body[n]))) return 0;
    const n = this.sql.nextN.get(instrument, atMs) ?? 0;
    this.sql.insert.run(instrument, atMs, n, ...body);
    return 1;
  }
}

/** Lays a row of `at_ms` and `BODY` out as the n-th packed quote. */
function packRow(
  values: Float64Array,
  of: { readonly row: Row; readonly n: number; readonly instrument: number },
): void {
  const at = of.n * ROW_WIDTH;
  values[at] = of.instrument;
  of.row.forEach((figure, column) => {
    const plain = column === 0 || column - 1 === DELAY_AT || column - 1 === SOURCE_AT;
    values[at + 1 + column] = plain ? (figure ?? NaN) : fromStored(figure);
  });
}
