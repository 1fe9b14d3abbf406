import { loadModelFacts } from '../engine/adapters/onnx/model-facts.js';
import { openOnnxScorer } from '../engine/adapters/onnx/scorer.js';
import { FEATURE_VERSION } from '../engine/features/catalog.js';
import type { Log } from '../engine/ports/log.js';
import type { ScoreModel } from '../engine/score-model.js';

/** Name of the model that ships in `models/`. */
export const MODEL_FILE = 'vix-drop.onnx';

/** Opens a model with all that its card says. What is missing or wrong is kept as the reason. */
export async function openModel(path: string, log: Log): Promise<ScoreModel> {
  const scorer = await openOnnxScorer(path, FEATURE_VERSION);
  if (!scorer.ok) {
    log.warn('no-model', { ...scorer.error, effect: 'the rule alone is shown' });
    return { kind: 'refused', error: scorer.error };
  }
  const facts = await loadModelFacts(path);
  if (facts.ok) return { kind: 'ready', scorer: scorer.value, facts: facts.value };
  await scorer.value.stop();
  log.warn('no-model', { ...facts.error, effect: 'the rule alone is shown' });
  return { kind: 'refused', error: facts.error };
}
