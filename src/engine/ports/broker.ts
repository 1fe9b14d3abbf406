import type { Settlement } from '../domain/ledger.js';
import type {
  ApprovedOrder,
  Fill,
  OrderIntent,
  OrderRef,
  OrderReport,
  Position,
} from '../domain/order.js';
import type { Result } from '../domain/result.js';
import type { EpochMs, UsdMicros } from '../domain/units.js';
import type { Cancel } from './clock.js';

export type BrokerError =
  | { readonly code: 'not-ready' }
  /** The broker answered and said no: nothing is working there. */
  | { readonly code: 'refused'; readonly reason: string }
  /** Nobody answered: the order may or may not be working. Never resend; reconcile. */
  | { readonly code: 'unknown-outcome' }
  /** This reference was sent before; the broker was not asked again. */
  | { readonly code: 'duplicate-ref' }
  | { readonly code: 'no-such-order' };

export interface Account {
  /** Masked for display, such as `DU…567`; the full number never leaves the adapter. */
  readonly label: string;
  readonly kind: 'paper' | 'live';
  readonly cashMicros: UsdMicros;
  /** Cash and holdings at their middles; null where a holding has no price. */
  readonly netLiquidationMicros: UsdMicros | null;
  /** Margin that open positions and working orders bind. */
  readonly marginMicros: UsdMicros | null;
}

/** What an order would bind and cost, asked without sending it. */
export interface WhatIf {
  readonly marginBeforeMicros: UsdMicros;
  readonly marginAfterMicros: UsdMicros;
  readonly feeMicros: UsdMicros;
}

export interface Receipt {
  readonly ref: OrderRef;
  readonly acceptedAtMs: EpochMs;
}

export interface BrokerSink {
  report(report: OrderReport): void;
  fill(fill: Fill): void;
  settled(settlement: Settlement): void;
  /** The connection was lost or is ready again; after `ready` the desk reconciles. */
  state(state: 'ready' | 'down'): void;
}

/** The one door to the market: it takes nothing but what the risk gate has approved. */
export interface Broker {
  readonly name: string;
  start(): Promise<Result<void, BrokerError>>;
  stop(): Promise<void>;
  state(): 'ready' | 'down';
  account(): Promise<Result<Account, BrokerError>>;
  place(order: ApprovedOrder): Promise<Result<Receipt, BrokerError>>;
  cancel(ref: OrderRef): Promise<Result<void, BrokerError>>;
  whatIf(order: OrderIntent): Promise<Result<WhatIf, BrokerError>>;
  /** Everything the broker knows of orders, positions and fills, for reconciling. */
  orders(): Promise<Result<readonly OrderReport[], BrokerError>>;
  fills(): Promise<Result<readonly Fill[], BrokerError>>;
  /**
   * Expiries and assignments. @param ended options of the desk's whose end has come and that are not
   * settled in its book, for a broker that tells of expiries by what it no longer holds.
   */
  settlements(ended?: readonly Position[]): Promise<Result<readonly Settlement[], BrokerError>>;
  positions(): Promise<Result<readonly Position[], BrokerError>>;
  subscribe(sink: BrokerSink): Cancel;
}
