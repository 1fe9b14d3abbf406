import type { InstrumentId } from './instrument.js';
import type { Brand, EpochMs, UsdMicros } from './units.js';

/** `<intent>.<n>`; n grows only after a confirmed cancel, so no order is ever sent twice. */
export type OrderRef = Brand<string, 'OrderRef'>;

export interface Leg {
  readonly instrument: InstrumentId;
  /** Contracts of this leg in one unit of the order: positive buys, negative sells. */
  readonly ratio: number;
  /** Shares or dollars a point for one contract: 100 for US options, 1 for a share. */
  readonly multiplier: number;
}

/** Shares or dollars a point of one unit's price: 100 with options in it, 1 for shares alone. */
export function unitMultiplier(legs: readonly Pick<Leg, 'multiplier'>[]): number {
  return Math.max(1, ...legs.map(({ multiplier }) => multiplier));
}

/**
 * What a person or a rule wants sent, complete and immutable.
 * The limit is an integer number of ticks for one unit of the combination: positive pays (debit),
 * negative receives (credit).
 */
export interface OrderIntent {
  readonly ref: OrderRef;
  readonly strategy: string;
  readonly purpose: 'entry' | 'exit';
  readonly legs: readonly Leg[];
  readonly quantity: number;
  readonly limitTicks: number;
  readonly tickMicros: UsdMicros;
  /** Loss at the planned stop and at the structure's worst, both positive, for the whole order. */
  readonly plannedLossMicros: UsdMicros;
  readonly worstLossMicros: UsdMicros;
  readonly createdAtMs: EpochMs;
}

/** An intent that the risk gate has let through. Only `risk/gate.ts` makes one. */
export type ApprovedOrder = Brand<OrderIntent, 'ApprovedOrder'>;

/**
 * Life of an order at the broker. `unknown` is a state: its fate could not be learned, so it is
 * never resent and every cap counts it as filled.
 */
export type OrderState =
  'submitted' | 'working' | 'partly-filled' | 'filled' | 'cancelled' | 'rejected' | 'unknown';

export interface OrderReport {
  readonly ref: OrderRef;
  readonly state: OrderState;
  readonly filledQuantity: number;
  readonly remainingQuantity: number;
  /** The broker's own words for a rejection, null otherwise. */
  readonly reason: string | null;
  readonly atMs: EpochMs;
}

/** One execution of one leg. A fill is known by its id, so a repeated report changes nothing. */
export interface Fill {
  readonly fillId: string;
  readonly ref: OrderRef;
  readonly instrument: InstrumentId;
  /** Contracts: positive bought, negative sold. */
  readonly quantity: number;
  readonly priceMicros: UsdMicros;
  readonly feeMicros: UsdMicros;
  readonly atMs: EpochMs;
}

export interface Position {
  readonly instrument: InstrumentId;
  readonly quantity: number;
}
