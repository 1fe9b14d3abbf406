import type { Database } from 'better-sqlite3';
import type { EpochMs } from '../../domain/units.js';
import type { Retention } from '../../ports/tick-store.js';
import { databaseBytes } from './open.js';
import { DailyBarTable } from './tick-daily-bars.js';
import { FlowTables } from './tick-flow-tables.js';
import { FlowThinner } from './tick-flow-thinning.js';
import type {
  FreshNames,
  QuotesFound,
  RowKind,
  StoredSize,
  TickCalls,
  TickWrite,
} from './tick-messages.js';
import { NameTable, type TickNames } from './tick-names.js';
import { QuoteTable } from './tick-quote-table.js';
import { SourceTimes } from './tick-reopening.js';
import { SurfaceTables } from './tick-surface-tables.js';
import { TickThinner } from './tick-thinning.js';

type Added = Record<Exclude<RowKind, 'ticks'>, number>;

function prepareStatements(db: Database) {
  return {
    addRows: db.prepare<[number, string]>('UPDATE row_counts SET rows = rows + ? WHERE name = ?'),
    rows: db.prepare<[], [string, number]>('SELECT name, rows FROM row_counts').raw(),
  };
}

/** All tables of `ticks.db`; lives in the worker. */
export class TickDatabase {
  readonly quotes: QuoteTable;
  readonly flow: FlowTables;
  readonly surfaces: SurfaceTables;
  readonly daily: DailyBarTable;
  private readonly sql: ReturnType<typeof prepareStatements>;
  private readonly names: TickNames;
  private readonly sourceTimes: SourceTimes;
  private readonly thinner: TickThinner;
  private readonly flowThinner: FlowThinner;

  constructor(
    readonly db: Database,
    retention: Retention,
  ) {
    this.sql = prepareStatements(db);
    this.names = {
      instruments: new NameTable(db, 'instruments'),
      sources: new NameTable(db, 'sources'),
      words: new NameTable(db, 'words'),
    };
    this.quotes = new QuoteTable(db, this.names);
    this.flow = new FlowTables(db, this.names);
    this.surfaces = new SurfaceTables(db, this.names);
    this.daily = new DailyBarTable(db);
    this.sourceTimes = new SourceTimes(db, this.names);
    this.thinner = new TickThinner(db, retention);
    this.flowThinner = new FlowThinner(db, retention);
  }

  /** Learns new names; apart from `write`, because a batch that failed comes again without them. */
  mention(fresh: FreshNames): void {
    this.names.instruments.mention(fresh.instruments);
    this.names.sources.mention(fresh.sources);
    this.names.words.mention(fresh.words);
  }

  /** Everything in one transaction, on disk when it returns. */
  write(batch: TickWrite): void {
    const run = this.db.transaction(() => {
      const earliestMs = this.quotes.write(batch.quotes);
      if (earliestMs < Infinity) this.thinner.noteWritten(earliestMs);
      const gaps = [...batch.gaps, ...this.sourceTimes.note(batch.quotes)];
      this.writeOthers({ ...batch, gaps });
    });
    try {
      run.immediate();
      this.sourceTimes.written();
    } catch (error) {
      this.names.instruments.forgetIds();
      this.names.sources.forgetIds();
      this.names.words.forgetIds();
      throw error;
    }
  }

  optionsAt(asked: TickCalls['optionsAt']['in']): QuotesFound {
    const { atMs, withinMs } = asked;
    return this.quotes.optionsAt(
      asked,
      this.surfaces.gaps({ fromMs: atMs - withinMs, toMs: atMs }),
    );
  }

  flowOf(span: TickCalls['flow']['in']): TickCalls['flow']['out'] {
    const packed = this.flow.read(span);
    return { packed, sources: this.names.sources.byId(), words: this.names.words.byId() };
  }

  surfacesOf(span: TickCalls['surfaces']['in']): TickCalls['surfaces']['out'] {
    const surfaces = this.surfaces.surfaces(span.underlying, span);
    return { surfaces, words: this.names.words.byId() };
  }

  /** Yields between turns of bounded work. */
  *compact(nowMs: EpochMs): Generator<undefined, void> {
    yield* this.flowThinner.compact(nowMs);
    yield* this.thinner.compact(nowMs);
  }

  size(): StoredSize {
    const others = Object.fromEntries(this.sql.rows.all()) as Added;
    return {
      rows: { ...others, ticks: this.quotes.rows },
      diskBytes: databaseBytes(this.db),
    };
  }

  private writeOthers({ flow, gaps, surfaces }: TickWrite): void {
    const added: Added = { prints: 0, depths: 0, short_bars: 0, gaps: 0, surfaces: 0 };
    for (const packed of flow) {
      const { print, depth, bar } = this.flow.write(packed);
      added.prints += print;
      added.depths += depth;
      added.short_bars += bar;
    }
    for (const gap of gaps) added.gaps += this.surfaces.putGap(gap);
    for (const minute of surfaces) added.surfaces += this.surfaces.putSurface(minute);
    for (const [name, rows] of Object.entries(added)) {
      if (rows > 0) this.sql.addRows.run(rows, name);
    }
  }
}
