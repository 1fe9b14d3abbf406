import type { DailyBar, SeriesId } from '../domain/bar.js';
import type { DataGap } from '../domain/data-gap.js';
import type { FlowItem } from '../domain/flow-item.js';
import type { InstrumentId } from '../domain/instrument.js';
import type { Quote } from '../domain/quote.js';
import type { Result } from '../domain/result.js';
import type { SurfaceMinute } from '../domain/surface-minute.js';
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
  /** Every tick, print and order book. */
  readonly rawMs: DurationMs;
  readonly secondMs: DurationMs;
  /** Short bars, and every surface, as long as quotes by the minute. */
  readonly minuteMs: DurationMs;
  /** Gaps, and one surface of each five minutes, as long as the last quotes. */
  readonly fiveMinuteMs: DurationMs;
}

export interface TickStoreState {
  /** Of quotes, prints, order books, short bars, gaps and surfaces. */
  readonly rows: number;
  readonly diskBytes: number;
  /** Rows taken a second over the last minute, and what the disk would hold at that rate. */
  readonly rowsPerSecond: number;
  readonly projectedBytes: number;
  /**
   * Rows waiting to be written, and rows given up because the store could not keep pace; the time of
   * quotes given up is kept as a gap of their source.
   */
  readonly waiting: number;
  readonly dropped: number;
}

/** Ticks and history: asynchronous, off the main thread, written from a tap before coalescing. */
export interface TickStore {
  /**
   * Returns at once; written in batches, each second or 2,000 rows. An exact repeat is kept once. Of
   * what the venue says of an option its forward, mark price and volatility and open interest are kept;
   * of a future everything. After the store was opened again, the time since the newest kept quote of
   * a source is kept as a gap of it, where it is longer than `LEAST_REOPENING_GAP_MS`.
   */
  append(quote: Quote): void;
  /**
   * Prints and order books are kept as they come, a bar once by (instrument, period, start). Returns at
   * once.
   */
  appendFlow(item: FlowItem): void;
  /** Kept as long as any tick of its time; an exact repeat once. Returns at once. */
  appendGap(gap: DataGap): void;
  /** Adds or replaces by (underlying, instant). Returns at once. */
  appendSurface(minute: SurfaceMinute): void;
  /** Resolves when everything appended before is on disk. */
  flush(): Promise<Result<void, StoreError>>;
  /** Quotes of an instrument with `fromMs <= atMs < toMs`, ascending, at the kept resolution. */
  ticks(
    instrument: InstrumentId,
    span: { readonly fromMs: EpochMs; readonly toMs: EpochMs },
  ): Promise<Result<readonly Quote[], StoreError>>;
  /**
   * The newest quote at or before an instant of each option with one of these roots, none older than
   * `withinMs`, none of an expiry before the instant's day in New York; with the venue's figures as
   * kept. An option whose feed has had a gap since that quote is left out.
   */
  optionsAt(
    roots: readonly string[],
    at: { readonly atMs: EpochMs; readonly withinMs: DurationMs },
  ): Promise<Result<readonly Quote[], StoreError>>;
  /** Items of a kind with `fromMs <= atMs (fromMs of a bar) < toMs`, ascending. */
  flow<Kind extends FlowItem['kind']>(
    kind: Kind,
    of: {
      readonly instrument: InstrumentId;
      readonly fromMs: EpochMs;
      readonly toMs: EpochMs;
    },
  ): Promise<Result<readonly Extract<FlowItem, { readonly kind: Kind }>[], StoreError>>;
  /** Gaps that touch a span, its ends included, ascending by start. */
  gaps(span: {
    readonly fromMs: EpochMs;
    readonly toMs: EpochMs;
  }): Promise<Result<readonly DataGap[], StoreError>>;
  /** Surfaces with `fromMs <= atMs < toMs`, ascending; with `last`, the newest alone. */
  surfaces(
    underlying: string,
    span: {
      readonly fromMs: EpochMs;
      readonly toMs: EpochMs;
      readonly pick: 'all' | 'last';
    },
  ): Promise<Result<readonly SurfaceMinute[], StoreError>>;
  /** Adds or replaces by (series, day); the same bars again change nothing. */
  putBars(bars: readonly DailyBar[]): Promise<Result<BarWrite, StoreError>>;
  bars(series: SeriesId): Promise<Result<readonly DailyBar[], StoreError>>;
  series(): Promise<Result<readonly SeriesId[], StoreError>>;
  /** Thins what is older than its tier allows. */
  compact(nowMs: EpochMs): Promise<Result<void, StoreError>>;
  state(): Promise<Result<TickStoreState, StoreError>>;
  close(): Promise<void>;
}
