import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { err, ok, type Result } from '../../domain/result.js';
import type { ModelCard, ScoreError } from '../../ports/scorer.js';

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isDays(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

/** @returns the card, or what is wrong with it. */
function parseCard(text: string, sha256: string): ModelCard | string {
  const json: unknown = JSON.parse(text);
  if (typeof json !== 'object' || json === null) return 'the model card is no object';
  const card = json as Readonly<Record<string, unknown>>;
  const { id, version, featureVersion, features, windowDays } = card;
  if (!isText(id) || !isText(version)) return 'the model card has no id or no version';
  if (!isText(featureVersion)) return 'the model card has no featureVersion';
  if (!Array.isArray(features) || features.length === 0 || !features.every(isText)) {
    return 'the model card names no features';
  }
  if (new Set(features).size !== features.length) return 'the model card names a feature twice';
  if (!isDays(windowDays)) return 'the model card has no windowDays';
  if (card['sha256'] !== sha256) return 'the model file is not the one its card was written for';
  return { id, version, featureVersion, features, windowDays, sha256 };
}

/** `models/calm.onnx` has its card in `models/calm.json`: the runtime does not show metadata. */
export function cardPath(modelPath: string): string {
  return modelPath.replace(/\.onnx$/, '') + '.json';
}

export interface LoadedModel {
  readonly card: ModelCard;
  readonly bytes: Uint8Array;
}

/**
 * Reads a model and the card beside it: JSON of `id`, `version`, `featureVersion`, `features`,
 * `windowDays` and the model's `sha256`, which must be right.
 */
export async function loadModel(modelPath: string): Promise<Result<LoadedModel, ScoreError>> {
  try {
    const bytes = await readFile(modelPath);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const card = parseCard(await readFile(cardPath(modelPath), 'utf8'), sha256);
    if (typeof card === 'string') return err({ code: 'failed', reason: card });
    return ok({ card, bytes });
  } catch (cause) {
    return err({ code: 'failed', reason: cause instanceof Error ? cause.message : String(cause) });
  }
}
