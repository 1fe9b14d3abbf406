import type { Result } from '../domain/result.js';

export interface ModelCard {
  readonly id: string;
  readonly version: string;
  /** Of the catalogue that its features come from. */
  readonly featureVersion: string;
  readonly features: readonly string[];
  /** Days of history in one window; 1 for a model of a single day. */
  readonly windowDays: number;
  readonly sha256: string;
}

export type ScoreError =
  | { readonly code: 'wrong-shape'; readonly expected: number; readonly got: number }
  | { readonly code: 'not-finite'; readonly index: number }
  | { readonly code: 'wrong-features'; readonly expected: string; readonly got: string }
  | { readonly code: 'failed'; readonly reason: string };

export interface Score {
  /** Probability in [0, 1]. */
  readonly confidence: number;
  readonly model: string;
}

/** A trained model. Its result is an event: it never runs inside a step of the queue. */
export interface Scorer {
  readonly card: ModelCard;
  /** @param window row-major `windowDays` × `features.length`, oldest day first. */
  score(window: Float32Array): Promise<Result<Score, ScoreError>>;
  stop(): Promise<void>;
}
