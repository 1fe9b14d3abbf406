import type { Actor } from './actor.js';
import type { Arming, DisarmReason } from './arming.js';
import type { DeskAlert } from './alert.js';
import type { DayFacts } from './day-facts.js';
import type { DayReport } from './day-report.js';
import type { GateReading } from './gate-reading.js';
import type { LedgerEntry, PositionMark, Settlement } from './ledger.js';
import type { Fill, OrderIntent, OrderRef, OrderReport } from './order.js';
import type { CancelReason, OrderRun, RunId, RunOutcome } from './order-run.js';
import type { UserId } from './people.js';
import type { Refusal } from './refusal.js';
import type { TapAction, TapRefusal } from './tap.js';
import type { PackageQuote, PositionId, Ticket, TicketId, TicketState } from './ticket.js';
import type { TradingState } from './trading-state.js';
import type { DurationMs, EpochMs } from './units.js';

/**
 * What has happened at the desk, one fact a record: the desk's trading book is the fold of its
 * records and nothing else, so that a start from disk and a running desk are the same.
 */
export type DeskRecord =
  | {
      readonly kind: 'state';
      readonly state: TradingState;
      readonly by: Actor;
      /** Variant of the text `state-reason`. */
      readonly reason: string;
    }
  | { readonly kind: 'armed'; readonly arming: Arming }
  | {
      readonly kind: 'disarmed';
      readonly strategy: string;
      readonly by: Actor;
      readonly reason: DisarmReason;
    }
  | { readonly kind: 'day-facts'; readonly facts: DayFacts }
  /** Kept when its outcome or the set of gates that say no has changed. */
  | {
      readonly kind: 'decision';
      readonly strategy: string;
      readonly ticketId: TicketId | null;
      readonly gates: readonly GateReading[];
    }
  | { readonly kind: 'ticket'; readonly ticket: Ticket }
  | {
      readonly kind: 'tap';
      readonly ticketId: TicketId;
      readonly userId: UserId;
      readonly action: TapAction;
      readonly refusal: TapRefusal | null;
    }
  | {
      readonly kind: 'ticket-limit';
      readonly ticketId: TicketId;
      readonly limitTicks: number;
      readonly by: UserId;
    }
  /** Fresh quotes at the tap and what the gate said of them. */
  | {
      readonly kind: 'requote';
      readonly ticketId: TicketId;
      readonly seen: PackageQuote | null;
      readonly tookMs: DurationMs;
      readonly refusals: readonly Refusal[];
    }
  | {
      readonly kind: 'ticket-state';
      readonly ticketId: TicketId;
      readonly state: TicketState;
      readonly by: Actor;
      /** Variant of the text `ticket-reason`. */
      readonly reason: string;
      readonly refusals: readonly Refusal[];
    }
  | { readonly kind: 'run'; readonly run: OrderRun }
  /** An approved order, on disk before it goes on the wire; its reference is unique. */
  | {
      readonly kind: 'send';
      readonly runId: RunId;
      readonly n: number;
      readonly order: OrderIntent;
      readonly seen: PackageQuote | null;
    }
  /** The gate refused the run's next order; it waits or ends. */
  | { readonly kind: 'send-refused'; readonly runId: RunId; readonly refusals: readonly Refusal[] }
  | {
      readonly kind: 'place-answer';
      readonly runId: RunId;
      readonly ref: OrderRef;
      readonly answer: 'accepted' | 'rejected' | 'not-sent' | 'unknown';
      readonly reason: string | null;
    }
  | {
      readonly kind: 'cancel';
      readonly runId: RunId;
      readonly ref: OrderRef;
      readonly why: CancelReason;
    }
  | {
      readonly kind: 'cancel-answer';
      readonly runId: RunId;
      readonly ref: OrderRef;
      readonly answer: 'accepted' | 'refused' | 'unknown';
      readonly reason: string | null;
    }
  | { readonly kind: 'report'; readonly runId: RunId; readonly report: OrderReport }
  | {
      readonly kind: 'fill';
      readonly runId: RunId;
      readonly positionId: PositionId;
      readonly fill: Fill;
    }
  | { readonly kind: 'run-end'; readonly runId: RunId; readonly outcome: RunOutcome }
  | {
      readonly kind: 'settlement';
      readonly positionId: PositionId | null;
      readonly settlement: Settlement;
    }
  | { readonly kind: 'ledger'; readonly entry: LedgerEntry }
  | { readonly kind: 'mark'; readonly mark: PositionMark }
  | { readonly kind: 'alert'; readonly alert: DeskAlert }
  | { readonly kind: 'day-report'; readonly report: DayReport }
  /** The desk has compared its book with the broker's. */
  | {
      readonly kind: 'reconciled';
      readonly cause: 'start' | 'reconnect' | 'asked';
      readonly differences: readonly string[];
    };

/** A record in its place. `hash` covers the row and the hash before it (SHA-256, hexadecimal). */
export interface JournalRow {
  readonly seq: number;
  /** Market and wall time. */
  readonly atMs: EpochMs;
  readonly wallMs: EpochMs;
  readonly record: DeskRecord;
  readonly previousHash: string;
  readonly hash: string;
}
