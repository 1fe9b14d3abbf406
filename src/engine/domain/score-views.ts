import type { Move, Stamp } from './digest.js';
import type { ModelFacts } from './model-facts.js';
import type { UserId } from './people.js';
import type { Result } from './result.js';
import type { TradingDay } from './trading-day.js';
import type { EpochMs } from './units.js';

/** Whether a model serves; words under `model-state`. Without one the rule alone is shown. */
export type ModelState =
  | {
      readonly code: 'ready';
      readonly id: string;
      readonly version: string;
      readonly trainedTo: TradingDay;
    }
  | { readonly code: 'none' }
  | { readonly code: 'wrong-features'; readonly expected: string; readonly got: string }
  | { readonly code: 'unusable'; readonly reason: string };

/** The rule that every model has to beat: a logistic curve on the z-score alone. */
export interface RuleReading {
  readonly zScore: number | null;
  /** That VIX closes 20 % lower 21 sessions on. */
  readonly scorePct: number | null;
}

/** What VIX did 21 sessions after days of like confidence, out of sample. Points. */
export interface OutlookFigures {
  readonly expectedVix: number;
  /** 10 and 90 % of what followed. */
  readonly lowVix: number;
  readonly highVix: number;
  readonly touched30: number;
  readonly expiryDays: 30 | 60 | 90;
  readonly days: number;
  readonly episodes: number;
}

/** The model's word on one day. Shares and probabilities are 0 to 1. */
export interface ConfidenceReading {
  /** That VIX closes 20 % lower on any day of the next 30 calendar days. */
  readonly confidence: number;
  /** Share of past confidences at or below it, among elevated days (VIX above 25) or all days. */
  readonly place: number;
  readonly among: 'elevated' | 'all';
  readonly outlook: OutlookFigures;
  /** `seen`: the day lies in the model's training, so that this is no forecast. */
  readonly sample: 'seen' | 'unseen';
  /** Features outside of what training knew. */
  readonly beyond: readonly string[];
  /** Where the futures' premium comes from. */
  readonly premiumFrom: 'futures' | 'vix3m' | 'none';
}

export interface TriggerReading {
  readonly confidence: number;
  readonly vix: number;
  readonly state: 'fires' | 'quiet';
  /** Spikes it fired on out of sample, of all. */
  readonly episodes: number;
  readonly episodesAll: number;
  /** Share of the days it fired on that touched −20 %; null where it never did. */
  readonly touched: number | null;
}

export interface TriggersView {
  /** The one that alerts. */
  readonly shipped: TriggerReading;
  readonly mission: TriggerReading;
}

/** One session of the past; confidence by the same model, null where history was too short. */
export interface ScorePoint {
  readonly day: TradingDay;
  readonly atMs: EpochMs;
  readonly vix: number;
  readonly confidence: number | null;
  readonly rulePct: number | null;
}

/** Why a card has no confidence. */
export type NoConfidence = 'no-model' | 'short-history' | 'model-failed';

export interface ScoreView {
  readonly stamp: Stamp;
  readonly day: TradingDay;
  readonly vix: Move;
  readonly rule: RuleReading;
  readonly model: ModelState;
  readonly reading: ConfidenceReading | null;
  readonly missing: NoConfidence | null;
  readonly triggers: TriggersView | null;
  /** The last year, then the level now. */
  readonly history: readonly ScorePoint[];
}

/** One part of the confidence; `share` is what it adds to that of the usual elevated day. */
export interface ContributionView {
  readonly term: 'rule' | 'half-year' | 'premium' | 'level';
  /** In its own unit (sd, log percent, log percent beyond the expected, points); null unknown. */
  readonly value: number | null;
  readonly share: number;
  readonly logOdds: number;
}

export interface ScoreWhyView {
  readonly stamp: Stamp;
  readonly day: TradingDay;
  readonly confidence: number;
  readonly usual: number;
  /** Shapley values: exact, and they sum to `confidence - usual`. */
  readonly contributions: readonly ContributionView[];
}

export interface AnalogView {
  readonly day: TradingDay;
  /** Root mean square of the shared features, in standard deviations. */
  readonly distance: number;
  readonly vix: number;
  /** VIX over VIX on that day, at most 22 values; the first is 1. */
  readonly path: readonly number[];
  readonly ratioIn21: number | null;
  readonly touched: 'touched' | 'not-touched' | 'unknown';
}

