import type { InstrumentId } from '../../domain/instrument.js';
import type { Quote } from '../../domain/quote.js';
import { figureOrNaN } from './tick-figures.js';

/** Numbers of one quote in a packed batch: instrument, instant, six figures, delay, source. */
export const ROW_WIDTH = 10;
export const BATCH_ROWS = 2_000;

/** Quotes as numbers, row by row; names are indexes into lists that both threads hold. */
export interface PackedQuotes {
  readonly values: Float64Array;
  readonly rows: number;
}

/** A list of names, each with the index of its first mention. */
export class NameList {
  private readonly indexes = new Map<string, number>();
  private fresh: string[] = [];

  indexOf(name: string): number {
    const known = this.indexes.get(name);
    if (known !== undefined) return known;
    const index = this.indexes.size;
    this.indexes.set(name, index);
    this.fresh.push(name);
    return index;
  }

  /** Names first mentioned since the last call, in order of index. */
  takeFresh(): readonly string[] {
    const taken = this.fresh;
    this.fresh = [];
    return taken;
  }
}

/** Fills up to `BATCH_ROWS` quotes. */
export class BatchWriter {
  private values = new Float64Array(BATCH_ROWS * ROW_WIDTH);
  private count = 0;

  get rows(): number {
    return this.count;
  }

  add(quote: Quote, names: { readonly instrument: number; readonly source: number }): void {
    const { values } = this;
    let at = this.count * ROW_WIDTH;
    values[at++] = names.instrument;
    values[at++] = Math.floor(quote.atMs);
    values[at++] = figureOrNaN(quote.bid);
    values[at++] = figureOrNaN(quote.ask);
    values[at++] = figureOrNaN(quote.bidSize);
    values[at++] = figureOrNaN(quote.askSize);
    values[at++] = figureOrNaN(quote.last);
    values[at++] = figureOrNaN(quote.prevClose);
    values[at++] = Math.floor(quote.delayMs);
    values[at] = names.source;
    this.count += 1;
  }

  /** Hands over what was filled and starts anew. A part is copied: a view would carry the whole. */
  take(): PackedQuotes {
    const rows = this.count;
    this.count = 0;
    if (rows < BATCH_ROWS) return { values: this.values.slice(0, rows * ROW_WIDTH), rows };
    const { values } = this;
    this.values = new Float64Array(BATCH_ROWS * ROW_WIDTH);
    return { values, rows };
  }
}

/** Quotes of one instrument from their packed form. */
export function unpackQuotes(
  packed: PackedQuotes,
  names: { readonly instrument: InstrumentId; readonly sources: readonly string[] },
): readonly Quote[] {
  const value = (row: number, column: number) => packed.values[row * ROW_WIDTH + column] ?? NaN;
  const figure = (row: number, column: number) => {
    const found = value(row, column);
    return Number.isNaN(found) ? null : found;
  };
  return Array.from({ length: packed.rows }, (_, row) => ({
    instrument: names.instrument,
    atMs: value(row, 1),
    bid: figure(row, 2),
    ask: figure(row, 3),
    bidSize: figure(row, 4),
    askSize: figure(row, 5),
    last: figure(row, 6),
    prevClose: figure(row, 7),
    delayMs: value(row, 8),
    source: names.sources[value(row, 9)] ?? '',
  }));
}
