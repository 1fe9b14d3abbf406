import type { InstrumentId } from '../../domain/instrument.js';
import type { Settlement } from '../../domain/ledger.js';
import type {
  ApprovedOrder,
  Fill,
  OrderIntent,
  OrderRef,
  OrderReport,
  OrderState,
  Position,
} from '../../domain/order.js';
import type { Quote } from '../../domain/quote.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { UsdMicros } from '../../domain/units.js';
import type { Broker, BrokerError, BrokerSink } from '../../ports/broker.js';
import type { Clock } from '../../ports/clock.js';
import { DisplayedSize, match, type Match } from './matching.js';

export interface PaperBrokerOptions {
  /** The newest quote of an instrument; null where there is none. */
  readonly quote: (instrument: InstrumentId) => Quote | null;
  /** Market time. */
  readonly clock: Clock;
  readonly cashMicros: UsdMicros;
  readonly positions: readonly Position[];
  /** A fraction of a micro-dollar is rounded up for the whole fill. */
  readonly feeMicrosPerContract: number;
  /** Shares have a multiplier of 1. Default 5,000: half a cent, IBKR's fixed rate for US stocks. */
  readonly feeMicrosPerShare?: number;
}

export interface PaperBroker extends Broker {
  /** To be called after quotes have changed: resting orders that the market has reached fill. */
  onQuote(): void;
}

interface Held {
  readonly order: ApprovedOrder;
  state: OrderState;
  filled: number;
  fills: number;
  atMs: number;
}

function reportOf({ order, state, filled, atMs }: Held): OrderReport {
  return {
    ref: order.ref,
    state,
    filledQuantity: filled,
    remainingQuantity: state === 'cancelled' ? 0 : order.quantity - filled,
    reason: null,
    atMs,
  };
}

/** Cash, positions and fills. */
class Book {
  readonly fills: Fill[] = [];
  private readonly held = new Map<InstrumentId, number>();
  cashMicros: number;

  constructor(private readonly options: PaperBrokerOptions) {
    this.cashMicros = options.cashMicros;
    for (const { instrument, quantity } of options.positions) this.move(instrument, quantity);
  }

  positions(): Position[] {
    return [...this.held].map(([instrument, quantity]) => ({ instrument, quantity }));
  }

  book(held: Held, { units, prices }: Match): Fill[] {
    return prices.map(({ leg, priceMicros }) => {
      const quantity = units * leg.ratio;
      const feeMicros = this.fee(leg.multiplier, Math.abs(quantity));
      const fill: Fill = {
        fillId: `paper:${held.order.ref}:${++held.fills}`,
        ref: held.order.ref,
        instrument: leg.instrument,
        quantity,
        priceMicros,
        feeMicros,
        atMs: held.atMs,
      };
      this.fills.push(fill);
      this.move(leg.instrument, quantity);
      this.cashMicros -= Math.ceil(quantity * leg.multiplier * priceMicros) + feeMicros;
      return fill;
    });
  }

  feeOf({ legs, quantity }: OrderIntent): UsdMicros {
    let micros = 0;
    for (const leg of legs) micros += this.fee(leg.multiplier, Math.abs(leg.ratio * quantity));
    return micros as UsdMicros;
  }

  private fee(multiplier: number, contracts: number): UsdMicros {
    const { feeMicrosPerContract, feeMicrosPerShare = 5_000 } = this.options;
    const each = multiplier === 1 ? feeMicrosPerShare : feeMicrosPerContract;
    return Math.ceil(each * contracts) as UsdMicros;
  }

  private move(instrument: InstrumentId, by: number): void {
    const now = (this.held.get(instrument) ?? 0) + by;
    if (now === 0) this.held.delete(instrument);
    else this.held.set(instrument, now);
  }
}

/** Tells sinks in order, outside the call that caused it, as a wire would. */
class Wire {
  readonly sinks = new Set<BrokerSink>();
  private readonly waiting: ((sink: BrokerSink) => void)[] = [];
  private draining: 'idle' | 'due' = 'idle';

  tell(news: (sink: BrokerSink) => void): void {
    this.waiting.push(news);
    if (this.draining === 'due') return;
    this.draining = 'due';
    queueMicrotask(() => {
      this.draining = 'idle';
      for (let next = this.waiting.shift(); next; next = this.waiting.shift()) {
        for (const sink of [...this.sinks]) next(sink);
      }
    });
  }

  silence(): void {
    this.waiting.length = 0;
    this.sinks.clear();
  }
}

