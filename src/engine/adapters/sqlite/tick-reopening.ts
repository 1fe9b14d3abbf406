import type { Database } from 'better-sqlite3';
import { reopeningGap, type DataGap } from '../../domain/data-gap.js';
import type { EpochMs } from '../../domain/units.js';
import { ROW_WIDTH, SOURCE_AT, type PackedQuotes } from './tick-batch.js';
import type { TickNames } from './tick-names.js';

interface Times {
  newestMs: EpochMs;
  /** Of the newest quote that a run before this one kept; null once this run has been told more. */
  readonly keptMs: EpochMs | null;
  /** The first that is newer than that. */
  firstMs: EpochMs;
}

/** Follows the newest quote of each source, and tells how long nobody listened before this run. */
export class SourceTimes {
  private readonly sql;
  /** Sources by index that have told something new in this run; the second until all is on disk. */
  private readonly met = new Set<number>();
  private meeting: number[] = [];

  constructor(
    db: Database,
    private readonly names: TickNames,
  ) {
    this.sql = {
      newest: db
        .prepare<[number], number>('SELECT at_ms FROM newest_of_source WHERE source = ?')
        .pluck(),
      putNewest: db.prepare<[number, number]>(
        `INSERT INTO newest_of_source (source, at_ms) VALUES (?, ?)
         ON CONFLICT DO UPDATE SET at_ms = max(at_ms, excluded.at_ms)`,
      ),
    };
  }

  /** To be called in the transaction that writes them. @returns gaps before this run's first quotes. */
  note(batches: readonly PackedQuotes[]): readonly DataGap[] {
    this.meeting = [];
    const gaps: DataGap[] = [];
    for (const [index, { keptMs, newestMs, firstMs }] of this.timesOf(batches)) {
      this.sql.putNewest.run(this.names.sources.idAt(index), newestMs);
      if (firstMs === Infinity) continue;
      this.meeting.push(index);
      const feed = this.names.sources.nameAt(index);
      const gap = keptMs === null ? null : reopeningGap(feed, { newestMs: keptMs, firstMs });
      if (gap) gaps.push(gap);
    }
    return gaps;
  }

  /** To be called once the transaction is on disk. */
  written(): void {
    for (const index of this.meeting) this.met.add(index);
  }

  private timesOf(batches: readonly PackedQuotes[]): ReadonlyMap<number, Times> {
    const times = new Map<number, Times>();
    for (const { values, rows } of batches) {
      for (let at = 0; at < rows * ROW_WIDTH; at += ROW_WIDTH) {
        const index = values[at + SOURCE_AT] ?? NaN;
        const atMs = values[at + 1] ?? NaN;
        const of = times.get(index) ?? this.fresh(index);
        times.set(index, of);
        if (atMs > of.newestMs) of.newestMs = atMs;
        if (atMs > (of.keptMs ?? -Infinity) && atMs < of.firstMs) of.firstMs = atMs;
      }
    }
    return times;
  }

  private fresh(index: number): Times {
    const source = this.names.sources.idAt(index);
    const keptMs = this.met.has(index) ? null : (this.sql.newest.get(source) ?? null);
    return { keptMs, newestMs: -Infinity, firstMs: Infinity };
  }
}
