import type { Mode } from './mode.js';
import type { TradingDay } from './trading-day.js';
import type { DurationMs, EpochMs } from './units.js';

/** Where figures come from and how old they are; every card shows it. */
export interface Stamp {
  readonly mode: Mode;
  /** Market time at which the answer was made. */
  readonly nowMs: EpochMs;
  /** Market time of the oldest price that the answer rests on. */
  readonly asOfMs: EpochMs;
  /** The source's own delay, 0 when live. */
  readonly delayMs: DurationMs;
  readonly source: string;
}

/** A level beside its previous close. `changePct` is in percent. */
export interface Move {
  readonly level: number;
  readonly change: number | null;
  readonly changePct: number | null;
}

/** The VIX picture in numbers; null where history or futures do not suffice. */
export interface VixMeasures {
  /** Standard deviations of the level from its mean of 60 sessions, those sessions' sample sd. */
  readonly zScore60: number | null;
  /** Share of the last 252 closes at or below the level, in percent. */
  readonly percentile252: number | null;
  /** Sessions in a row, up to now, with a close (now: a level) above 25. */
  readonly daysAbove25: number;
  readonly m1: number | null;
  readonly m2: number | null;
  /** (M2 − M1) / M1 in percent; positive is contango. */
  readonly slopePct: number | null;
  /** SPX below its highest close of 20 sessions, in percent, 0 or negative. */
  readonly spxDrawdownPct: number | null;
  /** Probability, by the rule alone, that VIX closes 20 % lower 21 sessions on, in percent. */
  readonly ruleScorePct: number | null;
}

/** Confidence as the digest tells it. */
export interface DigestScore {
  readonly confidence: number;
  readonly place: number;
  readonly among: 'elevated' | 'all';
  readonly expectedVix: number;
  readonly modelAgeDays: number;
}

/** An underlying's volatility at the digest, in vol points; null where not known. */
export interface DigestVol {
  readonly underlying: string;
  /** At the money at 30 days, and its change since the digest before. */
  readonly atmPts: number | null;
  readonly changePts: number | null;
  /** 25Δ risk reversal at 30 days: call less put. */
  readonly skewPts: number | null;
  /** 7 days less 90 at the money: positive is inverted. */
  readonly inversionPts: number | null;
  /** The expiry that has moved most since. */
  readonly mover: {
    readonly expiry: TradingDay;
    readonly atmPts: number;
    readonly changePts: number;
  } | null;
}

/** The day in one card, at or after the close. */
export interface DigestView {
  readonly stamp: Stamp;
  readonly day: TradingDay;
  readonly vix: Move;
  readonly measures: VixMeasures;
  readonly spx: Move | null;
  readonly spy: Move | null;
  /** Largest moves of the day among everything quoted, by absolute percent. */
  readonly movers: readonly { readonly symbol: string; readonly move: Move }[];
  /** Null without a model; absent in digests kept by an earlier version. */
  readonly score?: DigestScore | null;
  /** Absent in digests kept by an earlier version. */
  readonly vol?: readonly DigestVol[];
  readonly nextSession: { readonly day: TradingDay; readonly kind: 'full' | 'early' };
}
