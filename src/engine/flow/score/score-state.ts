import type { ModelFacts } from '../../domain/model-facts.js';
import type {
  ConfidenceReading,
  ModelState,
  NoConfidence,
  SignalView,
} from '../../domain/score-views.js';
import type { Stamp } from '../../domain/digest.js';
import type { TradingDay } from '../../domain/trading-day.js';
import type { EpochMs } from '../../domain/units.js';
import type { FeatureRow } from '../../features/compute.js';

/** The model that serves, or why there is none. */
export type ServedModel =
  | {
      readonly state: Extract<ModelState, { readonly code: 'ready' }>;
      readonly facts: ModelFacts;
    }
  | {
      readonly state: Exclude<ModelState, { readonly code: 'ready' }>;
      readonly facts: null;
    };

/** Features of one instant, taken inside a step, and the window that the model reads. */
export interface ScoreInput {
  readonly day: TradingDay;
  /** Points. */
  readonly vix: number;
  readonly row: FeatureRow;
  /** Null without a model or with too short a history. */
  readonly window: Float32Array | null;
  readonly stamp: Stamp;
}

/** What one look has found. */
export interface ScoredNow {
  readonly input: ScoreInput;
  readonly reading: ConfidenceReading | null;
  readonly missing: NoConfidence | null;
}

/** What the desk keeps of the score while it runs; the last alert's instant is a fact on disk. */
export interface ScoreState {
  readonly model: ServedModel;
  /** The newest with a confidence. */
  latest: ScoredNow | null;
  /** Wall time; market time in a replay, where the wall means nothing. */
  lastAlertAtMs: EpochMs | null;
  lastSignal: SignalView | null;
  /** A signal whose chains are being asked for. */
  pending: 'none' | 'chains';
  /** The same complaint of a model is logged once. */
  failures: number;
}

export const NO_MODEL: ServedModel = { state: { code: 'none' }, facts: null };

/** What outlives the process: when the last signal was given, and what it said. */
export interface KeptSignal {
  readonly atMs: EpochMs;
  readonly view: SignalView;
}

export function startScore(model: ServedModel, kept: KeptSignal | null): ScoreState {
  return {
    model,
    latest: null,
    lastAlertAtMs: kept?.atMs ?? null,
    lastSignal: kept?.view ?? null,
    pending: 'none',
    failures: 0,
  };
}

/** Fact that keeps the last signal and its cool-down over a restart, one a world. */
export function signalFact(world: string): string {
  return `signal:${world}`;
}

/** Reads what `JSON.stringify` made of a `KeptSignal`. @returns null without one. */
export function readSignalFact(text: string | null): KeptSignal | null {
  return text === null ? null : (JSON.parse(text) as KeptSignal);
}
