import type { IbContract } from './contract.js';
import type { PlacedOrder } from './place-order.js';

export interface BookPosition {
  readonly contract: IbContract;
  readonly quantity: number;
  /** Cost of one contract, multiplier included, as the gateway writes it. */
  readonly averageCost: number;
  readonly realized: number;
}

/** One execution as it is reported; a correction has the same id but for its last part. */
export interface Execution {
  readonly execId: string;
  readonly orderId: number;
  readonly clientId: number;
  readonly permId: number;
  readonly orderRef: string;
  readonly account: string;
  /** Null is the combination itself. */
  readonly conId: number | null;
  readonly exchange: string;
  readonly side: 'BOT' | 'SLD';
  readonly shares: number;
  readonly price: number;
  readonly cumulative: number;
  readonly averagePrice: number;
  readonly atMs: number;
  /** Null where the gateway sends no report: for the combination itself. */
  readonly commission: number | null;
  /** Null where the execution closes nothing. */
  readonly realized: number | null;
}

export type OrderStatus =
  | 'PendingSubmit'
  | 'PreSubmitted'
  | 'Submitted'
  | 'PendingCancel'
  | 'Cancelled'
  | 'Filled'
  | 'Inactive';

/** One leg of an order, or the whole of one that is no combination. */
export interface OrderPart {
  readonly contract: IbContract;
  readonly ratio: number;
  readonly action: 'BUY' | 'SELL';
}

export interface BookOrder {
  readonly orderId: number;
  readonly clientId: number;
  readonly permId: number;
  readonly atMs: number;
  /** Null for a combination. */
  readonly contract: IbContract | null;
  readonly parts: readonly OrderPart[];
  placed: PlacedOrder;
  status: OrderStatus;
  filled: number;
  averagePrice: number;
  lastPrice: number;
  commission: number;
}

/** What outlives a restart of the gateway: plain data, kept by the broker's servers. */
export interface GatewayBook {
  cashUsd: number;
  nextPermId: number;
  nextExecution: number;
  readonly nextOrderIds: Map<number, number>;
  readonly orders: BookOrder[];
  readonly executions: Execution[];
  readonly positions: Map<number, BookPosition>;
}

export function emptyBook(cashUsd = 1_000_000): GatewayBook {
  return {
    cashUsd,
    nextPermId: 600_745_656,
    nextExecution: 0xe0d5,
    nextOrderIds: new Map(),
    orders: [],
    executions: [],
    positions: new Map(),
  };
}

export function isDone({ status }: BookOrder): boolean {
  return status === 'Filled' || status === 'Cancelled' || status === 'Inactive';
}

export function multiplierOf(of: IbContract): number {
  return of.multiplier === '' ? 1 : Number(of.multiplier);
}

/**
 * Books a trade: position, average cost, cash and what it realises.
 * @param quantity positive bought, negative sold.
 * @returns the realised profit, or null where the trade closes nothing.
 */
export function bookTrade(
  book: GatewayBook,
  of: { contract: IbContract; quantity: number; price: number; commission: number },
): number | null {
  const { contract, quantity, price, commission } = of;
  const cost = price * multiplierOf(contract);
  book.cashUsd -= cost * quantity + commission;
  const held = book.positions.get(contract.conId);
  const before = held?.quantity ?? 0;
  const after = before + quantity;
  const average = held?.averageCost ?? 0;
  const closes = before * quantity < 0;
  const closed = closes ? Math.min(Math.abs(before), Math.abs(quantity)) * Math.sign(before) : 0;
  const gained = closed * (cost - average) - commission;
  const realized = (held?.realized ?? 0) + (closes ? gained : 0);
  // Costs of an opening trade are part of its average; a turned position begins anew.
  const opened = cost + commission / quantity;
  const mixed = (average * before + opened * quantity) / after;
  const averageCost = !closes ? mixed : before * after < 0 ? opened : average;
  if (after === 0) book.positions.delete(contract.conId);
  else book.positions.set(contract.conId, { contract, quantity: after, averageCost, realized });
  return closes ? gained : null;
}
