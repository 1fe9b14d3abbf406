import type { Depth, DepthLevel, FlowItem, Print, ShortBar } from '../../domain/flow-item.js';
import type { InstrumentId } from '../../domain/instrument.js';
import { figureOrNaN, numberOrNull } from './tick-figures.js';

/** Prints, order books and short bars as numbers, one after the other; names are indexes. */
export interface PackedFlow {
  readonly values: Float64Array;
  readonly items: number;
}

/** The first number of an item: which kind it is. */
export const FLOW_CODES = { print: 0, bar: 1, depth: 2 } as const;
/** Numbers of an order book before its levels, and of a level: price, size, maker. */
const LEVEL_WIDTH = 3;
/** Stands for no name. */
export const NO_NAME = -1;
/** A batch is full beyond this; at eight numbers a print these are 2,000 of them. */
export const FLOW_BATCH_NUMBERS = 16_000;

export interface FlowNames {
  readonly instrument: number;
  readonly source: number;
  /** The index of a name of an exchange, of conditions or of a maker. */
  word(name: string): number;
}

/** Fills items one after the other. */
export class FlowWriter {
  private values = new Float64Array(1_024);
  private length = 0;
  private count = 0;

  get items(): number {
    return this.count;
  }

  get full(): boolean {
    return this.length >= FLOW_BATCH_NUMBERS;
  }

  add(item: FlowItem, names: FlowNames): void {
    this.count += 1;
    this.put(FLOW_CODES[item.kind], names.instrument);
    if (item.kind === 'print') this.print(item, names);
    else if (item.kind === 'bar') this.bar(item);
    else this.depth(item, names);
    this.put(names.source);
  }

  take(): PackedFlow {
    const taken = { values: this.values.slice(0, this.length), items: this.count };
    this.length = 0;
    this.count = 0;
    return taken;
  }

  private print(print: Print, names: FlowNames): void {
    const { exchange, conditions } = print;
    this.put(Math.floor(print.atMs), figureOrNaN(print.price), figureOrNaN(print.size));
    this.put(
      exchange === null ? NO_NAME : names.word(exchange),
      conditions === null ? NO_NAME : names.word(conditions),
    );
  }

  private bar(bar: ShortBar): void {
    this.put(Math.floor(bar.fromMs), bar.periodMs);
    this.put(figureOrNaN(bar.open), figureOrNaN(bar.high));
    this.put(figureOrNaN(bar.low), figureOrNaN(bar.close));
    this.put(figureOrNaN(bar.volume), figureOrNaN(bar.vwap), figureOrNaN(bar.trades));
  }

  private depth({ atMs, bids, asks }: Depth, names: FlowNames): void {
    this.put(Math.floor(atMs), bids.length, asks.length);
    for (const { price, size, maker } of [...bids, ...asks]) {
      this.put(price, size, maker === null ? NO_NAME : names.word(maker));
    }
  }

  private put(...numbers: readonly number[]): void {
    if (this.length + numbers.length > this.values.length) {
      const longer = new Float64Array(2 * this.values.length);
      longer.set(this.values);
      this.values = longer;
    }
    for (const number of numbers) this.values[this.length++] = number;
  }
}

/** Reads packed items number by number. */
export class FlowReader {
  private at = 0;

  constructor(private readonly values: Float64Array) {}

  get more(): boolean {
    return this.at < this.values.length;
  }

  next(): number {
    return this.values[this.at++] ?? NaN;
  }

  /** The flat levels of an order book: price, size and maker of each. */
  levels(count: number): Float64Array {
    const from = this.at;
    this.at += count * LEVEL_WIDTH;
    return this.values.subarray(from, this.at);
  }
}

/** Items of one instrument from their packed form. */
export function unpackFlow(
  packed: PackedFlow,
  names: {
    readonly instrument: InstrumentId;
    readonly sources: readonly string[];
    readonly words: readonly string[];
  },
): readonly FlowItem[] {
  const reader = new FlowReader(packed.values);
  const { instrument } = names;
  const next = () => reader.next();
  const source = () => names.sources[next()] ?? '';
  const word = (index: number) => names.words[index] ?? null;
  const levels = (count: number): readonly DepthLevel[] => {
    const flat = reader.levels(count);
    return Array.from({ length: count }, (_, n) => ({
      price: flat[n * LEVEL_WIDTH] ?? NaN,
      size: flat[n * LEVEL_WIDTH + 1] ?? NaN,
      maker: word(flat[n * LEVEL_WIDTH + 2] ?? NO_NAME),
    }));
  };
  const print = (): Print => ({
    ...{ kind: 'print', instrument, atMs: next(), price: next(), size: next() },
    ...{ exchange: word(next()), conditions: word(next()), source: source() },
  });
  const bar = (): ShortBar => ({
    ...{ kind: 'bar', instrument, fromMs: next(), periodMs: next() },
    ...{ open: next(), high: next(), low: next(), close: next() },
    ...{ volume: numberOrNull(next()), vwap: numberOrNull(next()), trades: numberOrNull(next()) },
    source: source(),
  });
  const depth = (): Depth => {
    const [atMs, bids, asks] = [next(), next(), next()];
    const book = { bids: levels(bids), asks: levels(asks) };
    return { kind: 'depth', instrument, atMs, ...book, source: source() };
  };
  return Array.from({ length: packed.items }, () => {
    const code = next();
    next(); // the instrument, which the caller names
    if (code === FLOW_CODES.print) return print();
    return code === FLOW_CODES.bar ? bar() : depth();
  });
}
