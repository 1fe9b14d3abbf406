import { newYorkDay } from '../../../src/engine/domain/new-york.js';
import { nextTradingDay, sessionOf } from '../../../src/engine/domain/calendar.js';
import type { AccountDesk } from './account.js';
import { bookTrade, isDone, type BookOrder, type Execution } from './book.js';
import { compact, type SecType } from './contract.js';
import { commissionReport, execDetails } from './execution-messages.js';
import type { House } from './house.js';
import {
  commissionOf,
  crosses,
  isOpen,
  netPrice,
  partSide,
  touch,
  type Match,
} from './matching.js';
import { openOrder, orderStatus } from './open-order.js';
import type { Field } from './wire.js';

/** Where contracts trade; a stock at its primary exchange. */
const VENUES: Partial<Record<SecType, string>> = { OPT: 'CBOE', FUT: 'CFE' };

/** What a test says of a fill; what it leaves out is the rest of the order at the market's price. */
export interface FillOrder {
  readonly quantity?: number;
  /** Price of each part, in the order of the legs; one price for an order that is no combination. */
  readonly partPrices?: readonly number[];
}

/** Works orders: status and executions as they happen, and what they do to the book. */
export class OrderFloor {
  /** Orders of which nothing has been said yet, because the servers were away. */
  readonly #unsaid = new Set<BookOrder>();

  constructor(
    private readonly house: House,
    private readonly account: AccountDesk,
  ) {}

  /** Sends to the client whose order it is, if it is connected. */
  tell(order: BookOrder, fields: readonly Field[]): void {
    if (this.house.faults.orderAnswers === 'none') return;
    for (const session of this.house.sessions()) {
      if (session.clientId === order.clientId) session.send(fields);
    }
  }

  tellStatus(order: BookOrder): void {
    const { statuses } = this.house.faults;
    const shown = { status: order.status, account: this.house.account, whatIf: null };
    this.tell(order, openOrder(order, shown));
    if (statuses === 'none') return;
    this.tell(order, orderStatus(order, order.status));
    if (statuses === 'twice') this.tell(order, orderStatus(order, order.status));
  }

  /** A new or changed order: acknowledged, sent on where the market is open, and matched. */
  async work(order: BookOrder): Promise<void> {
    if (this.house.faults.server === 'down') {
      this.#unsaid.add(order);
      return;
    }
    this.tellStatus(order);
    const { clock, world, faults } = this.house;
    if (!isOpen(world, clock.nowMs())) {
      this.#warnClosed(order);
      return;
    }
    if (order.placed.type !== 'MKT' && faults.statuses !== 'none') {
      order.status = 'Submitted';
      this.tellStatus(order);
    }
    await this.#match(order);
  }

  async beat(): Promise<void> {
    if (this.house.faults.server === 'down') return;
    for (const order of [...this.#unsaid]) {
      this.#unsaid.delete(order);
      await this.work(order);
    }
    for (const order of this.house.book.orders) {
      if (isDone(order) || this.#unsaid.has(order)) continue;
      if (this.#isOver(order)) this.cancelled(order);
      else await this.#match(order);
    }
  }

  /** Cancels at once, or when the exchange answers, where cancels are held. */
  cancel(order: BookOrder): void {
    order.status = 'PendingCancel';
    this.tell(order, orderStatus(order, order.status));
    if (this.house.faults.cancels === 'done') this.cancelled(order);
  }

  /** Cancels that were held are done. */
  release(): void {
    for (const order of this.house.book.orders) {
      if (order.status === 'PendingCancel') this.cancelled(order);
    }
  }

  cancelled(order: BookOrder): void {
    order.status = 'Cancelled';
    this.tell(order, orderStatus(order, order.status));
    this.tell(order, [4, 2, order.orderId, 202, 'Order Canceled - reason:', '']);
  }

  /** Executes some of an order, or all of it. @throws Error where it is done or has no price. */
  async fill(order: BookOrder, how: FillOrder): Promise<void> {
    if (isDone(order)) throw new Error(`order ${order.orderId} is ${order.status}`);
    const left = order.placed.quantity - order.filled;
    const { quantity = left, partPrices } = how;
    const match = partPrices
      ? { price: netPrice(order, partPrices), partPrices }
      : await touch(order, this.house.world);
    if (!match) throw new Error(`order ${order.orderId} has no price`);
    this.#execute(order, { quantity: Math.min(quantity, left), match });
  }

  /** The venue takes an execution back and reports it with another price: the same id, one later. */
  correct(execId: string, price: number): void {
    const { book, clock } = this.house;
    const wrong = book.executions.find((one) => one.execId === execId);
    const order = book.orders.find((one) => one.permId === wrong?.permId);
    if (!wrong || !order) throw new Error(`no execution ${execId}`);
    const part = order.parts.find(({ contract }) => contract.conId === wrong.conId);
    if (part) {
      const quantity = wrong.side === 'BOT' ? wrong.shares : -wrong.shares;
      bookTrade(book, {
        contract: part.contract,
        quantity: -quantity,
        price: wrong.price,
        commission: 0,
      });
      bookTrade(book, { contract: part.contract, quantity, price, commission: 0 });
    }
    const revision = String(Number(execId.slice(-2)) + 1).padStart(2, '0');
    const right = {
      ...wrong,
      execId: `${execId.slice(0, -2)}${revision}`,
      price,
      averagePrice: price,
      atMs: clock.nowMs(),
    };
    book.executions.push(right);
    this.#report(order, right);
    this.account.positionsChanged();
  }

  async #match(order: BookOrder): Promise<void> {
    const { world, clock, faults } = this.house;
    if (isDone(order) || faults.fills === 'manual' || !isOpen(world, clock.nowMs())) return;
    const match = await touch(order, world);
    if (!match || isDone(order)) return;
    if (!(await crosses(order, { match, world }))) {
      this.#activate(order);
      return;
    }
    this.#execute(order, { quantity: order.placed.quantity - order.filled, match });
  }

  /** An order that waited for the open is sent on. */
  #activate(order: BookOrder): void {
    if (order.status !== 'PreSubmitted' || this.house.faults.statuses === 'none') return;
    order.status = 'Submitted';
    this.tellStatus(order);
  }

  #execute(order: BookOrder, of: { quantity: number; match: Match }): void {
    const { book } = this.house;
    const { quantity, match } = of;
    const before = order.filled;
    order.filled += quantity;
    order.averagePrice = (order.averagePrice * before + match.price * quantity) / order.filled;
    order.lastPrice = match.price;
    const made = [...this.#comboExecution(order, of), ...this.#partExecutions(order, of)];
    book.nextExecution++;
    book.executions.push(...made);
    this.#tellFill(order, made);
  }

  #executionBase(order: BookOrder) {
    const { book, clock, account } = this.house;
    const atMs = clock.nowMs();
    const counter = book.nextExecution.toString(16).padStart(8, '0');
    const prefix = `${counter}.${Math.floor(atMs / 1000).toString(16)}`;
    const { orderId, clientId, permId, placed } = order;
    return {
      id: (place: number) => `${prefix}.${String(place).padStart(2, '0')}.01`,
      base: { orderId, clientId, permId, orderRef: placed.orderRef, account, atMs },
    };
  }

