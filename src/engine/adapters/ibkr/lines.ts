import type { Contract } from '@stoqey/ib';
import { MarketDataType } from '@stoqey/ib/dist/api-next/market/market-data-type.js';
import type { InstrumentId } from '../../domain/instrument.js';
import { MINUTE_MS } from '../../domain/units.js';
import type { Cancel } from '../../ports/clock.js';
import {
  isWarning,
  NOT_SUBSCRIBED,
  COMPETING_SESSION,
  NO_SUCH_CONTRACT,
  TOO_MANY_LINES,
} from './codes.js';
import type { DataHost } from './session-port.js';
import type { GatewayMessage, Inbound } from './inbound.js';
import { LineQueue, type LineRank } from './line-queue.js';
import { QuoteTicks, type Computed } from './quote-ticks.js';

type ComputedFields = Inbound['tickOptionComputation'] extends readonly [
  number,
  number,
  ...infer Rest,
]
  ? Rest
  : never;

/** Market data lines that an account has by default. */
export const USUAL_LINES = 100;

/** 3: live where subscribed, else delayed; not remembered by the gateway over a reconnect. */
const LIVE_ELSE_DELAYED = MarketDataType.DELAYED;

export interface LineListener {
  /** The line has its turn: it is being asked for. */
  began?(): void;
  /** Volatility and greeks of the vendor's own have come. */
  computed?(): void;
  /** Ticks of this line have changed. */
  changed(ticks: QuoteTicks): void;
  /** The vendor knows no such contract. */
  none(): void;
}

interface LineOf {
  readonly instrument: InstrumentId;
  readonly contract: Contract;
  /** `asked` unless told. */
  readonly rank?: LineRank;
}

interface Line extends LineOf {
  readonly listener: LineListener;
  ticks: QuoteTicks;
  /** Number of its request on the present connection; null where it is not asked for. */
  id: number | null;
  /** Takes its request back, where that has not been written. */
  withdraw: () => 'withdrawn' | 'sent';
}

/**
 * Market data lines within the account's budget. Every line is asked for again, under a new number,
 * whenever the session has been synced: nothing is remembered by the gateway.
 */
export class Lines {
  private readonly lines = new Set<Line>();
  private readonly byId = new Map<number, Line>();
  private readonly queue = new LineQueue();
  private session = -1;
  private budget: number;
  private again: Cancel | null = null;
  private competing: 'no' | 'yes' = 'no';

  constructor(
    private readonly connection: DataHost,
    private readonly limits: {
      readonly budget: number;
      /** Lines of the account that other streams hold. */
      readonly taken?: () => number;
    },
  ) {
    this.budget = limits.budget;
  }

  start(): Cancel {
    const { connection } = this;
    const stop = connection.listen({
      tickPrice: (tick) => this.takeTick(tick),
      tickSize: (tick) => this.takeTick(tick),
      tickOptionComputation: ([id, type, ...rest]) => this.takeComputed(id, type, rest),
      marketDataType: ([id, type]) => this.byId.get(id)?.ticks.takeKind(type),
      message: ([message]) => this.takeMessage(message),
    });
    return () => {
      stop();
      this.again?.();
      this.again = null;
    };
  }

  open(): number {
    return this.lines.size;
  }

  /** Opens a line when the budget has room. @returns what closes it, or takes it off the queue. */
  request(of: LineOf, listener: LineListener): Cancel {
    const { rank = 'asked' } = of;
    const ticks = new QuoteTicks(of.instrument);
    const line: Line = { ...of, listener, ticks, id: null, withdraw: () => 'sent' };
    const begin = () => {
      this.lines.add(line);
      listener.began?.();
      this.ask(line);
    };
    this.queue.add(rank, begin);
    this.next();
    return () => {
      this.queue.remove(rank, begin);
      if (!this.lines.delete(line)) return;
      this.end(line);
      this.next();
    };
  }

