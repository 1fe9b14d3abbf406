import type { Arming } from './arming.js';
import type {
  AuditView,
  BotView,
  EventsView,
  ExpectedMoveView,
  ExportFile,
  FlattenPlan,
  OrdersView,
  PnlPeriod,
  PnlView,
  PositionsView,
  ReportView,
  RiskView,
  TicketView,
  TradesView,
  WhyView,
} from './desk-views.js';
import type { GateReading } from './gate-reading.js';
import type { UserId } from './people.js';
import type { Refusal } from './refusal.js';
import type { Result } from './result.js';
import type { TapAction, TapRefusal } from './tap.js';
import type { PackageQuote } from './ticket.js';
import type { TradingDay } from './trading-day.js';
import type { TradingState } from './trading-state.js';
import type { DurationMs, EpochMs } from './units.js';

export type TradingError =
  | { readonly code: 'not-allowed' }
  | { readonly code: 'unknown-bot'; readonly name: string; readonly known: readonly string[] }
  | { readonly code: 'not-armed'; readonly strategy: string }
  /** Orders cannot be sent in this mode (a replay has no chain). */
  | { readonly code: 'no-trading' }
  | { readonly code: 'bad-size'; readonly quantity: number; readonly most: number }
  | { readonly code: 'bad-time' }
  | { readonly code: 'no-such-id'; readonly id: string }
  | { readonly code: 'ambiguous-id'; readonly id: string; readonly matches: number }
  | { readonly code: 'nothing-open' }
  | { readonly code: 'already-closing'; readonly short: string }
  /** Prices or the broker did not answer in time: what was asked may still happen. */
  | { readonly code: 'no-answer' }
  | { readonly code: 'no-quotes'; readonly underlying: string }
  | { readonly code: 'no-report'; readonly day: TradingDay | null }
  | { readonly code: 'token-used' }
  | { readonly code: 'refused'; readonly refusals: readonly Refusal[] };

/** How long an arming lasts: to the session's close, or a length of wall time. */
export type ArmUntil =
  { readonly kind: 'close' } | { readonly kind: 'for'; readonly ms: DurationMs };

export type TapOutcome =
  | {
      readonly kind: 'sent';
      readonly view: TicketView;
      /** The market of the combination at the tap. */
      readonly seen: PackageQuote;
    }
  /** Out of its band: nothing was sent, a new ticket shows the change. */
  | { readonly kind: 'replaced'; readonly view: TicketView; readonly next: TicketView }
  | { readonly kind: 'skipped'; readonly view: TicketView }
  | { readonly kind: 'limit'; readonly view: TicketView }
  | { readonly kind: 'refused'; readonly view: TicketView | null; readonly refusal: TapRefusal };

/** What a person wants a ticket to do. `id` is whole from a button, or typed and four or more long. */
export interface Tap {
  readonly id: string;
  readonly action: TapAction;
  readonly userId: UserId;
}

/** The order path as the chat may use it. Who may do what is checked here again, by user id. */
export interface TradingApi {
  /** Ids of the bots that the configuration names. */
  readonly strategies: readonly string[];
  state(): TradingState;
  bots(): readonly BotView[];
  why(strategy: string): Promise<Result<WhyView, TradingError>>;
  arm(
    by: UserId,
    what: { readonly strategy: string; readonly quantity: number; readonly until: ArmUntil },
  ): Promise<
    Result<{ readonly arming: Arming; readonly gates: readonly GateReading[] }, TradingError>
  >;
  /** @param strategy null disarms all. @returns those that were armed. */
  disarm(by: UserId, strategy: string | null): Promise<Result<readonly string[], TradingError>>;

  /** Open tickets, newest first. */
  tickets(): readonly TicketView[];
  ticket(id: string): Result<TicketView, TradingError>;
  tap(tap: Tap): Promise<TapOutcome>;

  positions(): Promise<PositionsView>;
  orders(): OrdersView;
  /** Puts an exit ticket for a position before the person who asks. */
  close(by: UserId, id: string): Promise<Result<TicketView, TradingError>>;
  /** Asks the broker what became of orders whose fate is unknown. */
  reconcile(by: UserId): Promise<Result<{ readonly unknown: number }, TradingError>>;

  /** Takes effect before it returns, whatever waits in the queue. */
  halt(by: UserId): Result<{ readonly cancelled: number }, TradingError>;
  pause(by: UserId): Result<void, TradingError>;
  resume(by: UserId): Result<void, TradingError>;
  flattenPlan(by: UserId): Promise<Result<FlattenPlan, TradingError>>;
  flatten(
    by: UserId,
    what: { readonly token: string; readonly scope: 'all' | 'orders' },
  ): Promise<Result<{ readonly closing: number; readonly cancelled: number }, TradingError>>;

  pnl(period: PnlPeriod): Promise<PnlView>;
  risk(): Promise<RiskView>;
  trades(period: PnlPeriod): TradesView;
  audit(id: string): Result<AuditView, TradingError>;
  /** @param day null is the newest, or a fresh one of the session so far. */
  report(day: TradingDay | null): Promise<Result<ReportView, TradingError>>;
  export(what: 'trades' | 'days'): ExportFile;
  expectedMove(symbol: string): Promise<Result<ExpectedMoveView, TradingError>>;
  events(): EventsView;
  /** Wall time, for what is shown of a ticket's life. */
  wallNowMs(): EpochMs;
}
