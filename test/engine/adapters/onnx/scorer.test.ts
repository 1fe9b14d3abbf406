import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openOnnxScorer } from '../../../../src/engine/adapters/onnx/scorer.js';
import { scorerContract } from '../../../contract/scorer.js';
import { linearModel, logisticModel, type Logistic } from '../../../support/onnx-model.js';

const folder = mkdtempSync(join(tmpdir(), 'voldesk-onnx-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const FEATURES = ['vix', 'slope', 'drawdown'];

function logistic(windowDays: number): Logistic {
  const weights = Array.from({ length: windowDays * 3 }, (_none, i) => Math.cos(i) / 4);
  return { windowDays, features: 3, weights, bias: -0.3 };
}

let written = 0;

function write(model: Uint8Array, card: Readonly<Record<string, unknown>>): string {
  const path = join(folder, `model-${++written}.onnx`);
  const sha256 = createHash('sha256').update(model).digest('hex');
  writeFileSync(path, model);
  const named = { id: 'calm', version: '3', featureVersion: 'f1', features: FEATURES };
  const whole = { ...named, windowDays: 5, sha256, ...card };
  writeFileSync(path.replace('.onnx', '.json'), JSON.stringify(whole));
  return path;
}

async function opened(path: string) {
  const scorer = await openOnnxScorer(path, 'f1');
  if (!scorer.ok) throw new Error(JSON.stringify(scorer.error));
  return scorer.value;
}

async function refused(path: string) {
  const scorer = await openOnnxScorer(path, 'f1');
  if (scorer.ok) throw new Error('the model was taken');
  return scorer.error;
}

describe.each([1, 20])('an ONNX model of %s days', (windowDays) => {
  scorerContract(async () => {
    const parts = logistic(windowDays);
    const scorer = await opened(write(logisticModel(parts), { windowDays }));
    return {
      scorer,
      expected(window) {
        const logit = parts.weights.reduce((sum, w, i) => sum + w * (window[i] ?? 0), parts.bias);
        return 1 / (1 + Math.exp(-logit));
      },
    };
  });
});

describe('opening an ONNX model', () => {
  it('gives the card that lies beside it', async () => {
    const scorer = await opened(write(logisticModel(logistic(5)), {}));
    expect(scorer.card).toMatchObject({
      id: 'calm',
      version: '3',
      features: FEATURES,
      windowDays: 5,
    });
    expect(scorer.card.sha256).toMatch(/^[0-9a-f]{64}$/);
    await scorer.stop();
  });

  it('refuses a model that does not take what its card says', async () => {
    const path = write(logisticModel(logistic(5)), { windowDays: 6 });
    expect(await refused(path)).toEqual({ code: 'wrong-shape', expected: 18, got: 15 });
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['for another file', { sha256: '0'.repeat(64) }, 'not the one'],
    ['without an id', { id: '' }, 'id'],
    ['without a version of its features', { featureVersion: 1 }, 'featureVersion'],
    ['without features', { features: [] }, 'features'],
    ['with a feature twice', { features: ['vix', 'vix'] }, 'twice'],
    ['without a window', { windowDays: 1.5 }, 'windowDays'],
  ])('refuses a card %s', async (...[, card, words]) => {
    const error = await refused(write(logisticModel(logistic(5)), card));
    expect(error.code === 'failed' && error.reason).toContain(words);
  });

  it('refuses a model of another version of the features', async () => {
    const path = write(logisticModel(logistic(5)), { featureVersion: 'f0' });
    expect(await refused(path)).toEqual({ code: 'wrong-features', expected: 'f1', got: 'f0' });
  });

  it('refuses a file that is not there, or is no model', async () => {
    expect(await refused(join(folder, 'none.onnx'))).toMatchObject({ code: 'failed' });
    expect(await refused(write(new Uint8Array([1, 2, 3]), {}))).toMatchObject({ code: 'failed' });
  });

  it('refuses an answer that is no probability', async () => {
    const scorer = await opened(write(linearModel({ ...logistic(5), bias: 100 }), {}));
    expect(await scorer.score(new Float32Array(15))).toEqual({
      ok: false,
      error: { code: 'failed', reason: 'the model gave no probability' },
    });
    await scorer.stop();
  });
});
