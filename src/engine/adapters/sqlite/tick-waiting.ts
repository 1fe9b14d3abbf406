import type { DataGap } from '../../domain/data-gap.js';
import type { FlowItem } from '../../domain/flow-item.js';
import type { Quote } from '../../domain/quote.js';
import type { SurfaceMinute } from '../../domain/surface-minute.js';
import type { EpochMs } from '../../domain/units.js';
import { BATCH_ROWS, BatchWriter, ROW_WIDTH, SOURCE_AT, type PackedQuotes } from './tick-batch.js';
import { FlowWriter, type PackedFlow } from './tick-flow.js';
import type { FreshNames, TickWrite } from './tick-messages.js';
import { NameList } from './tick-names.js';

/** Batches in one transaction: bounds a write to a fraction of a second. */
const BATCHES_A_WRITE = 8;
/** These are 26 MB; beyond that the oldest go. */
const MOST_WAITING_ROWS = 200_000;
/** Numbers of prints, books and short bars, 16 MB of them. */
const MOST_WAITING_NUMBERS = 2_000_000;
const MOST_WAITING_GAPS = 10_000;
/** Some hours of four underlyings. */
const MOST_WAITING_SURFACES = 1_000;

interface Entry<T> {
  readonly item: T;
  readonly number: number;
}

/** Things that wait to be written, oldest first, each of a weight against a bound. */
class WaitingLine<T> {
  private entries: Entry<T>[] = [];
  private underWay: readonly Entry<T>[] = [];
  private pushed = 0;
  private weight = 0;
  /** Rows not yet on disk, those under way with them, and rows given up. */
  rows = 0;
  dropped = 0;

  constructor(
    private readonly of: {
      readonly most: number;
      readonly weightOf: (item: T) => number;
      readonly rowsOf: (item: T) => number;
      readonly lost?: (item: T) => void;
    },
  ) {}

  get newest(): number {
    return this.pushed;
  }

  get empty(): boolean {
    return this.entries.length === 0;
  }

  /** Whether all up to the n-th pushed are on disk or given up. */
  settled(n: number): boolean {
    return [this.underWay[0], this.entries[0]].every((entry) => (entry?.number ?? Infinity) > n);
  }

  push(item: T): void {
    this.pushed += 1;
    this.entries.push({ item, number: this.pushed });
    this.rows += this.of.rowsOf(item);
    this.weight += this.of.weightOf(item);
    this.trim();
  }

  /** Sends the oldest on their way, until `written` or `giveBack`. */
  take(most: number): readonly T[] {
    this.underWay = this.entries.slice(0, most);
    this.entries = this.entries.slice(most);
    for (const { item } of this.underWay) this.weight -= this.of.weightOf(item);
    return this.underWay.map(({ item }) => item);
  }

  written(): void {
    for (const { item } of this.underWay) this.rows -= this.of.rowsOf(item);
    this.underWay = [];
  }

  giveBack(): void {
    for (const { item } of this.underWay) this.weight += this.of.weightOf(item);
    this.entries = [...this.underWay, ...this.entries];
    this.underWay = [];
    this.trim();
  }

  private trim(): void {
    let gone = 0;
    while (this.weight > this.of.most && gone < this.entries.length - 1) {
      const { item } = this.entries[gone++] as Entry<T>;
      this.weight -= this.of.weightOf(item);
      const rows = this.of.rowsOf(item);
      this.rows -= rows;
      this.dropped += rows;
      this.of.lost?.(item);
    }
    if (gone > 0) this.entries = this.entries.slice(gone);
  }
}

/** How far the lines had come at some moment. */
export type WaitingMark = readonly number[];

const one = () => 1;

