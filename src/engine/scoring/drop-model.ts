import type { ModelFacts } from '../domain/model-facts.js';
import { FEATURE_NAMES } from '../features/catalog.js';
import type { FeatureRow } from '../features/compute.js';
import { ELEVATED_VIX } from '../features/measures.js';

/** What the score is made of on one day. */
export interface DropInputs {
  /** Points. */
  readonly vix: number;
  /** Standard deviations over 60 sessions. */
  readonly zScore: number;
  /** VIX over the mean of its half year, log percent. */
  readonly halfYear: number;
  /** Futures over VIX, log percent; null without futures and without VIX3M. */
  readonly premium: number | null;
}

const INDEX: ReadonlyMap<string, number> = new Map(FEATURE_NAMES.map((name, k) => [name, k]));

/** A feature of a row by its name in the catalogue; null where unknown. A wrong name is a bug. */
export function featureOf(row: FeatureRow, name: string): number | null {
  const index = INDEX.get(name);
  if (index === undefined) throw new Error(`not a feature: ${name}`);
  return row.values[index] ?? null;
}

/** @returns null where the history is too short for a score. */
export function dropInputs(row: FeatureRow): DropInputs | null {
  const vix = featureOf(row, 'vix_spot');
  const zScore = featureOf(row, 'vix_zscore');
  const halfYear = featureOf(row, 'vix_half_year');
  if (vix === null || zScore === null || halfYear === null || vix <= 0) return null;
  return { vix, zScore, halfYear, premium: featureOf(row, 'futures_premium') };
}

/** The premium that z-score and half-year tell by themselves, log percent. */
export function expectedPremium(
  of: Pick<DropInputs, 'zScore' | 'halfYear'>,
  facts: ModelFacts,
): number {
  const { intercept, zScore, halfYear } = facts.expectedPremium;
  return intercept + zScore * of.zScore + halfYear * of.halfYear;
}

/**
 * One window for the model, in the order of its card. An unknown premium is the expected one, which
 * says nothing; any other unknown feature gives null.
 */
export function dropWindow(row: FeatureRow, facts: ModelFacts): Float32Array | null {
  const inputs = dropInputs(row);
  if (!inputs) return null;
  const window = new Float32Array(facts.features.length);
  for (const [place, name] of facts.features.entries()) {
    const told = name === 'futures_premium' ? expectedPremium(inputs, facts) : null;
    const value = featureOf(row, name) ?? told;
    if (value === null) return null;
    window[place] = value;
  }
  return window;
}

export type TermName = 'rule' | 'half-year' | 'premium' | 'level';

/** One part of the log-odds, beside what it is on the average elevated day. */
export interface Term {
  readonly term: TermName;
  /** In the unit of its feature; of the premium, what is beyond the expected one; null unknown. */
  readonly value: number | null;
  readonly logOdds: number;
  readonly usualLogOdds: number;
}

/** The parts of the log-odds; with the intercept they are all of it. */
export function dropTerms(inputs: DropInputs, facts: ModelFacts): readonly Term[] {
  const { weights, reference } = facts;
  const surprise = inputs.premium === null ? null : inputs.premium - expectedPremium(inputs, facts);
  // Below 25 the room to fall shrinks; above it this term is 0 and cannot change a ranking.
  const room = Math.log(Math.min(inputs.vix, ELEVATED_VIX) / ELEVATED_VIX);
  return [
    {
      term: 'rule',
      value: inputs.zScore,
      logOdds: weights.zScore * inputs.zScore,
      usualLogOdds: weights.zScore * reference.zScore,
    },
    {
      term: 'half-year',
      value: inputs.halfYear,
      logOdds: weights.halfYear * inputs.halfYear,
      usualLogOdds: weights.halfYear * reference.halfYear,
    },
    {
      term: 'premium',
      value: surprise,
      logOdds: surprise === null ? 0 : weights.premium * surprise,
      usualLogOdds: surprise === null ? 0 : weights.premium * reference.premium,
    },
    { term: 'level', value: inputs.vix, logOdds: weights.level * room, usualLogOdds: 0 },
  ];
}

export function logistic(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}

/** The confidence by the card's own numbers, in double precision; the model gives the same to 1e-5. */
export function dropConfidence(inputs: DropInputs, facts: ModelFacts): number {
  const sum = dropTerms(inputs, facts).reduce((total, { logOdds }) => total + logOdds, 0);
  return logistic(facts.weights.intercept + sum);
}
