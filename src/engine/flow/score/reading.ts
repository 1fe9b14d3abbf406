import type { DigestScore } from '../../domain/digest.js';
import type { ModelFacts, Trigger } from '../../domain/model-facts.js';
import type {
  ConfidenceReading,
  RuleReading,
  TriggerReading,
  TriggersView,
} from '../../domain/score-views.js';
import { daysBetween, type TradingDay } from '../../domain/trading-day.js';
import { ELEVATED_VIX } from '../../features/measures.js';
import { dropConfidence, dropInputs, featureOf } from '../../scoring/drop-model.js';
import { outlookAt, placeInHistory } from '../../scoring/outlook.js';
import { ruleScorePct } from '../../scoring/rule.js';
import { alertDecision, defaultTrigger } from '../../scoring/trigger.js';
import type { ViewContext } from '../view-context.js';
import { scoreInput } from './live-input.js';
import type { ScoreInput, ScoreState } from './score-state.js';

export function ruleOf({ row }: Pick<ScoreInput, 'row'>): RuleReading {
  const zScore = featureOf(row, 'vix_zscore');
  return { zScore, scorePct: ruleScorePct(zScore) };
}

/** A bare confidence in its context: its place, what followed the like of it, how far it may be trusted. */
export function readingOf(
  input: ScoreInput,
  confidence: number,
  facts: ModelFacts,
): ConfidenceReading {
  const at = { confidence, vix: input.vix };
  const outlook = outlookAt(at, facts);
  const beyond = [...facts.range].flatMap(([name, { least, most }]) => {
    const value = featureOf(input.row, name);
    return value !== null && (value < least || value > most) ? [name] : [];
  });
  return {
    confidence,
    place: placeInHistory(at, facts),
    among: input.vix > ELEVATED_VIX ? 'elevated' : 'all',
    outlook: {
      expectedVix: outlook.expectedVix,
      lowVix: outlook.lowVix,
      highVix: outlook.highVix,
      touched30: outlook.touched30,
      expiryDays: outlook.expiryDays,
      days: outlook.days,
      episodes: outlook.episodes,
    },
    sample: input.day <= facts.trainedTo ? 'seen' : 'unseen',
    beyond,
    premiumFrom: input.row.termSource,
  };
}

function triggerReading(
  at: { readonly confidence: number; readonly vix: number },
  trigger: Trigger,
): TriggerReading {
  const { confidence, vix, episodes, episodesAll, touched } = trigger;
  const decision = alertDecision({ ...at, nowMs: 0, lastAlertAtMs: null }, trigger);
  const state = decision === 'due' ? 'fires' : 'quiet';
  return { confidence, vix, state, episodes, episodesAll, touched };
}

/** The trigger that alerts, and the mission's beside it. */
export function triggersOf(
  at: { readonly confidence: number; readonly vix: number },
  facts: ModelFacts,
): TriggersView {
  return {
    shipped: triggerReading(at, defaultTrigger(facts)),
    mission: triggerReading(at, facts.triggers.mission),
  };
}

/** The newest score of a day; where the model has not answered for it yet, by its card's own numbers. */
function readingOn(
  context: ViewContext,
  { latest, model }: Pick<ScoreState, 'latest' | 'model'>,
  day: TradingDay,
): ConfidenceReading | null {
  if (latest?.reading && latest.input.day === day) return latest.reading;
  const { facts } = model;
  const input = facts && scoreInput(context, facts);
  if (!facts || input?.day !== day) return null;
  const inputs = dropInputs(input.row);
  return inputs && readingOf(input, dropConfidence(inputs, facts), facts);
}

/** @returns null without a model, or with too short a history. */
export function digestScore(
  context: ViewContext,
  score: Pick<ScoreState, 'latest' | 'model'>,
  day: TradingDay,
): DigestScore | null {
  const reading = readingOn(context, score, day);
  if (!reading || !score.model.facts) return null;
  const { confidence, place, among, outlook } = reading;
  return {
    confidence,
    place,
    among,
    expectedVix: outlook.expectedVix,
    modelAgeDays: daysBetween(score.model.facts.trainedTo, day),
  };
}
