import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadModelFacts } from '../../../../src/engine/adapters/onnx/model-facts.js';
import { openOnnxScorer } from '../../../../src/engine/adapters/onnx/scorer.js';
import { FEATURE_VERSION, FEATURE_NAMES } from '../../../../src/engine/features/catalog.js';
import { dropConfidence } from '../../../../src/engine/scoring/drop-model.js';
import { folderOf } from '../../../support/folder.js';

const MODELS = join(import.meta.dirname, '..', '..', '..', '..', 'models');
const PATH = join(MODELS, 'vix-drop.onnx');

async function opened() {
  const [scorer, facts] = [await openOnnxScorer(PATH, FEATURE_VERSION), await loadModelFacts(PATH)];
  if (!scorer.ok) throw new Error(JSON.stringify(scorer.error));
  if (!facts.ok) throw new Error(JSON.stringify(facts.error));
  return { scorer: scorer.value, facts: facts.value };
}

/** Made windows with the answers that the training's own arithmetic gives to them. */
function answers() {
  const text = readFileSync(join(MODELS, 'vix-drop.windows.json'), 'utf8');
  return JSON.parse(text) as { windows: number[][]; confidence: number[] };
}

describe('the model that ships', () => {
  it('answers 200 windows as Python does, to 1e-5', async () => {
    const { scorer } = await opened();
    const { windows, confidence } = answers();
    expect(windows).toHaveLength(200);
    for (const [k, window] of windows.entries()) {
      const score = await scorer.score(Float32Array.from(window));
      if (!score.ok) throw new Error(JSON.stringify(score.error));
      expect(Math.abs(score.value.confidence - (confidence[k] ?? NaN))).toBeLessThan(1e-5);
    }
    await scorer.stop();
  });

  it('is the sum of terms that explains it', async () => {
    const { scorer, facts } = await opened();
    for (const window of answers().windows) {
      const [vix = 0, zScore = 0, halfYear = 0, premium = 0] = window;
      const score = await scorer.score(Float32Array.from(window));
      const told = dropConfidence({ vix, zScore, halfYear, premium }, facts);
      expect(score.ok && Math.abs(score.value.confidence - told)).toBeLessThan(1e-5);
    }
    await scorer.stop();
  });

  it('names features of the catalogue, and scales of features of the catalogue', async () => {
    const { scorer, facts } = await opened();
    expect(scorer.card.features).toEqual(facts.features);
    for (const name of [...facts.features, ...facts.scales.keys()]) {
      expect(FEATURE_NAMES).toContain(name);
    }
    await scorer.stop();
  });

  it('has a whole card: four rows, ten bins, an outlook that grows with confidence', async () => {
    const { scorer, facts } = await opened();
    expect(facts.rows).toHaveLength(4);
    expect(facts.rows.every(({ auc }) => auc.has('shipped score') && auc.has('LSTM'))).toBe(true);
    expect(facts.calibration.bins).toHaveLength(10);
    const confidences = facts.outlook.elevated.map(({ confidence }) => confidence);
    expect(confidences).toEqual([...confidences].sort((a, b) => a - b));
    expect(facts.triggers[facts.triggers.default].episodes).toBeGreaterThan(0);
    await scorer.stop();
  });

  it('is refused by a program of other features', async () => {
    expect(await openOnnxScorer(PATH, 'f0')).toMatchObject({
      ok: false,
      error: { code: 'wrong-features', expected: 'f0', got: FEATURE_VERSION },
    });
  });
});

describe('a card', () => {
  const whole = JSON.parse(readFileSync(join(MODELS, 'vix-drop.json'), 'utf8')) as Record<
    string,
    unknown
  >;

  async function reason(parts: Record<string, unknown>): Promise<string> {
    const folder = folderOf({ 'made.json': JSON.stringify({ ...whole, ...parts }) });
    const facts = await loadModelFacts(join(folder.path, 'made.onnx'));
    folder.remove();
    return facts.ok ? 'taken' : facts.error.code === 'failed' ? facts.error.reason : '';
  }

  it('is taken whole', async () => {
    expect(await reason({})).toBe('taken');
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['without weights', { weights: {} }, 'number at card.weights.intercept'],
    ['with a day that is none', { trainedTo: '2023-02-30' }, 'day at card.trainedTo'],
    ['with an empty outlook', { outlook: { elevated: [] } }, 'list at card.outlook.elevated'],
    ['with a range that is no object', { range: [] }, 'object at card.range'],
    ['with an unknown trigger', { triggers: { default: 'best' } }, 'card.triggers'],
    ['without a name', { id: '' }, 'text at card.id'],
  ])('%s is refused, and the place is named', async (...[, parts, words]) => {
    expect(await reason(parts)).toContain(words);
  });

  it('that is not there is refused', async () => {
    const facts = await loadModelFacts(join(MODELS, 'none.onnx'));
    expect(facts).toMatchObject({ ok: false, error: { code: 'failed' } });
  });
});
