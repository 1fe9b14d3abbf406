import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildDataset } from '../../src/cli/dataset.js';
import { importHistory } from '../../src/cli/import-history.js';
import { loadModelFacts } from '../../src/engine/adapters/onnx/model-facts.js';
import { openOnnxScorer } from '../../src/engine/adapters/onnx/scorer.js';
import type { ModelFacts } from '../../src/engine/domain/model-facts.js';
import { FEATURE_VERSION } from '../../src/engine/features/catalog.js';
import { folderOf } from '../support/folder.js';
import { MemoryTickStore } from '../support/memory-tick-store.js';
import { sharedPath } from '../support/shared.js';
import { trainingPython, trainSmall } from '../support/training.js';

const data = sharedPath('data');
const python = data === null ? null : trainingPython();
const SHIPPED = join(import.meta.dirname, '..', '..', 'models', 'vix-drop.onnx');
const FILES = ['vix-drop.onnx', 'vix-drop.json', 'vix-drop.windows.json'];

function sha256(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

async function factsOf(path: string): Promise<ModelFacts> {
  const facts = await loadModelFacts(path);
  if (!facts.ok) throw new Error(JSON.stringify(facts.error));
  return facts.value;
}

describe.skipIf(python === null)(
  'a small training (needs the shared data and what training/install puts in place)',
  () => {
    const folder = folderOf({});
    const [dataset, first, second] = ['dataset', 'first', 'second'].map((name) =>
      join(folder.path, name),
    ) as [string, string, string];
    afterAll(() => {
      folder.remove();
    });

    beforeAll(async () => {
      const store = new MemoryTickStore();
      const imported = await importHistory({ directory: data ?? '', store });
      if (!imported.ok) throw new Error(imported.error.code);
      const built = await buildDataset(store, { update: () => undefined, stop: () => undefined });
      if (!built.ok) throw new Error(built.error.code);
      mkdirSync(dataset);
      for (const [name, text] of Object.entries(built.value.files)) {
        writeFileSync(join(dataset, name), text);
      }
      for (const out of [first, second]) trainSmall(python ?? '', { dataset, out });
    }, 14 * 60_000);

    it('gives the same files twice, to the byte', () => {
      for (const name of FILES) {
        expect(sha256(join(first, name))).toBe(sha256(join(second, name)));
      }
    });

    it('gives the model that ships, where it is trained on the same data set', async () => {
      const [made, shipped] = [await factsOf(join(first, 'vix-drop.onnx')), await factsOf(SHIPPED)];
      expect(made.featureVersion).toBe(shipped.featureVersion);
      if (made.dataset !== shipped.dataset) return;
      expect(sha256(join(first, 'vix-drop.onnx'))).toBe(sha256(SHIPPED));
    });

    it('ranks above the z-score on every row', async () => {
      const { rows } = await factsOf(join(first, 'vix-drop.onnx'));
      expect(rows).toHaveLength(4);
      for (const { auc } of rows) {
        const [score, rule] = ['shipped score', 'z-score (60 d)'].map((name) => auc.get(name)?.auc);
        expect(score).toBeGreaterThan(rule ?? 1);
      }
    });

    it('answers 200 windows as Python does, to 1e-5', async () => {
      const scorer = await openOnnxScorer(join(first, 'vix-drop.onnx'), FEATURE_VERSION);
      if (!scorer.ok) throw new Error(JSON.stringify(scorer.error));
      const text = readFileSync(join(first, 'vix-drop.windows.json'), 'utf8');
      const told = JSON.parse(text) as { windows: number[][]; confidence: number[] };
      expect(told.windows).toHaveLength(200);
      for (const [k, window] of told.windows.entries()) {
        const score = await scorer.value.score(Float32Array.from(window));
        const confidence = score.ok ? score.value.confidence : NaN;
        expect(Math.abs(confidence - (told.confidence[k] ?? NaN))).toBeLessThan(1e-5);
      }
      await scorer.value.stop();
    });
  },
);
