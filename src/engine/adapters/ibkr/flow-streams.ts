import { TickByTickDataType } from '@stoqey/ib/dist/api/market/tickByTickDataType.js';
import { WhatToShow } from '@stoqey/ib/dist/api/historical/what-to-show.js';
import type { FlowItem } from '../../domain/flow-item.js';
import { spotId, type InstrumentId } from '../../domain/instrument.js';
import { MINUTE_MS, type DurationMs, type EpochMs } from '../../domain/units.js';
import type { Cancel } from '../../ports/clock.js';
import { DepthBook, type DepthChange } from './depth-book.js';
import type { GatewayMessage, Inbound } from './inbound.js';
import { isIndex } from './mapping.js';
import type { DataHost } from './session-port.js';
import { StreamSet, type StreamKind } from './stream-set.js';

/** What an account of 100 lines may have open at one time. */
export interface FlowLimits {
  readonly bars: number;
  readonly prints: number;
  readonly depth: number;
}

/** Prints: a twentieth of the lines; depth: three books below 400 lines (vendor's documentation). */
export function flowLimits(lines: number): FlowLimits {
  return { bars: Math.floor(lines / 5), prints: Math.max(1, Math.floor(lines / 20)), depth: 3 };
}

const BAR_MS: DurationMs = 5_000;
const BOOK_EVERY_MS: DurationMs = 1_000;
const BOOK_ROWS = 10;
const LAST_OR_ALL = new Set([1, 2]);
const RESET = 317;
const BOOKS = ['SPY', 'QQQ', 'IWM'];

/** Bars count as historical requests: 60 in ten minutes, of which some are kept for those. */
function barKind(slots: number): StreamKind {
  return {
    name: 'bars',
    slots,
    turnMs: 5 * MINUTE_MS,
    pace: { asks: 40, perMs: 10 * MINUTE_MS },
    againMs: 15_000,
    ask: (encoder, id, contract) => {
      encoder.reqRealTimeBars(id, contract, BAR_MS / 1000, WhatToShow.TRADES, false, []);
    },
    cancel: (encoder, id) => {
      encoder.cancelRealTimeBars(id);
    },
  };
}

/** One request for one instrument in 15 seconds (vendor's documentation). */
function printKind(slots: number): StreamKind {
  return {
    name: 'prints',
    slots,
    turnMs: MINUTE_MS,
    pace: { asks: 60, perMs: 10 * MINUTE_MS },
    againMs: 15_000,
    ask: (encoder, id, contract) => {
      encoder.reqTickByTickData(id, contract, TickByTickDataType.AllLast, 0, false);
    },
    cancel: (encoder, id) => {
      encoder.cancelTickByTickData(id);
    },
  };
}

function depthKind(slots: number): StreamKind {
  return {
    name: 'depth',
    slots,
    turnMs: 5 * MINUTE_MS,
    pace: { asks: 60, perMs: 10 * MINUTE_MS },
    againMs: 0,
    ask: (encoder, id, contract) => {
      encoder.reqMktDepth(id, contract, BOOK_ROWS, true);
    },
    cancel: (encoder, id) => {
      encoder.cancelMktDepth(id, true);
    },
  };
}

interface Shown {
  readonly book: DepthBook;
  changedAtMs: EpochMs;
}

const positive = (value: number | undefined) =>
  value !== undefined && value > 0 && Number.isFinite(value) ? value : null;

/** Five-second bars, prints and depth of what is watched, within what the vendor allows. */
export class FlowStreams {
  private readonly bars: StreamSet;
  private readonly prints: StreamSet;
  private readonly depth: StreamSet;
  private readonly books = new Map<number, Shown>();
  private readonly changed = new Set<number>();
  private telling: Cancel | null = null;

  constructor(
    private readonly connection: DataHost,
    limits: FlowLimits,
    private readonly push: (item: FlowItem) => void,
  ) {
    this.bars = new StreamSet(connection, barKind(limits.bars));
    this.prints = new StreamSet(connection, printKind(limits.prints));
    this.depth = new StreamSet(connection, depthKind(limits.depth));
  }

