import type { ExitPlan, PositionId, TicketId } from './ticket.js';
import type { InstrumentId } from './instrument.js';
import type { Leg, OrderRef } from './order.js';
import type { Brand, DurationMs, EpochMs, UsdMicros } from './units.js';
import type { TradingDay } from './trading-day.js';

/** `<ticket>` for a confirmed ticket, `<position>/<rule>/<attempt>` for a rule's exit. */
export type RunId = Brand<string, 'RunId'>;

/** How an order is worked: from `startTicks`, a step at a time, never past `limitTicks`. */
export interface WorkSchedule {
  readonly startTicks: number;
  /** Worst price; for an exit that follows the market it moves with each repricing. */
  readonly limitTicks: number;
  readonly stepTicks: number;
  /** Market time between steps. */
  readonly stepEveryMs: DurationMs;
  /** Market time after which what is unfilled is cancelled; null works until filled or told. */
  readonly giveUpAfterMs: DurationMs | null;
}

/** Why an exit was begun: a rule of the plan or of the money rules, or a person. */
export type ExitRule =
  'target' | 'stop' | 'time' | 'flat-by' | 'kill' | 'day-loss' | 'flatten' | 'close';

/** One thing to be done at the broker: one or more orders in turn, never two at a time. */
export interface OrderRun {
  readonly id: RunId;
  readonly strategy: string;
  readonly purpose: 'entry' | 'exit';
  readonly positionId: PositionId;
  readonly ticketId: TicketId | null;
  /** Null for an entry. */
  readonly rule: ExitRule | null;
  readonly underlying: string;
  readonly expiry: TradingDay;
  readonly legs: readonly Leg[];
  readonly quantity: number;
  readonly tickMicros: UsdMicros;
  readonly schedule: WorkSchedule;
  readonly plan: ExitPlan;
  readonly plannedLossMicros: UsdMicros;
  readonly worstLossMicros: UsdMicros;
  readonly startedAtMs: EpochMs;
}

/**
 * Where a run is. `placing`: a row is on disk and the broker has not answered. `cancelling`: a
 * cancel is on its way. `unknown`: its fate could not be learned; every cap counts it as filled.
 */
export type RunPhase = 'waiting' | 'placing' | 'working' | 'cancelling' | 'unknown' | 'done';

export type RunOutcome = 'filled' | 'partly-filled' | 'cancelled' | 'rejected' | 'refused';

/** Why what is working is being cancelled. */
export type CancelReason = 'reprice' | 'give-up' | 'asked' | 'halt' | 'flatten' | 'refused';

/** Contracts of one leg that one order of a run has filled; always positive. */
export interface LegFill {
  readonly ref: OrderRef;
  readonly instrument: InstrumentId;
  readonly contracts: number;
}

/** How an order ended, and the whole units that the broker says it had filled by then. */
export interface OrderEnd {
  readonly how: 'filled' | 'cancelled' | 'rejected' | 'not-sent';
  readonly units: number;
}

/** A run as it stands, folded from its records. */
export interface RunState {
  readonly run: OrderRun;
  readonly phase: RunPhase;
  readonly outcome: RunOutcome | null;
  /** Number of the newest order; 0 before the first. */
  readonly n: number;
  readonly ref: OrderRef | null;
  /** Limit of the newest order. */
  readonly limitTicks: number;
  /** Whole units filled over all orders, and of the newest. */
  readonly filledUnits: number;
  readonly orderFilledUnits: number;
  /** What the units are counted from: fills of all orders of the run. */
  readonly legFills: readonly LegFill[];
  /** Units that the newest order asked for. */
  readonly orderUnits: number;
  /** Null while the newest order may be live. */
  readonly orderEnd: OrderEnd | null;
  /** Kept after the cancel is confirmed: it says whether the run goes on. */
  readonly cancelReason: CancelReason | null;
  /** Market time at which the newest order was sent, and of the last change. */
  readonly sentAtMs: EpochMs | null;
  readonly changedAtMs: EpochMs;
  /** The broker's words, where it said no. */
  readonly reason: string | null;
}
