import { loadModelFacts } from '../../src/engine/adapters/onnx/model-facts.js';
import { newYorkInstant } from '../../src/engine/domain/new-york.js';
import type {
  AnalogsView,
  ConfidenceReading,
  ModelHealthView,
  ModelView,
  ScoreView,
  ScoreWhyView,
  SignalView,
} from '../../src/engine/domain/score-views.js';
import { addDays, day } from '../../src/engine/domain/trading-day.js';
import { DAY_MS } from '../../src/engine/domain/units.js';
import { join } from 'node:path';
import { STAMP } from './trading-views.js';

const NOW = newYorkInstant(day('2026-11-23'), '11:00');
const MODEL = join(import.meta.dirname, '..', '..', 'models', 'vix-drop.onnx');

export const READING: ConfidenceReading = {
  confidence: 0.74,
  place: 0.91,
  among: 'elevated',
  outlook: {
    expectedVix: 29.4,
    lowVix: 19.8,
    highVix: 41.3,
    touched30: 0.68,
    expiryDays: 30,
    days: 244,
    episodes: 27,
  },
  sample: 'unseen',
  beyond: [],
  premiumFrom: 'futures',
};

const TRIGGERS = {
  shipped: {
    confidence: 0.61,
    vix: 25,
    state: 'fires',
    episodes: 25,
    episodesAll: 42,
    touched: 0.74,
  },
  mission: {
    confidence: 0.7,
    vix: 28,
    state: 'fires',
    episodes: 14,
    episodesAll: 42,
    touched: 0.7,
  },
} as const;

const RULE = { zScore: 2.31, scorePct: 37 };
const VIX = { level: 34.2, change: 4.1, changePct: 13.6 };

/** A year of calm with a spike at its end. */
function year(): ScoreView['history'] {
  return Array.from({ length: 252 }, (_, i) => ({
    day: addDays(day('2026-11-23'), i - 251),
    atMs: NOW + (i - 251) * DAY_MS,
    vix: i > 245 ? 30 + i / 100 : 15,
    confidence: i > 245 ? 0.74 : 0.1 + (i % 7) / 100,
    rulePct: i > 245 ? 37 : 8,
  }));
}

export function scoreView(parts: Partial<ScoreView> = {}): ScoreView {
  return {
    stamp: STAMP,
    day: day('2026-11-23'),
    vix: VIX,
    rule: RULE,
    model: { code: 'ready', id: 'vix-drop', version: '1', trainedTo: day('2023-11-29') },
    reading: READING,
    missing: null,
    triggers: TRIGGERS,
    history: year(),
    ...parts,
  };
}

/** As the desk answers where no model could be opened. */
export function ruleAlone(): ScoreView {
  return scoreView({
    reading: null,
    missing: 'no-model',
    model: { code: 'wrong-features', expected: 'f1', got: 'f0' },
    triggers: null,
    history: year().map((point) => ({ ...point, confidence: null })),
  });
}

export function scoreWhyView(): ScoreWhyView {
  return {
    stamp: STAMP,
    day: day('2026-11-23'),
    confidence: 0.74,
    usual: 0.55,
    contributions: [
      { term: 'rule', value: 2.31, share: 0.09, logOdds: 0.56 },
      { term: 'half-year', value: 62, share: 0.12, logOdds: 1.64 },
      { term: 'premium', value: null, share: -0.02, logOdds: 0 },
      { term: 'level', value: 34.2, share: 0, logOdds: 0 },
    ],
  };
}

export function analogsView(parts: Partial<AnalogsView> = {}): AnalogsView {
  const path = (step: number) => Array.from({ length: 22 }, (_, i) => 1 + i * step);
  return {
    stamp: STAMP,
    day: day('2026-11-23'),
    vix: 34.2,
    analogs: [
      '2022-01-25',
      '2011-08-22',
      '2010-05-20',
      '2018-02-05',
      '2020-02-28',
      '2001-09-21',
    ].map((on, i) => ({
      day: day(on),
      distance: 0.6 + i / 10,
      vix: 30 + i,
      path: path(-0.02 + i * 0.004),
      ratioIn21: 1 + 21 * (-0.02 + i * 0.004),
      touched: i < 4 ? ('touched' as const) : ('not-touched' as const),
    })),
    known: 6,
    touched: 4,
    medianRatioIn21: 0.79,
    ...parts,
  };
}

export const OLD_MODEL: ModelHealthView = {
  ageDays: 1_090,
  old: 'old',
  drift: 'drifted',
  days: 64,
  episodes: 5,
  forecast: 0.61,
  observed: 0.28,
};

/** The card that ships, with a health that is given. */
export async function modelView(health: ModelHealthView = OLD_MODEL): Promise<ModelView> {
  const facts = await loadModelFacts(MODEL);
  if (!facts.ok) throw new Error(facts.error.code);
  return { stamp: STAMP, facts: facts.value, health };
}

const PUT = {
  kind: 'vix-put',
  expiry: day('2026-12-23'),
  daysToExpiry: 30,
  legs: [{ side: 'buy', strike: 30, priceUsd: 3.1 }],
  costUsd: 311,
  worstCaseUsd: -311,
  breakEven: 26.89,
  expectedValueUsd: 44.2,
  winChance: 0.58,
} as const;

export function signalView(parts: Partial<SignalView> = {}): SignalView {
  const history = year().map(({ atMs, vix }) => ({ atMs, value: vix }));
  return {
    stamp: STAMP,
    day: day('2026-11-23'),
    vix: VIX,
    abovePct: 48.2,
    daysAbove25: 12,
    m1: 30.1,
    m2: 28.8,
    slopePct: -4.3,
    spy: { level: 612.34, change: -9.1, changePct: -1.5 },
    spyDrawdownPct: -6.2,
    rule: RULE,
    reading: READING,
    triggers: TRIGGERS,
    suggestions: {
      offers: [PUT],
      best: PUT,
      missing: [{ kind: 'uvxy-put', code: 'no-chain' }],
    },
    past: { winRate: 0.62, averageReturn: -0.04, days: 280, episodes: 24 },
    history: history.slice(-90),
    mean60: history.slice(-90).map((point) => ({ ...point, value: 18 })),
    ...parts,
  };
}

export const SPREAD = {
  ...PUT,
  kind: 'vix-put-spread',
  legs: [
    { side: 'buy', strike: 30, priceUsd: 3.1 },
    { side: 'sell', strike: 22, priceUsd: 0.6 },
  ],
  expectedValueUsd: -12,
} as const;