  /** The execution of a combination as a whole; none for a single contract. */
  #comboExecution(order: BookOrder, of: { quantity: number; match: Match }): Execution[] {
    if (order.contract) return [];
    const { id, base } = this.#executionBase(order);
    const { placed } = order;
    return [
      {
        ...base,
        execId: id(1),
        conId: null,
        exchange: placed.contract.exchange,
        side: placed.action === 'BUY' ? 'BOT' : 'SLD',
        shares: of.quantity,
        price: of.match.price,
        cumulative: order.filled,
        averagePrice: order.averagePrice,
        commission: null,
        realized: null,
      },
    ];
  }

  /** Executions of the parts, which change positions and cash. */
  #partExecutions(order: BookOrder, of: { quantity: number; match: Match }): Execution[] {
    const { id, base } = this.#executionBase(order);
    return order.parts.map((part, i) => {
      const { contract } = part;
      const price = of.match.partPrices[i] ?? 0;
      const bought = partSide(order.placed, part) === 'BUY';
      const shares = of.quantity * part.ratio;
      const commission = commissionOf(part, shares);
      order.commission += commission;
      const quantity = bought ? shares : -shares;
      const realized = bookTrade(this.house.book, { contract, quantity, price, commission });
      return {
        ...base,
        execId: id(order.contract ? 1 : i + 2),
        conId: contract.conId,
        exchange: VENUES[contract.secType] ?? contract.primaryExch,
        side: bought ? 'BOT' : 'SLD',
        shares,
        price,
        cumulative: order.filled * part.ratio,
        averagePrice: order.contract ? order.averagePrice : price,
        commission,
        realized,
      };
    });
  }

  /** As captured: executions, the order and its status, the order with its commission, reports. */
  #tellFill(order: BookOrder, made: readonly Execution[]): void {
    const { faults, account } = this.house;
    for (const one of made) this.tell(order, execDetails(one, { reqId: -1, order }));
    if (faults.statuses === 'twice') {
      for (const one of made) this.tell(order, execDetails(one, { reqId: -1, order }));
    }
    const isFilled = order.filled >= order.placed.quantity;
    if (isFilled) order.status = 'Filled';
    else if (order.status === 'PreSubmitted') order.status = 'Submitted';
    this.tellStatus({ ...order, commission: 0 });
    if (isFilled)
      this.tell(order, openOrder(order, { status: order.status, account, whatIf: null }));
    for (const one of made) this.#tellCommission(order, one);
    this.account.positionsChanged();
  }

  #report(order: BookOrder, execution: Execution): void {
    this.tell(order, execDetails(execution, { reqId: -1, order }));
    this.#tellCommission(order, execution);
  }

  #tellCommission(order: BookOrder, execution: Execution): void {
    const report = commissionReport(execution);
    if (report) this.tell(order, report);
  }

  #warnClosed(order: BookOrder): void {
    const today = this.house.world.today();
    const session = sessionOf(today);
    const early = session !== null && this.house.clock.nowMs() < session.openAtMs;
    const opens = `${compact(early ? today : nextTradingDay(today))} 09:30:00 US/Eastern`;
    const text = `Order Message:\n${order.placed.action} ${order.placed.quantity} ${order.placed.contract.symbol}\nWarning: your order will not be placed at the exchange until ${opens}`;
    this.tell(order, [4, 2, order.orderId, 399, text, '']);
  }

  /** A day order ends with the session of its day. */
  #isOver({ placed, atMs }: BookOrder): boolean {
    if (placed.tif !== 'DAY' && placed.tif !== '') return false;
    const day = newYorkDay(atMs);
    const session = sessionOf(day);
    const isFor = session !== null && atMs < session.closeAtMs ? day : nextTradingDay(day);
    return this.house.clock.nowMs() >= (sessionOf(isFor)?.closeAtMs ?? Infinity);
  }
}
