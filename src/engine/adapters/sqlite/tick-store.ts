import type { DailyBar, SeriesId } from '../../domain/bar.js';
import type { InstrumentId } from '../../domain/instrument.js';
import type { Quote } from '../../domain/quote.js';
import { err, ok, type Result } from '../../domain/result.js';
import { DAY_MS, type EpochMs } from '../../domain/units.js';
import type { Cancel, Clock } from '../../ports/clock.js';
import type { Log } from '../../ports/log.js';
import type {
  BarWrite,
  Retention,
  StoreError,
  TickStore,
  TickStoreState,
} from '../../ports/tick-store.js';
import type { OpenError } from './open.js';
import {
  BATCH_ROWS,
  BatchWriter,
  NameList,
  unpackQuotes,
  type PackedQuotes,
} from './tick-batch.js';
import { projectedRows, TickRate } from './tick-rate.js';
import { TickWorkerClient } from './tick-worker-client.js';

export const DEFAULT_RETENTION: Retention = {
  rawMs: DAY_MS,
  secondMs: 7 * DAY_MS,
  minuteMs: 90 * DAY_MS,
  fiveMinuteMs: 365 * DAY_MS,
};

const BATCH_EVERY_MS = 1_000;
/** Batches in one transaction: bounds a write to a fraction of a second. */
const BATCHES_A_WRITE = 8;
/** These are 16 MB; beyond that the oldest go. */
const MOST_WAITING_ROWS = 200_000;
/** 57 to 89 bytes were measured, by the number of instruments; used until the file can tell. */
const TYPICAL_ROW_BYTES = 64;
const TELLING_ROWS = 50_000;

export interface TickStoreOptions {
  /** File of `ticks.db`, made with its folder where missing. */
  readonly path: string;
  readonly retention?: Retention;
  /** Wall time: batches and rates; the age of a quote is told by `compact`. */
  readonly clock: Clock;
  readonly log?: Log;
}

export interface SqliteTickStore extends TickStore {
  /** Copies the database while it is in use. */
  backup(path: string): Promise<Result<void, StoreError>>;
}

class WorkerTickStore implements SqliteTickStore {
  private readonly instruments = new NameList();
  private readonly sources = new NameList();
  private readonly filling = new BatchWriter();
  private readonly rate: TickRate;
  /** Full batches, oldest first; those on their way to the worker are not among them. */
  private queue: PackedQuotes[] = [];
  private queuedRows = 0;
  private writing: Promise<Result<void, StoreError>> | null = null;
  private compacting: Promise<unknown> = Promise.resolve();
  private draining = false;
  private health: 'writing' | 'failing' = 'writing';
  private cancelTimer: Cancel | null = null;
  private appended = 0;
  /** Rows of `appended`, from the first, that are on disk or dropped. */
  private settled = 0;
  private dropped = 0;
  private closed = false;

  constructor(
    private readonly worker: TickWorkerClient,
    private readonly options: TickStoreOptions & { readonly retention: Retention },
  ) {
    this.rate = new TickRate(options.clock.nowMs());
  }

  append(quote: Quote): void {
    if (!Number.isFinite(quote.atMs)) throw new Error(`a quote without time: ${quote.instrument}`);
    if (this.closed) {
      this.dropped += 1;
      return;
    }
    const instrument = this.instruments.indexOf(quote.instrument);
    this.filling.add(quote, { instrument, source: this.sources.indexOf(quote.source) });
    this.appended += 1;
    this.rate.add(instrument, this.options.clock.nowMs());
    if (this.filling.rows === BATCH_ROWS) {
      this.seal();
      void this.drain();
    } else {
      this.arm();
    }
  }

  async flush(): Promise<Result<void, StoreError>> {
    const target = this.appended;
    this.seal();
    while (this.settled < target) {
      const written = await this.write();
      if (!written.ok) return written;
    }
    return ok(undefined);
  }

  async ticks(
    instrument: InstrumentId,
    span: { readonly fromMs: EpochMs; readonly toMs: EpochMs },
  ): Promise<Result<readonly Quote[], StoreError>> {
    // What cannot be written now does not keep what is stored from being read.
    await this.flush();
    const { fromMs, toMs } = span;
    const found = await this.worker.call('ticks', { instrument, fromMs, toMs });
    if (!found.ok) return found;
    return ok(unpackQuotes(found.value.packed, { instrument, sources: found.value.sources }));
  }

  putBars(bars: readonly DailyBar[]): Promise<Result<BarWrite, StoreError>> {
    return this.worker.call('putBars', bars);
  }