  start(): Cancel {
    const stop = this.connection.listen({
      realtimeBar: (fields) => this.takeBar(fields),
      tickByTickAllLast: (fields) => this.takePrint(fields),
      updateMktDepthL2: ([id, place, maker, operation, side, price, size]) => {
        const level = { price, size: size ?? 0, maker: maker === '' ? null : maker };
        this.takeDepth(id, { place, operation, side, level });
      },
      updateMktDepth: ([id, place, operation, side, price, size]) => {
        this.takeDepth(id, {
          place,
          operation,
          side,
          level: { price, size: size ?? 0, maker: null },
        });
      },
      message: (fields) => this.takeMessage(fields[0]),
    });
    return () => {
      this.telling?.();
      this.telling = null;
      for (const set of this.sets()) set.stop();
      stop();
    };
  }

  /** Lines of the account that these streams take. */
  linesTaken(): number {
    return this.bars.taken();
  }

  /** Streams of these spots, those of futures and options are not kept. */
  want(spots: readonly InstrumentId[]): void {
    const shares = spots.filter((id) => !isIndex(id));
    this.bars.want(spots);
    this.prints.want(shares);
    this.depth.want(BOOKS.map(spotId).filter((id) => spots.includes(id)));
  }

  replay(): void {
    this.books.clear();
    this.changed.clear();
    for (const set of this.sets()) set.replay();
  }

  private sets(): readonly StreamSet[] {
    return [this.bars, this.prints, this.depth];
  }

  private takeMessage(message: GatewayMessage): void {
    if (message.code === RESET) this.books.get(message.id)?.book.clear();
    for (const set of this.sets()) set.takeMessage(message);
  }

  private takeBar(fields: Inbound['realtimeBar']): void {
    const [id, seconds, open, high, low, close, volume, vwap, trades] = fields;
    const instrument = this.bars.instrument(id);
    if (!instrument || !(low > 0) || !(high >= low) || !(seconds > 0)) return;
    this.push({
      kind: 'bar',
      instrument,
      fromMs: seconds * 1000,
      periodMs: BAR_MS,
      open,
      high,
      low,
      close,
      // Levels of an index have none of these.
      volume: positive(volume),
      vwap: positive(vwap),
      trades: positive(trades),
      source: 'ibkr',
    });
  }

  private takePrint(fields: Inbound['tickByTickAllLast']): void {
    const [id, type, seconds, price, size, , exchange, conditions] = fields;
    const instrument = this.prints.instrument(id);
    const atMs = Number(seconds) * 1000;
    if (!instrument || !LAST_OR_ALL.has(type) || !(price > 0) || !(atMs > 0)) return;
    this.push({
      kind: 'print',
      instrument,
      atMs,
      price,
      size: size ?? 0,
      exchange: exchange === '' ? null : exchange,
      conditions: conditions === '' ? null : conditions,
      source: 'ibkr',
    });
  }

  private takeDepth(id: number, change: DepthChange): void {
    if (!this.depth.instrument(id)) return;
    const nowMs = this.connection.clock.nowMs();
    const shown = this.books.get(id) ?? { book: new DepthBook(), changedAtMs: nowMs };
    this.books.set(id, shown);
    if (shown.book.take(change) === 'odd') return;
    shown.changedAtMs = nowMs;
    this.changed.add(id);
    this.telling ??= this.connection.clock.at(nowMs + BOOK_EVERY_MS, () => {
      this.telling = null;
      this.tellBooks();
    });
  }

  /** Whole books, once a second where they have changed. */
  private tellBooks(): void {
    for (const id of this.changed) {
      const [instrument, shown] = [this.depth.instrument(id), this.books.get(id)];
      if (!instrument || !shown) continue;
      this.push({
        kind: 'depth',
        instrument,
        atMs: shown.changedAtMs,
        ...shown.book.read(),
        source: 'ibkr',
      });
    }
    this.changed.clear();
  }
}
