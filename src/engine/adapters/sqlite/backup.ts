import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { err, ok, type Result } from '../../domain/result.js';
import { makeFolder, openError, type OpenError } from './open.js';

/**
 * Copies an open database while it is in use. The file appears under its name only when it is whole
 * and on disk; an older copy of that name is replaced.
 *
 * @throws what the file system or SQLite gave as the reason.
 */
export async function backupTo(db: Database.Database, path: string): Promise<void> {
  const part = `${path}.part`;
  makeFolder(path);
  rmSync(part, { force: true });
  try {
    await db.backup(part);
    syncToDisk(part);
    renameSync(part, path);
    syncToDisk(dirname(path));
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}

/** As `backupTo`, for a database that another process may have open. */
export async function copyDatabase(
  fromPath: string,
  toPath: string,
): Promise<Result<void, OpenError>> {
  let db: Database.Database | null = null;
  try {
    db = new Database(fromPath, { readonly: true });
    await backupTo(db, toPath);
    return ok(undefined);
  } catch (error) {
    return err(openError(fromPath, error));
  } finally {
    db?.close();
  }
}

function syncToDisk(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
