import type { FeedQuality } from './domain/data-quality.js';
import type { DigestView, Move, Stamp, VixMeasures } from './domain/digest.js';
import type { GatewayView } from './domain/gateway.js';
import type { Mode } from './domain/mode.js';
import type { Role, UserId, UserSettings } from './domain/people.js';
import type { Result } from './domain/result.js';
import type { ModelState, ScoreApi } from './domain/score-views.js';
import type { TradingApi } from './domain/trading-api.js';
import type { TradingDay } from './domain/trading-day.js';
import type { DurationMs, EpochMs } from './domain/units.js';
import type { AlertApi } from './domain/vol-alert.js';
import type { VolApi } from './domain/vol-views.js';

export type { DigestView, Move, Stamp, VixMeasures } from './domain/digest.js';

/** Why a question has no answer; words live in `locales/`. */
export type QueryError =
  | { readonly code: 'no-data'; readonly what: string }
  | {
      readonly code: 'unknown-symbol';
      readonly symbol: string;
      readonly nearest: readonly string[];
    }
  | { readonly code: 'feed-failed'; readonly feed: string };

export type HistoryRange = '1m' | '6m' | '1y' | 'all';

export interface Point {
  readonly atMs: EpochMs;
  readonly value: number;
}

export interface VixView {
  readonly stamp: Stamp;
  readonly vix: Move;
  readonly measures: VixMeasures;
  readonly range: HistoryRange;
  /** Daily closes of the range, then the level now. */
  readonly history: readonly Point[];
  /** Mean of the last 60 closes, for the same instants where 60 exist. */
  readonly mean60: readonly Point[];
}

export interface CurvePoint {
  /** 1 is the nearest contract. */
  readonly rank: number;
  readonly expiry: TradingDay | null;
  /** VIX points. */
  readonly price: number;
}

export interface PastCurve {
  readonly day: TradingDay;
  readonly points: readonly CurvePoint[];
}

export interface CurveView {
  readonly stamp: Stamp;
  /** VIX itself. */
  readonly spot: number | null;
  readonly now: readonly CurvePoint[];
  /** Settlements 5 and 21 sessions ago; null where history does not reach. */
  readonly weekAgo: PastCurve | null;
  readonly monthAgo: PastCurve | null;
  /** M2 over M1 less one, and M7 over M4 less one, in percent; positive is contango. */
  readonly frontContangoPct: number | null;
  readonly midContangoPct: number | null;
}

export interface QuoteView {
  readonly stamp: Stamp;
  readonly symbol: string;
  readonly move: Move;
  readonly bid: number | null;
  readonly ask: number | null;
  readonly bidSize: number | null;
  readonly askSize: number | null;
  readonly last: number | null;
  /** Prices of this session so far, one a minute at most; empty before the first. */
  readonly today: readonly Point[];
  /** The last 60 daily closes. */
  readonly history: readonly Point[];
}

export interface FeedView {
  readonly feed: string;
  readonly state: 'connecting' | 'ready' | 'degraded' | 'down';
  readonly ageMs: DurationMs | null;
  readonly received: number;
  readonly polls: number;
  readonly failures: number;
}

export interface StatusView {
  readonly mode: Mode;
  readonly version: string;
  readonly marketNowMs: EpochMs;
  readonly wallNowMs: EpochMs;
  readonly uptimeMs: DurationMs;
  /** True while the exchange holds its regular session. */
  readonly session: 'open' | 'closed';
  readonly feeds: readonly FeedView[];
  /** What was wrong with prices in the last hour and day of market time, by feed. */
  readonly quality: readonly FeedQuality[];
  readonly queue: {
    readonly waiting: number;
    readonly steps: number;
    /** Time from arrival to step over the last 1,000 steps. */
    readonly lagP50Ms: number;
    readonly lagP99Ms: number;
  };
  /** Null where no person has to log in anywhere. */
  readonly gateway: GatewayView | null;
  readonly broker: {
    readonly name: string;
    readonly account: string;
    readonly state: 'ready' | 'down';
  };
  readonly ticks: {
    readonly rowsPerSecond: number;
    readonly diskBytes: number;
    readonly projectedBytes: number;
    readonly waiting: number;
    readonly dropped: number;
  } | null;
  readonly model: ModelState;
  readonly deskBytes: number;
  readonly diskFreeBytes: number;
  readonly memoryBytes: number;
  readonly jobs: readonly { readonly name: string; readonly nextDueAtMs: EpochMs }[];
}

export type MemberError =
  | { readonly code: 'not-owner' }
  | { readonly code: 'is-owner'; readonly userId: UserId }
  | { readonly code: 'not-member'; readonly userId: UserId };

export interface MemberView {
  readonly userId: UserId;
  readonly role: Role;
  readonly addedAtMs: EpochMs | null;
}

/** Who may do what, and how each person wants to see it. An empty list of owners means nobody. */
export interface PeopleApi {
  roleOf(userId: UserId): Role;
  members(): readonly MemberView[];
  grant(by: UserId, userId: UserId, role: 'trader' | 'viewer'): Result<MemberView, MemberError>;
  revoke(by: UserId, userId: UserId): Result<void, MemberError>;
  settings(userId: UserId): UserSettings;
  saveSettings(userId: UserId, settings: UserSettings): void;
}

/** All that the chat may ask of the engine. Answers are snapshots; nothing returned changes later. */
export interface EngineApi {
  readonly mode: Mode;
  readonly people: PeopleApi;
  readonly trading: TradingApi;
  readonly score: ScoreApi;
  readonly alerts: AlertApi;
  readonly vol: VolApi;
  marketNowMs(): EpochMs;
  /** Symbols that `/quote` knows, for completion and "did you mean". */
  symbols(): readonly string[];
  vix(range: HistoryRange): Promise<Result<VixView, QueryError>>;
  curve(): Promise<Result<CurveView, QueryError>>;
  quote(symbol: string): Promise<Result<QuoteView, QueryError>>;
  digest(): Promise<Result<DigestView, QueryError>>;
  status(): Promise<StatusView>;
}

/** One part of the desk as a watcher outside sees it. */
export interface PartHealth {
  readonly part: string;
  readonly state: 'ok' | 'degraded' | 'down';
  /** Age of its newest sign of life, market time for feeds; null where age means nothing. */
  readonly ageMs: DurationMs | null;
  readonly detail: string;
}