/** All that has been appended and is not on disk: bounded, and what was given up is counted. */
export class Waiting {
  private readonly instruments = new NameList();
  private readonly sources = new NameList();
  private readonly words = new NameList();
  private readonly filling = new BatchWriter();
  private readonly fillingFlow = new FlowWriter();
  /** Times of quotes given up, by source, until they are written as gaps. */
  private readonly lost = new Map<string, DataGap>();
  private readonly sourceNames: string[] = [];
  private readonly quotes = new WaitingLine<PackedQuotes>({
    most: MOST_WAITING_ROWS,
    weightOf: ({ rows }) => rows,
    rowsOf: ({ rows }) => rows,
    lost: (batch) => this.noteLost(batch),
  });
  private readonly flow = new WaitingLine<PackedFlow>({
    most: MOST_WAITING_NUMBERS,
    weightOf: ({ values }) => values.length,
    rowsOf: ({ items }) => items,
  });
  private readonly gaps = new WaitingLine<DataGap>({
    ...{ most: MOST_WAITING_GAPS, weightOf: one, rowsOf: one },
  });
  private readonly surfaces = new WaitingLine<SurfaceMinute>({
    ...{ most: MOST_WAITING_SURFACES, weightOf: one, rowsOf: one },
  });
  private readonly lines = [this.quotes, this.flow, this.gaps, this.surfaces];

  /** Full batches, gaps or surfaces that no write has taken. */
  get sealed(): boolean {
    return this.lines.some((line) => !line.empty);
  }

  get rows(): number {
    const filling = this.filling.rows + this.fillingFlow.items;
    return this.lines.reduce((sum, line) => sum + line.rows, filling);
  }

  get dropped(): number {
    return this.lines.reduce((sum, line) => sum + line.dropped, 0);
  }

  /** @returns the index of the quote's instrument, and whether a batch has become full. */
  addQuote(quote: Quote): { readonly instrument: number; readonly full: boolean } {
    const instrument = this.instruments.indexOf(quote.instrument);
    this.filling.add(quote, { instrument, source: this.sourceOf(quote.source) });
    const full = this.filling.rows === BATCH_ROWS;
    if (full) this.quotes.push(this.filling.take());
    return { instrument, full };
  }

  addFlow(item: FlowItem): void {
    this.fillingFlow.add(item, {
      instrument: this.instruments.indexOf(item.instrument),
      source: this.sourceOf(item.source),
      word: (name) => this.words.indexOf(name),
    });
    if (this.fillingFlow.full) this.flow.push(this.fillingFlow.take());
  }

  addGap(gap: DataGap): void {
    this.gaps.push(gap);
  }

  addSurface(minute: SurfaceMinute): void {
    this.surfaces.push(minute);
  }

  /** Ends the batches that are being filled. */
  seal(): void {
    if (this.filling.rows > 0) this.quotes.push(this.filling.take());
    if (this.fillingFlow.items > 0) this.flow.push(this.fillingFlow.take());
  }

  mark(): WaitingMark {
    return this.lines.map((line) => line.newest);
  }

  settled(mark: WaitingMark): boolean {
    return this.lines.every((line, n) => line.settled(mark[n] ?? 0));
  }

  /** What the next write takes, until `written` or `giveBack`. */
  take(): TickWrite & { readonly fresh: FreshNames } {
    for (const gap of this.lost.values()) this.gaps.push(gap);
    this.lost.clear();
    return {
      quotes: this.quotes.take(BATCHES_A_WRITE),
      flow: this.flow.take(BATCHES_A_WRITE),
      gaps: this.gaps.take(MOST_WAITING_GAPS),
      surfaces: this.surfaces.take(MOST_WAITING_SURFACES),
      fresh: {
        instruments: this.instruments.takeFresh(),
        sources: this.sources.takeFresh(),
        words: this.words.takeFresh(),
      },
    };
  }

  written(): void {
    for (const line of this.lines) line.written();
  }

  giveBack(): void {
    for (const line of this.lines) line.giveBack();
  }

  private sourceOf(name: string): number {
    const index = this.sources.indexOf(name);
    this.sourceNames[index] ??= name;
    return index;
  }

  private noteLost({ values, rows }: PackedQuotes): void {
    for (let row = 0; row < rows; row++) {
      const atMs = values[row * ROW_WIDTH + 1] ?? NaN;
      const feed = this.sourceNames[values[row * ROW_WIDTH + SOURCE_AT] ?? NaN] ?? '';
      this.noteLostAt(feed, atMs);
    }
  }

  private noteLostAt(feed: string, atMs: EpochMs): void {
    const known = this.lost.get(feed);
    if (known && atMs >= known.fromMs && atMs <= known.toMs) return;
    const fromMs = Math.min(known?.fromMs ?? atMs, atMs);
    const toMs = Math.max(known?.toMs ?? atMs, atMs);
    this.lost.set(feed, { feed, instruments: null, fromMs, toMs, reason: 'missed-messages' });
  }
}