  bars(series: SeriesId): Promise<Result<readonly DailyBar[], StoreError>> {
    return this.worker.call('bars', series);
  }

  series(): Promise<Result<readonly SeriesId[], StoreError>> {
    return this.worker.call('series', null);
  }

  /** One at a time; what was appended before is thinned with the rest. */
  compact(nowMs: EpochMs): Promise<Result<void, StoreError>> {
    const run = this.compacting.then(async () => {
      await this.flush();
      return nothing(await this.worker.call('compact', { nowMs }));
    });
    this.compacting = run;
    return run;
  }

  async backup(path: string): Promise<Result<void, StoreError>> {
    await this.flush();
    return nothing(await this.worker.call('backup', { path }));
  }

  async state(): Promise<Result<TickStoreState, StoreError>> {
    const size = await this.worker.call('size', null);
    if (!size.ok) return size;
    const { rows, diskBytes } = size.value;
    const nowMs = this.options.clock.nowMs();
    const rowsPerSecond = this.rate.rowsPerSecond(nowMs);
    const instruments = this.rate.instruments(nowMs);
    const rowBytes = rows < TELLING_ROWS ? TYPICAL_ROW_BYTES : diskBytes / rows;
    const projected = projectedRows(this.options.retention, { rowsPerSecond, instruments });
    return ok({
      rows,
      diskBytes,
      rowsPerSecond,
      projectedBytes: Math.round(projected * rowBytes),
      waiting: this.appended - this.settled,
      dropped: this.dropped,
    });
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    const flushed = await this.flush();
    this.cancelTimer?.();
    if (!flushed.ok) {
      const rows = this.appended - this.settled;
      this.options.log?.error('ticks-lost-at-close', { rows, reason: flushed.error.reason });
    }
    await this.worker.stop();
  }

  private arm(): void {
    this.cancelTimer ??= this.options.clock.at(this.options.clock.nowMs() + BATCH_EVERY_MS, () => {
      this.cancelTimer = null;
      this.seal();
      void this.drain();
    });
  }

  private seal(): void {
    if (this.filling.rows === 0) return;
    const batch = this.filling.take();
    this.queue.push(batch);
    this.queuedRows += batch.rows;
    this.trim();
  }

  /** Keeps the queue within its bound by giving up the oldest. */
  private trim(): void {
    let lost = 0;
    while (this.queuedRows - lost > MOST_WAITING_ROWS) lost += this.queue.shift()?.rows ?? 0;
    if (lost === 0) return;
    if (this.dropped === 0) this.options.log?.warn('ticks-dropped', { rows: lost });
    this.queuedRows -= lost;
    this.settled += lost;
    this.dropped += lost;
  }

  /** Writes until nothing waits or a write fails. */
  private async drain(): Promise<void> {
    if (this.draining) return;
    this.draining = true;
    while (this.queue.length > 0) {
      const written = await this.write();
      if (!written.ok) break;
    }
    this.draining = false;
  }

  /** One write at a time; a second caller shares the one on its way. */
  private write(): Promise<Result<void, StoreError>> {
    this.writing ??= this.writeNext().finally(() => {
      this.writing = null;
    });
    return this.writing;
  }

  /** What cannot be written goes back to the front, and the timer tries again. */
  private async writeNext(): Promise<Result<void, StoreError>> {
    const batches = this.queue.splice(0, BATCHES_A_WRITE);
    const rows = batches.reduce((sum, batch) => sum + batch.rows, 0);
    this.queuedRows -= rows;
    const written = await this.worker.call('write', {
      batches,
      instruments: this.instruments.takeFresh(),
      sources: this.sources.takeFresh(),
    });
    if (written.ok) {
      this.settled += rows;
      this.health = 'writing';
      return ok(undefined);
    }
    this.queue.unshift(...batches);
    this.queuedRows += rows;
    this.trim();
    if (!this.closed) this.arm();
    const { reason } = written.error;
    if (this.health === 'writing') this.options.log?.warn('ticks-not-written', { reason });
    this.health = 'failing';
    return err(written.error);
  }
}

function nothing(result: Result<null, StoreError>): Result<void, StoreError> {
  return result.ok ? ok(undefined) : result;
}

/**
 * Opens `ticks.db` in a thread of its own.
 *
 * @throws where the worker has not been built.
 */
export async function openTickStore(
  options: TickStoreOptions,
): Promise<Result<SqliteTickStore, OpenError>> {
  const retention = options.retention ?? DEFAULT_RETENTION;
  const started = await TickWorkerClient.start({ path: options.path, retention }, options.log);
  return started.ok ? ok(new WorkerTickStore(started.value, { ...options, retention })) : started;
}
