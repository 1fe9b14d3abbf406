import type { HistoryRange, Point, VixMeasures, VixView } from '../../engine/api.js';
import type { ChartPoint, ChartSpec } from '../charts/spec.js';
import type { CommandContext } from '../command.js';
import { bold, lines, words, type Html } from '../html.js';
import {
  arrow,
  chartFooter,
  dayOf,
  decimal,
  direction,
  percent,
  plain,
  signed,
  signedPercent,
  stampLine,
} from './format.js';

const RANGE_LABELS: Record<HistoryRange, string> = {
  '1m': '1M',
  '6m': '6M',
  '1y': '1Y',
  all: 'All',
};

function toChart(points: readonly Point[]): ChartPoint[] {
  return points.map(({ atMs, value }) => ({ x: atMs, y: value }));
}

/** Daily closes with their 60-session mean and the level above which VIX counts as elevated. */
export function vixChart(view: VixView, zone: string): ChartSpec {
  const { vix, stamp, range } = view;
  return {
    kind: 'line',
    title: `VIX ${decimal(vix.level, 2)}`,
    delta: {
      text: `${signed(vix.change, 2)} (${signedPercent(vix.changePct, 1)})`,
      direction: direction(vix.change),
    },
    subtitle: `${RANGE_LABELS[range]} · x̄60`,
    mode: stamp.mode,
    footer: chartFooter(stamp, zone),
    x: { kind: 'time', zone, span: range === 'all' ? 'years' : 'months' },
    y: { unit: '', decimals: 2 },
    series: [
      { name: 'VIX', role: 'main', style: 'area', points: toChart(view.history) },
      { name: 'x̄60', role: 'muted', style: 'dashed', points: toChart(view.mean60) },
    ],
    levels: [{ value: 25, label: '25' }],
  };
}

function headline({ vix }: VixView): Html {
  const change = `${arrow(vix.change)} ${signed(vix.change, 2)} (${signedPercent(vix.changePct, 1)})`;
  return words([bold(plain(`VIX ${decimal(vix.level, 2)}`)), plain(change)], '  ');
}

/** Every measure in three short lines. */
export function measureLines({ t }: CommandContext, m: VixMeasures): Html {
  return lines([
    t('vix-numbers', {
      z: signed(m.zScore60, 2),
      percentile: percent(m.percentile252, 0),
      score: percent(m.ruleScorePct, 0),
    }),
    t('vix-futures', {
      m1: decimal(m.m1, 2),
      m2: decimal(m.m2, 2),
      slope: signedPercent(m.slopePct, 1),
    }),
    t('vix-context', { days: m.daysAbove25, drawdown: percent(m.spxDrawdownPct, 1) }),
  ]);
}

/** Caption of the picture: the level, then every measure. */
export function vixCaption(context: CommandContext, view: VixView): Html {
  return lines([
    headline(view),
    measureLines(context, view.measures),
    stampLine(context, view.stamp),
  ]);
}

function extremes(points: readonly Point[]): { low: Point; high: Point } | null {
  const first = points[0];
  if (!first) return null;
  return points.reduce(
    ({ low, high }, point) => ({
      low: point.value < low.value ? point : low,
      high: point.value > high.value ? point : high,
    }),
    { low: first, high: first },
  );
}

/** The picture and its caption in words, one figure a line. */
export function vixText(context: CommandContext, view: VixView): Html {
  const { t } = context;
  const { zone } = context.user.settings;
  const m = view.measures;
  const ends = extremes(view.history);
  const first = view.history[0];
  return lines([
    headline(view),
    t('vix-text-z', { value: signed(m.zScore60, 2) }),
    t('vix-text-percentile', { value: percent(m.percentile252, 0) }),
    t('vix-text-days', { days: m.daysAbove25 }),
    t('vix-text-futures', {
      m1: decimal(m.m1, 2),
      m2: decimal(m.m2, 2),
      slope: signedPercent(m.slopePct, 1),
    }),
    t('vix-text-drawdown', { value: percent(m.spxDrawdownPct, 1) }),
    t('vix-text-score', { value: percent(m.ruleScorePct, 0) }),
    ends && first
      ? t('vix-text-range', {
          range: RANGE_LABELS[view.range],
          from: decimal(first.value, 2),
          low: decimal(ends.low.value, 2),
          lowDay: dayOf(ends.low.atMs, zone),
          high: decimal(ends.high.value, 2),
          highDay: dayOf(ends.high.atMs, zone),
        })
      : null,
    stampLine(context, view.stamp),
  ]);
}
