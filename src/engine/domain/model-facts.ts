import type { TradingDay } from './trading-day.js';

/** Log-odds a unit of each term; the sum with the intercept is the logit of the confidence. */
export interface ModelWeights {
  readonly intercept: number;
  /** The rule itself. */
  readonly zScore: number;
  readonly halfYear: number;
  /** A unit of premium beyond the expected one. */
  readonly premium: number;
  /** A unit of ln(min(VIX, 25) / 25). */
  readonly level: number;
}

/** The futures' premium that z-score and half-year alone tell; a window without one is filled so. */
export interface ExpectedPremium {
  readonly intercept: number;
  readonly zScore: number;
  readonly halfYear: number;
}

/** Means of the terms over elevated days out of sample: what contributions are counted from. */
export interface ModelReference {
  readonly zScore: number;
  readonly halfYear: number;
  /** Premium beyond the expected one. */
  readonly premium: number;
}

/** Days of like confidence, out of sample, and what VIX did next. Ratios are to VIX on the day. */
export interface OutlookBin {
  readonly confidence: number;
  readonly days: number;
  readonly episodes: number;
  /** Of VIX 21 sessions on: mean, and its 10, 50 and 90 % quantiles. */
  readonly ratioMean: number;
  readonly ratioLow: number;
  readonly ratioMiddle: number;
  readonly ratioHigh: number;
  /** The same as equally likely points, ascending. */
  readonly ratios: readonly number[];
  /** Shares that closed 20 % lower within so many calendar days. */
  readonly touched30: number;
  readonly touched60: number;
  readonly touched90: number;
  /** Median wait of those that touched within 30 days; null where none did. */
  readonly sessionsToTouch: number | null;
}

/** Puts bought on days of like confidence, out of sample, by the profit test's own model. */
export interface TradeBin {
  readonly from: number;
  readonly to: number;
  readonly days: number;
  readonly episodes: number;
  readonly winRate: number;
  /** Per premium paid: -1 is all of it lost. */
  readonly averageReturn: number;
}

export interface Trigger {
  /** Fires above both. */
  readonly confidence: number;
  readonly vix: number;
  /** Out of sample: days and spikes it fired on, of spikes that it could have and of all. */
  readonly days: number;
  readonly episodes: number;
  readonly episodesPossible: number;
  readonly episodesAll: number;
  /** Share of the days it fired on that touched -20 %; null where it never fired. */
  readonly touched: number | null;
  readonly touchedAnyway: number;
}

/** A figure with its 95 % interval, drawn by spike. */
export interface Ranged {
  readonly auc: number;
  readonly low: number;
  readonly high: number;
}

export interface WalkRow {
  readonly name: string;
  readonly label: string;
  readonly days: number;
  readonly episodes: number;
  readonly positive: number;
  /** By name of the score. */
  readonly auc: ReadonlyMap<string, Ranged>;
}

export interface CalibrationBin {
  readonly forecast: number;
  readonly observed: number;
  readonly days: number;
  readonly episodes: number;
}

/** Calibration out of sample on elevated days. */
export interface CalibrationFigures {
  readonly days: number;
  readonly episodes: number;
  /** Mean distance of forecast and observed over ten bins, and over five. */
  readonly error: number;
  readonly errorFiveBins: number;
  readonly errorLow: number;
  readonly errorHigh: number;
  readonly brier: number;
  readonly brierLow: number;
  readonly brierHigh: number;
  /** Brier score of always saying the mean. */
  readonly brierOfRate: number;
  readonly bins: readonly CalibrationBin[];
}

/** ln(fund / fund now) = base + perVix × ln(VIX / VIX now) + noise of sd, over 21 sessions. */
export interface FundLink {
  readonly leverage: number;
  readonly days: number;
  readonly base: number;
  readonly perVix: number;
  readonly sd: number;
}

export interface Scale {
  readonly mean: number;
  readonly sd: number;
}

export interface Span {
  readonly least: number;
  readonly most: number;
}

/** All that a model's card says of it beyond what running it needs. */
export interface ModelFacts {
  readonly id: string;
  readonly version: string;
  readonly featureVersion: string;
  /** Features of a window, in order. */
  readonly features: readonly string[];
  /** Checksum of the data set it was trained on, and the last day whose label it saw. */
  readonly dataset: string;
  readonly trainedTo: TradingDay;
  readonly weights: ModelWeights;
  readonly expectedPremium: ExpectedPremium;
  readonly reference: ModelReference;
  /** What each feature of the window has been, by name. */
  readonly range: ReadonlyMap<string, Span>;
  /** By which nearest days are measured, by name of the feature. */
  readonly scales: ReadonlyMap<string, Scale>;
  readonly rows: readonly WalkRow[];
  readonly calibration: CalibrationFigures;
  readonly triggers: {
    readonly mission: Trigger;
    readonly bestFifth: Trigger;
    readonly default: 'mission' | 'bestFifth';
  };
  /** Quantiles of past confidences, equally spaced from 0 to 1. */
  readonly history: { readonly elevated: readonly number[]; readonly all: readonly number[] };
  readonly outlook: {
    readonly elevated: readonly OutlookBin[];
    readonly calm: readonly OutlookBin[];
  };
  readonly trades: readonly TradeBin[];
  /** Null where the history had no such fund. */
  readonly fund: FundLink | null;
  /** Codes of what it cannot know; the words live in `locales/`. */
  readonly unknown: readonly string[];
}
