import type { ApprovedOrder, OrderIntent, OrderRef, Position } from '../../domain/order.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { Settlement } from '../../domain/ledger.js';
import type { UsdMicros } from '../../domain/units.js';
import type {
  Account,
  Broker,
  BrokerError,
  BrokerSink,
  Receipt,
  WhatIf,
} from '../../ports/broker.js';
import type { AskError } from './asks.js';
import type { IbkrConnection } from './session-port.js';
import { Contracts, type Listed } from './contracts.js';
import { stateOf, type KeptOrder } from './order-book.js';
import { Expiries } from './expiries.js';
import { Holdings } from './holdings.js';
import { OrderDesk } from './order-desk.js';
import { orderMessage, type OrderMessage } from './order-message.js';
import { accountFigures, positions, preview } from './questions.js';
import { shared } from './shared.js';

export interface IbkrBrokerOptions {
  readonly connection: IbkrConnection;
  readonly clientId: number;
}

type Answer<T> = Promise<Result<T, BrokerError>>;

const NOT_READY = { code: 'not-ready' } as const;
const UNKNOWN = { code: 'unknown-outcome' } as const;
/** Published rate of an option contract, where the preview names no commission. */
const CONTRACT_FEE_MICROS = 650_000;
/** Published least commission of an order. */
const LEAST_FEE_MICROS = 1_000_000;

function brokerError(error: AskError | { readonly code: 'no-such-contract' }): BrokerError {
  switch (error.code) {
    case 'not-sent':
      return NOT_READY;
    case 'no-answer':
      return UNKNOWN;
    case 'refused':
      return { code: 'refused', reason: error.message.text };
    case 'no-such-contract':
      return { code: 'refused', reason: 'unknown instrument' };
  }
}

class IbkrBroker implements Broker {
  readonly name = 'ibkr';
  private readonly contracts: Contracts;
  private readonly desk: OrderDesk;
  private readonly sinks = new Set<BrokerSink>();
  private readonly holdings: Holdings;
  private readonly expiries: Expiries;
  private readonly placing = new Set<OrderRef>();
  private readonly undo: (() => void)[] = [];
  private told: 'ready' | 'down' = 'down';
  private readonly connection: IbkrConnection;
  private readonly figures: () => Answer<Account>;
  private readonly held: () => Answer<readonly Position[]>;

  constructor({ connection, clientId }: IbkrBrokerOptions) {
    this.connection = connection;
    this.contracts = new Contracts(connection);
    this.holdings = new Holdings(connection, this.contracts);
    this.expiries = new Expiries(connection, this.holdings);
    this.desk = new OrderDesk(
      { connection, clientId, contracts: this.contracts },
      {
        report: (report) => {
          for (const sink of [...this.sinks]) sink.report(report);
        },
        fill: (fill) => {
          for (const sink of [...this.sinks]) sink.fill(fill);
        },
      },
    );
    this.figures = shared(() => this.askFigures());
    this.held = shared(() => this.askPositions());
  }

  async start(): Promise<Result<void, BrokerError>> {
    if (this.undo.length === 0) {
      this.undo.push(
        this.desk.start(),
        this.holdings.start(),
        this.connection.onSync(() => this.desk.readBack()),
        this.connection.onChange(() => {
          this.tellState();
        }),
      );
      await this.connection.start();
    }
    const refusal = this.connection.refusal();
    if (refusal) return err({ code: 'refused', reason: refusal.code });
    return this.state() === 'ready' ? ok(undefined) : err(NOT_READY);
  }

  stop(): Promise<void> {
    this.sinks.clear();
    if (this.undo.length > 0) {
      for (const each of this.undo.splice(0)) each();
      this.connection.stop();
    }
    this.told = 'down';
    return Promise.resolve();
  }

  state(): 'ready' | 'down' {
    return this.undo.length > 0 && this.connection.mayTrade() ? 'ready' : 'down';
  }

  subscribe(sink: BrokerSink) {
    this.sinks.add(sink);
    return () => {
      this.sinks.delete(sink);
    };
  }

  account() {
    return this.figures();
  }

  positions() {
    return this.held();
  }

  async orders() {
    return this.settled(() => this.desk.book.reports());
  }

  async fills() {
    return this.settled(() => this.desk.book.fills());
  }

  /** The protocol tells of no expiry: what the account held until its end and holds no longer. */
  async settlements(ended: readonly Position[] = []): Answer<readonly Settlement[]> {
    if (this.state() === 'down') return err(NOT_READY);
    if (ended.length === 0) return ok([]);
    const held = await this.held();
    return held.ok ? ok(await this.expiries.settled(ended)) : held;
  }

