import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { Inflate } from 'fflate';

/** One file inside a zip archive, as its central directory describes it. */
export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly encrypted: boolean;
  readonly crc: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly headerOffset: number;
}

// Signatures and fixed lengths: PKWARE APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16.
const END_SIGNATURE = 0x06054b50;
const END_BYTES = 22;
const ENTRY_SIGNATURE = 0x02014b50;
const ENTRY_BYTES = 46;
const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_BYTES = 30;
const LONGEST_COMMENT = 65_535;
const MAX_DIRECTORY_BYTES = 16 * 1024 * 1024;

async function readAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at);
  return buffer.subarray(0, bytesRead);
}

/** @returns null where the archive has no end record: cut short, or not an archive. */
async function centralDirectory(file: FileHandle): Promise<Buffer | null> {
  const { size } = await file.stat();
  const tailBytes = Math.min(size, END_BYTES + LONGEST_COMMENT);
  const tail = await readAt(file, size - tailBytes, tailBytes);
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== END_SIGNATURE) continue;
    const length = tail.readUInt32LE(at + 12);
    const offset = tail.readUInt32LE(at + 16);
    if (length > MAX_DIRECTORY_BYTES || offset + length > size) return null;
    return readAt(file, offset, length);
  }
  return null;
}

const ZIP64_EXTRA = 1;
const ELSEWHERE = 0xffffffff;

/**
 * Sizes and offset of an entry: writers may keep them in the zip64 extra field, which holds only
 * those whose 32-bit place says so, in this order (APPNOTE 4.5.3).
 */
function sizesOf(
  entry: Buffer,
  extra: Buffer,
): Pick<ZipEntry, 'bytes' | 'packedBytes' | 'headerOffset'> {
  let wide: Buffer = Buffer.alloc(0);
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    const from = at + 4;
    if (extra.readUInt16LE(at) !== ZIP64_EXTRA) continue;
    wide = extra.subarray(from, from + extra.readUInt16LE(at + 2));
  }
  let used = 0;
  const field = (at: number): number => {
    const value = entry.readUInt32LE(at);
    if (value !== ELSEWHERE || used + 8 > wide.length) return value;
    used += 8;
    return Number(wide.readBigUInt64LE(used - 8));
  };
  return { bytes: field(24), packedBytes: field(20), headerOffset: field(42) };
}

function parseDirectory(directory: Buffer): ZipEntry[] | null {
  const entries: ZipEntry[] = [];
  for (let at = 0; at + ENTRY_BYTES <= directory.length;) {
    if (directory.readUInt32LE(at) !== ENTRY_SIGNATURE) return null;
    const nameBytes = directory.readUInt16LE(at + 28);
    const nameEnd = at + ENTRY_BYTES + nameBytes;
    const name = directory.toString('utf8', at + ENTRY_BYTES, nameEnd);
    const extraBytes = directory.readUInt16LE(at + 30);
    if (!name.endsWith('/')) {
      entries.push({
        name,
        method: directory.readUInt16LE(at + 10),
        encrypted: (directory.readUInt16LE(at + 8) & 1) === 1,
        crc: directory.readUInt32LE(at + 16),
        ...sizesOf(directory.subarray(at), directory.subarray(nameEnd, nameEnd + extraBytes)),
      });
    }
    at = nameEnd + extraBytes + directory.readUInt16LE(at + 32);
  }
  return entries;
}

/**
 * Lists an archive from its central directory, without reading its contents.
 *
 * @returns null where the archive is cut short or damaged.
 */
export async function zipEntries(path: string): Promise<ZipEntry[] | null> {
  const file = await open(path, 'r');
  try {
    const directory = await centralDirectory(file);
    return directory === null ? null : parseDirectory(directory);
  } finally {
    await file.close();
  }
}

async function dataOffset(path: string, entry: ZipEntry): Promise<number> {
  const file = await open(path, 'r');
  try {
    const header = await readAt(file, entry.headerOffset, LOCAL_BYTES);
    if (header.length < LOCAL_BYTES || header.readUInt32LE(0) !== LOCAL_SIGNATURE) {
      throw new Error('no local header');
    }
    return entry.headerOffset + LOCAL_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
  } finally {
    await file.close();
  }
}

/**
 * Contents of one entry in pieces. Throws where the data does not decompress or its length or
 * checksum is not the directory's; the reader of lines turns that into an outcome.
 */
export async function* zipEntryBytes(path: string, entry: ZipEntry): AsyncGenerator<Uint8Array> {
  const start = await dataOffset(path, entry);
  let ready: Uint8Array[] = [];
  const inflate = new Inflate((piece) => ready.push(piece));
  let bytes = 0;
  let crc = 0;
  let packed = 0;
  const end = start + Math.max(0, entry.packedBytes - 1);
  const source = entry.packedBytes === 0 ? [] : createReadStream(path, { start, end });
  for await (const piece of source as AsyncIterable<Uint8Array>) {
    packed += piece.length;
    if (entry.method === 0) ready.push(piece);
    else inflate.push(piece, packed === entry.packedBytes);
    for (const part of ready) {
      bytes += part.length;
      crc = crc32(part, crc);
      yield part;
    }
    ready = [];
  }
  if (packed !== entry.packedBytes || bytes !== entry.bytes || crc !== entry.crc) {
    throw new Error('checksum or length differs');
  }
}
