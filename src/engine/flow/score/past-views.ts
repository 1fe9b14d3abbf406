import { barCloseAtMs } from '../../domain/bar.js';
import type { ModelFacts } from '../../domain/model-facts.js';
import type {
  AnalogsView,
  ModelHealthView,
  ScorePoint,
  ScoreWhyView,
} from '../../domain/score-views.js';
import type { TradingDay } from '../../domain/trading-day.js';
import type { FeatureRow } from '../../features/compute.js';
import { findAnalogs } from '../../scoring/analogs.js';
import { explain } from '../../scoring/contributions.js';
import { dropConfidence, dropInputs, featureOf } from '../../scoring/drop-model.js';
import { modelHealth, type ScoredDay } from '../../scoring/model-health.js';
import { ruleScorePct } from '../../scoring/rule.js';
import { SERIES } from '../view-context.js';
import type { Past } from './past-days.js';
import type { ScoreInput } from './score-state.js';

const YEAR_SESSIONS = 252;
const ANALOGS_SHOWN = 8;

/** By the card's own numbers, which give what the model gives to 1e-5. */
function confidenceOf(row: FeatureRow, facts: ModelFacts | null): number | null {
  const inputs = facts && dropInputs(row);
  return inputs ? dropConfidence(inputs, facts) : null;
}

function pointOf(row: FeatureRow, atMs: number, confidence: number | null): ScorePoint {
  return {
    day: row.day,
    atMs,
    vix: featureOf(row, 'vix_spot') ?? Number.NaN,
    confidence,
    rulePct: ruleScorePct(featureOf(row, 'vix_zscore')),
  };
}

/** The year before the day of the score, then the score itself. */
export function yearOf(
  past: Past,
  now: { readonly input: ScoreInput; readonly confidence: number | null },
  facts: ModelFacts | null,
): readonly ScorePoint[] {
  const { input, confidence } = now;
  const before = past.days.filter(({ row }) => row.day < input.day).slice(1 - YEAR_SESSIONS);
  return [
    ...before.map(({ row }) =>
      pointOf(row, barCloseAtMs(SERIES.vix, row.day), confidenceOf(row, facts)),
    ),
    pointOf(input.row, input.stamp.asOfMs, confidence),
  ];
}

/** @returns null where the history is too short for a score. */
export function whyView(input: ScoreInput, facts: ModelFacts): ScoreWhyView | null {
  const inputs = dropInputs(input.row);
  if (!inputs) return null;
  const { confidence, usual, contributions } = explain(inputs, facts);
  return { stamp: input.stamp, day: input.day, confidence, usual, contributions };
}

export function analogsView(input: ScoreInput, past: Past, facts: ModelFacts): AnalogsView {
  const summary = findAnalogs(input.row, {
    past: past.days,
    history: past.sessions,
    facts,
    count: ANALOGS_SHOWN,
  });
  return { ...summary, stamp: input.stamp, day: input.day, vix: input.vix };
}

/** What the model has said on elevated days since its training, beside what came. */
export function healthOf(
  past: Past,
  of: { readonly facts: ModelFacts; readonly today: TradingDay },
): ModelHealthView {
  const scored = past.days.flatMap(({ row, label }): ScoredDay[] => {
    if (row.day <= of.facts.trainedTo || label.touch30 === null || label.episode === null)
      return [];
    const confidence = confidenceOf(row, of.facts);
    return confidence === null
      ? []
      : [{ episode: label.episode, confidence, touched: label.touch30 }];
  });
  return modelHealth(of.facts, { today: of.today, scored });
}
