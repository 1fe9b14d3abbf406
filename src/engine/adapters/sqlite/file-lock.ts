import Database from 'better-sqlite3';
import { err, ok, type Result } from '../../domain/result.js';
import { makeFolder, openError, type OpenError } from './open.js';

export interface FileLock {
  release(): void;
}

/**
 * Holds a home for one process: an exclusive transaction on an empty database beside the file. The
 * operating system drops the lock with the process, however it dies, so nothing has to be cleaned
 * up; the desk's own file stays open to readers such as a copy.
 *
 * @param path the file to hold; the lock is `<path>.lock`.
 */
export function holdFile(path: string): Result<FileLock, OpenError> {
  let db: Database.Database | null = null;
  try {
    makeFolder(path);
    db = new Database(`${path}.lock`, { timeout: 0 });
    // Without a journal on disk a killed holder leaves nothing that has to be rolled back.
    db.pragma('journal_mode = MEMORY');
    db.exec('BEGIN EXCLUSIVE');
    const held = db;
    return ok({ release: () => void held.close() });
  } catch (error) {
    db?.close();
    const found = openError(path, error);
    return err(found.code === 'locked' ? { code: 'in-use', path } : found);
  }
}
