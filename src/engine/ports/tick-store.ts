import type { DailyBar, SeriesId } from '../domain/bar.js';
import type { InstrumentId } from '../domain/instrument.js';
import type { Quote } from '../domain/quote.js';
import type { Result } from '../domain/result.js';
import type { DurationMs, EpochMs } from '../domain/units.js';

export interface StoreError {
  readonly code: 'failed';
  readonly reason: string;
}

/** What became of a batch of bars, by count. */
export interface BarWrite {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
}

/** How long each resolution is kept. */
export interface Retention {
  /** Every tick. */
  readonly rawMs: DurationMs;
  readonly secondMs: DurationMs;
  readonly minuteMs: DurationMs;
  readonly fiveMinuteMs: DurationMs;
}

export interface TickStoreState {
  readonly rows: number;
  readonly diskBytes: number;
  /** Rows taken a second over the last minute, and what the disk would hold at that rate. */
  readonly rowsPerSecond: number;
  readonly projectedBytes: number;
  /** Rows waiting to be written, and rows given up because the store could not keep pace. */
  readonly waiting: number;
  readonly dropped: number;
}

/** Ticks and history: asynchronous, off the main thread, written from a tap before coalescing. */
export interface TickStore {
  /** Returns at once; written in batches, each second or 2,000 rows. An exact repeat is kept once. */
  append(quote: Quote): void;
  /** Resolves when everything appended before is on disk. */
  flush(): Promise<Result<void, StoreError>>;
  /** Quotes of an instrument with `fromMs <= atMs < toMs`, ascending, at the kept resolution. */
  ticks(
    instrument: InstrumentId,
    span: { readonly fromMs: EpochMs; readonly toMs: EpochMs },
  ): Promise<Result<readonly Quote[], StoreError>>;
  /** Adds or replaces by (series, day); the same bars again change nothing. */
  putBars(bars: readonly DailyBar[]): Promise<Result<BarWrite, StoreError>>;
  bars(series: SeriesId): Promise<Result<readonly DailyBar[], StoreError>>;
  series(): Promise<Result<readonly SeriesId[], StoreError>>;
  /** Thins what is older than its tier allows. */
  compact(nowMs: EpochMs): Promise<Result<void, StoreError>>;
  state(): Promise<Result<TickStoreState, StoreError>>;
  close(): Promise<void>;
}
