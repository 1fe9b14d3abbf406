import type { Database } from 'better-sqlite3';
import type { DataGap, GapReason } from '../../domain/data-gap.js';
import type { InstrumentId } from '../../domain/instrument.js';
import type { SurfaceMinute } from '../../domain/surface-minute.js';
import type { EpochMs } from '../../domain/units.js';
import type { TickNames } from './tick-names.js';
import { packSlices, unpackSlices } from './tick-surface-blob.js';

/** A surface as it goes between the threads: its expiries are numbers, their names by index. */
export interface PackedSurface extends Omit<SurfaceMinute, 'slices'> {
  readonly slices: Float64Array;
}

/** Stored in place of a list of instruments: everything that the feed carries. */
const EVERYTHING = '';

type GapRow = [number, number, string, string, string];
type SurfaceRow = [number, number, number, number, Buffer];

function prepareStatements(db: Database) {
  const surface = 'at_ms, delay_ms, source, spot, slices';
  const span = 'WHERE underlying = ? AND at_ms >= ? AND at_ms < ? ORDER BY at_ms';
  return {
    putGap: db.prepare<[number, number, number, string, string]>(
      'INSERT INTO gaps VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    ),
    gaps: db
      .prepare<[number, number], GapRow>(
        `SELECT from_ms, to_ms, words.name, reason, instruments
         FROM gaps JOIN words ON words.id = gaps.feed
         WHERE from_ms <= ? AND to_ms >= ? ORDER BY from_ms, to_ms`,
      )
      .raw(),
    hasSurface: db
      .prepare<[number, number], number>(
        'SELECT 1 FROM surfaces WHERE underlying = ? AND at_ms = ?',
      )
      .pluck(),
    putSurface: db.prepare<[number, number, number, number, number, Uint8Array]>(
      `INSERT OR REPLACE INTO surfaces (underlying, ${surface}) VALUES (?, ?, ?, ?, ?, ?)`,
    ),
    lowerThinned: db.prepare<[number, number, number]>(
      'UPDATE surfaces_thinned SET to_ms = ? WHERE underlying = ? AND to_ms > ?',
    ),
    surfaces: db
      .prepare<[number, number, number], SurfaceRow>(`SELECT ${surface} FROM surfaces ${span}`)
      .raw(),
    lastSurface: db
      .prepare<[number, number, number], SurfaceRow>(
        `SELECT ${surface} FROM surfaces ${span} DESC LIMIT 1`,
      )
      .raw(),
  };
}

/** Gaps and fitted surfaces; lives in the worker. */
export class SurfaceTables {
  private readonly sql: ReturnType<typeof prepareStatements>;

  constructor(
    db: Database,
    private readonly names: TickNames,
  ) {
    this.sql = prepareStatements(db);
  }

  /** To be called in a transaction. @returns rows added. */
  putGap({ fromMs, toMs, feed, reason, instruments }: DataGap): number {
    const list = instruments === null ? EVERYTHING : JSON.stringify(instruments);
    const feedId = this.names.words.idFor(feed);
    return this.sql.putGap.run(Math.floor(fromMs), Math.ceil(toMs), feedId, reason, list).changes;
  }

  /** Gaps that touch a span, its ends included. */
  gaps(span: { readonly fromMs: EpochMs; readonly toMs: EpochMs }): readonly DataGap[] {
    return this.sql.gaps.all(span.toMs, span.fromMs).map(([fromMs, toMs, feed, reason, list]) => ({
      feed,
      instruments: list === EVERYTHING ? null : (JSON.parse(list) as readonly InstrumentId[]),
      fromMs,
      toMs,
      reason: reason as GapReason,
    }));
  }

  /** To be called in a transaction. @returns rows added. */
  putSurface(minute: SurfaceMinute): number {
    const underlying = this.names.words.idFor(minute.underlying);
    const source = this.names.sources.idFor(minute.source);
    const { buffer } = packSlices(minute.slices, (name) => this.names.words.idFor(name));
    const atMs = Math.floor(minute.atMs);
    const known = this.sql.hasSurface.get(underlying, atMs);
    this.sql.putSurface.run(
      ...[underlying, atMs, minute.delayMs, source],
      ...[minute.spot, new Uint8Array(buffer)],
    );
    this.sql.lowerThinned.run(atMs, underlying, atMs);
    return known === undefined ? 1 : 0;
  }

  surfaces(
    underlying: string,
    span: { readonly fromMs: EpochMs; readonly toMs: EpochMs; readonly pick: 'all' | 'last' },
  ): readonly PackedSurface[] {
    const id = this.names.words.id(underlying);
    if (id === null) return [];
    const found = span.pick === 'all' ? this.sql.surfaces : this.sql.lastSurface;
    const sources = this.names.sources.byId();
    return found.all(id, span.fromMs, span.toMs).map(([atMs, delayMs, source, spot, blob]) => ({
      underlying,
      atMs,
      delayMs,
      source: sources[source] ?? '',
      spot,
      slices: new Float64Array(new Uint8Array(blob).buffer),
    }));
  }
}

export function unpackSurface(packed: PackedSurface, words: readonly string[]): SurfaceMinute {
  return { ...packed, slices: unpackSlices(packed.slices, (id) => words[id] ?? '') };
}
