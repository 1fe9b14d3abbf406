import type { ModelFacts, WalkRow } from '../../engine/domain/model-facts.js';
import type { ModelHealthView, ModelNews, ModelView } from '../../engine/domain/score-views.js';
import type { ChartSpec } from '../charts/spec.js';
import type { Card, CommandContext } from '../command.js';
import { bold, lines, pre, type Html } from '../html.js';
import { button } from './buttons.js';
import { chartFooter, decimal, percent, plain, stampLine } from './format.js';
import { chance } from './score-words.js';

/** Names that the card gives to the scores which stand in the table. */
const SHIPPED = 'shipped score';
const RULE = 'z-score (60 d)';

/** What was said against what came, a bin of elevated days each; the dashes are a perfect model. */
export function modelChart(view: ModelView, zone: string): ChartSpec {
  const { calibration } = view.facts;
  const { bins } = calibration;
  return {
    kind: 'line',
    title: `Brier ${decimal(calibration.brier, 3)}`,
    delta: { text: `ECE ${decimal(calibration.error, 3)}`, direction: 'flat' },
    subtitle: `p → ✓ · n ${calibration.days} · ${view.facts.id} ${view.facts.version}`,
    mode: view.stamp.mode,
    footer: chartFooter(view.stamp, zone),
    x: { kind: 'category', labels: bins.map(({ forecast }) => chance(forecast)) },
    y: { unit: '', decimals: 2 },
    series: [
      {
        name: 'p',
        role: 'muted',
        style: 'dashed',
        points: bins.map(({ forecast }, x) => ({ x, y: forecast })),
      },
      {
        name: '✓',
        role: 'main',
        style: 'line-points',
        points: bins.map(({ observed }, x) => ({ x, y: observed })),
      },
    ],
    levels: [],
  };
}

function aucRow({ name, auc }: WalkRow): string {
  const [shipped, rule] = [auc.get(SHIPPED), auc.get(RULE)];
  const figure = (value: number | undefined) => decimal(value ?? null, 3).padStart(6);
  const span = shipped ? `${decimal(shipped.low, 2)}–${decimal(shipped.high, 2)}` : '–';
  return `${shortName(name).padEnd(13)}${figure(shipped?.auc)} ${span.padStart(9)}${figure(rule?.auc)}`;
}

/** `1995–2023, end` and `2009–2021 futures, end` in at most 14 columns. */
function shortName(name: string): string {
  const years = /(\d{2})(\d{2})\D(\d{2})(\d{2})/.exec(name);
  const span = years ? `${years[2]}–${years[4]}` : name.slice(0, 5);
  return `${span}${name.includes('futures') ? ' VX' : ''} ${name.includes('within') ? '≤21' : '=21'}`;
}

function healthLines({ t }: CommandContext, health: ModelHealthView): readonly Html[] {
  return [
    t('model-age', {
      days: Math.abs(health.ageDays),
      old: health.ageDays < 0 ? 'ahead' : health.old,
    }),
    t('model-drift', {
      drift: health.drift,
      spikes: health.episodes,
      days: health.days,
      forecast: chance(health.forecast),
      observed: chance(health.observed),
    }),
  ];
}

function headline({ t }: CommandContext, { id, version, trainedTo }: ModelFacts): Html {
  return bold(t('model-headline', { model: `${id} ${version}`, day: trainedTo }));
}

export function modelCaption(context: CommandContext, { facts, health, stamp }: ModelView): Html {
  const { t } = context;
  const { calibration } = facts;
  const [first] = facts.rows;
  const [shipped, rule] = [first?.auc.get(SHIPPED), first?.auc.get(RULE)];
  return lines([
    headline(context, facts),
    first && shipped && rule
      ? t('model-auc', {
          auc: decimal(shipped.auc, 2),
          low: decimal(shipped.low, 2),
          high: decimal(shipped.high, 2),
          rule: decimal(rule.auc, 2),
          days: first.days,
          spikes: first.episodes,
        })
      : null,
    t('model-brier', {
      brier: decimal(calibration.brier, 3),
      rate: decimal(calibration.brierOfRate, 3),
      error: decimal(calibration.error, 3),
      low: decimal(calibration.errorLow, 2),
      high: decimal(calibration.errorHigh, 2),
    }),
    ...healthLines(context, health),
    stampLine(context, stamp),
  ]);
}

/** Every row of the walk forward beside the rule, the triggers, and what it does not know. */
export function modelText(context: CommandContext, { facts, health, stamp }: ModelView): Html {
  const { t } = context;
  const { mission, bestFifth } = facts.triggers;
  const head = `${'AUC'.padEnd(13)}${'p'.padStart(6)} ${'95 %'.padStart(9)}${'z₆₀'.padStart(6)}`;
  return lines([
    headline(context, facts),
    pre(plain([head, ...facts.rows.map(aucRow)].join('\n'))),
    t('model-table', { spikes: facts.calibration.episodes }),
    ...[bestFifth, mission].map((trigger) =>
      t('model-trigger', {
        confidence: chance(trigger.confidence),
        vix: decimal(trigger.vix, 0),
        fired: trigger.episodes,
        all: trigger.episodesAll,
        touched: percent(trigger.touched === null ? null : 100 * trigger.touched, 0),
        anyway: percent(100 * trigger.touchedAnyway, 0),
      }),
    ),
    ...healthLines(context, health),
    bold(t('model-unknown')),
    ...facts.unknown.map((code) => t('model-unknown-line', { code })),
    stampLine(context, stamp),
  ]);
}

/** The model has grown old, or what it says no longer comes true. */
export function modelNewsCard(context: CommandContext, news: ModelNews): Card {
  const { t } = context;
  return {
    kind: 'card',
    text: lines([
      bold(t('model-news', { model: news.model, day: news.trainedTo })),
      ...healthLines(context, news.health),
      t('model-news-what'),
      stampLine(context, news.stamp),
    ]),
    buttons: [[button(t('button-model'), 'model')]],
  };
}
