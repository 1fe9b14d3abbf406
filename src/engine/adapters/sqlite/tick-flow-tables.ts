import type { Database } from 'better-sqlite3';
import type { FlowItem } from '../../domain/flow-item.js';
import type { EpochMs } from '../../domain/units.js';
import { fromStored, toStored } from './tick-figures.js';
import { FLOW_CODES, FlowReader, NO_NAME, type PackedFlow } from './tick-flow.js';
import type { TickNames } from './tick-names.js';

type Figure = number | null;

export interface FlowSpan {
  readonly kind: FlowItem['kind'];
  readonly instrument: string;
  readonly fromMs: EpochMs;
  readonly toMs: EpochMs;
}

/** Of a print and an order book: which of one instrument and instant, counted from 0. */
function nextOf(db: Database, table: 'prints' | 'depths') {
  return db
    .prepare<[number, number], number>(
      `SELECT coalesce(max(n) + 1, 0) FROM ${table} WHERE instrument = ? AND at_ms = ?`,
    )
    .pluck();
}

function prepareStatements(db: Database) {
  type Span = [number, number, number];
  const inSpan = (column: string) =>
    `WHERE instrument = ? AND ${column} >= ? AND ${column} < ? ORDER BY ${column}`;
  return {
    nextPrint: nextOf(db, 'prints'),
    nextDepth: nextOf(db, 'depths'),
    putPrint: db.prepare<[number, number, number, Figure, Figure, Figure, Figure, number]>(
      'INSERT INTO prints VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    ),
    putDepth: db.prepare<[number, number, number, string, number]>(
      'INSERT INTO depths VALUES (?, ?, ?, ?, ?)',
    ),
    hasBar: db
      .prepare<[number, number, number], number>(
        'SELECT 1 FROM short_bars WHERE instrument = ? AND from_ms = ? AND period_ms = ?',
      )
      .pluck(),
    putBar: db.prepare<[number, number, number, ...Figure[]]>(
      'INSERT OR REPLACE INTO short_bars VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    ),
    prints: db
      .prepare<Span, [number, number, number, Figure, Figure, number]>(
        `SELECT at_ms, price, size, exchange, conditions, source FROM prints ${inSpan('at_ms')}, n`,
      )
      .raw(),
    depths: db
      .prepare<Span, [number, string, number]>(
        `SELECT at_ms, levels, source FROM depths ${inSpan('at_ms')}, n`,
      )
      .raw(),
    bars: db
      .prepare<Span, [number, number, ...Figure[]]>(
        `SELECT from_ms, period_ms, open, high, low, close, volume, vwap, trades, source
         FROM short_bars ${inSpan('from_ms')}, period_ms`,
      )
      .raw(),
  };
}

/** Prints, order books and short bars; lives in the worker. */
export class FlowTables {
  private readonly sql: ReturnType<typeof prepareStatements>;

  constructor(
    db: Database,
    private readonly names: TickNames,
  ) {
    this.sql = prepareStatements(db);
  }

  /** To be called in a transaction. @returns rows added, by kind. */
  write({ values, items }: PackedFlow): Record<FlowItem['kind'], number> {
    const added = { print: 0, bar: 0, depth: 0 };
    const reader = new FlowReader(values);
    for (let item = 0; item < items; item++) {
      const code = reader.next();
      const instrument = this.names.instruments.idAt(reader.next());
      if (code === FLOW_CODES.print) added.print += this.writePrint(reader, instrument);
      else if (code === FLOW_CODES.bar) added.bar += this.writeBar(reader, instrument);
      else added.depth += this.writeDepth(reader, instrument);
    }
    return added;
  }

  /** Items of a span as `FlowWriter` lays them out; names are ids. */
  read(span: FlowSpan): PackedFlow {
    const id = this.names.instruments.id(span.instrument);
    if (id === null) return { values: new Float64Array(0), items: 0 };
    const rows = this.rowsOf(span.kind, [id, span.fromMs, span.toMs]);
    const values = new Float64Array(rows.reduce((sum, row) => sum + row.length + 2, 0));
    let at = 0;
    for (const row of rows) {
      values[at] = FLOW_CODES[span.kind];
      values.set(row, at + 2);
      at += row.length + 2;
    }
    return { values, items: rows.length };
  }

  private rowsOf(
    kind: FlowItem['kind'],
    span: [number, number, number],
  ): readonly (readonly number[])[] {
    if (kind === 'print') {
      return this.sql.prints
        .all(...span)
        .map(([atMs, price, size, exchange, conditions, source]) => [
          ...[atMs, fromStored(price), fromStored(size)],
          ...[exchange ?? NO_NAME, conditions ?? NO_NAME, source],
        ]);
    }
    if (kind === 'depth') {
      return this.sql.depths
        .all(...span)
        .map(([atMs, levels, source]) => [
          ...[atMs, ...(JSON.parse(levels) as readonly number[])],
          source,
        ]);
    }
    return this.sql.bars.all(...span).map(([fromMs, periodMs, ...figures]) => {
      const source = figures.pop() ?? NO_NAME;
      return [fromMs, periodMs, ...figures.map(fromStored), source];
    });
  }

  private writePrint(reader: FlowReader, instrument: number): 1 {
    const atMs = reader.next();
    const [price, size] = [toStored(reader.next()), toStored(reader.next())];
    const [exchange, conditions] = [this.word(reader.next()), this.word(reader.next())];
    const n = this.sql.nextPrint.get(instrument, atMs) ?? 0;
    const source = this.names.sources.idAt(reader.next());
    this.sql.putPrint.run(instrument, atMs, n, price, size, exchange, conditions, source);
    return 1;
  }

  private writeDepth(reader: FlowReader, instrument: number): 1 {
    const [atMs, bids, asks] = [reader.next(), reader.next(), reader.next()];
    const flat = reader.levels(bids + asks).map((value, n) => {
      return n % 3 === 2 ? (this.word(value) ?? NO_NAME) : value;
    });
    const source = this.names.sources.idAt(reader.next());
    const n = this.sql.nextDepth.get(instrument, atMs) ?? 0;
    this.sql.putDepth.run(instrument, atMs, n, JSON.stringify([bids, asks, ...flat]), source);
    return 1;
  }

  private writeBar(reader: FlowReader, instrument: number): 0 | 1 {
    const [fromMs, periodMs] = [reader.next(), reader.next()];
    const figures = Array.from({ length: 7 }, () => toStored(reader.next()));
    const source = this.names.sources.idAt(reader.next());
    const known = this.sql.hasBar.get(instrument, fromMs, periodMs);
    this.sql.putBar.run(instrument, fromMs, periodMs, ...figures, source);
    return known === undefined ? 1 : 0;
  }

  private word(index: number): number | null {
    return index === NO_NAME ? null : this.names.words.idAt(index);
  }
}