class Paper implements PaperBroker {
  readonly name = 'paper';
  private readonly orderByRef = new Map<OrderRef, Held>();
  private readonly open = new Set<Held>();
  private readonly size = new DisplayedSize();
  private readonly wire = new Wire();
  private readonly book: Book;
  private phase: 'ready' | 'down' = 'down';

  constructor(private readonly options: PaperBrokerOptions) {
    this.book = new Book(options);
  }

  start(): Promise<Result<void, BrokerError>> {
    this.phase = 'ready';
    return Promise.resolve(ok(undefined));
  }

  stop(): Promise<void> {
    this.phase = 'down';
    this.wire.silence();
    return Promise.resolve();
  }

  state() {
    return this.phase;
  }

  account() {
    const cashMicros = this.book.cashMicros as UsdMicros;
    return this.answer(() => ({
      label: 'paper',
      kind: 'paper' as const,
      cashMicros,
      netLiquidationMicros: null,
      marginMicros: this.boundMicros(),
    }));
  }

  whatIf(order: OrderIntent) {
    return this.answer(() => {
      const marginBeforeMicros = this.boundMicros();
      return {
        marginBeforeMicros,
        marginAfterMicros: (marginBeforeMicros + order.worstLossMicros) as UsdMicros,
        feeMicros: this.book.feeOf(order),
      };
    });
  }

  settlements() {
    return this.answer((): readonly Settlement[] => []);
  }

  /** Worst losses of the working orders. */
  private boundMicros(): UsdMicros {
    let micros = 0;
    for (const { order } of this.open) micros += order.worstLossMicros;
    return micros as UsdMicros;
  }

  orders() {
    return this.answer(() => [...this.orderByRef.values()].map(reportOf));
  }

  fills() {
    return this.answer(() => [...this.book.fills]);
  }

  positions() {
    return this.answer(() => this.book.positions());
  }

  subscribe(sink: BrokerSink) {
    this.wire.sinks.add(sink);
    return () => {
      this.wire.sinks.delete(sink);
    };
  }

  place(order: ApprovedOrder) {
    const { ref } = order;
    if (this.phase === 'down') return refuse({ code: 'not-ready' });
    if (this.orderByRef.has(ref)) return refuse({ code: 'duplicate-ref' });
    const acceptedAtMs = this.options.clock.nowMs();
    const held: Held = { order, state: 'working', filled: 0, fills: 0, atMs: acceptedAtMs };
    this.orderByRef.set(ref, held);
    this.open.add(held);
    this.report(held);
    this.tryFill(held);
    return Promise.resolve(ok({ ref, acceptedAtMs }));
  }

  cancel(ref: OrderRef) {
    if (this.phase === 'down') return refuse({ code: 'not-ready' });
    const held = this.orderByRef.get(ref);
    if (!held) return refuse({ code: 'no-such-order' });
    if (!this.open.has(held)) return refuse({ code: 'refused', reason: `already ${held.state}` });
    this.open.delete(held);
    held.state = 'cancelled';
    held.atMs = this.options.clock.nowMs();
    this.report(held);
    return Promise.resolve(ok(undefined));
  }

  onQuote(): void {
    if (this.phase === 'down') return;
    for (const held of [...this.open]) this.tryFill(held);
  }

  private tryFill(held: Held): void {
    const { order } = held;
    const { quote } = this.options;
    const found = match(order, order.quantity - held.filled, { quote, size: this.size });
    if (!found) return;
    held.filled += found.units;
    held.state = held.filled === order.quantity ? 'filled' : 'partly-filled';
    if (held.state === 'filled') this.open.delete(held);
    held.atMs = this.options.clock.nowMs();
    for (const fill of this.book.book(held, found)) {
      const taken = quote(fill.instrument);
      if (taken) this.size.take(taken, fill.quantity);
      this.wire.tell((sink) => {
        sink.fill(fill);
      });
    }
    this.report(held);
  }

  private report(held: Held): void {
    const report = reportOf(held);
    this.wire.tell((sink) => {
      sink.report(report);
    });
  }

  private answer<T>(read: () => T): Promise<Result<T, BrokerError>> {
    return this.phase === 'down' ? refuse({ code: 'not-ready' }) : Promise.resolve(ok(read()));
  }
}

function refuse(error: BrokerError): Promise<Result<never, BrokerError>> {
  return Promise.resolve(err(error));
}

/**
 * A broker without a wire. A combination fills in whole units, each leg at its quoted side and never
 * better, up to the displayed size, once a quote; delayed quotes fill nothing. Sinks hear of it after
 * the call has returned, in order. Nothing outlives the process.
 */
export function createPaperBroker(options: PaperBrokerOptions): PaperBroker {
  return new Paper(options);
}
