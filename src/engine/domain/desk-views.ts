import type { Actor } from './actor.js';
import type { Arming } from './arming.js';
import type { DeskAlert } from './alert.js';
import type { DayReport, TradeLine } from './day-report.js';
import type { Stamp } from './digest.js';
import type { GateReading } from './gate-reading.js';
import type { DeskPosition } from './ledger.js';
import type { OrderIntent } from './order.js';
import type { RunState } from './order-run.js';
import type { JournalRow } from './record.js';
import type { Refusal } from './refusal.js';
import type {
  CapUse,
  PackageQuote,
  PlainGreeks,
  PositionId,
  StressPoint,
  Ticket,
  TicketState,
} from './ticket.js';
import type { TradingDay } from './trading-day.js';
import type { TradingState } from './trading-state.js';
import type { DurationMs, EpochMs, UsdMicros } from './units.js';

/** A ticket with all that became of it: everything its card shows. */
export interface TicketView {
  readonly ticket: Ticket;
  /** Letters by which people name it: four, or more where four are not enough. */
  readonly short: string;
  readonly state: TicketState;
  /** Variant of the text `ticket-reason`; null while open. */
  readonly reason: string | null;
  readonly refusals: readonly Refusal[];
  /** The limit now, within the band. */
  readonly limitTicks: number;
  readonly requote: PackageQuote | null;
  readonly by: Actor | null;
  readonly run: RunState | null;
  readonly position: DeskPosition | null;
  /** The ticket that took its place. */
  readonly replacedBy: { readonly short: string } | null;
}

export interface BotView {
  readonly strategy: string;
  readonly arming: Arming | null;
  /** Loss (positive) or gain of its day so far, realised plus open at conservative marks. */
  readonly dayLossMicros: UsdMicros;
  readonly openPositions: number;
  readonly failing: readonly GateReading[];
  /** Params of the configuration, as they are shown: name and value. */
  readonly params: readonly { readonly name: string; readonly value: string }[];
}

export interface WhyView {
  readonly stamp: Stamp;
  readonly strategy: string;
  readonly gates: readonly GateReading[];
  /** The newest proposal's ticket, if one is open. */
  readonly ticket: string | null;
}

export interface PositionView {
  readonly position: DeskPosition;
  readonly short: string;
  /** Open profit at the quoted sides and at the middle, fees so far included; null without quotes. */
  readonly openMicros: UsdMicros | null;
  readonly openMidMicros: UsdMicros | null;
  readonly greeks: PlainGreeks | null;
  readonly markAgeMs: DurationMs | null;
  readonly run: RunState | null;
}

export interface PositionsView {
  readonly stamp: Stamp;
  readonly positions: readonly PositionView[];
  /** What the broker holds and no trade of ours opened, such as shares. */
  readonly others: readonly { readonly name: string; readonly quantity: number }[];
}

export interface OrdersView {
  readonly stamp: Stamp;
  /** Runs not done, and those done this session, newest first. */
  readonly runs: readonly { readonly run: RunState; readonly short: string }[];
}

export type PnlPeriod = 'day' | 'week' | 'month' | 'all';

export interface PnlView {
  readonly stamp: Stamp;
  readonly period: PnlPeriod;
  readonly realisedMicros: UsdMicros;
  readonly openMicros: UsdMicros;
  readonly feeMicros: UsdMicros;
  readonly trades: number;
  readonly wins: number;
  /** Realised by session, ascending, and its running sum. */
  readonly days: readonly {
    readonly day: TradingDay;
    readonly realisedMicros: UsdMicros;
    readonly cumulativeMicros: UsdMicros;
  }[];
  readonly attribution: DeskPosition['attribution'];
}

export interface RiskView {
  readonly stamp: Stamp;
  readonly state: TradingState;
  readonly stateSince: {
    readonly atMs: EpochMs;
    readonly by: Actor;
    readonly reason: string;
  } | null;
  readonly caps: readonly { readonly strategy: string; readonly uses: readonly CapUse[] }[];
  readonly greeks: PlainGreeks;
  readonly stress: readonly StressPoint[];
  readonly unknownRuns: number;
  /** The volatility kill of each underlying; null figures are not known. */
  readonly kill: readonly {
    readonly underlying: string;
    readonly expectedMove: number | null;
    readonly realisedRange: number | null;
    readonly fromOpen: number | null;
    readonly vixChange: number | null;
  }[];
}

export interface TradesView {
  readonly stamp: Stamp;
  readonly period: PnlPeriod;
  readonly trades: readonly TradeLine[];
}

/** Everything that was recorded of one ticket and the position it opened, in order. */
export interface AuditView {
  readonly short: string;
  readonly ticket: Ticket;
  readonly rows: readonly JournalRow[];
  /** `whole`: every hash of the journal was recomputed and is right. */
  readonly chain: 'whole' | { readonly brokenAt: number };
}

export interface ReportView {
  readonly stamp: Stamp;
  readonly report: DayReport;
}

export interface ExpectedMoveView {
  readonly stamp: Stamp;
  readonly symbol: string;
  readonly spot: number;
  readonly rows: readonly {
    readonly expiry: TradingDay;
    readonly settlesAtMs: EpochMs;
    readonly straddle: number | null;
    readonly straddle85: number | null;
    readonly standardDeviation: number;
    readonly weighted603010: number | null;
    readonly vol: number;
  }[];
  /** Frozen at 09:45 for the session, where it is known, with the range since. */
  readonly frozen: {
    readonly expectedMove: number;
    readonly frozenAtMs: EpochMs;
    readonly kind: 'on-time' | 'late';
    readonly open: number;
    readonly realisedRange: number | null;
  } | null;
}

export interface EventLine {
  readonly day: TradingDay;
  /** `cpi`, `fomc`, `jobs`, `opec`, `earnings`; words under `event-<kind>`. */
  readonly kind: string;
  readonly symbol: string | null;
  readonly note: string | null;
}

export interface EventsView {
  readonly stamp: Stamp;
  readonly upcoming: readonly EventLine[];
  /** The last day that the calendar knows, and whether it is running out. */
  readonly lastDay: TradingDay | null;
  readonly daysLeft: number | null;
}

/** What `/flatten` would do, put to a person once. */
export interface FlattenPlan {
  /** Stands for exactly this list; used once, for a minute. */
  readonly token: string;
  readonly positions: readonly PositionView[];
  readonly runs: readonly { readonly run: RunState; readonly short: string }[];
  readonly others: PositionsView['others'];
}

/** A file for a person: comma-separated values. */
export interface ExportFile {
  readonly name: string;
  readonly text: string;
  readonly rows: number;
}

/** News of the order path, for the notifier. */
export type DeskNews =
  | { readonly kind: 'ticket'; readonly phase: 'new' | 'changed'; readonly view: TicketView }
  /** A fill, whole or in part; told as a reply to the ticket's card. */
  | {
      readonly kind: 'fill';
      readonly view: TicketView;
      readonly position: DeskPosition;
      readonly run: RunState;
      readonly purpose: OrderIntent['purpose'];
    }
  /** A position is closed or settled; told as a reply to the ticket's card. */
  | {
      readonly kind: 'closed';
      readonly view: TicketView;
      readonly position: DeskPosition;
      readonly line: TradeLine;
    }
  | { readonly kind: 'alert'; readonly alert: DeskAlert; readonly ticketShort: string | null }
  | {
      readonly kind: 'disarmed';
      readonly strategy: string;
      readonly reason: string;
      readonly by: Actor;
    }
  | { readonly kind: 'report'; readonly stamp: Stamp; readonly report: DayReport };

export type { PositionId };
