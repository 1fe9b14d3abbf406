import type { InstrumentId } from './instrument.js';
import type { OrderRef } from './order.js';
import type { ExitRule } from './order-run.js';
import type { ExitPlan, PlainGreeks, PositionId, TicketId } from './ticket.js';
import type { TradingDay } from './trading-day.js';
import type { EpochMs, UsdMicros } from './units.js';

/** `cash`, `fees`, `holding:<instrument>` (at cost), `realised:<strategy>`, `opening`. */
export type LedgerAccount = string;

export interface Posting {
  readonly account: LedgerAccount;
  /** Positive debits. */
  readonly amountMicros: UsdMicros;
}

/** One event in money. Its postings sum to zero. */
export interface LedgerEntry {
  /** The fill's or settlement's id: entered once. */
  readonly id: string;
  readonly positionId: PositionId | null;
  readonly memo: 'opening' | 'fill' | 'settlement';
  readonly postings: readonly Posting[];
  readonly atMs: EpochMs;
}

/** What an expiry or an assignment did to one instrument, as the broker books it. */
export interface Settlement {
  readonly settlementId: string;
  readonly kind: 'expired' | 'cash-settled' | 'assigned' | 'exercised';
  readonly instrument: InstrumentId;
  /** Contracts that went away: positive were long. */
  readonly quantity: number;
  readonly multiplier: number;
  /** Worth of one share of the contract at the settlement; 0 out of the money. */
  readonly worthMicros: UsdMicros;
  /** Shares that came for it at `priceMicros` each; null where it settled in cash. */
  readonly delivered: {
    readonly instrument: InstrumentId;
    readonly quantity: number;
    readonly priceMicros: UsdMicros;
  } | null;
  readonly feeMicros: UsdMicros;
  readonly atMs: EpochMs;
}

/** Profit since the mark before, taken apart. Dollars, for the whole position; they sum to the change. */
export interface Attribution {
  readonly deltaUsd: number;
  readonly gammaUsd: number;
  readonly thetaUsd: number;
  readonly vegaUsd: number;
  readonly restUsd: number;
}

/** A look at an open position. */
export interface PositionMark {
  readonly positionId: PositionId;
  readonly atMs: EpochMs;
  readonly spot: number;
  /** Cost of closing one unit now: at the quoted sides, and at the middle. Positive pays. */
  readonly closeUsd: number;
  readonly midUsd: number;
  readonly greeks: PlainGreeks;
  /** Vega-weighted volatility of the legs, a fraction a year. */
  readonly vol: number;
  /** Of the change of the middle since the last mark, or since the entry's fill. */
  readonly attribution: Attribution;
}

export interface PositionLeg {
  readonly instrument: InstrumentId;
  readonly multiplier: number;
  /** Contracts for one unit, and held now; positive is long. */
  readonly ratio: number;
  readonly quantity: number;
}

/** A trade of ours from its first fill to its last, folded from its records. */
export interface DeskPosition {
  readonly id: PositionId;
  readonly ticketId: TicketId;
  readonly strategy: string;
  readonly underlying: string;
  readonly expiry: TradingDay;
  readonly state: 'open' | 'closed';
  readonly legs: readonly PositionLeg[];
  readonly tickMicros: UsdMicros;
  /** Units that the entry has filled so far. */
  readonly units: number;
  /** Cash that came (positive) or went, fees included, since the entry; realised once closed. */
  readonly cashMicros: UsdMicros;
  readonly feeMicros: UsdMicros;
  /** Credit of the entry's fills, for all units, without fees; negative was a debit. */
  readonly entryCreditMicros: UsdMicros;
  readonly plan: ExitPlan;
  readonly plannedLossMicros: UsdMicros;
  readonly worstLossMicros: UsdMicros;
  readonly openedAtMs: EpochMs;
  readonly closedAtMs: EpochMs | null;
  readonly exitRule: ExitRule | 'expiry' | null;
  /** Loss realised past the planned one, never past the worst. */
  readonly gapThrough: 'yes' | 'no';
  readonly mark: PositionMark | null;
  readonly attribution: Attribution;
  readonly refs: readonly OrderRef[];
}
