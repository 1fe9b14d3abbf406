import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseDay, type TradingDay } from '../engine/domain/trading-day.js';
import type { EpochMs } from '../engine/domain/units.js';

/** What is known of one downloaded file. */
export interface CacheEntry {
  readonly etag: string | null;
  readonly lastModified: string | null;
  /** Wall time at which the server was last asked. */
  readonly checkedAtMs: EpochMs;
  /** Last day in the file; null where there is no file. */
  readonly lastDay: TradingDay | null;
  /** First day that was asked for; null where the source gives the file whole. */
  readonly askedFrom: TradingDay | null;
  /** The file will not change any more. */
  readonly life: 'open' | 'final';
}

async function replace(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.part`, text);
  await rename(`${path}.part`, path);
}

function isEntry(value: unknown): value is CacheEntry {
  if (typeof value !== 'object' || value === null) return false;
  const entry = value as Partial<Record<keyof CacheEntry, unknown>>;
  const word = (field: unknown) => field === null || typeof field === 'string';
  return (
    word(entry.etag) &&
    word(entry.lastModified) &&
    word(entry.lastDay) &&
    word(entry.askedFrom) &&
    typeof entry.checkedAtMs === 'number' &&
    (entry.life === 'open' || entry.life === 'final')
  );
}

async function readEntries(path: string): Promise<Map<string, CacheEntry>> {
  try {
    const json: unknown = JSON.parse(await readFile(path, 'utf8'));
    const pairs = Object.entries(json as Record<string, unknown>);
    return new Map(pairs.filter((pair): pair is [string, CacheEntry] => isEntry(pair[1])));
  } catch {
    // No memory, or one cut short: everything is asked for again.
    return new Map();
  }
}

/**
 * Downloaded files, and beside the folder what is known of them. Each file and each note of it is
 * replaced in one step, so that a fetch may be cut off at any moment and go on later.
 */
export class FetchCache {
  private constructor(
    readonly directory: string,
    private readonly notesPath: string,
    private readonly entries: Map<string, CacheEntry>,
  ) {}

  /** @param home files lie in `<home>/history`, notes in `<home>/history-fetch.json`. */
  static async open(home: string): Promise<FetchCache> {
    const notesPath = join(home, 'history-fetch.json');
    return new FetchCache(join(home, 'history'), notesPath, await readEntries(notesPath));
  }

  entry(name: string): CacheEntry | null {
    return this.entries.get(name) ?? null;
  }

  /** True where no file was ever had. */
  isEmpty(): boolean {
    return [...this.entries.values()].every(({ lastDay }) => lastDay === null);
  }

  /** @returns null where the file is not there. */
  async read(name: string): Promise<string | null> {
    return readFile(join(this.directory, name), 'utf8').catch(() => null);
  }

  /** @param text null leaves the file as it is. */
  async put(name: string, text: string | null, entry: CacheEntry): Promise<void> {
    if (text !== null) await replace(join(this.directory, name), text);
    this.entries.set(name, entry);
    const notes = Object.fromEntries(this.entries);
    await replace(this.notesPath, `${JSON.stringify(notes, null, 1)}\n`);
  }
}

const ISO = /^"?(\d{4})-(\d{2})-(\d{2})/;
const SLASHED = /^"?(\d{1,2})\/(\d{1,2})\/(\d{4})/;

/** The latest day that a line of the file begins with, ISO or MM/DD/YYYY; null where none does. */
export function lastDayOf(text: string): TradingDay | null {
  let latest: TradingDay | null = null;
  for (const line of text.split('\n')) {
    const slashed = SLASHED.exec(line);
    const [, year = '', month = '', date = ''] = slashed
      ? ['', slashed[3], slashed[1], slashed[2]]
      : (ISO.exec(line) ?? []);
    const day = parseDay(`${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`);
    if (day !== null && (latest === null || day > latest)) latest = day;
  }
  return latest;
}
