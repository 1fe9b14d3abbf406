import { newYorkDay } from '../../../src/engine/domain/new-york.js';
import type { AccountDesk } from './account.js';
import { isDone, type BookOrder, type OrderPart } from './book.js';
import { completedOrder } from './completed-order.js';
import { commissionReport, execDetails, executionContract } from './execution-messages.js';
import type { FieldReader } from './field-reader.js';
import type { Handler, House, Part } from './house.js';
import { commissionOf, isOnGrid, marginOf, touch } from './matching.js';
import { openOrder, orderStatus } from './open-order.js';
import type { OrderFloor } from './order-floor.js';
import { readPlaceOrder, type PlacedOrder } from './place-order.js';
import type { Session } from './session.js';
import { UNSET_INT } from './wire.js';

const NO_CONTRACT = 'No security definition has been found for the request';
const READ_ONLY =
  "Error validating request.-'bO' : cause - The API interface is currently in Read-Only mode.";

/** What clients ask of orders: placing, changing, cancelling, reading back. */
export class OrderDesk implements Part {
  readonly handlers = new Map<number, Handler>([
    [3, (session, read) => this.#place(session, readPlaceOrder(read))],
    [4, (session, read) => this.#cancel(session, read)],
    [5, (session, read) => this.#own(session, read)],
    [7, (session, read) => this.#executions(session, read)],
    [15, (session, read) => this.#bind(session, read)],
    [16, (session, read) => this.#all(session, read)],
    [58, (session, read) => this.#cancelAll(session, read)],
    [99, (session, read) => this.#completed(session, read)],
  ]);

  constructor(
    private readonly house: House,
    private readonly desks: { readonly account: AccountDesk; readonly floor: OrderFloor },
  ) {}

  gone(): void {
    // Orders outlive their client.
  }

  forget(): void {
    // Nothing is streamed.
  }

  beat(): Promise<void> {
    return this.desks.floor.beat();
  }

  async #place(session: Session, placed: PlacedOrder): Promise<void> {
    const { orderId } = placed;
    const { faults, book } = this.house;
    const clientId = session.clientId ?? 0;
    const refuse = (code: number, text: string): void => session.error(orderId, code, text);
    if (faults.api === 'read-only') {
      refuse(321, READ_ONLY);
      return;
    }
    if (placed.account !== '' && !this.house.accounts.includes(placed.account)) {
      refuse(321, "Error validating request.-'bO' : cause - Invalid account code");
      return;
    }
    const known = book.orders.find((one) => one.orderId === orderId && one.clientId === clientId);
    if (known) {
      await this.#change(session, { known, placed });
      return;
    }
    const nextId = book.nextOrderIds.get(clientId) ?? 1;
    if (orderId < nextId && !placed.whatIf) {
      refuse(103, 'Duplicate order id');
      return;
    }
    const parts = await this.#parts(placed);
    if (!parts) {
      refuse(200, NO_CONTRACT);
      return;
    }
    const order: BookOrder = {
      orderId,
      clientId,
      permId: placed.whatIf ? 0 : book.nextPermId++,
      atMs: this.house.clock.nowMs(),
      contract: placed.legs.length === 0 ? (parts[0]?.contract ?? null) : null,
      parts,
      placed,
      status: placed.transmit ? 'PreSubmitted' : 'Inactive',
      filled: 0,
      averagePrice: 0,
      lastPrice: 0,
      commission: 0,
    };
    if (!this.#accept(session, order)) return;
    if (placed.whatIf) {
      await this.#whatIf(session, order);
      return;
    }
    book.nextOrderIds.set(clientId, orderId + 1);
    book.orders.push(order);
    if (placed.transmit) await this.desks.floor.work(order);
    else
      this.desks.floor.tell(
        order,
        openOrder(order, { status: 'Inactive', account: this.house.account, whatIf: null }),
      );
  }

  /** Price grid and the broker's own reasons. @returns whether the order is taken. */
  #accept(session: Session, order: BookOrder): boolean {
    const { orderId } = order;
    const { reject } = this.house.faults;
    if (!isOnGrid(order)) {
      session.error(
        orderId,
        110,
        'The price does not conform to the minimum price variation for this contract.',
      );
      return false;
    }
    if (!reject || order.placed.whatIf) return true;
    this.house.book.nextOrderIds.set(order.clientId, orderId + 1);
    session.error(orderId, 201, {
      text: `Order rejected - reason:${reject.text}`,
      rejectJson: reject.json,
    });
    session.send(orderStatus(order, 'Inactive'));
    return false;
  }

  /** The same number again changes price, quantity or time in force, and nothing else. */
  async #change(session: Session, of: { known: BookOrder; placed: PlacedOrder }): Promise<void> {
    const { known, placed } = of;
    if (isDone(known)) {
      const filled = known.status === 'Filled';
      session.error(
        placed.orderId,
        104,
        filled ? 'Cannot modify a filled order.' : 'Cannot modify a cancelled order.',
      );
      return;
    }
    const same =
      known.placed.action === placed.action &&
      known.placed.type === placed.type &&
      JSON.stringify(known.placed.legs) === JSON.stringify(placed.legs) &&
      JSON.stringify(known.placed.contract) === JSON.stringify(placed.contract);
    if (!same) {
      session.error(placed.orderId, 105, 'Order being modified does not match original order');
      return;
    }
    if (!isOnGrid({ ...known, placed })) {
      session.error(
        placed.orderId,
        110,
        'The price does not conform to the minimum price variation for this contract.',
      );
      return;
    }
    known.placed = placed;
    await this.desks.floor.work(known);
  }

  async #parts(placed: PlacedOrder): Promise<readonly OrderPart[] | null> {
    const { directory } = this.house;
    if (placed.legs.length === 0) {
      const found = await directory.find(placed.contract);
      const contract = found.length === 1 ? found[0] : undefined;
      return contract && contract.secType !== 'IND'
        ? [{ contract, ratio: 1, action: 'BUY' }]
        : null;
    }
    const parts: OrderPart[] = [];
    for (const { conId, ratio, action } of placed.legs) {
      const contract = await directory.byId(conId);
      if (!contract) return null;
      parts.push({ contract, ratio, action });
    }
    return parts;
  }

  async #whatIf(session: Session, order: BookOrder): Promise<void> {
    const { account } = this.desks;
    const before = await account.margin();
    const match = await touch(order, this.house.world);
    const price = order.placed.limit ?? match?.price ?? 0;
    const { quantity } = order.placed;
    const commission = order.parts.reduce(
      (sum, part) => sum + commissionOf(part, part.ratio * quantity),
      0,
    );
    const equity = await account.netLiquidation();
    const whatIf = {
      before,
      after: before + marginOf(order, price) * quantity,
      equity,
      commission,
    };
    session.send(openOrder(order, { status: 'PreSubmitted', account: this.house.account, whatIf }));
  }

  #cancel(session: Session, read: FieldReader): void {
    const orderId = read.int('orderId');
    read.text('manualOrderCancelTime');
    read.text('extOperator');
    read.constant('manualOrderIndicator', UNSET_INT);
    read.end();
    if (this.house.faults.api === 'read-only') {
      session.error(orderId, 321, READ_ONLY);
      return;
    }
    const mine = this.house.book.orders.filter((one) => one.clientId === session.clientId);
    const order = mine.find((one) => one.orderId === orderId);
    if (!order) {
      session.error(orderId, 10147, `OrderId ${orderId} that needs to be cancelled is not found.`);
    } else if (isDone(order)) {
      session.error(
        orderId,
        10148,
        `OrderId ${orderId} that needs to be cancelled cannot be cancelled, state: ${order.status}.`,
      );
    } else {
      this.desks.floor.cancel(order);
    }
  }

  #cancelAll(session: Session, read: FieldReader): void {
    read.text('extOperator');
    read.constant('manualOrderIndicator', UNSET_INT);
    read.end();
    if (this.house.faults.api === 'read-only') {
      session.error(-1, 321, READ_ONLY);
      return;
    }
    for (const order of this.house.book.orders) if (!isDone(order)) this.desks.floor.cancel(order);
  }

  #own(session: Session, read: FieldReader): void {
    read.constant('version', 1);
    read.end();
    this.#show(
      session,
      this.house.book.orders.filter((one) => one.clientId === session.clientId),
    );
  }

