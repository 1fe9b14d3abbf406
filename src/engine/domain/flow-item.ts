import type { InstrumentId } from './instrument.js';
import type { DurationMs, EpochMs } from './units.js';

/** One trade on the tape. Price in the quote currency, size in shares or contracts. */
export interface Print {
  readonly kind: 'print';
  readonly instrument: InstrumentId;
  readonly atMs: EpochMs;
  readonly price: number;
  readonly size: number;
  /** Exchange and conditions as the vendor writes them; null where it gives none. */
  readonly exchange: string | null;
  readonly conditions: string | null;
  readonly source: string;
}

/** One bar shorter than a day, told when it has closed. */
export interface ShortBar {
  readonly kind: 'bar';
  readonly instrument: InstrumentId;
  readonly fromMs: EpochMs;
  readonly periodMs: DurationMs;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number | null;
  /** Volume-weighted average price. */
  readonly vwap: number | null;
  readonly trades: number | null;
  readonly source: string;
}

export interface DepthLevel {
  readonly price: number;
  readonly size: number;
  /** Market maker or exchange; null where the vendor names none. */
  readonly maker: string | null;
}

/** An order book as it stood, best first. */
export interface Depth {
  readonly kind: 'depth';
  readonly instrument: InstrumentId;
  readonly atMs: EpochMs;
  readonly bids: readonly DepthLevel[];
  readonly asks: readonly DepthLevel[];
  readonly source: string;
}

export type FlowItem = Print | ShortBar | Depth;
