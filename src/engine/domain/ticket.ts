import type { GateReading } from './gate-reading.js';
import type { InstrumentId } from './instrument.js';
import type { Mode } from './mode.js';
import type { Leg } from './order.js';
import type { TradingDay } from './trading-day.js';
import type { Brand, DurationMs, EpochMs, UsdMicros } from './units.js';

/** 80 random bits as 16 letters and digits (Crockford's base 32); people see the first four. */
export type TicketId = Brand<string, 'TicketId'>;
/** A trade of ours: what one entry opened. Equal to the entry's ticket id. */
export type PositionId = Brand<string, 'PositionId'>;

/** Letters of an id that people see, where they are enough. */
export const SHORT_ID_LENGTH = 4;

export function shortId(id: TicketId | PositionId): string {
  return id.slice(0, SHORT_ID_LENGTH);
}

/** One leg's quote as it was when something was decided on it. Prices per share or point. */
export interface SeenQuote {
  readonly instrument: InstrumentId;
  readonly bid: number;
  readonly ask: number;
  readonly bidSize: number;
  readonly askSize: number;
  readonly atMs: EpochMs;
  readonly delayMs: DurationMs;
  readonly source: string;
}

/**
 * The market of a whole combination, signed as an order's limit: positive pays. `natural` is done at
 * once (buy at the ask, sell at the bid), `mid` the middle, `best` the far side.
 */
export interface PackageQuote {
  readonly naturalUsd: number;
  readonly midUsd: number;
  readonly bestUsd: number;
  readonly legs: readonly SeenQuote[];
  /** Market time of the oldest leg. */
  readonly atMs: EpochMs;
}

/** When a position is to be left, fixed at its entry. Ticks of the closing debit for one unit. */
export interface ExitPlan {
  /** Buy back at or under this; null has no target. */
  readonly targetTicks: number | null;
  /** Buy back at or over this; null has no stop. */
  readonly stopTicks: number | null;
  /** Market time by which it must be flat. */
  readonly exitByMs: EpochMs;
}

/** Sensitivities of a whole order or book, in money; every unit is in the name. */
export interface PlainGreeks {
  /** Dollars a point of the underlying, over the multiplier: shares or index units. */
  readonly deltaUnits: number;
  /** Change of delta for one point. */
  readonly gammaUnits: number;
  readonly vegaUsdPerVolPt: number;
  readonly thetaUsdPerDay: number;
}

/** Profit of a structure over spots: today's value and at expiry, in dollars for the whole order. */
export interface PayoffPicture {
  readonly spots: readonly number[];
  readonly nowUsd: readonly number[];
  readonly expiryUsd: readonly number[];
  readonly breakevens: readonly number[];
  readonly spot: number;
  /** Expected move to expiry, in points either way; null where it is not known. */
  readonly expectedMove: number | null;
}

export interface StressPoint {
  /** Spot times 1 + this. */
  readonly spotShare: number;
  /** Added to every volatility, in points. */
  readonly volPts: number;
  readonly profitUsd: number;
}

/** A cap with what is used before an order and after it, if it filled at its limit. */
export interface CapUse {
  readonly name: 'planned-loss' | 'worst-loss' | 'day-loss' | 'open-worst';
  readonly beforeMicros: UsdMicros;
  readonly afterMicros: UsdMicros;
  readonly capMicros: UsdMicros;
}

/** An order put to a person, sealed: nothing in it changes. */
export interface Ticket {
  readonly id: TicketId;
  readonly strategy: string;
  readonly purpose: 'entry' | 'exit';
  /** The position that an exit closes; null for an entry. */
  readonly positionId: PositionId | null;
  readonly mode: Mode;
  /** Masked label of the account. */
  readonly account: string;
  readonly underlying: string;
  readonly expiry: TradingDay;
  readonly legs: readonly Leg[];
  readonly quantity: number;
  readonly tickMicros: UsdMicros;
  /** Worst price to be paid for one unit, in ticks, unless a person moves it within the band. */
  readonly limitTicks: number;
  /** `bestTicks` ≤ limit ≤ `worstTicks`. */
  readonly bestTicks: number;
  readonly worstTicks: number;
  readonly seen: PackageQuote;
  readonly plan: ExitPlan;
  readonly plannedLossMicros: UsdMicros;
  readonly worstLossMicros: UsdMicros;
  /** What the broker would ask for it; null where it did not say. */
  readonly marginMicros: UsdMicros | null;
  readonly feeMicros: UsdMicros | null;
  readonly greeks: PlainGreeks | null;
  readonly payoff: PayoffPicture | null;
  readonly stress: readonly StressPoint[];
  readonly caps: readonly CapUse[];
  readonly gates: readonly GateReading[];
  /** Market and wall time at which it was made; it lives on wall time. */
  readonly createdAtMs: EpochMs;
  readonly createdWallMs: EpochMs;
  readonly expiresWallMs: EpochMs;
  /** The ticket whose price had left its band, and its limit and middle then. */
  readonly replaces: {
    readonly id: TicketId;
    readonly limitTicks: number;
    readonly midUsd: number;
  } | null;
}

/**
 * `open` waits for its tap; `checking` has one and takes fresh quotes; `sent` became an order. All
 * others are ends: nothing is ever sent from them.
 */
export type TicketState =
  'open' | 'checking' | 'sent' | 'skipped' | 'expired' | 'replaced' | 'refused' | 'void';
