import type { Database } from 'better-sqlite3';
import type { DurationMs, EpochMs } from '../../domain/units.js';
import type { Retention } from '../../ports/tick-store.js';

/** Rows looked at in one transaction, so that batches are never kept waiting for long. */
const CHUNK_ROWS = 5_000;
const INSTRUMENTS_A_TURN = 256;
/** Each of these is on disk before the next. */
const TRANSACTIONS_A_TURN = 16;
/** Free pages are given back beyond this share of the file; below it they are soon used again. */
const FREE_SHARE = 0.25;
const FREED_PAGES_A_TURN = 1_000;

interface Tier {
  /** One quote of each bucket is kept, the last; 0 keeps none. */
  readonly bucketMs: DurationMs;
  /** Applies to what is older than this. */
  readonly olderThanMs: DurationMs;
}

/** A longer resolution never ends before a finer one: its time is at least the finer one's. */
export function tiersOf(kept: Retention): readonly Tier[] {
  const secondMs = Math.max(kept.rawMs, kept.secondMs);
  const minuteMs = Math.max(secondMs, kept.minuteMs);
  return [
    { bucketMs: 1_000, olderThanMs: kept.rawMs },
    { bucketMs: 60_000, olderThanMs: secondMs },
    { bucketMs: 300_000, olderThanMs: minuteMs },
    { bucketMs: 0, olderThanMs: Math.max(minuteMs, kept.fiveMinuteMs) },
  ];
}

function prepareStatements(db: Database) {
  return {
    instruments: db.prepare<[], number>('SELECT id FROM instruments ORDER BY id').pluck(),
    thinnedTo: db
      .prepare<[number], number>('SELECT to_ms FROM thinned WHERE bucket_ms = ?')
      .pluck(),
    putThinnedTo: db.prepare<[number, number]>(
      `INSERT INTO thinned (bucket_ms, to_ms) VALUES (?, ?)
       ON CONFLICT DO UPDATE SET to_ms = excluded.to_ms`,
    ),
    lowerThinned: db.prepare<[number, number]>('UPDATE thinned SET to_ms = ? WHERE to_ms > ?'),
    chunkEnd: db
      .prepare<[number, number, number], number>(
        `SELECT at_ms FROM ticks WHERE instrument = ? AND at_ms >= ? AND at_ms < ?
         ORDER BY at_ms LIMIT 1 OFFSET ${CHUNK_ROWS - 1}`,
      )
      .pluck(),
    thin: db.prepare<[{ id: number; fromMs: number; toMs: number; bucketMs: number }]>(
      `DELETE FROM ticks WHERE instrument = @id AND at_ms >= @fromMs AND at_ms < @toMs
       AND EXISTS (SELECT 1 FROM ticks AS later
                   WHERE later.instrument = ticks.instrument
                   AND (later.at_ms, later.n) > (ticks.at_ms, ticks.n)
                   AND later.at_ms < ticks.at_ms - ticks.at_ms % @bucketMs + @bucketMs)`,
    ),
    remove: db.prepare<[number, number, number]>(
      'DELETE FROM ticks WHERE instrument = ? AND at_ms >= ? AND at_ms < ?',
    ),
    count: db.prepare<[number]>('UPDATE tick_count SET rows = rows - ?'),
  };
}

/** Thins old quotes tier by tier, in turns between which batches may be written. */
export class TickThinner {
  private readonly sql: ReturnType<typeof prepareStatements>;
  private readonly tiers: readonly Tier[];
  private earliestWrittenMs = Infinity;
  private transactions = 0;

  constructor(
    private readonly db: Database,
    retention: Retention,
  ) {
    this.sql = prepareStatements(db);
    this.tiers = tiersOf(retention);
  }

  /** To be told of every batch, inside its transaction: late quotes are thinned the next time. */
  noteWritten(earliestMs: EpochMs): void {
    this.earliestWrittenMs = Math.min(this.earliestWrittenMs, earliestMs);
    this.sql.lowerThinned.run(earliestMs, earliestMs);
  }

  /** Yields after each turn of bounded work. */
  *compact(nowMs: EpochMs): Generator<undefined, void> {
    for (const tier of this.tiers) yield* this.compactTier(tier, nowMs);
    yield* this.giveBack();
  }

  private *compactTier(tier: Tier, nowMs: EpochMs): Generator<undefined, void> {
    const { bucketMs } = tier;
    const edgeMs = Math.floor(nowMs - tier.olderThanMs);
    // Only whole buckets, so that nothing younger than the tier's age is touched.
    const toMs = bucketMs === 0 ? edgeMs : edgeMs - (edgeMs % bucketMs);
    const fromMs = this.sql.thinnedTo.get(bucketMs) ?? 0;
    if (toMs <= fromMs) return;
    this.earliestWrittenMs = Infinity;
    let turn = 0;
    for (const id of this.sql.instruments.all()) {
      if (++turn % INSTRUMENTS_A_TURN === 0) yield;
      yield* this.compactInstrument(id, { bucketMs, fromMs, toMs });
    }
    this.sql.putThinnedTo.run(bucketMs, Math.min(toMs, this.earliestWrittenMs));
  }

  private *compactInstrument(
    id: number,
    span: { readonly bucketMs: DurationMs; readonly fromMs: EpochMs; readonly toMs: EpochMs },
  ): Generator<undefined, void> {
    const { bucketMs, toMs } = span;
    // A late quote's bucket may have begun before the quote.
    let fromMs = bucketMs === 0 ? span.fromMs : span.fromMs - (span.fromMs % bucketMs);
    while (fromMs < toMs) {
      const lastMs = this.sql.chunkEnd.get(id, fromMs, toMs);
      let endMs = toMs;
      if (lastMs !== undefined) {
        endMs = bucketMs === 0 ? lastMs + 1 : lastMs - (lastMs % bucketMs) + bucketMs;
      }
      const changes = this.compactChunk(id, { bucketMs, fromMs, toMs: endMs });
      fromMs = endMs;
      const pause = changes > 0 && ++this.transactions % TRANSACTIONS_A_TURN === 0;
      if (pause || lastMs !== undefined) yield;
    }
  }

  private compactChunk(
    id: number,
    span: { readonly bucketMs: DurationMs; readonly fromMs: EpochMs; readonly toMs: EpochMs },
  ): number {
    const thinning = this.db.transaction(() => {
      const { changes } =
        span.bucketMs === 0
          ? this.sql.remove.run(id, span.fromMs, span.toMs)
          : this.sql.thin.run({ id, ...span });
      if (changes > 0) this.sql.count.run(changes);
      return changes;
    });
    return thinning.immediate();
  }

  private *giveBack(): Generator<undefined, void> {
    const read = (name: string) => Number(this.db.pragma(name, { simple: true }));
    let free = read('freelist_count');
    while (free > read('page_count') * FREE_SHARE) {
      this.db.pragma(`incremental_vacuum(${FREED_PAGES_A_TURN})`);
      const left = read('freelist_count');
      if (left >= free) return;
      free = left;
      // The file shrinks when its log is carried over; this mode waits for nobody.
      this.db.pragma('wal_checkpoint(PASSIVE)');
      yield;
    }
  }
}
