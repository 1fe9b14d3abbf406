import type { DailyBar, SeriesId } from '../../domain/bar.js';
import type { DataGap } from '../../domain/data-gap.js';
import type { FlowItem } from '../../domain/flow-item.js';
import type { InstrumentId } from '../../domain/instrument.js';
import type { Quote } from '../../domain/quote.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { SurfaceMinute } from '../../domain/surface-minute.js';
import { DAY_MS, type DurationMs, type EpochMs } from '../../domain/units.js';
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
import { unpackQuotes } from './tick-batch.js';
import { quoteBytes } from './tick-bytes.js';
import { unpackFlow } from './tick-flow.js';
import type { QuotesFound } from './tick-messages.js';
import { TickRate } from './tick-rate.js';
import { unpackSurface } from './tick-surface-tables.js';
import { Waiting } from './tick-waiting.js';
import { TickWorkerClient } from './tick-worker-client.js';

export const DEFAULT_RETENTION: Retention = {
  rawMs: DAY_MS,
  secondMs: 7 * DAY_MS,
  minuteMs: 90 * DAY_MS,
  fiveMinuteMs: 365 * DAY_MS,
};

const BATCH_EVERY_MS = 1_000;

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
  private readonly waiting = new Waiting();
  private readonly rate: TickRate;
  private writing: Promise<Result<void, StoreError>> | null = null;
  private compacting: Promise<unknown> = Promise.resolve();
  private draining = false;
  private health: 'writing' | 'failing' = 'writing';
  private warnedOfDrops = false;
  private cancelTimer: Cancel | null = null;
  /** Rows that came after the close. */
  private late = 0;
  private closed = false;

  constructor(
    private readonly worker: TickWorkerClient,
    private readonly options: TickStoreOptions & { readonly retention: Retention },
  ) {
    this.rate = new TickRate(options.clock.nowMs());
  }

  append(quote: Quote): void {
    if (!Number.isFinite(quote.atMs)) throw new Error(`a quote without time: ${quote.instrument}`);
    if (this.refuses()) return;
    const { instrument, full } = this.waiting.addQuote(quote);
    this.rate.addQuote(instrument, this.options.clock.nowMs());
    if (full) {
      this.noteDrops();
      void this.drain();
    } else {
      this.arm();
    }
  }

  appendFlow(item: FlowItem): void {
    const atMs = item.kind === 'bar' ? item.fromMs : item.atMs;
    if (!Number.isFinite(atMs)) throw new Error(`a ${item.kind} without time: ${item.instrument}`);
    if (this.refuses()) return;
    this.waiting.addFlow(item);
    this.rate.addFlow(item, this.options.clock.nowMs());
    this.arm();
  }

  appendGap(gap: DataGap): void {
    if (this.refuses()) return;
    this.waiting.addGap(gap);
    this.rate.addGap(this.options.clock.nowMs());
    this.arm();
  }

  appendSurface(minute: SurfaceMinute): void {
    if (!Number.isFinite(minute.atMs)) throw new Error(`a surface without time`);
    if (this.refuses()) return;
    this.waiting.addSurface(minute);
    this.rate.addSurface(minute, this.options.clock.nowMs());
    this.arm();
  }

  async flush(): Promise<Result<void, StoreError>> {
    this.waiting.seal();
    const mark = this.waiting.mark();
    while (!this.waiting.settled(mark)) {
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
    return quotesOf(await this.worker.call('ticks', { instrument, fromMs, toMs }));
  }

  async optionsAt(
    roots: readonly string[],
    at: { readonly atMs: EpochMs; readonly withinMs: DurationMs },
  ): Promise<Result<readonly Quote[], StoreError>> {
    await this.flush();
    const { atMs, withinMs } = at;
    return quotesOf(await this.worker.call('optionsAt', { roots, atMs, withinMs }));
  }

  async flow<Kind extends FlowItem['kind']>(
    kind: Kind,
    of: { readonly instrument: InstrumentId; readonly fromMs: EpochMs; readonly toMs: EpochMs },
  ): Promise<Result<readonly Extract<FlowItem, { readonly kind: Kind }>[], StoreError>> {
    await this.flush();
    const { instrument, fromMs, toMs } = of;
    const found = await this.worker.call('flow', { kind, instrument, fromMs, toMs });
    if (!found.ok) return found;
    const { packed, sources, words } = found.value;
    const items = unpackFlow(packed, { instrument, sources, words });
    return ok(items as readonly Extract<FlowItem, { readonly kind: Kind }>[]);
  }

  async gaps(span: {
    readonly fromMs: EpochMs;
    readonly toMs: EpochMs;
  }): Promise<Result<readonly DataGap[], StoreError>> {
    await this.flush();
    return this.worker.call('gaps', { fromMs: span.fromMs, toMs: span.toMs });
  }

  async surfaces(
    underlying: string,
    span: { readonly fromMs: EpochMs; readonly toMs: EpochMs; readonly pick: 'all' | 'last' },
  ): Promise<Result<readonly SurfaceMinute[], StoreError>> {
    await this.flush();
    const { fromMs, toMs, pick } = span;
    const found = await this.worker.call('surfaces', { underlying, fromMs, toMs, pick });
    if (!found.ok) return found;
    const { surfaces, words } = found.value;
    return ok(surfaces.map((packed) => unpackSurface(packed, words)));
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
    const nowMs = this.options.clock.nowMs();
    const ofQuote = { nowMs, quoteBytes: quoteBytes(size.value) };
    return ok({
      rows: Object.values(size.value.rows).reduce((sum, rows) => sum + rows, 0),
      diskBytes: size.value.diskBytes,
      rowsPerSecond: this.rate.rowsPerSecond(nowMs),
      projectedBytes: this.rate.projectedBytes(this.options.retention, ofQuote),
      waiting: this.waiting.rows,
      dropped: this.waiting.dropped + this.late,
    });
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    const flushed = await this.flush();
    this.cancelTimer?.();
    if (!flushed.ok) {
      const { rows } = this.waiting;
      this.options.log?.error('ticks-lost-at-close', { rows, reason: flushed.error.reason });
    }
    await this.worker.stop();
  }

  private refuses(): boolean {
    if (this.closed) this.late += 1;
    return this.closed;
  }

  private arm(): void {
    this.cancelTimer ??= this.options.clock.at(this.options.clock.nowMs() + BATCH_EVERY_MS, () => {
      this.cancelTimer = null;
      this.waiting.seal();
      this.noteDrops();
      void this.drain();
    });
  }

  private noteDrops(): void {
    const rows = this.waiting.dropped;
    if (rows === 0 || this.warnedOfDrops) return;
    this.warnedOfDrops = true;
    this.options.log?.warn('ticks-dropped', { rows });
  }

  /** Writes until nothing waits or a write fails. */
  private async drain(): Promise<void> {
    if (this.draining) return;
    this.draining = true;
    while (this.waiting.sealed) {
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
    const written = await this.worker.call('write', this.waiting.take());
    if (written.ok) {
      this.waiting.written();
      this.health = 'writing';
      return ok(undefined);
    }
    this.waiting.giveBack();
    this.noteDrops();
    if (!this.closed) this.arm();
    const { reason } = written.error;
    if (this.health === 'writing') this.options.log?.warn('ticks-not-written', { reason });
    this.health = 'failing';
    return err(written.error);
  }
}

function quotesOf(found: Result<QuotesFound, StoreError>): Result<readonly Quote[], StoreError> {
  return found.ok ? ok(unpackQuotes(found.value.packed, found.value)) : found;
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
