import type { Actor } from '../../domain/actor.js';
import type { Arming } from '../../domain/arming.js';
import type { DailyBar } from '../../domain/bar.js';
import type { Chain } from '../../domain/chain.js';
import type { FlattenPlan, TicketView, WhyView } from '../../domain/desk-views.js';
import type { GateReading } from '../../domain/gate-reading.js';
import type { GatewayView } from '../../domain/gateway.js';
import type { Settlement } from '../../domain/ledger.js';
import type { Notice } from '../../domain/notice.js';
import type {
  ApprovedOrder,
  Fill,
  OrderIntent,
  OrderRef,
  OrderReport,
  Position,
} from '../../domain/order.js';
import type { RunId } from '../../domain/order-run.js';
import type { UserId } from '../../domain/people.js';
import type { Quote } from '../../domain/quote.js';
import type { DeskRecord } from '../../domain/record.js';
import type { Result } from '../../domain/result.js';
import type { SurfaceMinute } from '../../domain/surface-minute.js';
import type { TapAction } from '../../domain/tap.js';
import type { PositionId, TicketId } from '../../domain/ticket.js';
import type { ModelHealthView, ScoreTrouble } from '../../domain/score-views.js';
import type { AlertAsk, AlertError, AlertView } from '../../domain/vol-alert.js';
import type { ArmUntil, TapOutcome, TradingError } from '../../domain/trading-api.js';
import type { TradingDay } from '../../domain/trading-day.js';
import type { DurationMs, EpochMs } from '../../domain/units.js';
import type { VolError } from '../../domain/vol-views.js';
import type { AlertRow } from '../../ports/alert-rows.js';
import type { Account, BrokerError, Receipt, WhatIf } from '../../ports/broker.js';
import type { Score, ScoreError } from '../../ports/scorer.js';
import type { ScoredNow, ScoreInput } from '../score/score-state.js';
import type { SurfaceNow, VolSample } from '../vol/vol-state.js';
import type { ReplyTo } from './reply-to.js';

export type JobName =
  | 'digest'
  | 'compact-ticks'
  | 'renew-subscriptions'
  | 'hand-notices'
  | 'minute'
  | 'day-report'
  | 'score'
  | 'score-close'
  | 'alerts'
  | 'gateway-login';

export type { ReplyTo } from './reply-to.js';

export interface ChainWant {
  readonly underlying: string;
  readonly expiry: TradingDay;
}

/** What fresh chains are wanted for. */
export type LookFor =
  /** Marks, exits and resting orders. */
  | { readonly kind: 'watch' }
  | { readonly kind: 'day-facts' }
  | { readonly kind: 'decide'; readonly strategy: string }
  | {
      readonly kind: 'why';
      readonly strategy: string;
      readonly reply: ReplyTo<Result<WhyView, TradingError>>;
    }
  | { readonly kind: 'requote'; readonly ticketId: TicketId; readonly reply: ReplyTo<TapOutcome> }
  | {
      readonly kind: 'close';
      readonly positionId: PositionId;
      readonly by: UserId;
      readonly reply: ReplyTo<Result<TicketView, TradingError>>;
    }
  /** Somebody looks at the book: nothing is decided. */
  | { readonly kind: 'look'; readonly reply: ReplyTo<null> };

/** A ticket that waits for the broker's word on its margin before it is put to people. */
export type DraftFor =
  | { readonly kind: 'entry'; readonly strategy: string }
  | { readonly kind: 'replace'; readonly ticketId: TicketId; readonly reply: ReplyTo<TapOutcome> }
  | {
      readonly kind: 'close';
      readonly by: UserId;
      readonly reply: ReplyTo<Result<TicketView, TradingError>>;
    };

/** Everything that the broker knows, read at once. */
export interface BrokerTruth {
  readonly account: Account;
  readonly orders: readonly OrderReport[];
  readonly fills: readonly Fill[];
  readonly settlements: readonly Settlement[];
  readonly positions: readonly Position[];
}

export type ReconcileCause = 'start' | 'reconnect' | 'asked';

