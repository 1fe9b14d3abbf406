import type { Database } from 'better-sqlite3';
import { DAY_MS, type EpochMs } from '../../domain/units.js';
import type { Retention } from '../../ports/tick-store.js';
import type { RowKind } from './tick-messages.js';
import { tiersOf } from './tick-thinning.js';

/** Rows removed in one transaction. */
const CHUNK_ROWS = 5_000;
const INSTRUMENTS_A_TURN = 256;
/** Surfaces of an underlying looked at in one transaction, by their time. */
const SURFACES_A_TURN_MS = 7 * DAY_MS;
const SURFACE_BUCKET_MS = 300_000;

/** Tables of one instrument's rows by time, and the column of their time. */
const BY_INSTRUMENT = { prints: 'at_ms', depths: 'at_ms', short_bars: 'from_ms' } as const;
type ByInstrument = keyof typeof BY_INSTRUMENT;

/** Ages beyond which rows go: those of the tiers that the port names. */
interface Ages {
  readonly raw: number;
  readonly minutes: number;
  readonly end: number;
}

function agesOf(retention: Retention): Ages {
  const [raw, , minutes, end] = tiersOf(retention).map((tier) => tier.olderThanMs);
  return { raw: raw ?? 0, minutes: minutes ?? 0, end: end ?? 0 };
}

function prepareStatements(db: Database) {
  const removal = (table: ByInstrument, column: string) =>
    db.prepare<[number, number]>(
      `DELETE FROM ${table} WHERE instrument = ? AND ${column} < ?
       ORDER BY ${column} LIMIT ${CHUNK_ROWS}`,
    );
  return {
    instruments: db.prepare<[], number>('SELECT id FROM instruments ORDER BY id').pluck(),
    prints: removal('prints', BY_INSTRUMENT.prints),
    depths: removal('depths', BY_INSTRUMENT.depths),
    short_bars: removal('short_bars', BY_INSTRUMENT.short_bars),
    gaps: db.prepare<[number]>('DELETE FROM gaps WHERE to_ms < ?'),
    underlyings: db.prepare<[], number>('SELECT DISTINCT underlying FROM surfaces').pluck(),
    removeSurfaces: db.prepare<[number, number]>(
      'DELETE FROM surfaces WHERE underlying = ? AND at_ms < ?',
    ),
    oldestSurface: db
      .prepare<[number], number>('SELECT min(at_ms) FROM surfaces WHERE underlying = ?')
      .pluck(),
    thinSurfaces: db.prepare<[{ id: number; fromMs: number; toMs: number }]>(
      `DELETE FROM surfaces WHERE underlying = @id AND at_ms >= @fromMs AND at_ms < @toMs
       AND EXISTS (SELECT 1 FROM surfaces AS later
                   WHERE later.underlying = surfaces.underlying AND later.at_ms > surfaces.at_ms
                   AND later.at_ms / ${SURFACE_BUCKET_MS} = surfaces.at_ms / ${SURFACE_BUCKET_MS}
                   AND later.at_ms < surfaces.at_ms + ${SURFACE_BUCKET_MS})`,
    ),
    thinnedTo: db
      .prepare<[number], number>('SELECT to_ms FROM surfaces_thinned WHERE underlying = ?')
      .pluck(),
    putThinnedTo: db.prepare<[number, number]>(
      `INSERT INTO surfaces_thinned (underlying, to_ms) VALUES (?, ?)
       ON CONFLICT DO UPDATE SET to_ms = excluded.to_ms`,
    ),
    count: db.prepare<[number, RowKind]>('UPDATE row_counts SET rows = rows - ? WHERE name = ?'),
  };
}

/** Ends the keeping of prints, order books, short bars and gaps, and thins surfaces, in turns. */
export class FlowThinner {
  private readonly sql: ReturnType<typeof prepareStatements>;
  private readonly ages: Ages;

  constructor(
    private readonly db: Database,
    retention: Retention,
  ) {
    this.sql = prepareStatements(db);
    this.ages = agesOf(retention);
  }

  /** Yields after each turn of bounded work. */
  *compact(nowMs: EpochMs): Generator<undefined, void> {
    const rawFromMs = Math.floor(nowMs - this.ages.raw);
    const minutesFromMs = Math.floor(nowMs - this.ages.minutes);
    let turn = 0;
    for (const id of this.sql.instruments.all()) {
      if (++turn % INSTRUMENTS_A_TURN === 0) yield;
      yield* this.removeOld('prints', { id, beforeMs: rawFromMs });
      yield* this.removeOld('depths', { id, beforeMs: rawFromMs });
      yield* this.removeOld('short_bars', { id, beforeMs: minutesFromMs });
    }
    const endMs = Math.floor(nowMs - this.ages.end);
    this.remove('gaps', () => this.sql.gaps.run(endMs).changes);
    yield;
    for (const id of this.sql.underlyings.all()) {
      this.remove('surfaces', () => this.sql.removeSurfaces.run(id, endMs).changes);
      yield* this.thinSurfaces(id, minutesFromMs);
    }
  }

  private *removeOld(
    table: ByInstrument,
    of: { readonly id: number; readonly beforeMs: EpochMs },
  ): Generator<undefined, void> {
    const statement = this.sql[table];
    while (this.remove(table, () => statement.run(of.id, of.beforeMs).changes) === CHUNK_ROWS) {
      yield;
    }
  }

  /** Keeps the last of each bucket that is wholly older than every surface is kept. */
  private *thinSurfaces(id: number, edgeMs: EpochMs): Generator<undefined, void> {
    const toMs = edgeMs - (edgeMs % SURFACE_BUCKET_MS);
    const doneMs = this.sql.thinnedTo.get(id) ?? 0;
    const startMs = Math.max(doneMs, this.sql.oldestSurface.get(id) ?? toMs);
    let fromMs = startMs - (startMs % SURFACE_BUCKET_MS);
    while (fromMs < toMs) {
      const endMs = Math.min(toMs, fromMs + SURFACES_A_TURN_MS);
      this.remove('surfaces', () => {
        const { changes } = this.sql.thinSurfaces.run({ id, fromMs, toMs: endMs });
        this.sql.putThinnedTo.run(id, endMs);
        return changes;
      });
      fromMs = endMs;
      yield;
    }
  }

  private remove(table: RowKind, run: () => number): number {
    const removal = this.db.transaction(() => {
      const rows = run();
      if (rows > 0) this.sql.count.run(rows, table);
      return rows;
    });
    return removal.immediate();
  }
}
