import type { Stamp } from './digest.js';
import type { Mode } from './mode.js';
import type { UserId } from './people.js';
import type { Result } from './result.js';
import type { DurationMs, EpochMs } from './units.js';

/**
 * What a rule looks at. Prices in their own unit, `change` in points on the previous close,
 * `change-pct` in percent of it, volatilities in vol points at 30 days, `ivrank` in percent, `term`
 * in points: the front above the next, positive is inverted.
 */
export const ALERT_MEASURES = [
  'level',
  'change',
  'change-pct',
  'atm30d',
  'skew25',
  'skew10',
  'fly25',
  'fly10',
  'ivrank',
  'term',
] as const;

export type AlertMeasure = (typeof ALERT_MEASURES)[number];

export type Comparison = '>' | '>=' | '<' | '<=';

/** `BTC atm30d > 60`. A term structure is only ever compared as `> 0`: inverted. */
export interface Condition {
  readonly subject: string;
  readonly measure: AlertMeasure;
  readonly comparison: Comparison;
  readonly level: number;
}

/** Why a typed condition was not understood; words under `alert-trouble-<code>`. */
export type ConditionError =
  | { readonly code: 'empty' }
  | {
      readonly code: 'unknown-symbol';
      readonly typed: string;
      readonly nearest: readonly string[];
    }
  | {
      readonly code: 'unknown-measure';
      readonly typed: string;
      readonly nearest: readonly string[];
    }
  | { readonly code: 'no-comparison'; readonly typed: string }
  | { readonly code: 'bad-number'; readonly typed: string }
  | { readonly code: 'no-percent'; readonly typed: string }
  | {
      readonly code: 'out-of-range';
      readonly typed: string;
      readonly least: number;
      readonly most: number;
    }
  | {
      readonly code: 'not-of-symbol';
      readonly typed: string;
      readonly subject: string;
      readonly has: readonly string[];
    };

/** What can be asked of whom now; an empty list knows none. */
export interface AlertVocabulary {
  /** Everything with a price. */
  readonly symbols: readonly string[];
  /** Those with a fitted surface. */
  readonly surfaces: readonly string[];
  /** Those with a year of volatility to be ranked in. */
  readonly ranked: readonly string[];
}

/** A rule of a person: private to its maker, or the group's where an owner made it there. */
export interface AlertRule {
  readonly id: string;
  readonly by: UserId;
  readonly chat: 'private' | 'group';
  readonly condition: Condition;
  readonly createdAtMs: EpochMs;
  /** Wall time until which it says nothing; null is not snoozed. */
  readonly snoozedUntilMs: EpochMs | null;
}

/** What the desk watches by itself; on for everybody until switched off. */
export const BUILT_INS = ['atm-jump', 'skew-flip', 'term-inverted', 'stale'] as const;
export type BuiltIn = (typeof BUILT_INS)[number];

/** Where a watch stands between two prices; kept, so that a restart fires nothing again. */
export interface WatchState {
  /** `new` has seen no price; `fired` waits until the value is back by its margin. */
  readonly phase: 'new' | 'armed' | 'fired';
  /** Told firings, ever: the name of the next. */
  readonly serial: number;
  /** Wall time of the last firing, and of the one that began the present message. */
  readonly firedWallMs: EpochMs | null;
  readonly messageWallMs: EpochMs | null;
  /** Firings in the present message, their worst value, and market time of the first and the last. */
  readonly count: number;
  readonly worst: number;
  readonly firstAtMs: EpochMs;
  readonly lastAtMs: EpochMs;
}

/** A figure with its age. */
export interface AlertFigure {
  readonly value: number;
  readonly stamp: Stamp;
}

/** One rule as `/alerts` shows it. */
export interface AlertView {
  readonly rule: AlertRule;
  /** What it prints as, and parses from. */
  readonly text: string;
  /** `fired` waits until the value is back, with a `count` of 0 where it held from the start. */
  readonly state: 'armed' | 'fired' | 'snoozed' | 'stale' | 'no-data';
  readonly now: AlertFigure | null;
  /** How far the value is from the level; 0 or less where the condition holds. */
  readonly distance: number | null;
  /** What it must be back by before it is armed again. */
  readonly margin: number;
  readonly count: number;
}

export interface BuiltInView {
  readonly name: BuiltIn;
  readonly state: 'on' | 'off';
  /** Underlyings or feeds that it stands fired for now. */
  readonly fired: readonly string[];
}

