import type { ScorePoint, ScoreView } from '../../engine/domain/score-views.js';
import type { ChartSeries, ChartSpec } from '../charts/spec.js';
import type { CommandContext } from '../command.js';
import { bold, lines, words, type Html } from '../html.js';
import { arrow, chartFooter, decimal, percent, plain, signed, stampLine } from './format.js';
import {
  caveats,
  chance,
  modelStateText,
  outlookLine,
  ruleLine,
  triggerLine,
} from './score-words.js';

function series(points: readonly ScorePoint[], of: (point: ScorePoint) => number | null) {
  return points.map((point) => ({ x: point.atMs, y: of(point) ?? NaN }));
}

/** A year of confidence with the rule beside it, and the line above which it speaks. */
export function scoreChart(view: ScoreView, zone: string): ChartSpec {
  const { reading, history, stamp, triggers, rule } = view;
  const scored = history.some((point) => point.confidence !== null);
  const now = reading?.confidence ?? (rule.scorePct === null ? null : rule.scorePct / 100);
  const confidence: ChartSeries = {
    name: 'p',
    role: 'main',
    style: 'area',
    points: series(history, (point) => point.confidence),
  };
  return {
    kind: 'line',
    title: `VIX −20% · ${chance(now)}`,
    delta: { text: `VIX ${decimal(view.vix.level, 2)}`, direction: 'flat' },
    subtitle: scored ? '1Y · p 30 d · z₆₀' : '1Y · z₆₀',
    mode: stamp.mode,
    footer: chartFooter(stamp, zone),
    x: { kind: 'time', zone, span: 'months' },
    y: { unit: '', decimals: 2 },
    series: [
      ...(scored ? [confidence] : []),
      {
        name: 'z₆₀',
        role: scored ? 'second' : 'main',
        style: scored ? 'dashed' : 'line',
        points: series(history, ({ rulePct }) => (rulePct === null ? null : rulePct / 100)),
      },
    ],
    levels: triggers
      ? [{ value: triggers.shipped.confidence, label: chance(triggers.shipped.confidence) }]
      : [],
  };
}

function headline({ t }: CommandContext, { reading, vix }: ScoreView): Html {
  const level = plain(`VIX ${decimal(vix.level, 2)} ${arrow(vix.change)} ${signed(vix.change, 2)}`);
  const title = reading
    ? t('score-headline', { confidence: chance(reading.confidence) })
    : t('score-headline-none');
  return words([bold(title), level], ' · ');
}

function missingLines(context: CommandContext, { missing, model }: ScoreView): readonly Html[] {
  if (missing === null) return [];
  const why = context.t('score-missing', { why: missing });
  return missing === 'no-model' ? [why, modelStateText(context, model)] : [why];
}

/** Confidence, its place, what followed the like of it, the rule beside it. */
export function scoreCaption(context: CommandContext, view: ScoreView): Html {
  const { t } = context;
  const { reading, triggers } = view;
  return lines([
    headline(context, view),
    ...missingLines(context, view),
    ...(reading
      ? [
          t('score-place', { place: percent(100 * reading.place, 0), among: reading.among }),
          outlookLine(context, reading),
        ]
      : []),
    ruleLine(context, view.rule),
    triggers && triggerLine(context, triggers.shipped, 'shipped'),
    triggers && triggerLine(context, triggers.mission, 'mission'),
    ...(reading ? caveats(context, reading) : []),
    stampLine(context, view.stamp),
  ]);
}

/** The same in sentences, with what each figure stands on. */
export function scoreText(context: CommandContext, view: ScoreView): Html {
  const { t } = context;
  const { reading, triggers } = view;
  return lines([
    headline(context, view),
    ...missingLines(context, view),
    ...(reading
      ? [
          t('score-means'),
          t('score-place', { place: percent(100 * reading.place, 0), among: reading.among }),
          outlookLine(context, reading),
          t('score-followed', {
            touched: percent(100 * reading.outlook.touched30, 0),
            days: reading.outlook.days,
            spikes: reading.outlook.episodes,
            among: reading.among,
          }),
        ]
      : []),
    t('score-rule-long', {
      score: percent(view.rule.scorePct, 0),
      z: signed(view.rule.zScore, 2),
    }),
    ...(triggers
      ? (['shipped', 'mission'] as const).flatMap((name) => [
          triggerLine(context, triggers[name], name),
          t('score-trigger-past', {
            fired: triggers[name].episodes,
            all: triggers[name].episodesAll,
            touched: percent(
              triggers[name].touched === null ? null : 100 * triggers[name].touched,
              0,
            ),
          }),
        ])
      : []),
    ...(reading ? caveats(context, reading) : []),
    stampLine(context, view.stamp),
  ]);
}
