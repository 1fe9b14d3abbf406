import type { EventCalendar } from '../../domain/event-calendar.js';
import type { GatewayView } from '../../domain/gateway.js';
import type { Mode } from '../../domain/mode.js';
import type { Position } from '../../domain/order.js';
import type { RunId } from '../../domain/order-run.js';
import type { Refusal } from '../../domain/refusal.js';
import type { Role, UserId } from '../../domain/people.js';
import type { GateReading } from '../../domain/gate-reading.js';
import type { PositionId, TicketId } from '../../domain/ticket.js';
import type { TapOutcome } from '../../domain/trading-api.js';
import type { DurationMs, EpochMs } from '../../domain/units.js';
import type { Account } from '../../ports/broker.js';
import type { StrategyRules } from '../../risk/rules.js';
import type { ConfiguredStrategy, Proposal } from '../../strategies/strategy.js';
import type { TradingBook } from '../book/trading-book.js';
import type { MarketBook } from '../market-book.js';
import { NO_MODEL, startScore, type ScoreState } from '../score/score-state.js';
import { startAlerts, type AlertsState } from '../alerts/alerts-state.js';
import type { WatchedFeed } from '../quality/feed-hours.js';
import { QualityMonitor } from '../quality/quality-monitor.js';
import type { DigestLevels } from '../digest-vol.js';
import type { VolState } from '../vol/vol-state.js';
import type { ChainWant, DraftFor, ReplyTo } from './events.js';

/** A strategy of the configuration with the money rules that bind it. */
export interface DeskStrategy {
  readonly configured: ConfiguredStrategy;
  readonly rules: StrategyRules;
}

/** What does not change while the desk runs. */
export interface DeskSetup {
  readonly mode: Mode;
  /** Tells one market from another in ids: `live`, or one simulated or replayed run. */
  readonly world: string;
  readonly strategies: ReadonlyMap<string, DeskStrategy>;
  /** Null where none could be read: no entries. */
  readonly calendar: EventCalendar | null;
  /** Older quotes than this, in market time, do not trade. */
  readonly tradeAgeMs: DurationMs;
  /** A live price older than this, in market time during a session, is stale. */
  readonly staleAfterMs: DurationMs;
  /** Market time between prices of the feed. */
  readonly pricePeriodMs: DurationMs;
  /** Market time between looks at what is held and worked. */
  readonly watchEveryMs: DurationMs;
  readonly ticketLifeMs: DurationMs;
  /** `off` where orders have no meaning: a replay has no chain. */
  readonly orders: 'on' | 'off';
  /** Feeds as they are now. */
  watchedFeeds(): readonly WatchedFeed[];
  /** Underlyings whose surfaces are kept: those with chains, as the feeds list them now. */
  volUnderlyings(): readonly string[];
  newTicketId(): TicketId;
  roleOf(userId: UserId): Role;
}

/** What is to become a ticket once the broker has said what it would bind. */
export interface PendingDraft {
  readonly for: DraftFor;
  readonly of:
    | { readonly kind: 'entry'; readonly strategy: string; readonly proposal: Proposal }
    | { readonly kind: 'exit'; readonly positionId: PositionId };
  readonly gates: readonly GateReading[];
}

/** A plan of `/flatten` that a person has been shown. */
export interface ShownPlan {
  readonly token: string;
  readonly by: UserId;
  readonly expiresWallMs: EpochMs;
}

/** What is only known while the process runs, and is safe to lose. */
export interface Transient {
  broker: 'ready' | 'down';
  /** What people were last told of it; nothing before the desk is where it was left. */
  brokerTold: 'nothing' | 'ready' | 'down';
  /** The gateway that a person logs in to, as it was last seen; null where there is none. */
  gateway: GatewayView | null;
  account: Account | null;
  /** Entries wait until the desk's book has been compared with the broker's. */
  reconciled: 'yes' | 'no';
  /** Wall time of the next comparison while one is due. */
  compareAtWallMs: EpochMs;
  /** Hash of the journal's newest row. */
  lastHash: string;
  /** What the broker holds, from the newest comparison. */
  held: readonly Position[];
  /** Looks under way, by what they are for. */
  readonly looking: Set<string>;
  watchedAtMs: EpochMs;
  readonly drafts: Map<number, PendingDraft>;
  nextDraftId: number;
  /** People who wait for their tap's outcome. */
  readonly taps: Map<TicketId, ReplyTo<TapOutcome>>;
  readonly plans: Map<string, ShownPlan>;
  /** What a ticket was made of, to make it anew when its price has left the band. */
  readonly proposals: Map<TicketId, Proposal>;
  /** Looks in a row at which a position's stop was reached. */
  readonly stopLooks: Map<PositionId, { readonly atMs: EpochMs; readonly count: number }>;
  /** Why the next order of a run was last refused. */
  readonly heldUp: Map<RunId, readonly Refusal[]>;
  /** Instants at which an alert was last given, by its key. */
  readonly alertedAtMs: Map<string, EpochMs>;
  readonly score: ScoreState;
  /** Surfaces by underlying. */
  readonly vol: VolState;
  /** Surfaces at the last digests. */
  digestLevels: readonly DigestLevels[];
  /** Rules and where they stand; replaced as a whole when a step could not be kept. */
  alerts: AlertsState;
  /** Sees every quote before coalescing. */
  readonly quality: QualityMonitor;
}

export interface DeskState {
  readonly setup: DeskSetup;
  readonly market: MarketBook;
  /** Replaced as a whole when a step could not be kept. */
  trading: TradingBook;
  readonly transient: Transient;
}

export function freshTransient(): Transient {
  return {
    broker: 'down',
    brokerTold: 'nothing',
    gateway: null,
    account: null,
    reconciled: 'no',
    compareAtWallMs: Number.NEGATIVE_INFINITY,
    lastHash: '',
    held: [],
    looking: new Set(),
    watchedAtMs: Number.NEGATIVE_INFINITY,
    drafts: new Map(),
    nextDraftId: 1,
    taps: new Map(),
    plans: new Map(),
    proposals: new Map(),
    stopLooks: new Map(),
    heldUp: new Map(),
    alertedAtMs: new Map(),
    score: startScore(NO_MODEL, null),
    vol: new Map(),
    digestLevels: [],
    alerts: startAlerts([], new Map()),
    quality: new QualityMonitor({ pricePeriodMs: 0, expects: () => false }),
  };
}

/** Names a kind of look, so that it is under way once at a time. */
export function wantKey(wants: readonly ChainWant[]): string {
  return wants.map(({ underlying, expiry }) => `${underlying}/${expiry}`).join(' ');
}