  async whatIf(order: OrderIntent): Answer<WhatIf> {
    if (this.state() === 'down') return err(NOT_READY);
    const message = await this.message(order);
    if (!message.ok) return message;
    const orderId = this.connection.nextOrderId();
    const answer = await this.connection.ask(preview(message.value.message, orderId));
    if (!answer.ok) return err(brokerError(answer.error));
    const { feeMicros, ...margins } = answer.value;
    return ok({ ...margins, feeMicros: feeMicros ?? usualFee(order) });
  }

  async place(order: ApprovedOrder): Answer<Receipt> {
    const { ref } = order;
    if (this.state() === 'down') return err(NOT_READY);
    if (this.placing.has(ref) || this.desk.book.find(ref)) return err({ code: 'duplicate-ref' });
    this.placing.add(ref);
    try {
      const message = await this.message(order);
      if (!message.ok) return message;
      // Names were asked for meanwhile, and the session may have gone.
      if (this.state() === 'down') return err(NOT_READY);
      const ratios = order.legs.map(
        ({ ratio }, i) => [message.value.listed[i]?.conId ?? 0, ratio] as const,
      );
      return await this.desk.send(order, { ...message.value.message, ratios: new Map(ratios) });
    } finally {
      this.placing.delete(ref);
    }
  }

  async cancel(ref: OrderRef): Answer<void> {
    if (this.state() === 'down') return err(NOT_READY);
    const kept = this.desk.book.find(ref);
    if (!kept || kept.life === 'lost') return err({ code: 'no-such-order' });
    const over = cancelAnswer(kept);
    return over ?? this.desk.cancel(kept);
  }

  /** The number of each leg, and the message made of them. */
  private async message(
    order: OrderIntent,
  ): Answer<{ readonly message: OrderMessage; readonly listed: readonly Listed[] }> {
    const found = await Promise.all(
      order.legs.map(({ instrument }) => this.contracts.find(instrument)),
    );
    const listed: Listed[] = [];
    for (const each of found) {
      if (!each.ok) return err(brokerError(each.error));
      listed.push(each.value);
    }
    const account = this.connection.account();
    if (!account) return err(NOT_READY);
    const message = orderMessage(order, { listed, account: account.id });
    if (!message.ok) return err({ code: 'refused', reason: message.error });
    return ok({ message: message.value, listed });
  }

  /** While any order may still change, the vendor is asked first: what it once said may be old. */
  private async settled<T>(read: () => T): Answer<T> {
    if (this.state() === 'down') return err(NOT_READY);
    if (this.desk.hasOpen() && (await this.desk.readBack()) === 'failed') return err(UNKNOWN);
    return this.state() === 'down' ? err(NOT_READY) : ok(read());
  }

  private async askFigures(): Answer<Account> {
    const account = this.connection.account();
    if (this.state() === 'down' || !account) return err(NOT_READY);
    const id = this.connection.nextId();
    const answer = await this.connection.ask({ ...accountFigures(account.id), id });
    this.connection.send({
      lane: 'ask',
      write: (encoder) => {
        encoder.cancelAccountSummary(id);
      },
      dropped: () => undefined,
    });
    if (!answer.ok) return err(brokerError(answer.error));
    return ok({ label: account.label, kind: account.kind, ...answer.value });
  }

  private async askPositions(): Answer<readonly Position[]> {
    const account = this.connection.account();
    if (this.state() === 'down' || !account) return err(NOT_READY);
    const question = positions(account.id, (contract) => this.contracts.note(contract));
    this.holdings.beginListing();
    const answer = await this.connection.ask(question);
    return answer.ok ? answer : err(brokerError(answer.error));
  }

  private tellState(): void {
    const now = this.state();
    if (now === this.told) return;
    this.told = now;
    for (const sink of [...this.sinks]) sink.state(now);
  }
}

function usualFee({ legs, quantity }: OrderIntent): UsdMicros {
  const contracts = legs.reduce((sum, { ratio }) => sum + Math.abs(ratio), 0) * quantity;
  return Math.max(LEAST_FEE_MICROS, contracts * CONTRACT_FEE_MICROS) as UsdMicros;
}

/** What a cancel of an order that is over is answered; null where it may still work. */
export function cancelAnswer(kept: KeptOrder): Result<void, BrokerError> | null {
  const state = stateOf(kept);
  if (state === 'cancelled') return ok(undefined);
  if (state === 'filled' || state === 'rejected') {
    return err({ code: 'refused', reason: `already ${state}` });
  }
  return null;
}

/**
 * Interactive Brokers as a broker, over a session that it may share with the feed. Orders are limit
 * orders for the day, known by `orderRef`; they leave only while the session is ready and no restart
 * is near. Fills are booked from executions, each with its commission, and never from a status. An
 * order whose answer was lost is `unknown` until it has been read back.
 */
export function createIbkrBroker(options: IbkrBrokerOptions): Broker {
  return new IbkrBroker(options);
}
