import type { ModelFacts, OutlookBin, Trigger } from '../../src/engine/domain/model-facts.js';
import { day } from '../../src/engine/domain/trading-day.js';
import { FEATURE_NAMES, FEATURE_VERSION } from '../../src/engine/features/catalog.js';
import type { FeatureRow } from '../../src/engine/features/compute.js';

export function outlookBin(parts: Partial<OutlookBin> = {}): OutlookBin {
  return {
    confidence: 0.5,
    days: 200,
    episodes: 20,
    ratioMean: 0.9,
    ratioLow: 0.7,
    ratioMiddle: 0.9,
    ratioHigh: 1.1,
    ratios: [0.7, 0.8, 0.9, 1, 1.1],
    touched30: 0.5,
    touched60: 0.7,
    touched90: 0.8,
    sessionsToTouch: 12,
    ...parts,
  };
}

const TRIGGER: Trigger = {
  confidence: 0.6,
  vix: 25,
  days: 100,
  episodes: 20,
  episodesPossible: 30,
  episodesAll: 40,
  touched: 0.7,
  touchedAnyway: 0.5,
};

/** A card with round numbers; nothing of it was trained. */
export function factsOf(parts: Partial<ModelFacts> = {}): ModelFacts {
  return {
    id: 'made',
    version: '1',
    featureVersion: FEATURE_VERSION,
    features: ['vix_spot', 'vix_zscore', 'vix_half_year', 'futures_premium'],
    dataset: '0'.repeat(64),
    trainedTo: day('2023-11-29'),
    weights: { intercept: -0.5, zScore: 0.25, halfYear: 0.025, premium: -0.03, level: 2.5 },
    expectedPremium: { intercept: 6, zScore: -1.5, halfYear: -0.25 },
    reference: { zScore: 0.7, halfYear: 17, premium: -2 },
    range: new Map([['vix_spot', { least: 9, most: 83 }]]),
    scales: new Map([
      ['vix_spot', { mean: 32, sd: 8 }],
      ['vix_zscore', { mean: 0.7, sd: 1.4 }],
      ['vix_velocity_5', { mean: 6, sd: 20 }],
      ['vix_percentile', { mean: 78, sd: 20 }],
      ['futures_premium', { mean: -3, sd: 10 }],
    ]),
    rows: [],
    calibration: {
      days: 1000,
      episodes: 40,
      error: 0.05,
      errorFiveBins: 0.04,
      errorLow: 0.04,
      errorHigh: 0.12,
      brier: 0.23,
      brierLow: 0.21,
      brierHigh: 0.25,
      brierOfRate: 0.25,
      bins: [],
    },
    triggers: {
      mission: { ...TRIGGER, confidence: 0.7, vix: 28 },
      bestFifth: TRIGGER,
      default: 'bestFifth',
    },
    history: { elevated: [0.2, 0.4, 0.5, 0.6, 1], all: [0, 0.1, 0.2, 0.4, 1] },
    outlook: {
      elevated: [
        outlookBin({
          confidence: 0.3,
          ratioMean: 1,
          touched30: 0.2,
          touched60: 0.4,
          touched90: 0.6,
        }),
        outlookBin({ confidence: 0.7, ratioMean: 0.8, touched30: 0.8 }),
      ],
      calm: [outlookBin({ confidence: 0.1, ratioMean: 1.05 })],
    },
    trades: [
      { from: 0.1, to: 0.5, days: 300, episodes: 20, winRate: 0.7, averageReturn: 0.2 },
      { from: 0.5, to: 0.9, days: 300, episodes: 25, winRate: 0.6, averageReturn: -0.05 },
    ],
    fund: { leverage: 1.5, days: 500, base: 0, perVix: 1, sd: 0.2 },
    unknown: ['few-spikes'],
    ...parts,
  };
}

/** A row of features; those not given are unknown. */
export function featureRow(on: string, values: Readonly<Record<string, number>>): FeatureRow {
  const wrong = Object.keys(values).find((name) => !FEATURE_NAMES.includes(name));
  if (wrong !== undefined) throw new Error(`not a feature: ${wrong}`);
  return {
    day: day(on),
    values: FEATURE_NAMES.map((name) => values[name] ?? null),
    termSource: 'futures',
    equitySource: 'spy',
  };
}
