import { readFile } from 'node:fs/promises';
import type { ModelFacts, Trigger } from '../../domain/model-facts.js';
import { err, ok, type Result } from '../../domain/result.js';
import { parseDay } from '../../domain/trading-day.js';
import type { ScoreError } from '../../ports/scorer.js';
import { cardPath } from './model-card.js';
import { list, Misfit, named, number, object, orNull, text, type Reader } from './read-json.js';

const outlookBin = object({
  confidence: number,
  days: number,
  episodes: number,
  ratioMean: number,
  ratioLow: number,
  ratioMiddle: number,
  ratioHigh: number,
  ratios: list(number),
  touched30: number,
  touched60: number,
  touched90: number,
  sessionsToTouch: orNull(number),
});

const trigger: Reader<Trigger> = object({
  confidence: number,
  vix: number,
  days: number,
  episodes: number,
  episodesPossible: number,
  episodesAll: number,
  touched: orNull(number),
  touchedAnyway: number,
});

const chosen: Reader<'mission' | 'bestFifth'> = (value, place) => {
  if (value === 'mission' || value === 'bestFifth') return value;
  throw new Misfit(`the model card has no trigger at ${place}`);
};

const day: Reader<NonNullable<ReturnType<typeof parseDay>>> = (value, place) => {
  const parsed = parseDay(text(value, place));
  if (parsed === null) throw new Misfit(`the model card has no day at ${place}`);
  return parsed;
};

const figures = object({
  days: number,
  episodes: number,
  error: number,
  errorFiveBins: number,
  errorLow: number,
  errorHigh: number,
  brier: number,
  brierLow: number,
  brierHigh: number,
  brierOfRate: number,
  bins: list(object({ forecast: number, observed: number, days: number, episodes: number })),
});

const row = object({
  name: text,
  label: text,
  days: number,
  episodes: number,
  positive: number,
  auc: named(object({ auc: number, low: number, high: number })),
});

const trade = object({
  from: number,
  to: number,
  days: number,
  episodes: number,
  winRate: number,
  averageReturn: number,
});

/** Feature names of the card's weights, by what the program calls them. */
const terms = object({ vix_zscore: number, vix_half_year: number, futures_premium: number });

const card = object({
  id: text,
  version: text,
  featureVersion: text,
  features: list(text),
  dataset: text,
  trainedTo: day,
  weights: object({
    intercept: number,
    vix_zscore: number,
    vix_half_year: number,
    futures_premium: number,
    level: number,
  }),
  expectedPremium: object({ intercept: number, vix_zscore: number, vix_half_year: number }),
  reference: terms,
  range: named(object({ least: number, most: number })),
  scales: named(object({ mean: number, sd: number })),
  metrics: object({ rows: list(row), calibration: figures }),
  triggers: object({ mission: trigger, bestFifth: trigger, default: chosen }),
  history: object({ elevated: list(number), all: list(number) }),
  outlook: object({ elevated: list(outlookBin), calm: list(outlookBin) }),
  trades: list(trade),
  fund: orNull(
    object({ leverage: number, days: number, base: number, perVix: number, sd: number }),
  ),
  unknown: list(text),
});

function factsOf(json: unknown): ModelFacts {
  const { weights, expectedPremium, reference, metrics, ...rest } = card(json, 'card');
  return {
    ...rest,
    ...metrics,
    weights: {
      intercept: weights.intercept,
      zScore: weights.vix_zscore,
      halfYear: weights.vix_half_year,
      premium: weights.futures_premium,
      level: weights.level,
    },
    expectedPremium: {
      intercept: expectedPremium.intercept,
      zScore: expectedPremium.vix_zscore,
      halfYear: expectedPremium.vix_half_year,
    },
    reference: {
      zScore: reference.vix_zscore,
      halfYear: reference.vix_half_year,
      premium: reference.futures_premium,
    },
  };
}

/**
 * What the card beside a model says of it: weights, tests, calibration, thresholds.
 *
 * @param modelPath the `.onnx` file; its card is the `.json` beside it.
 * @returns `failed` with the place in the card that does not fit.
 */
export async function loadModelFacts(modelPath: string): Promise<Result<ModelFacts, ScoreError>> {
  try {
    const json: unknown = JSON.parse(await readFile(cardPath(modelPath), 'utf8'));
    return ok(factsOf(json));
  } catch (cause) {
    return err({ code: 'failed', reason: cause instanceof Error ? cause.message : String(cause) });
  }
}
