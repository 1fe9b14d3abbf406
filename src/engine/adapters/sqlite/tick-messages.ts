import type { DailyBar, SeriesId } from '../../domain/bar.js';
import type { EpochMs } from '../../domain/units.js';
import type { Log } from '../../ports/log.js';
import type { BarWrite, Retention } from '../../ports/tick-store.js';
import type { OpenError } from './open.js';
import type { PackedQuotes } from './tick-batch.js';

export interface TickWorkerData {
  readonly path: string;
  readonly retention: Retention;
}

/** What the main thread asks and what it is answered, by the name of the call. */
export interface TickCalls {
  /** Names are those first mentioned in these batches; their indexes follow on the earlier ones. */
  write: {
    readonly in: {
      readonly batches: readonly PackedQuotes[];
      readonly instruments: readonly string[];
      readonly sources: readonly string[];
    };
    readonly out: null;
  };
  ticks: {
    readonly in: { readonly instrument: string; readonly fromMs: EpochMs; readonly toMs: EpochMs };
    readonly out: { readonly packed: PackedQuotes; readonly sources: readonly string[] };
  };
  putBars: { readonly in: readonly DailyBar[]; readonly out: BarWrite };
  bars: { readonly in: SeriesId; readonly out: readonly DailyBar[] };
  series: { readonly in: null; readonly out: readonly SeriesId[] };
  compact: { readonly in: { readonly nowMs: EpochMs }; readonly out: null };
  size: { readonly in: null; readonly out: { readonly rows: number; readonly diskBytes: number } };
  backup: { readonly in: { readonly path: string }; readonly out: null };
  close: { readonly in: null; readonly out: null };
}

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
