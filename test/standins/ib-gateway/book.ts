import type { PlacedOrder } from './place-order.js';

export interface BookPosition {
  readonly conId: number;
  readonly quantity: number;
  /** A contract's cost, multiplier included, as the gateway writes it. */
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
}

export type OrderStatus =
  | 'PendingSubmit'
  | 'PreSubmitted'
  | 'Submitted'
  | 'PendingCancel'
  | 'Cancelled'
  | 'Filled'
  | 'Inactive';

export interface BookOrder {
  readonly orderId: number;
  readonly clientId: number;
  readonly permId: number;
  placed: PlacedOrder;
  status: OrderStatus;
  filled: number;
  averagePrice: number;
  lastPrice: number;
  commission: number;
  /** An order that was placed with transmit off waits for a person. */
  readonly parked: 'yes' | 'no';
  readonly atMs: number;
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
