import type { Contract, Order, OrderState } from '@stoqey/ib';
import type { Fill, OrderIntent, OrderRef, OrderReport } from '../../domain/order.js';
import { err, ok, type Result } from '../../domain/result.js';
import { MINUTE_MS, type EpochMs } from '../../domain/units.js';
import type { BrokerError, Receipt } from '../../ports/broker.js';
import type { Cancel } from '../../ports/clock.js';
import { orderMeaning } from './codes.js';
import type { IbkrConnection } from './session-port.js';
import type { Contracts } from './contracts.js';
import { Executions } from './executions.js';
import type { GatewayMessage } from './inbound.js';
import { endOf, isInDoubt, isOver, OrderBook, stateOf, type KeptOrder } from './order-book.js';
import { OrderWaits } from './order-waits.js';
import { ratiosOf, type OrderMessage } from './order-message.js';
import { ReadBack } from './read-back.js';

type Answer<T> = Promise<Result<T, BrokerError>>;

export interface OrderDeskNeeds {
  readonly connection: IbkrConnection;
  readonly clientId: number;
  readonly contracts: Contracts;
}

export interface OrderNews {
  report(report: OrderReport): void;
  fill(fill: Fill): void;
}

/** Order status, open order, execution, commission. */
const ORDER_KINDS = new Set([3, 5, 11, 59]);

const UNKNOWN = { code: 'unknown-outcome' } as const;

/** Sends and cancels orders, hears what becomes of them, and reads them back. */
export class OrderDesk {
  readonly book: OrderBook;
  /** Everything the vendor knows of orders and executions, asked for anew. */
  readonly readBack: () => Promise<'done' | 'failed'>;
  private readonly executions: Executions;
  private readonly waits: OrderWaits;
  private readonly reading: ReadBack;
  /** An answer that cannot be read either is not asked for at once again. */
  private unreadUntilMs: EpochMs = -Infinity;

  constructor(
    private readonly needs: OrderDeskNeeds,
    news: OrderNews,
  ) {
    const { connection, contracts } = needs;
    this.waits = new OrderWaits(connection);
    this.book = new OrderBook(() => connection.clock.nowMs(), {
      ...news,
      changed: (order) => this.waits.look(order),
    });
    this.executions = new Executions({
      clock: connection.clock,
      commissionWithinMs: connection.timing.commissionWithinMs,
      account: () => connection.account()?.id ?? null,
      zone: () => connection.zone(),
      instrument: (contract) => contracts.note(contract),
      hasFill: (fillId) => this.book.hasFill(fillId),
      book: (fill, conId) => this.book.book(fill, conId),
      corrected: (execId) => connection.raise('fill-corrected', execId),
      estimated: (fillId, feeMicros) =>
        connection.log.warn('ibkr-commission-missing', { fillId, feeMicros }),
    });
    this.reading = new ReadBack(needs, this.book);
    this.readBack = this.reading.ask;
  }

  /** Hears everything about orders until the returned function is called. */
  start(): Cancel {
    const { connection } = this.needs;
    const undo = [
      this.reading.start(),
      connection.listen({
        openOrder: ([orderId, contract, order, state]) =>
          this.takeOpen(orderId, { contract, order, state }),
        completedOrder: ([contract, order, state]) =>
          this.takeCompleted({ contract, order, state }),
        orderStatus: ([orderId, status, filled, , , , , , clientId]) => {
          if (clientId !== this.needs.clientId) return;
          const kept = this.book.byNumber(orderId);
          if (kept) this.takeStatus(kept, { status, filled });
        },
        execDetails: ([, contract, execution]) => {
          if (execution.clientId === this.needs.clientId) {
            this.executions.takeExecution(contract, execution);
          }
        },
        commissionReport: ([report]) => this.executions.takeCommission(report),
        message: ([message]) => this.takeMessage(message),
        undecodable: ([kind]) => this.takeUnread(kind),
      }),
    ];
    return () => {
      for (const each of undo) each();
      this.executions.stop();
    };
  }

  /** Whether any order may still change. */
  hasOpen(): boolean {
    return this.book.all().some((kept) => kept.life !== 'lost' && !isOver(kept));
  }

  async send(
    intent: OrderIntent,
    message: OrderMessage & { readonly ratios: ReadonlyMap<number, number> },
  ): Answer<Receipt> {
    const { connection } = this.needs;
    const orderId = connection.nextOrderId();
    const { ref, quantity } = intent;
    const { ratios, contract, order } = message;
    const session = connection.session();
    const kept = this.book.add({ ref, quantity, ratios, orderId, session, life: 'sent' });
    const told = await this.waits.tell(kept, {
      write: (encoder) => {
        encoder.placeOrder(orderId, contract, order);
      },
      test: (now) => now.life === 'live' || now.end !== null,
    });
    if (told === 'not-sent') {
      this.book.withdraw(kept);
      return err({ code: 'not-ready' });
    }
    if (kept.end === 'rejected') {
      return err({ code: 'refused', reason: rejection(kept) });
    }
    if (told === 'heard') return ok({ ref, acceptedAtMs: connection.clock.nowMs() });
    if (kept.life === 'sent') this.book.update(kept, { life: 'unknown' });
    void this.readBack();
    return err(UNKNOWN);
  }

