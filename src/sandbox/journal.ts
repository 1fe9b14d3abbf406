import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { isList, parseJson } from './json.js';

/** One change: table, key, new row; null takes the row away. */
export type Change = readonly [table: string, key: string, row: unknown];

const FILE_NAME = 'journal.jsonl';
const LINE_FEED = 10;
/** Rewritten when it holds this many times more changes than rows, and at least so many. */
const COMPACT_FACTOR = 8;
const COMPACT_LEAST = 50_000;

function toChange(line: string): Change | null {
  const value = parseJson(line);
  if (!isList(value) || value.length !== 3) return null;
  const [table, key, row] = value;
  return typeof table === 'string' && typeof key === 'string' ? [table, key, row] : null;
}

/**
 * Every change as one JSON line, written before the answer leaves. A last line cut short by a
 * crash is passed over when the file is read; `rewrite` then leaves only whole lines.
 */
export class Journal {
  private descriptor: number | null = null;
  private changes = 0;
  private limit = COMPACT_LEAST;
  private rowSource: () => Iterable<Change> = () => [];

  /** @param directory null keeps nothing. */
  constructor(private readonly directory: string | null) {
    if (directory !== null) mkdirSync(directory, { recursive: true });
  }

  /** All whole changes, oldest first. */
  read(): readonly Change[] {
    if (this.directory === null) return [];
    const path = join(this.directory, FILE_NAME);
    if (!existsSync(path)) return [];
    const bytes = readFileSync(path);
    const changes: Change[] = [];
    for (let start = 0; start < bytes.length;) {
      const feed = bytes.indexOf(LINE_FEED, start);
      const end = feed < 0 ? bytes.length : feed;
      const change = toChange(bytes.toString('utf8', start, end));
      if (change !== null) changes.push(change);
      start = end + 1;
    }
    return changes;
  }

  /** Replaces the file by the rows as they are; from here on `append` writes. */
  rewrite(rows: () => Iterable<Change>): void {
    this.rowSource = rows;
    if (this.directory === null) return;
    if (this.descriptor !== null) closeSync(this.descriptor);
    const path = join(this.directory, FILE_NAME);
    const fresh = openSync(`${path}.new`, 'w', 0o600);
    let block = '';
    this.changes = 0;
    for (const row of rows()) {
      block += `${JSON.stringify(row)}\n`;
      this.changes++;
      if (block.length > 1_000_000) {
        writeSync(fresh, block);
        block = '';
      }
    }
    writeSync(fresh, block);
    fsyncSync(fresh);
    closeSync(fresh);
    renameSync(`${path}.new`, path);
    this.descriptor = openSync(path, 'a', 0o600);
    this.limit = Math.max(COMPACT_LEAST, this.changes * COMPACT_FACTOR);
  }

  append(change: Change): void {
    if (this.descriptor === null) return;
    writeSync(this.descriptor, `${JSON.stringify(change)}\n`);
    this.changes++;
    if (this.changes > this.limit) this.rewrite(this.rowSource);
  }

  close(): void {
    if (this.descriptor === null) return;
    fsyncSync(this.descriptor);
    closeSync(this.descriptor);
    this.descriptor = null;
    if (this.directory !== null) rmSync(join(this.directory, `${FILE_NAME}.new`), { force: true });
  }
}
