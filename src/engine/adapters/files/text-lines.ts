import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { createGunzip } from 'node:zlib';
import { zipEntries, zipEntryBytes } from './zip-entries.js';

/** A text that can be read: a plain file, the contents of a gzip file, or one entry of a zip. */
export interface TextMember {
  /** File name without folders and without a `.gz` ending. */
  readonly name: string;
  readonly bytes: () => AsyncIterable<Uint8Array>;
}

/** Why nothing of a file could be read. */
export type MemberFault = 'damaged' | 'unreadable';

/** How reading a text ended; `damaged` may come after good-looking lines. */
export type ReadEnd = 'end' | 'stopped' | MemberFault;

/** Stands for bytes that are not UTF-8; a row that holds it is refused. */
export const BAD_CHARACTER = '\uFFFD';

/** Longer lines are cut: no row of prices comes near. */
export const MAX_LINE_CHARS = 8_192;

type Container = 'gzip' | 'zip' | 'plain';

async function containerOf(path: string): Promise<Container> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    if (bytesRead >= 2 && buffer.readUInt16BE(0) === 0x1f8b) return 'gzip';
    // A local header, or the end record of an empty archive.
    const zip = bytesRead === 4 && [0x504b0304, 0x504b0506].includes(buffer.readUInt32BE(0));
    return zip ? 'zip' : 'plain';
  } finally {
    await file.close();
  }
}

async function* gunzipped(path: string): AsyncGenerator<Uint8Array> {
  const source = createReadStream(path);
  const gunzip = createGunzip();
  source.on('error', (error) => gunzip.destroy(error));
  try {
    yield* source.pipe(gunzip) as AsyncIterable<Uint8Array>;
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}

/**
 * Opens whatever a file is by its first bytes, never by its name.
 *
 * @returns its texts, or for a file or zip entry that cannot be read the reason.
 */
export async function textMembers(path: string): Promise<(TextMember | MemberFault)[]> {
  try {
    const name = basename(path).replace(/\.gz$/i, '');
    const container = await containerOf(path);
    if (container === 'gzip') return [{ name, bytes: () => gunzipped(path) }];
    if (container === 'plain') return [{ name, bytes: () => createReadStream(path) }];
    const entries = await zipEntries(path);
    if (entries === null) return ['damaged'];
    return entries.map((entry) => {
      if (entry.encrypted || (entry.method !== 0 && entry.method !== 8)) return 'unreadable';
      return { name: basename(entry.name), bytes: () => zipEntryBytes(path, entry) };
    });
  } catch {
    return ['unreadable'];
  }
}

/**
 * Splits pieces of UTF-8 into lines; drops a byte-order mark, carriage returns and blank lines. A
 * line without end is given as soon as it is too long, cut and marked as bad.
 */
class LineSplitter {
  private readonly decoder = new TextDecoder('utf-8');
  private rest = '';
  private skipping = false;

  constructor(private readonly onLine: (line: string) => 'go-on' | 'stop') {}

  /** @returns false once the reader has had enough. */
  push(piece: Uint8Array): boolean {
    const lines = (this.rest + this.decoder.decode(piece, { stream: true })).split('\n');
    if (this.skipping && lines.length > 1) {
      lines.shift();
      this.skipping = false;
    }
    const rest = lines.pop() ?? '';
    for (const line of lines) if (!this.give(line)) return false;
    this.rest = this.skipping || rest.length > MAX_LINE_CHARS ? '' : rest;
    if (this.skipping || rest.length <= MAX_LINE_CHARS) return true;
    this.skipping = true;
    return this.give(rest);
  }

  end(): void {
    if (!this.skipping) this.give(this.rest + this.decoder.decode());
  }

  private give(line: string): boolean {
    const text = line.endsWith('\r') ? line.slice(0, -1) : line;
    if (text.trim() === '') return true;
    const cut = text.length > MAX_LINE_CHARS;
    return this.onLine(cut ? text.slice(0, MAX_LINE_CHARS) + BAD_CHARACTER : text) === 'go-on';
  }
}

/**
 * Gives a text line by line, as it is read; memory is bounded by the longest line kept (8,192
 * characters; a longer one is cut and marked as bad). The last line needs no newline.
 */
export async function readLines(
  member: TextMember,
  onLine: (line: string) => 'go-on' | 'stop',
): Promise<ReadEnd> {
  const splitter = new LineSplitter(onLine);
  const pieces = member.bytes()[Symbol.asyncIterator]();
  for (;;) {
    let next: IteratorResult<Uint8Array>;
    try {
      next = await pieces.next();
    } catch (error) {
      return error instanceof Error && 'syscall' in error ? 'unreadable' : 'damaged';
    }
    if (next.done === true) break;
    if (!splitter.push(next.value)) {
      await pieces.return?.();
      return 'stopped';
    }
  }
  splitter.end();
  return 'end';
}
