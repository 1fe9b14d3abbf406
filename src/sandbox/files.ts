import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Change, Journal } from './journal.js';
import type { StoredFile } from './records.js';
import { Table } from './table.js';

/** Bytes kept in memory where there is no directory; the oldest go first. */
const MEMORY_BYTES = 256 * 1024 * 1024;
/** A file that no message shows any more may still be sent again by its id for this long. */
const UNUSED_KEPT_MS = 7 * 24 * 3_600_000;

export type PhotoSizeName = 's' | 'm' | 'x';

export interface FileReference {
  readonly file: StoredFile;
  readonly size: PhotoSizeName;
}

const ID_PREFIX: Readonly<Record<StoredFile['kind'], string>> = { photo: 'AgAC', document: 'BQAC' };

/** Uploaded files: rows in the journal, bytes beside it. */
export class Files {
  private readonly table: Table<StoredFile>;
  private readonly memory = new Map<number, Buffer>();
  private memoryBytes = 0;
  private readonly folder: string | null;

  constructor(journal: Journal, directory: string | null) {
    this.table = new Table('file', journal);
    this.folder = directory === null ? null : join(directory, 'files');
    if (this.folder !== null) mkdirSync(this.folder, { recursive: true });
  }

  get(fileNumber: number): StoredFile | undefined {
    return this.table.get(fileNumber);
  }

  add(file: Omit<StoredFile, 'hash' | 'sizeBytes'>, bytes: Buffer): StoredFile {
    const hash = createHash('sha256').update(bytes).digest().subarray(0, 16).toString('base64url');
    if (this.folder === null) this.remember(file.fileNumber, bytes);
    else {
      const path = join(this.folder, String(file.fileNumber));
      writeFileSync(`${path}.new`, bytes, { mode: 0o600 });
      renameSync(`${path}.new`, path);
    }
    return this.table.put(file.fileNumber, { ...file, hash, sizeBytes: bytes.length });
  }

  /** Null where the bytes have gone. */
  bytes(fileNumber: number): Buffer | null {
    if (this.folder === null) return this.memory.get(fileNumber) ?? null;
    try {
      return readFileSync(join(this.folder, String(fileNumber)));
    } catch {
      return null;
    }
  }

  /** The id under which the bot knows the file; photos have one a size. */
  fileId(file: StoredFile, size: PhotoSizeName): string {
    const body = Buffer.from(`${file.kind} ${file.fileNumber} ${size} ${file.hash}`);
    return `${ID_PREFIX[file.kind]}${body.toString('base64url')}`;
  }

  uniqueId(file: StoredFile, size: PhotoSizeName): string {
    return `AQAD${file.hash.slice(0, 14)}${size}`;
  }

  byFileId(fileId: string): FileReference | null {
    const body = Buffer.from(fileId.slice(4), 'base64url').toString();
    const match = /^(photo|document) (\d+) ([smx]) /.exec(body);
    const file = match === null ? undefined : this.get(Number(match[2]));
    if (match === null || file === undefined) return null;
    const size = match[3] === 's' || match[3] === 'm' ? match[3] : 'x';
    return this.fileId(file, size) === fileId ? { file, size } : null;
  }

  /** Path for `getFile`, and back. */
  path(file: StoredFile): string {
    const extension = /\.[A-Za-z0-9]{1,8}$/.exec(file.name)?.[0] ?? '';
    return `${file.kind}s/file_${file.fileNumber}${extension.toLowerCase()}`;
  }

  byPath(path: string): StoredFile | null {
    const number = /^(?:photos|documents)\/file_(\d+)(?:\.[a-z0-9]+)?$/.exec(path)?.[1];
    const file = number === undefined ? undefined : this.get(Number(number));
    return file !== undefined && this.path(file) === path ? file : null;
  }

  /** Forgets what no message shows and nobody sent for a week. */
  forgetUnused(used: ReadonlySet<number>, nowMs: number): void {
    for (const file of [...this.table.values()]) {
      if (used.has(file.fileNumber) || nowMs - file.createdAtMs < UNUSED_KEPT_MS) continue;
      if (this.folder !== null) rmSync(join(this.folder, String(file.fileNumber)), { force: true });
      this.table.delete(file.fileNumber);
    }
  }

  restore(change: Change): void {
    this.table.restore(change);
  }

  changes(): Iterable<Change> {
    return this.table.changes();
  }

  private remember(fileNumber: number, bytes: Buffer): void {
    this.memory.set(fileNumber, bytes);
    this.memoryBytes += bytes.length;
    for (const [oldest, old] of this.memory) {
      if (this.memoryBytes <= MEMORY_BYTES || oldest === fileNumber) break;
      this.memory.delete(oldest);
      this.memoryBytes -= old.length;
    }
  }
}
