import type { Contract } from '@stoqey/ib';
import type { Encoder } from '@stoqey/ib/dist/core/io/encoder.js';
import type { InstrumentId } from '../../domain/instrument.js';
import type { DurationMs, EpochMs } from '../../domain/units.js';
import type { Cancel } from '../../ports/clock.js';
import { COMPETING_SESSION, isWarning } from './codes.js';
import type { GatewayMessage } from './inbound.js';
import { contractOf } from './mapping.js';
import type { DataHost } from './session-port.js';

/** One kind of stream and what the vendor allows of it. */
export interface StreamKind {
  readonly name: 'bars' | 'prints' | 'depth';
  /** Open at one time. */
  readonly slots: number;
  /** Where more are wanted than there are slots, each has its turn for so long. */
  readonly turnMs: DurationMs;
  /** At most so many requests in any such time. */
  readonly pace: { readonly asks: number; readonly perMs: DurationMs };
  /** Least time between two requests for one instrument. */
  readonly againMs: DurationMs;
  ask(encoder: Encoder, id: number, contract: Contract): void;
  cancel(encoder: Encoder, id: number): void;
}

/** All slots are in use; by somebody else, where fewer are open here. */
const NO_SLOT = new Set([101, 309, 10_190]);
/** The book is to be emptied: it goes on. */
const DEPTH_RESET = 317;

/** Streams of one kind, as many as the vendor allows, in turn where more are wanted. */
export class StreamSet {
  /** Those without a slot, the longest waiting first. */
  private waiting: InstrumentId[] = [];
  private readonly open = new Map<InstrumentId, number>();
  private readonly byId = new Map<number, InstrumentId>();
  private readonly barred = new Set<InstrumentId>();
  private readonly lastAskMs = new Map<InstrumentId, EpochMs>();
  private readonly asksMs: EpochMs[] = [];
  private readonly unsent = new Set<number>();
  private slots: number;
  private session = -1;
  private wake: Cancel | null = null;
  private turn: Cancel | null = null;

  constructor(
    private readonly connection: DataHost,
    private readonly kind: StreamKind,
  ) {
    this.slots = kind.slots;
  }

  /** Streams that are open or will be. */
  taken(): number {
    return Math.min(this.slots, this.open.size + this.waiting.length);
  }

  instrument(id: number): InstrumentId | null {
    return this.byId.get(id) ?? null;
  }

  /** From now on these and no others. */
  want(instruments: readonly InstrumentId[]): void {
    const wanted = new Set(instruments);
    for (const instrument of [...this.open.keys()])
      if (!wanted.has(instrument)) this.end(instrument);
    this.waiting = instruments.filter((each) => !this.open.has(each) && !this.barred.has(each));
    this.fill();
  }

  /** Asks for everything anew, on whatever connection there is. */
  replay(): void {
    const { connection } = this;
    const again = [...this.open.keys(), ...this.waiting, ...this.barred];
    if (connection.session() === this.session) {
      for (const instrument of [...this.open.keys()]) this.end(instrument);
    }
    this.session = connection.session();
    this.open.clear();
    this.byId.clear();
    this.barred.clear();
    this.slots = this.kind.slots;
    this.waiting = again;
    this.fill();
  }

  stop(): void {
    this.want([]);
    this.wake?.();
    this.turn?.();
    this.wake = this.turn = null;
  }

  /** A refusal gives the slot to the next; the instrument is asked for again at the next sync. */
  takeMessage({ id, code, text }: GatewayMessage): void {
    const instrument = this.byId.get(id);
    if (instrument === undefined || code === DEPTH_RESET || isWarning(code, text)) return;
    // Everything is asked for anew once the other login has gone.
    if (code === COMPETING_SESSION) return;
    this.byId.delete(id);
    this.open.delete(instrument);
    if (NO_SLOT.has(code)) {
      this.slots = Math.max(0, Math.min(this.slots - 1, this.open.size));
      this.waiting.unshift(instrument);
    } else {
      this.barred.add(instrument);
    }
    this.connection.log.warn('ibkr-stream', { kind: this.kind.name, instrument, code, text });
    this.fill();
  }

  private isOpen(): boolean {
    return this.connection.isOpen() && this.connection.session() === this.session;
  }

  private fill(): void {
    this.wake?.();
    this.wake = null;
    if (!this.isOpen()) return;
    const nowMs = this.connection.clock.nowMs();
    let laterMs = Infinity;
    for (const instrument of [...this.waiting]) {
      if (this.open.size >= this.slots) break;
      const atMs = this.mayAskAtMs(instrument);
      if (atMs > nowMs) laterMs = Math.min(laterMs, atMs);
      else this.ask(instrument);
    }
    const { clock } = this.connection;
    if (laterMs < Infinity) {
      this.wake = clock.at(laterMs, () => {
        this.fill();
      });
    }
    if (this.waiting.length > 0 && this.open.size >= this.slots && this.slots > 0) {
      this.turn ??= clock.at(nowMs + this.kind.turnMs, () => {
        this.rotate();
      });
    }
  }

  private mayAskAtMs(instrument: InstrumentId): EpochMs {
    const { pace, againMs } = this.kind;
    const nowMs = this.connection.clock.nowMs();
    while ((this.asksMs[0] ?? Infinity) <= nowMs - pace.perMs) this.asksMs.shift();
    const [oldestMs] = this.asksMs;
    const pacedMs =
      this.asksMs.length >= pace.asks && oldestMs !== undefined ? oldestMs + pace.perMs : nowMs;
    return Math.max(pacedMs, (this.lastAskMs.get(instrument) ?? -Infinity) + againMs);
  }

  /** Those that have been open give way to as many as wait. */
  private rotate(): void {
    this.turn = null;
    const giving = [...this.open.keys()].slice(0, this.waiting.length);
    for (const instrument of giving) {
      this.end(instrument);
      this.waiting.push(instrument);
    }
    this.fill();
  }

  private ask(instrument: InstrumentId): void {
    const { connection, kind } = this;
    this.waiting = this.waiting.filter((each) => each !== instrument);
    const contract = contractOf(instrument);
    if (!contract) return;
    const nowMs = connection.clock.nowMs();
    const id = connection.nextDataId();
    this.lastAskMs.set(instrument, nowMs);
    this.asksMs.push(nowMs);
    this.open.set(instrument, id);
    this.byId.set(id, instrument);
    connection.send({
      lane: 'data',
      write: (encoder) => {
        // Ended before its turn came, it is not asked for at all.
        if (this.open.get(instrument) === id) kind.ask(encoder, id, contract);
        else this.unsent.add(id);
      },
      dropped: () => undefined,
    });
  }

  private end(instrument: InstrumentId): void {
    const id = this.open.get(instrument);
    if (id === undefined) return;
    this.open.delete(instrument);
    this.byId.delete(id);
    if (!this.isOpen()) return;
    this.connection.send({
      lane: 'data',
      write: (encoder) => {
        if (!this.unsent.delete(id)) this.kind.cancel(encoder, id);
      },
      dropped: () => undefined,
    });
  }
}