  /** Asks for everything anew, on whatever connection there is. */
  replay(): void {
    const { connection } = this;
    const isSame = connection.session() === this.session;
    this.session = connection.session();
    for (const line of this.lines) {
      if (isSame) this.end(line);
      line.id = null;
      line.ticks = new QuoteTicks(line.instrument);
    }
    this.byId.clear();
    connection.send({
      lane: 'data',
      write: (encoder) => {
        encoder.reqMarketDataType(LIVE_ELSE_DELAYED);
      },
      dropped: () => undefined,
    });
    for (const line of this.lines) this.ask(line);
  }

  /** Asks anew for the streams of one instrument, of which nothing has been heard for a while. */
  reask(instrument: InstrumentId): void {
    for (const line of this.lines) {
      if (line.instrument !== instrument || line.rank !== 'stream') continue;
      this.end(line);
      line.ticks = new QuoteTicks(instrument);
      this.ask(line);
    }
  }

  private next(): void {
    // One line at least, so that looks go on whatever else is open.
    while (this.lines.size < Math.max(1, this.budget - (this.limits.taken?.() ?? 0))) {
      const begin = this.queue.next();
      if (!begin) return;
      begin();
    }
  }

  private ask(line: Line): void {
    const { connection } = this;
    if (!connection.isOpen() || connection.session() !== this.session) return;
    const id = connection.nextDataId();
    line.id = id;
    this.byId.set(id, line);
    line.withdraw = connection.send({
      lane: line.rank === 'swept' ? 'sweep' : 'data',
      write: (encoder) => {
        encoder.reqMktData(id, line.contract, '', false, false);
      },
      dropped: () => undefined,
    });
  }

  private end(line: Line): void {
    const { id } = line;
    if (id === null) return;
    line.id = null;
    this.byId.delete(id);
    if (!this.connection.isOpen() || this.connection.session() !== this.session) return;
    // Cancelled before its turn came, it is not asked for at all.
    if (line.withdraw() === 'withdrawn') return;
    this.connection.send({
      lane: 'data',
      write: (encoder) => {
        encoder.cancelMktData(id);
      },
      dropped: () => undefined,
    });
  }

  private takeTick(tick: Inbound['tickPrice' | 'tickSize']): void {
    const line = this.byId.get(tick[0]);
    if (!line) return;
    if (this.competing === 'yes') {
      this.competing = 'no';
      this.connection.clear('competing-session');
    }
    const took = line.ticks.take(tick[1], tick[2], this.connection.clock.nowMs());
    if (took === 'taken') line.listener.changed(line.ticks);
  }

  private takeComputed(id: number, type: number, rest: ComputedFields): void {
    const line = this.byId.get(id);
    if (!line) return;
    const [, iv, delta, price, , gamma, vega, theta] = rest;
    const computed: Computed = {
      iv: iv !== undefined && iv > 0 ? iv : null,
      delta: delta !== undefined && Math.abs(delta) <= 1 ? delta : null,
      price: price !== undefined && price >= 0 ? price : null,
      gamma: gamma ?? null,
      vega: vega ?? null,
      theta: theta ?? null,
    };
    line.ticks.takeComputed(type, computed);
    line.listener.computed?.();
  }

  /** Whether the other login has gone is not told: the lines are asked for again now and then. */
  private takeCompeting(text: string): void {
    const { connection } = this;
    connection.raise('competing-session', text);
    this.competing = 'yes';
    this.again ??= connection.clock.at(connection.clock.nowMs() + MINUTE_MS, () => {
      this.again = null;
      if (connection.isOpen()) this.replay();
    });
  }

  private takeMessage({ id, code, text }: GatewayMessage): void {
    if (code === COMPETING_SESSION) this.takeCompeting(text);
    const line = this.byId.get(id);
    if (!line) return;
    if (code === NO_SUCH_CONTRACT) {
      line.id = null;
      this.byId.delete(id);
      line.listener.none();
    } else if (code === TOO_MANY_LINES) {
      // The account has fewer lines than was thought.
      this.budget = Math.max(1, this.lines.size - 1 + (this.limits.taken?.() ?? 0));
      this.connection.log.warn('ibkr-lines', { budget: this.budget });
    } else if (!isWarning(code, text) && !NOT_SUBSCRIBED.has(code)) {
      this.connection.log.warn('ibkr-line', { instrument: line.instrument, code, text });
    }
  }
}