/** Something that a person has asked for. */
export type AskEvent =
  | {
      readonly kind: 'tap';
      readonly id: string;
      readonly action: TapAction;
      readonly userId: UserId;
      readonly reply: ReplyTo<TapOutcome>;
    }
  | {
      readonly kind: 'arm';
      readonly by: UserId;
      readonly strategy: string;
      readonly quantity: number;
      readonly until: ArmUntil;
      readonly reply: ReplyTo<
        Result<{ readonly arming: Arming; readonly gates: readonly GateReading[] }, TradingError>
      >;
    }
  | {
      readonly kind: 'disarm';
      readonly by: UserId;
      readonly strategy: string | null;
      readonly reply: ReplyTo<Result<readonly string[], TradingError>>;
    }
  | {
      readonly kind: 'why';
      readonly strategy: string;
      readonly reply: ReplyTo<Result<WhyView, TradingError>>;
    }
  | {
      readonly kind: 'close';
      readonly by: UserId;
      readonly id: string;
      readonly reply: ReplyTo<Result<TicketView, TradingError>>;
    }
  | {
      readonly kind: 'pause' | 'resume' | 'halt';
      readonly by: UserId;
      readonly reply: ReplyTo<Result<{ readonly cancelled: number }, TradingError>>;
    }
  | {
      readonly kind: 'flatten-plan';
      readonly by: UserId;
      readonly reply: ReplyTo<Result<FlattenPlan, TradingError>>;
    }
  | {
      readonly kind: 'flatten';
      readonly by: UserId;
      readonly token: string;
      readonly scope: 'all' | 'orders';
      readonly reply: ReplyTo<
        Result<{ readonly closing: number; readonly cancelled: number }, TradingError>
      >;
    }
  | {
      readonly kind: 'reconcile';
      readonly by: UserId;
      readonly reply: ReplyTo<Result<{ readonly unknown: number }, TradingError>>;
    }
  | { readonly kind: 'look'; readonly reply: ReplyTo<null> }
  | {
      readonly kind: 'alert';
      readonly ask: AlertAsk;
      readonly reply: ReplyTo<Result<AlertView, AlertError>>;
    }
  | { readonly kind: 'score'; readonly reply: ReplyTo<Result<ScoredNow, ScoreTrouble>> }
  | {
      readonly kind: 'surface';
      readonly underlying: string;
      readonly reply: ReplyTo<Result<SurfaceNow, VolError>>;
    };

/** What can happen to the desk. Results of effects come back as events of their own. */
export type DeskEvent =
  /** Newest quote of each instrument since the last such step. */
  | { readonly kind: 'quotes'; take(): readonly Quote[] }
  | { readonly kind: 'bar'; readonly bar: DailyBar }
  | { readonly kind: 'job'; readonly name: JobName; readonly dueAtMs: EpochMs }
  | { readonly kind: 'notice-handed'; readonly id: string }
  /** The process has started and its book is read from disk. */
  | {
      readonly kind: 'started';
      readonly reply: ReplyTo<Result<{ readonly unknown: number }, TradingError>>;
    }
  /** An instant that a step asked to be woken at has come. */
  | { readonly kind: 'wake' }
  | {
      readonly kind: 'chains';
      readonly for: LookFor;
      readonly chains: readonly Chain[];
      readonly failed: readonly ChainWant[];
      readonly tookMs: DurationMs;
    }
  | {
      readonly kind: 'what-if';
      readonly draftId: number;
      readonly answer: Result<WhatIf, BrokerError>;
    }
  | {
      readonly kind: 'placed';
      readonly ref: OrderRef;
      readonly answer: Result<Receipt, BrokerError>;
    }
  | {
      readonly kind: 'cancel-answered';
      readonly ref: OrderRef;
      readonly answer: Result<void, BrokerError>;
    }
  | { readonly kind: 'order-report'; readonly report: OrderReport }
  | { readonly kind: 'fill'; readonly fill: Fill }
  | { readonly kind: 'settled'; readonly settlement: Settlement }
  | { readonly kind: 'gateway'; readonly view: GatewayView }
  | { readonly kind: 'broker-state'; readonly state: 'ready' | 'down' }
  | {
      readonly kind: 'truth';
      readonly cause: ReconcileCause;
      readonly truth: Result<BrokerTruth, BrokerError>;
      readonly reply: ReplyTo<Result<{ readonly unknown: number }, TradingError>> | null;
    }
  /** The model has read one window. */
  | {
      readonly kind: 'scored';
      readonly input: ScoreInput;
      readonly score: Result<Score, ScoreError>;
      readonly reply: ReplyTo<Result<ScoredNow, ScoreTrouble>> | null;
    }
  /** Chains for a signal's suggestion: those that there are. */
  | {
      readonly kind: 'signal-chains';
      readonly scored: ScoredNow;
      readonly chains: readonly Chain[];
    }
  | { readonly kind: 'model-health'; readonly health: ModelHealthView }
  /** Chains were looked at and fitted, or not; the same surface again where the quotes are the same. */
  | {
      readonly kind: 'surface-fitted';
      readonly underlying: string;
      readonly fitted: Result<SurfaceNow, VolError>;
      /** Wall time that the look at the chains took. */
      readonly lookMs: DurationMs;
    }
  /** Levels of the last days, as kept. */
  | {
      readonly kind: 'vol-history';
      readonly underlying: string;
      readonly samples: readonly VolSample[];
    }
  | AskEvent;

