import type {
  ConfidenceReading,
  ModelState,
  RuleReading,
  ScoreTrouble,
  TriggerReading,
} from '../../engine/domain/score-views.js';
import type { Card, CommandContext } from '../command.js';
import { lines, type Html } from '../html.js';
import { button } from './buttons.js';
import { decimal, percent, signed } from './format.js';

/** A probability as the mission writes it: two decimals of 1. */
export function chance(value: number | null): string {
  return decimal(value, 2);
}

export function modelStateText({ t }: CommandContext, state: ModelState): Html {
  switch (state.code) {
    case 'ready':
      return t('model-state-ready', {
        model: `${state.id} ${state.version}`,
        day: state.trainedTo,
      });
    case 'none':
      return t('model-state-none');
    case 'wrong-features':
      return t('model-state-wrong-features', { expected: state.expected, got: state.got });
    case 'unusable':
      return t('model-state-unusable', { reason: state.reason });
  }
}

/** The rule that stands beside every confidence. */
export function ruleLine({ t }: CommandContext, rule: RuleReading): Html {
  return t('score-rule', { score: percent(rule.scorePct, 0), z: signed(rule.zScore, 2) });
}

/** What the confidence means for VIX itself. */
export function outlookLine({ t }: CommandContext, { outlook }: ConfidenceReading): Html {
  return t('score-outlook', {
    expected: decimal(outlook.expectedVix, 1),
    low: decimal(outlook.lowVix, 1),
    high: decimal(outlook.highVix, 1),
  });
}

/** What must be known before the figure is trusted; empty where nothing must. */
export function caveats({ t }: CommandContext, reading: ConfidenceReading): readonly Html[] {
  return [
    ...(reading.sample === 'seen' ? [t('score-seen')] : []),
    ...(reading.beyond.length > 0 ? [t('score-beyond', { list: reading.beyond.join(', ') })] : []),
    ...(reading.premiumFrom === 'futures'
      ? []
      : [t('score-premium', { from: reading.premiumFrom })]),
  ];
}

export function triggerLine(
  { t }: CommandContext,
  trigger: TriggerReading,
  name: 'shipped' | 'mission',
): Html {
  return t('score-trigger', {
    name,
    confidence: chance(trigger.confidence),
    vix: decimal(trigger.vix, 0),
    sign: trigger.state === 'fires' ? '🔔' : '–',
    state: trigger.state,
  });
}

/** A question without an answer: why, and where the rule can still be read. */
export function scoreTrouble(context: CommandContext, error: ScoreTrouble): Card {
  const { t } = context;
  switch (error.code) {
    case 'no-data':
      return { kind: 'card', text: t('no-data', { what: error.what }) };
    case 'late':
      return { kind: 'card', text: t('score-late') };
    case 'no-confidence':
      return {
        kind: 'card',
        text: lines([
          t('score-missing', { why: error.why }),
          error.why === 'no-model' ? modelStateText(context, error.model) : null,
        ]),
        buttons: [[button(t('button-vix'), 'vix'), button(t('button-score'), 'score')]],
      };
  }
}