export interface AnalogsView {
  readonly stamp: Stamp;
  readonly day: TradingDay;
  readonly vix: number;
  /** Nearest first, each from another stretch of the market. */
  readonly analogs: readonly AnalogView[];
  readonly known: number;
  readonly touched: number;
  readonly medianRatioIn21: number | null;
}

/** Age of a model and whether what it said since still comes true. */
export interface ModelHealthView {
  readonly ageDays: number;
  readonly old: 'old' | 'fresh';
  readonly drift: 'drifted' | 'steady' | 'too-few-spikes';
  readonly days: number;
  readonly episodes: number;
  readonly forecast: number | null;
  readonly observed: number | null;
}

export interface ModelView {
  readonly stamp: Stamp;
  readonly facts: ModelFacts;
  readonly health: ModelHealthView;
}

/** One order of one contract a leg, bought at the ask and held to its expiry. */
export interface SuggestionView {
  readonly kind: 'vix-put' | 'vix-put-spread' | 'uvxy-put';
  readonly expiry: TradingDay;
  readonly daysToExpiry: number;
  readonly legs: readonly {
    readonly side: 'buy' | 'sell';
    readonly strike: number;
    readonly priceUsd: number;
  }[];
  readonly costUsd: number;
  readonly worstCaseUsd: number;
  readonly breakEven: number;
  readonly expectedValueUsd: number;
  readonly winChance: number;
}

export interface SuggestionsView {
  /** Best expected value a dollar first. */
  readonly offers: readonly SuggestionView[];
  /** `no-offer` where the market asks more than history paid for all of them. */
  readonly best: SuggestionView | null;
  /** What could not be priced: kind and code, words under `suggest-missing`. */
  readonly missing: readonly { readonly kind: SuggestionView['kind']; readonly code: string }[];
}

/** A signal: complete in itself, so that it can be told after a restart. */
export interface SignalView {
  readonly stamp: Stamp;
  readonly day: TradingDay;
  readonly vix: Move;
  /** VIX over the mean of its 60 sessions. */
  readonly abovePct: number | null;
  readonly daysAbove25: number;
  readonly m1: number | null;
  readonly m2: number | null;
  /** M2 over M1 less one, percent; negative is backwardation. */
  readonly slopePct: number | null;
  readonly spy: Move | null;
  readonly spyDrawdownPct: number | null;
  readonly rule: RuleReading;
  readonly reading: ConfidenceReading;
  readonly triggers: TriggersView;
  readonly suggestions: SuggestionsView;
  /** Puts bought at such a confidence, out of sample; per premium paid. */
  readonly past: {
    readonly winRate: number;
    readonly averageReturn: number;
    readonly days: number;
    readonly episodes: number;
  } | null;
  /** VIX of the last 90 sessions with the mean of 60. */
  readonly history: readonly { readonly atMs: EpochMs; readonly value: number }[];
  readonly mean60: readonly { readonly atMs: EpochMs; readonly value: number }[];
}

/** News of the model itself: it has grown old, or it no longer comes true. */
export interface ModelNews {
  readonly kind: 'model-health';
  readonly stamp: Stamp;
  readonly model: string;
  readonly trainedTo: TradingDay;
  readonly health: ModelHealthView;
}

export interface SignalNews {
  readonly kind: 'signal';
  readonly view: SignalView;
}

export type ScoreTrouble =
  | { readonly code: 'no-data'; readonly what: string }
  | { readonly code: 'no-confidence'; readonly why: NoConfidence; readonly model: ModelState }
  /** The engine did not answer in time. */
  | { readonly code: 'late' };

/** The score as the chat asks for it. */
export interface ScoreApi {
  score(): Promise<Result<ScoreView, ScoreTrouble>>;
  why(): Promise<Result<ScoreWhyView, ScoreTrouble>>;
  analogs(): Promise<Result<AnalogsView, ScoreTrouble>>;
  model(): Promise<Result<ModelView, ScoreTrouble>>;
  /** The newest signal of this market; null before the first. */
  lastSignal(): SignalView | null;
  /** Keeps signals from one person for 24 hours of wall time. @returns until when. */
  mute(userId: UserId): EpochMs;
  /** Takes that back. */
  unmute(userId: UserId): void;
  /** Wall time until which a person hears no signals; null where not muted. */
  mutedUntilMs(userId: UserId): EpochMs | null;
}
