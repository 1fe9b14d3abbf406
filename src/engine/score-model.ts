import type { ModelFacts } from './domain/model-facts.js';
import type { ModelState } from './domain/score-views.js';
import { NO_MODEL, type ServedModel } from './flow/score/score-state.js';
import type { ScoreError, Scorer } from './ports/scorer.js';

/** A model as it was opened: one that serves, or why there is none. */
export type ScoreModel =
  | { readonly kind: 'ready'; readonly scorer: Scorer; readonly facts: ModelFacts }
  | { readonly kind: 'refused'; readonly error: ScoreError };

function refused(error: ScoreError): Exclude<ModelState, { readonly code: 'ready' }> {
  switch (error.code) {
    case 'wrong-features':
      return error;
    case 'failed':
      return { code: 'unusable', reason: error.reason };
    case 'wrong-shape':
      return { code: 'unusable', reason: `${error.got} inputs, not ${error.expected}` };
    case 'not-finite':
      return { code: 'unusable', reason: `input ${error.index} is no number` };
  }
}

export function servedModel(model: ScoreModel | undefined): ServedModel {
  if (!model) return NO_MODEL;
  if (model.kind === 'refused') return { state: refused(model.error), facts: null };
  const { id, version, trainedTo } = model.facts;
  return { state: { code: 'ready', id, version, trainedTo }, facts: model.facts };
}
