import type { ModelFacts } from '../domain/model-facts.js';
import { dropTerms, logistic, type DropInputs, type Term } from './drop-model.js';

export interface Contribution extends Term {
  /** Log-odds above those of the average elevated day. */
  readonly logOddsAbove: number;
  /** Share of the confidence above that day's, as a probability: Shapley's value. */
  readonly share: number;
}

export interface Explanation {
  readonly confidence: number;
  /** Confidence on the average elevated day, from which contributions are counted. */
  readonly usual: number;
  /** Their `share` sums to `confidence - usual`, their `logOddsAbove` to the difference of logits. */
  readonly contributions: readonly Contribution[];
}

/** Orders in which k given of n terms come first and the rest after one more, over all n! orders. */
function orderShare(first: number, all: number): number {
  let share = 1 / all;
  for (let k = 1; k <= first; k++) share *= k / (all - k);
  return share;
}

/** Shapley's value of one term: its effect on the confidence, averaged over all orders of terms. */
function shapley(base: number, steps: readonly number[], of: number): number {
  let value = 0;
  for (let set = 0; set < 1 << steps.length; set++) {
    if ((set >> of) & 1) continue;
    const inside = steps.filter((_step, index) => (set >> index) & 1);
    const before = base + inside.reduce((sum, step) => sum + step, 0);
    const gain = logistic(before + (steps[of] ?? 0)) - logistic(before);
    value += orderShare(inside.length, steps.length) * gain;
  }
  return value;
}

/**
 * Why the confidence is what it is. The model is a sum of terms in log-odds, so a term's part in them
 * is exact and needs no estimate; Shapley's value carries the parts over to the probability, exactly
 * too, since four terms have sixteen subsets.
 */
export function explain(inputs: DropInputs, facts: ModelFacts): Explanation {
  const terms = dropTerms(inputs, facts);
  const usualLogOdds =
    facts.weights.intercept + terms.reduce((sum, term) => sum + term.usualLogOdds, 0);
  const steps = terms.map((term) => term.logOdds - term.usualLogOdds);
  const contributions = terms.map((term, index) => ({
    ...term,
    logOddsAbove: steps[index] ?? 0,
    share: shapley(usualLogOdds, steps, index),
  }));
  return {
    confidence: logistic(usualLogOdds + steps.reduce((sum, step) => sum + step, 0)),
    usual: logistic(usualLogOdds),
    contributions,
  };
}