/** A row for the desk's book; all rows of a step are kept together or not at all. */
export type Write =
  | { readonly kind: 'record'; readonly record: DeskRecord }
  | { readonly kind: 'notice'; readonly notice: Notice }
  | { readonly kind: 'notice-handed'; readonly id: string }
  /** A small fact by name that outlives the process. */
  | { readonly kind: 'fact'; readonly key: string; readonly value: string }
  | { readonly kind: 'alert-rule'; readonly row: AlertRow }
  | { readonly kind: 'alert-rule-gone'; readonly id: string }
  /** Where a watch stands in this world. */
  | { readonly kind: 'alert-state'; readonly key: string; readonly text: string }
  | { readonly kind: 'job-done'; readonly name: JobName; readonly dueAtMs: EpochMs };

/** An order goes on the wire. */
export interface PlaceEffect {
  readonly kind: 'place';
  readonly order: ApprovedOrder;
}

/** Something to do outside, begun only after the step's rows are on disk. */
export type Effect =
  | { readonly kind: 'hand-notices' }
  | { readonly kind: 'compact-ticks' }
  | { readonly kind: 'renew-subscriptions' }
  | { readonly kind: 'take-chains'; readonly for: LookFor; readonly wants: readonly ChainWant[] }
  | { readonly kind: 'what-if'; readonly draftId: number; readonly intent: OrderIntent }
  | PlaceEffect
  | { readonly kind: 'cancel'; readonly runId: RunId; readonly ref: OrderRef }
  | {
      readonly kind: 'reconcile';
      readonly cause: ReconcileCause;
      readonly reply: ReplyTo<Result<{ readonly unknown: number }, TradingError>> | null;
    }
  | {
      readonly kind: 'score';
      readonly input: ScoreInput;
      readonly window: Float32Array;
      readonly reply: ReplyTo<Result<ScoredNow, ScoreTrouble>> | null;
    }
  | {
      readonly kind: 'signal-chains';
      readonly scored: ScoredNow;
      readonly wantedDays: number;
    }
  | { readonly kind: 'check-model'; readonly today: TradingDay }
  | {
      readonly kind: 'fit-surface';
      readonly underlying: string;
      readonly before: SurfaceNow | null;
      /** Interest a year by settlement, for options that may be exercised early. */
      readonly rates: readonly { readonly settlesAtMs: EpochMs; readonly rate: number }[];
    }
  | { readonly kind: 'keep-surface'; readonly minute: SurfaceMinute }
  | { readonly kind: 'read-vol-history'; readonly underlying: string }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown };

export function answer<T>(to: ReplyTo<T>, value: T): Effect {
  return { kind: 'answer', id: to.id, value };
}

export const DESK: Actor = { kind: 'desk' };
export const byUser = (userId: UserId): Actor => ({ kind: 'user', userId });
export const byRule = (rule: string): Actor => ({ kind: 'rule', rule });
