import type { DailyBar, SeriesId } from '../../src/engine/domain/bar.js';
import type { InstrumentId } from '../../src/engine/domain/instrument.js';
import type { Quote } from '../../src/engine/domain/quote.js';
import { err, ok, type Result } from '../../src/engine/domain/result.js';
import type { TradingDay } from '../../src/engine/domain/trading-day.js';
import { DAY_MS, MINUTE_MS, type EpochMs } from '../../src/engine/domain/units.js';
import type { Clock } from '../../src/engine/ports/clock.js';
import type {
  BarWrite,
  Retention,
  StoreError,
  TickStore,
  TickStoreState,
} from '../../src/engine/ports/tick-store.js';
import { ManualClock } from './manual-clock.js';

type Stored<T> = Promise<Result<T, StoreError>>;

const BATCH_ROWS = 2_000;
const MOST_WAITING = 200_000;
/** Dropped at once when too many wait, so that a flood costs little. */
const DROP_ROWS = 20_000;
const ROW_BYTES = 100;

const RETENTION: Retention = {
  rawMs: DAY_MS,
  secondMs: 7 * DAY_MS,
  minuteMs: 90 * DAY_MS,
  fiveMinuteMs: 365 * DAY_MS,
};

/** What outlives a store that is closed and opened again. */
export class MemoryTicks {
  quotes: Quote[] = [];
  readonly daily = new Map<SeriesId, Map<TradingDay, DailyBar>>();
}

/** A tick store that keeps everything in memory. */
export class MemoryTickStore implements TickStore {
  private readonly kept: MemoryTicks;
  private readonly clock: Clock;
  private readonly retention: Retention;
  private waiting: Quote[] = [];
  private dropped = 0;
  private closed = false;
  private taken: { readonly atMs: EpochMs; rows: number }[] = [];

  constructor(
    options: {
      readonly kept?: MemoryTicks;
      readonly clock?: Clock;
      readonly retention?: Retention;
    } = {},
  ) {
    this.kept = options.kept ?? new MemoryTicks();
    this.clock = options.clock ?? new ManualClock();
    this.retention = options.retention ?? RETENTION;
  }

  append(quote: Quote): void {
    if (this.closed) return;
    const nowMs = this.clock.nowMs();
    const newest = this.taken.at(-1);
    if (newest?.atMs === nowMs) newest.rows += 1;
    else this.taken.push({ atMs: nowMs, rows: 1 });
    this.waiting.push(quote);
    if (this.waiting.length === 1) this.clock.at(nowMs + 1_000, () => this.write());
    if (this.waiting.length === BATCH_ROWS) setImmediate(() => this.write());
    if (this.waiting.length > MOST_WAITING) {
      this.waiting.splice(0, DROP_ROWS);
      this.dropped += DROP_ROWS;
    }
  }

  flush(): Stored<void> {
    this.write();
    return Promise.resolve(ok(undefined));
  }

  ticks(
    instrument: InstrumentId,
    span: { readonly fromMs: EpochMs; readonly toMs: EpochMs },
  ): Stored<readonly Quote[]> {
    this.write();
    const inside = this.kept.quotes.filter(
      (quote) =>
        quote.instrument === instrument && quote.atMs >= span.fromMs && quote.atMs < span.toMs,
    );
    return Promise.resolve(ok(inside));
  }

  putBars(bars: readonly DailyBar[]): Stored<BarWrite> {
    const written = { added: 0, changed: 0, unchanged: 0 };
    for (const bar of bars) {
      let series = this.kept.daily.get(bar.series);
      if (!series) this.kept.daily.set(bar.series, (series = new Map<TradingDay, DailyBar>()));
      const before = series.get(bar.day);
      if (!before) written.added += 1;
      else if (fingerprint(before) === fingerprint(bar)) written.unchanged += 1;
      else written.changed += 1;
      series.set(bar.day, bar);
    }
    return Promise.resolve(ok(written));
  }

  bars(series: SeriesId): Stored<readonly DailyBar[]> {
    const found = [...(this.kept.daily.get(series)?.values() ?? [])];
    return Promise.resolve(ok(found.sort((a, b) => (a.day < b.day ? -1 : 1))));
  }

  series(): Stored<readonly SeriesId[]> {
    return Promise.resolve(ok([...this.kept.daily.keys()].sort()));
  }

  compact(nowMs: EpochMs): Stored<void> {
    this.write();
    const { rawMs, secondMs, minuteMs, fiveMinuteMs } = this.retention;
    const young = this.kept.quotes.filter(({ atMs }) => atMs >= nowMs - fiveMinuteMs);
    const bySecond = lastOfBuckets(young, { bucketMs: 1_000, untilMs: nowMs - rawMs });
    const untilMs = nowMs - secondMs;
    const byMinute = lastOfBuckets(bySecond, { bucketMs: MINUTE_MS, untilMs });
    const coarse = { bucketMs: 5 * MINUTE_MS, untilMs: nowMs - minuteMs };
    this.kept.quotes = lastOfBuckets(byMinute, coarse);
    return Promise.resolve(ok(undefined));
  }

  state(): Stored<TickStoreState> {
    if (this.closed) return Promise.resolve(err({ code: 'failed', reason: 'closed' }));
    const sinceMs = this.clock.nowMs() - MINUTE_MS;
    this.taken = this.taken.filter(({ atMs }) => atMs > sinceMs);
    const rowsPerSecond = this.taken.reduce((sum, { rows }) => sum + rows, 0) / 60;
    const rows = this.kept.quotes.length;
    return Promise.resolve(
      ok({
        rows,
        diskBytes: rows * ROW_BYTES,
        rowsPerSecond,
        projectedBytes: rowsPerSecond * (this.retention.rawMs / 1_000) * ROW_BYTES,
        waiting: this.waiting.length,
        dropped: this.dropped,
      }),
    );
  }

  close(): Promise<void> {
    this.write();
    this.closed = true;
    return Promise.resolve();
  }

  private write(): void {
    if (this.waiting.length === 0) return;
    const known = new Set<string>();
    const all = [...this.kept.quotes, ...this.waiting].filter((quote) => {
      const key = JSON.stringify(quote);
      return known.size < known.add(key).size;
    });
    this.waiting = [];
    this.kept.quotes = all.sort((a, b) => a.atMs - b.atMs);
  }
}

/** Thins buckets that end by an instant to their last quote; `quotes` ascend. */
function lastOfBuckets(
  quotes: readonly Quote[],
  tier: { readonly bucketMs: number; readonly untilMs: EpochMs },
): Quote[] {
  const last = new Map<string, Quote>();
  const whole: Quote[] = [];
  for (const quote of quotes) {
    const bucket = Math.floor(quote.atMs / tier.bucketMs);
    if ((bucket + 1) * tier.bucketMs > tier.untilMs) whole.push(quote);
    else last.set(`${quote.instrument} ${bucket}`, quote);
  }
  return [...last.values(), ...whole].sort((a, b) => a.atMs - b.atMs);
}

function fingerprint(bar: DailyBar): string {
  const { open, high, low, close, volume, marks, source } = bar;
  return JSON.stringify([open, high, low, close, volume, marks, source]);
}
