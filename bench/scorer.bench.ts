/**
 * From a day's features to its calibrated confidence, beside the bare run of the same model on a
 * tensor that is ready: what checking, copying and waiting cost.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { loadModelFacts } from '../src/engine/adapters/onnx/model-facts.js';
import { openOnnxScorer } from '../src/engine/adapters/onnx/scorer.js';
import { day } from '../src/engine/domain/trading-day.js';
import { FEATURE_NAMES, FEATURE_VERSION } from '../src/engine/features/catalog.js';
import type { FeatureRow } from '../src/engine/features/compute.js';
import { dropWindow } from '../src/engine/scoring/drop-model.js';
import { interleaved, milliseconds, type Figure } from './report.js';

const ROUNDS = 600;
const WARM_UP = 30;
const RUNS = 100;
const PATH = join(import.meta.dirname, '..', 'models', 'vix-drop.onnx');

/** Rows that differ from each other; the model takes as long on any. */
function rows(): readonly FeatureRow[] {
  return Array.from({ length: RUNS }, (_none, k) => ({
    day: day('2020-03-02'),
    values: FEATURE_NAMES.map((name) => (name === 'vix_spot' ? 20 + (k % 40) : Math.sin(k))),
    termSource: 'futures',
    equitySource: 'spy',
  }));
}

export async function run(): Promise<readonly Figure[]> {
  const [scorer, facts] = [await openOnnxScorer(PATH, FEATURE_VERSION), await loadModelFacts(PATH)];
  if (!scorer.ok || !facts.ok) throw new Error('the shipped model cannot be opened');
  const session = await InferenceSession.create(await readFile(PATH), {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
  });
  const days = rows();
  const windows = days.map((row) => dropWindow(row, facts.value) ?? new Float32Array(4));
  const tensors = windows.map((window) => new Tensor('float32', window, [1, 1, 4]));
  const sides = {
    async scored() {
      for (const row of days) {
        const window = dropWindow(row, facts.value);
        if (window) await scorer.value.score(window);
      }
    },
    async window() {
      for (const window of windows) await scorer.value.score(window);
    },
    async bare() {
      for (const tensor of tensors) await session.run({ window: tensor });
    },
  };
  await interleaved(WARM_UP, sides);
  const times = await interleaved(ROUNDS, sides);
  await scorer.value.stop();
  await session.release();
  const [scored, window, bare] = [times['scored'], times['window'], times['bare']];
  if (!scored || !window || !bare) throw new Error('nothing was measured');
  const figure = (name: string, of: typeof bare, goal: string): Figure => ({
    name,
    measured: `${milliseconds(of)} for ${RUNS}`,
    baseline: `${milliseconds(bare)} for ${RUNS} bare runs`,
    // Of the least times: a run of 15 microseconds is lost in the noise of a busy machine's median.
    ratio: of.minMs / bare.minMs,
    goal,
  });
  return [
    figure('window to calibrated score', window, 'at most 1.3'),
    figure('features to calibrated score', scored, 'at most 1.3'),
  ];
}
