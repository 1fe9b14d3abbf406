import type { DailyBar, SeriesId } from '../../domain/bar.js';
import type { DataGap } from '../../domain/data-gap.js';
import type { SurfaceMinute } from '../../domain/surface-minute.js';
import type { DurationMs, EpochMs } from '../../domain/units.js';
import type { Log } from '../../ports/log.js';
import type { BarWrite, Retention } from '../../ports/tick-store.js';
import type { OpenError } from './open.js';
import type { PackedQuotes } from './tick-batch.js';
import type { PackedFlow } from './tick-flow.js';
import type { FlowSpan } from './tick-flow-tables.js';
import type { PackedSurface } from './tick-surface-tables.js';

export interface TickWorkerData {
  readonly path: string;
  readonly retention: Retention;
}

/** What one transaction writes. */
export interface TickWrite {
  readonly quotes: readonly PackedQuotes[];
  readonly flow: readonly PackedFlow[];
  readonly gaps: readonly DataGap[];
  readonly surfaces: readonly SurfaceMinute[];
}

/** Names first mentioned in a write; their indexes follow on the earlier ones. */
export interface FreshNames {
  readonly instruments: readonly string[];
  readonly sources: readonly string[];
  readonly words: readonly string[];
}

export interface QuotesFound {
  readonly packed: PackedQuotes;
  readonly instruments: readonly string[];
  readonly sources: readonly string[];
}

interface Span {
  readonly fromMs: EpochMs;
  readonly toMs: EpochMs;
}

/** What the main thread asks and what it is answered, by the name of the call. */
export interface TickCalls {
  write: { readonly in: TickWrite & { readonly fresh: FreshNames }; readonly out: null };
  ticks: { readonly in: Span & { readonly instrument: string }; readonly out: QuotesFound };
  optionsAt: {
    readonly in: {
      readonly roots: readonly string[];
      readonly atMs: EpochMs;
      readonly withinMs: DurationMs;
    };
    readonly out: QuotesFound;
  };
  flow: {
    readonly in: FlowSpan;
    readonly out: {
      readonly packed: PackedFlow;
      readonly sources: readonly string[];
      readonly words: readonly string[];
    };
  };
  gaps: { readonly in: Span; readonly out: readonly DataGap[] };
  surfaces: {
    readonly in: Span & { readonly underlying: string; readonly pick: 'all' | 'last' };
    readonly out: {
      readonly surfaces: readonly PackedSurface[];
      readonly words: readonly string[];
    };
  };
  putBars: { readonly in: readonly DailyBar[]; readonly out: BarWrite };
  bars: { readonly in: SeriesId; readonly out: readonly DailyBar[] };
  series: { readonly in: null; readonly out: readonly SeriesId[] };
  compact: { readonly in: { readonly nowMs: EpochMs }; readonly out: null };
  size: { readonly in: null; readonly out: StoredSize };
  backup: { readonly in: { readonly path: string }; readonly out: null };
  close: { readonly in: null; readonly out: null };
}

export interface StoredSize {
  /** Rows of each table, by its name. */
  readonly rows: Readonly<Record<RowKind, number>>;
  readonly diskBytes: number;
}

export type RowKind = 'ticks' | 'prints' | 'depths' | 'short_bars' | 'gaps' | 'surfaces';

export type TickCallName = keyof TickCalls;

export type TickRequest = {
  [K in TickCallName]: {
    readonly id: number;
    readonly call: K;
    readonly input: TickCalls[K]['in'];
  };
}[TickCallName];

export type TickMessage =
  | { readonly kind: 'opened' }
  | { readonly kind: 'refused'; readonly error: OpenError }
  | { readonly kind: 'done'; readonly id: number; readonly output: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly reason: string }
  | {
      readonly kind: 'log';
      readonly level: keyof Log;
      readonly event: string;
      readonly fields: Readonly<Record<string, unknown>>;
    };