export interface AlertsView {
  readonly rules: readonly AlertView[];
  readonly builtIns: readonly BuiltInView[];
  readonly most: number;
}

export type AlertError =
  | { readonly code: 'condition'; readonly typed: string; readonly error: ConditionError }
  | { readonly code: 'too-many'; readonly most: number }
  | { readonly code: 'not-allowed' }
  | { readonly code: 'same'; readonly text: string }
  | { readonly code: 'unknown-alert'; readonly id: string }
  | { readonly code: 'no-answer' };

/** What a person asks of the rules. */
export type AlertAsk =
  | { readonly kind: 'add'; readonly rule: AlertRule }
  | { readonly kind: 'remove' | 'snooze'; readonly by: UserId; readonly id: string };

/** What a dialogue offers of one symbol. */
export interface AlertOffer {
  readonly subject: string;
  readonly measures: readonly { readonly measure: AlertMeasure; readonly now: number | null }[];
}

/** Rules of people, and what the desk watches by itself. */
export interface AlertApi {
  /** Symbols and what can be watched of them, with the values now. */
  offers(): readonly AlertOffer[];
  /** @returns the condition as it prints. Nothing is kept. */
  check(typed: string): Result<Condition, ConditionError>;
  add(by: UserId, chat: AlertRule['chat'], typed: string): Result<AlertView, AlertError>;
  /** One's own and, for an owner, the group's; asked in the group, the group's alone. */
  list(userId: UserId, chat: AlertRule['chat']): AlertsView;
  remove(by: UserId, id: string): Result<AlertView, AlertError>;
  /** For an hour; a snoozed rule is woken. */
  snooze(by: UserId, id: string): Result<AlertView, AlertError>;
  setBuiltIn(by: UserId, name: BuiltIn, state: 'on' | 'off'): void;
  builtIn(userId: UserId, name: BuiltIn): 'on' | 'off';
}

/** What a built-in watch has found, beside its value. */
export type BuiltInFact =
  | {
      readonly kind: 'atm-jump';
      readonly underlying: string;
      /** Vol points: the mean of what was kept, and from how many hours. */
      readonly meanPts: number;
      readonly hours: number;
    }
  | {
      readonly kind: 'skew-flip';
      readonly underlying: string;
      readonly meanPts: number;
      readonly hours: number;
    }
  | { readonly kind: 'term-inverted'; readonly underlying: string };

/** Who reads it: one person, the group, or all who are told of the desk's doings. */
export type AlertReader =
  | { readonly kind: 'person'; readonly userId: UserId }
  | { readonly kind: 'group' }
  | { readonly kind: 'informed'; readonly unlessOff: BuiltIn };

export interface AlertNews {
  readonly kind: 'vol-alert';
  readonly to: AlertReader;
  /** The message that repeats are folded into. */
  readonly handle: string;
  readonly phase: 'first' | 'again';
  readonly condition: Condition;
  readonly ruleId: string | null;
  readonly builtIn: BuiltInFact | null;
  readonly value: number;
  readonly stamp: Stamp;
  readonly count: number;
  readonly worst: number;
  readonly firstAtMs: EpochMs;
  readonly lastAtMs: EpochMs;
}

/** Rules that are not looked at, because their prices are old: told once. */
export interface AlertsStaleNews {
  readonly kind: 'alerts-stale';
  readonly to: AlertReader;
  readonly rules: readonly { readonly text: string; readonly asOfMs: EpochMs }[];
  readonly mode: Mode;
  readonly nowMs: EpochMs;
}

/** A feed that has gone quiet, or gives what cannot be; edited when it is over. */
export interface DataNews {
  readonly kind: 'data';
  readonly to: AlertReader;
  readonly handle: string;
  readonly phase: 'begins' | 'over';
  readonly feed: string;
  readonly problem: 'stale' | 'crossed' | 'high-iv' | 'gap' | 'no-underlying' | 'dropped';
  /** Times that it has begun within this message. */
  readonly times: number;
  /** Counted in the last hour. */
  readonly count: number;
  readonly ageMs: DurationMs | null;
  readonly sinceMs: EpochMs;
  readonly nowMs: EpochMs;
  readonly mode: Mode;
}

export type WatchNews = AlertNews | AlertsStaleNews | DataNews;
