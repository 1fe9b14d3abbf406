import type { ContributionView, ScoreWhyView } from '../../engine/domain/score-views.js';
import type { ChartSpec } from '../charts/spec.js';
import type { Card, CommandContext } from '../command.js';
import { bold, lines, type Html } from '../html.js';
import { button } from './buttons.js';
import {
  chartFooter,
  decimal,
  direction,
  percent,
  signed,
  signedPercent,
  stampLine,
} from './format.js';
import { chance } from './score-words.js';

/** Signs of the features, the same in every language. */
const SIGNS: Readonly<Record<ContributionView['term'], string>> = {
  rule: 'z₆₀',
  'half-year': 'x̄₁₂₆',
  premium: 'M₁₂',
  level: '<25',
};

/** Each feature's part in percentage points, and their running sum. */
export function scoreWhyChart(view: ScoreWhyView, zone: string): ChartSpec {
  const { confidence, usual, contributions, stamp } = view;
  let total = 0;
  return {
    kind: 'bars',
    title: `p ${chance(confidence)}`,
    delta: {
      text: `${signed(100 * (confidence - usual), 0)} %`,
      direction: direction(confidence - usual),
    },
    subtitle: `${chance(usual)} → ${chance(confidence)}`,
    mode: stamp.mode,
    footer: chartFooter(stamp, zone),
    y: { unit: '%', decimals: 0 },
    bars: contributions.map(({ term, share }) => {
      total += share;
      return { label: SIGNS[term], value: 100 * share, total: 100 * total };
    }),
  };
}

function valueText({ term, value }: ContributionView): string {
  if (term === 'rule') return signed(value, 2);
  if (term === 'level') return decimal(value, 2);
  // Log percent, as a ratio that people know.
  return signedPercent(value === null ? null : 100 * (Math.exp(value / 100) - 1), 0);
}

function contributionLine({ t }: CommandContext, contribution: ContributionView): Html {
  return t('score-why-line', {
    sign: SIGNS[contribution.term],
    term: contribution.term,
    value: valueText(contribution),
    share: signedPercent(100 * contribution.share, 1),
    known: contribution.value === null ? 'no' : 'yes',
  });
}

/** Why the confidence is what it is: every feature with its value and its part. */
export function scoreWhyCard(context: CommandContext, view: ScoreWhyView): Card {
  const { t } = context;
  return {
    kind: 'card',
    text: lines([
      bold(t('score-why-headline', { confidence: chance(view.confidence) })),
      t('score-why-usual', { usual: percent(100 * view.usual, 0) }),
      ...view.contributions.map((one) => contributionLine(context, one)),
      t('score-why-method'),
      stampLine(context, view.stamp),
    ]),
    chart: scoreWhyChart(view, context.user.settings.zone),
    buttons: [
      [
        button(t('button-score'), 'score'),
        button(t('button-analogs'), 'analogs'),
        button(t('button-refresh'), 'why', { bot: 'score' }),
      ],
    ],
  };
}
