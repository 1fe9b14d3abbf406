import { err, ok, type Result } from '../../domain/result.js';
import { MINUTE_MS, type DurationMs, type EpochMs } from '../../domain/units.js';
import type { HttpClient } from '../../ports/http.js';
import type { Log } from '../../ports/log.js';
import { ChainReader } from './chain-reader.js';
import { fileAtMs, fileName } from './mapping.js';
import type { PackedOptions } from './packed.js';

/** A file of options as it stands here. */
interface Shelved {
  readonly options: PackedOptions;
  readonly etag: string | null;
  readonly madeAtMs: EpochMs;
}

interface Shelf {
  file: Shelved | null;
  /** Not asked for again before. */
  againAtMs: EpochMs;
  usedAtMs: EpochMs;
  failures: number;
  reason: string;
}

export interface OptionFilesOptions {
  readonly url: string;
  readonly http: HttpClient;
  readonly log: Log;
  readonly nowMs: () => EpochMs;
  /** Least time between two looks at one file while its prices change. */
  readonly refreshMs: DurationMs;
  /** Whether prices change now. */
  readonly moving: () => boolean;
  readonly taken: (symbol: string, options: PackedOptions) => void;
}

const FIRST_WAIT_MS = MINUTE_MS;
const LONGEST_WAIT_MS = 15 * MINUTE_MS;
/** Between looks while nothing trades. */
const REST_MS = 30 * MINUTE_MS;
/** A file that nobody asked for so long is let go. */
const IDLE_MS = 30 * MINUTE_MS;

/**
 * The publisher's files of options: each downloaded when it is asked for and not fresh, one at a
 * time, packed in a thread of its own; a file that could not be had anew is served as it was.
 */
export class OptionFiles {
  private readonly shelves = new Map<string, Shelf>();
  private readonly asking = new Map<string, Promise<void>>();
  private readers = new Set<ChainReader>();
  private turn: Promise<unknown> = Promise.resolve();
  private stopped = false;
  polls = 0;
  failures = 0;

  constructor(private readonly options: OptionFilesOptions) {}

  /** The file of a symbol, or why there is none. */
  async file(symbol: string): Promise<Result<PackedOptions, string>> {
    const nowMs = this.options.nowMs();
    const shelf = this.shelf(symbol);
    shelf.usedAtMs = nowMs;
    if (nowMs >= shelf.againAtMs && !this.stopped) await this.renew(symbol, shelf);
    return shelf.file ? ok(shelf.file.options) : err(shelf.reason);
  }

  /** Lets go of what nobody asks for. */
  sweep(): void {
    const nowMs = this.options.nowMs();
    for (const [symbol, { usedAtMs }] of this.shelves) {
      if (nowMs - usedAtMs > IDLE_MS && !this.asking.has(symbol)) this.shelves.delete(symbol);
    }
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all([...this.readers].map((reader) => reader.close()));
    this.shelves.clear();
  }

  private shelf(symbol: string): Shelf {
    let shelf = this.shelves.get(symbol);
    if (!shelf) {
      const usedAtMs = this.options.nowMs();
      shelf = { file: null, againAtMs: -Infinity, usedAtMs, failures: 0, reason: 'not asked yet' };
      this.shelves.set(symbol, shelf);
    }
    return shelf;
  }

  private renew(symbol: string, shelf: Shelf): Promise<void> {
    let asking = this.asking.get(symbol);
    if (!asking) {
      asking = this.turn.then(() => this.ask(symbol, shelf));
      this.turn = asking;
      this.asking.set(symbol, asking);
      void asking.finally(() => this.asking.delete(symbol));
    }
    return asking;
  }

  private async ask(symbol: string, shelf: Shelf): Promise<void> {
    if (this.stopped) return;
    this.polls++;
    const trouble = await this.download(symbol, shelf);
    const nowMs = this.options.nowMs();
    if (trouble === null) {
      shelf.failures = 0;
      shelf.againAtMs = nowMs + (this.options.moving() ? this.options.refreshMs : REST_MS);
      return;
    }
    this.failures++;
    shelf.reason = trouble;
    const waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** shelf.failures);
    shelf.failures++;
    shelf.againAtMs = nowMs + waitMs;
    this.options.log.warn('cboe-options-failed', { symbol, trouble, waitMs });
  }

  /** @returns why there is nothing new, or null where all is well. */
  private async download(symbol: string, shelf: Shelf): Promise<string | null> {
    const { url, http } = this.options;
    const reader = new ChainReader(symbol);
    this.readers.add(reader);
    try {
      const address = `${url}/api/global/delayed_quotes/options/${fileName(symbol)}.json`;
      const etag = shelf.file?.etag;
      const got = await http.download(address, reader, etag ? { 'if-none-match': etag } : {});
      if (!got.ok) return got.error.code;
      if (got.value.status === 304) return null;
      if (got.value.status !== 200) return `status ${got.value.status}`;
      const read = await reader.end();
      if (!read) return 'no body';
      if (!read.ok)
        return read.error.code === 'unreadable'
          ? `unreadable: ${read.error.what}`
          : read.error.code;
      return this.take(symbol, shelf, {
        options: read.value,
        etag: got.value.headers.get('etag') ?? null,
      });
    } finally {
      this.readers.delete(reader);
      await reader.close();
    }
  }

  private take(
    symbol: string,
    shelf: Shelf,
    got: { readonly options: PackedOptions; readonly etag: string | null },
  ): string | null {
    const madeAtMs = fileAtMs(got.options.head.timestamp);
    if (madeAtMs === null) return 'no timestamp';
    // Servers between here and the publisher may hand out an older copy.
    if (shelf.file && madeAtMs < shelf.file.madeAtMs) return null;
    shelf.file = { ...got, madeAtMs };
    const { kept, single, refused } = got.options;
    if (refused > 0) this.options.log.warn('cboe-rows-refused', { symbol, refused, kept, single });
    this.options.taken(symbol, got.options);
    return null;
  }
}
