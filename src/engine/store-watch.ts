import type { Notice } from './domain/notice.js';
import type { Result } from './domain/result.js';
import { MINUTE_MS, type DurationMs, type EpochMs } from './domain/units.js';
import type { Cancel, Clock } from './ports/clock.js';
import type { Log } from './ports/log.js';
import type { NotifyError } from './ports/notifier.js';

/** Wall time that the book may fail before people are told, and between two tries after that. */
const TELL_AFTER_MS: DurationMs = MINUTE_MS;

export interface StoreWatchOptions {
  readonly world: string;
  readonly wall: Clock;
  readonly log: Log;
  /** Writes something small to the book. @throws what the disk says. */
  probe(): void;
  /** Past the book's own notices, which cannot be kept now. */
  tellNow(notice: Notice): Promise<Result<void, NotifyError>>;
  /** The book can be written again. */
  writable(): void;
}

/** Since when it fails, why, and whether people know. */
interface Failing {
  readonly atMs: EpochMs;
  reason: string;
  told: 'no' | 'yes';
}

/** Tells people once that the desk's book cannot be written: no step could keep that news. */
export class StoreWatch {
  #since: Failing | null = null;
  #cancel: Cancel = () => undefined;

  constructor(private readonly options: StoreWatchOptions) {}

  /** The disk did not take what a step has written. */
  failed(reason: string): void {
    if (this.#since) {
      this.#since.reason = reason;
      return;
    }
    this.#since = { atMs: this.options.wall.nowMs(), reason, told: 'no' };
    this.#lookLater();
  }

  /** Rows were kept. */
  kept(): void {
    if (!this.#since) return;
    this.#since = null;
    this.#cancel();
  }

  close(): void {
    this.#cancel();
  }

  #lookLater(): void {
    const { wall } = this.options;
    this.#cancel = wall.at(wall.nowMs() + TELL_AFTER_MS, () => void this.#look());
  }

  /** Nothing may have been written since: the disk is asked before people are. */
  async #look(): Promise<void> {
    if (!this.#since) return;
    try {
      this.options.probe();
      this.kept();
      this.options.writable();
    } catch (cause) {
      this.#since.reason = cause instanceof Error ? cause.message : String(cause);
      this.#lookLater();
      await this.#tell(this.#since);
    }
  }

  async #tell(since: Failing): Promise<void> {
    const { log, wall, world } = this.options;
    const { atMs, reason, told } = since;
    log.error('book-not-writable', { reason, forMs: wall.nowMs() - atMs });
    if (told === 'yes') return;
    const delivered = await this.options.tellNow({
      id: `store-failed:${world}:${atMs}`,
      createdAtMs: wall.nowMs(),
      body: { kind: 'alert', alert: { code: 'store-failed', reason }, ticketShort: null },
    });
    if (delivered.ok) since.told = 'yes';
    else log.error('store-failed-not-told', { reason: delivered.error.reason });
  }
}
