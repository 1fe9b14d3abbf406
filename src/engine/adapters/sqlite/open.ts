import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { err, ok, type Result } from '../../domain/result.js';
import type { DurationMs } from '../../domain/units.js';
import type { Log } from '../../ports/log.js';
import { migrate, schemaState, type Schema } from './migrate.js';

export type OpenError =
  /** Written by a later program: versions of the file and of this program. Nothing was changed. */
  | {
      readonly code: 'newer-database';
      readonly path: string;
      readonly found: number;
      readonly known: number;
    }
  /** Another desk holds this file's home. */
  | { readonly code: 'in-use'; readonly path: string }
  /** Some other program holds a lock on the file itself. */
  | { readonly code: 'locked'; readonly path: string }
  /** A database of another program, or the other one of ours. */
  | { readonly code: 'not-ours'; readonly path: string }
  | { readonly code: 'corrupt'; readonly path: string; readonly reason: string }
  | { readonly code: 'failed'; readonly path: string; readonly reason: string };

export interface OpenRequest {
  /** A file, made with its folder where missing, or `:memory:`. */
  readonly path: string;
  readonly schema: Schema;
  readonly busyTimeoutMs: DurationMs;
  /** `quick` reads every page once at the start, for files that are small and precious. */
  readonly check: 'quick' | 'none';
  readonly log?: Log | undefined;
}

/** A log that a long transaction has made larger is cut back to this. */
const LOG_KEPT_BYTES = 16 * 1024 * 1024;

export const MEMORY_PATH = ':memory:';

/** Opens a database in WAL mode with `synchronous=FULL` at the newest version of its schema. */
export function openDatabase(request: OpenRequest): Result<Database.Database, OpenError> {
  const { path, schema } = request;
  let db: Database.Database | null = null;
  try {
    makeFolder(path);
    db = new Database(path, { timeout: request.busyTimeoutMs });
    const state = schemaState(db, schema);
    if (state.kind !== 'known') {
      db.close();
      if (state.kind === 'foreign') return err({ code: 'not-ours', path });
      return err({ code: 'newer-database', path, found: state.found, known: state.known });
    }
    // Only a file without pages takes this setting; it lets thinning give disk back.
    db.pragma('auto_vacuum = INCREMENTAL');
    db.pragma('journal_mode = WAL');
    db.pragma(`journal_size_limit = ${LOG_KEPT_BYTES}`);
    db.pragma('synchronous = FULL');
    db.pragma('foreign_keys = ON');
    if (request.check === 'quick') {
      const finding = String(db.pragma('quick_check(1)', { simple: true }));
      if (finding !== 'ok') {
        db.close();
        return err({ code: 'corrupt', path, reason: finding });
      }
    }
    const migrations = migrate(db, schema);
    if (migrations.length > 0 && state.version > 0) {
      request.log?.info('database-migrated', { path, from: state.version, migrations });
    }
    return ok(db);
  } catch (error) {
    db?.close();
    return err(openError(path, error));
  }
}

export function makeFolder(path: string): void {
  if (path !== MEMORY_PATH) mkdirSync(dirname(path), { recursive: true });
}

/** What an exception of an opening means; primary result codes of SQLite, sqlite.org/rescode. */
export function openError(path: string, error: unknown): OpenError {
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof Database.SqliteError) {
    if (/^SQLITE_(BUSY|LOCKED)/.test(error.code)) return { code: 'locked', path };
    if (/^SQLITE_(CORRUPT|NOTADB)/.test(error.code)) return { code: 'corrupt', path, reason };
  }
  return { code: 'failed', path, reason };
}

/** Bytes of a database on disk with its log; for `:memory:` those of its pages. */
export function databaseBytes(db: Database.Database): number {
  if (db.memory) {
    const pages = Number(db.pragma('page_count', { simple: true }));
    return pages * Number(db.pragma('page_size', { simple: true }));
  }
  let bytes = 0;
  for (const suffix of ['', '-wal', '-shm']) {
    bytes += statSync(db.name + suffix, { throwIfNoEntry: false })?.size ?? 0;
  }
  return bytes;
}