  async cancel(kept: KeptOrder): Answer<void> {
    const { orderId } = kept;
    const refusal: { text: string | null } = { text: null };
    const stop = this.needs.connection.listen({
      message: ([{ id, code, text }]) => {
        if (id !== orderId || orderMeaning(code, text) !== 'not-cancellable') return;
        refusal.text = text;
        this.book.update(kept, {});
      },
    });
    const told = await this.waits.tell(kept, {
      write: (encoder) => {
        encoder.cancelOrder(orderId, {});
      },
      test: (now) => refusal.text !== null || isOver(now),
    });
    stop();
    if (stateOf(kept) === 'cancelled') return ok(undefined);
    if (told === 'not-sent') return err({ code: 'not-ready' });
    if (told === 'heard')
      return err({ code: 'refused', reason: refusal.text ?? `already ${stateOf(kept)}` });
    void this.readBack();
    return err(UNKNOWN);
  }

  private takeOpen(
    orderId: number,
    { contract, order, state }: { contract: Contract; order: Order; state: OrderState },
  ): void {
    const { orderRef, clientId, totalQuantity = 0 } = order;
    if (order.whatIf || !orderRef || clientId !== this.needs.clientId) return;
    const ref = orderRef as OrderRef;
    const kept =
      this.book.find(ref) ??
      this.readOrder({ ref, orderId, quantity: totalQuantity }, ratiosOf(contract, order.action));
    if (kept.orderId !== orderId) this.book.renumber(kept, orderId);
    this.takeStatus(kept, { status: state.status, filled: kept.countedUnits });
  }

  private takeCompleted({
    contract,
    order,
    state,
  }: {
    contract: Contract;
    order: Order;
    state: OrderState;
  }): void {
    const { orderRef, totalQuantity = 0, filledQuantity = 0 } = order;
    if (!orderRef || order.whatIf) return;
    const ref = orderRef as OrderRef;
    // A completed order comes without its number, and with no quantity left where it filled.
    const quantity = totalQuantity > 0 ? totalQuantity : filledQuantity;
    const kept =
      this.book.find(ref) ??
      this.readOrder({ ref, orderId: 0, quantity }, ratiosOf(contract, order.action));
    this.takeStatus(kept, { status: state.status, filled: filledQuantity });
  }

  private readOrder(
    of: { readonly ref: OrderRef; readonly orderId: number; readonly quantity: number },
    ratios: ReadonlyMap<number, number>,
  ): KeptOrder {
    const session = this.needs.connection.session();
    return this.book.add({ ...of, ratios, session, life: 'live' });
  }

  private takeStatus(
    kept: KeptOrder,
    { status, filled }: { status: string; filled: number },
  ): void {
    const end = endOf(status);
    const countedUnits = Math.max(kept.countedUnits, filled);
    // An order that has ended says nothing new, but for a late count of what it filled.
    if (kept.end !== null && kept.end !== end) return;
    // The vendor calls an order inactive that it rejected; what had filled by then was cancelled.
    const how = end === 'rejected' && countedUnits > 0 ? 'cancelled' : end;
    this.book.update(kept, { life: 'live', end: kept.end ?? how, countedUnits });
    if (isInDoubt(kept)) this.reading.lookLater();
  }

  private takeMessage({ id, code, text }: GatewayMessage): void {
    const kept = id > 0 ? this.book.byNumber(id) : null;
    if (!kept || kept.end !== null) return;
    switch (orderMeaning(code, text)) {
      case 'rejected':
        // The gateway knows a number that we did not: the next order must have a higher one.
        if (kept.countedUnits === 0)
          this.book.update(kept, { life: 'live', end: 'rejected', reason: text });
        return;
      case 'cancelled':
        this.book.update(kept, { life: 'live', end: 'cancelled' });
        return;
      case 'warning':
        this.needs.connection.log.warn('ibkr-order-warning', { ref: kept.ref, code, text });
        return;
      case 'not-cancellable':
      case 'doubt':
        this.needs.connection.log.warn('ibkr-order-doubt', { ref: kept.ref, code, text });
        void this.readBack();
    }
  }

  /** A message about orders could not be read, so that what it said has to be asked for. */
  private takeUnread(kind: number): void {
    const { clock } = this.needs.connection;
    if (!ORDER_KINDS.has(kind) || clock.nowMs() < this.unreadUntilMs) return;
    this.unreadUntilMs = clock.nowMs() + MINUTE_MS;
    void this.readBack();
  }
}

function rejection({ reason }: KeptOrder): string {
  return reason ?? 'rejected';
}