  #all(session: Session, read: FieldReader): void {
    read.constant('version', 1);
    read.end();
    this.#show(session, this.house.book.orders);
  }

  #bind(session: Session, read: FieldReader): void {
    read.constant('version', 1);
    read.flag('bind');
    read.end();
    if (session.clientId !== 0) {
      session.error(
        -1,
        321,
        "Error validating request.-'bl' : cause - Only client with id 0 can bind orders",
      );
    }
  }

  #show(session: Session, orders: readonly BookOrder[]): void {
    for (const order of orders) {
      if (isDone(order) && (order.status !== 'Inactive' || order.placed.transmit)) continue;
      session.send(
        openOrder(order, { status: order.status, account: this.house.account, whatIf: null }),
      );
      session.send(orderStatus(order, order.status));
    }
    session.send([53, 1]);
  }

  /** Executions of today, of the filter's client, account, time, symbol, kind and side. */
  #executions(session: Session, read: FieldReader): void {
    read.constant('version', 3);
    const reqId = read.int('reqId');
    const clientId = read.intOrNone('clientId') ?? 0;
    const [account, time, symbol, secType] = ['account', 'time', 'symbol', 'secType'].map((name) =>
      read.text(name),
    );
    read.text('exchange');
    const side = read.textOf('side', ['', 'BUY', 'SELL', 'BOT', 'SLD']).slice(0, 1);
    read.end();
    const { book, world } = this.house;
    for (const one of book.executions) {
      const order = book.orders.find(({ permId }) => permId === one.permId);
      if (!order || newYorkDay(one.atMs) !== world.today()) continue;
      if (clientId !== 0 && clientId !== one.clientId) continue;
      if (account !== '' && account !== one.account) continue;
      if (side !== '' && side !== one.side.slice(0, 1)) continue;
      const kind = executionContract(one, order)?.secType ?? 'BAG';
      if (secType !== '' && secType !== kind) continue;
      if (symbol !== '' && symbol !== order.parts[0]?.contract.symbol) continue;
      if (time !== '' && one.atMs < stampMs(time ?? '')) continue;
      session.send(execDetails(one, { reqId, order }));
      const report = commissionReport(one);
      if (report) session.send(report);
    }
    session.send([55, 1, reqId]);
  }

  #completed(session: Session, read: FieldReader): void {
    read.flag('apiOnly');
    read.end();
    for (const order of this.house.book.orders) {
      if (isDone(order) && order.placed.transmit)
        session.send(completedOrder(order, this.house.account));
    }
    session.send([102]);
  }
}

/** `20261123 10:30:00`, taken as UTC where a `-` parts day and time, as the gateway reads it. */
function stampMs(text: string): number {
  const found = /^(\d{4})(\d{2})(\d{2})[- ](\d{2}:\d{2}:\d{2})/.exec(text);
  if (!found) return 0;
  return Date.parse(`${found[1]}-${found[2]}-${found[3]}T${found[4]}Z`);
}
