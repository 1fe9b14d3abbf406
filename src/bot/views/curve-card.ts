import type { CurvePoint, CurveView, PastCurve } from '../../engine/api.js';
import type { ChartSeries, ChartSpec } from '../charts/spec.js';
import type { CommandContext } from '../command.js';
import { bold, lines, pre, words, type Html } from '../html.js';
import {
  chartFooter,
  dayOf,
  decimal,
  direction,
  plain,
  signedPercent,
  stampLine,
} from './format.js';

/** Rank 0 is VIX itself, so that the curve starts where the index stands. */
function toSeries(
  points: readonly CurvePoint[],
  look: Pick<ChartSeries, 'name' | 'role' | 'style'>,
): ChartSeries {
  return { ...look, points: points.map(({ rank, price }) => ({ x: rank, y: price })) };
}

function past(
  curve: PastCurve | null,
  look: Pick<ChartSeries, 'name' | 'role' | 'style'>,
): ChartSeries[] {
  return curve ? [toSeries(curve.points, { ...look, name: curve.day.slice(5) })] : [];
}

function labels(view: CurveView): string[] {
  const ranks = [
    ...view.now,
    ...(view.weekAgo?.points ?? []),
    ...(view.monthAgo?.points ?? []),
  ].map((point) => point.rank);
  const last = Math.max(...ranks);
  return ['VIX', ...Array.from({ length: last }, (_, index) => `M${index + 1}`)];
}

/** VX futures by rank now, a week ago and a month ago, starting from VIX itself. */
export function curveChart(view: CurveView, zone: string): ChartSpec {
  const { stamp, spot, frontContangoPct } = view;
  const today = dayOf(stamp.asOfMs, 'America/New_York').slice(5);
  const now = toSeries(view.now, { name: today, role: 'main', style: 'line-points' });
  const from = spot === null ? [] : [{ x: 0, y: spot }];
  return {
    kind: 'line',
    title: `VX ${decimal(view.now[0]?.price ?? null, 2)}`,
    delta: {
      text: `M2/M1 ${signedPercent(frontContangoPct, 1)}`,
      direction: direction(frontContangoPct),
    },
    subtitle: 'VIX · M1–M8',
    mode: stamp.mode,
    footer: chartFooter(stamp, zone),
    x: { kind: 'category', labels: labels(view) },
    y: { unit: '', decimals: 2 },
    series: [
      ...past(view.monthAgo, { name: '', role: 'third', style: 'dotted' }),
      ...past(view.weekAgo, { name: '', role: 'second', style: 'dashed' }),
      { ...now, points: [...from, ...now.points] },
    ],
    levels: [],
  };
}

function shape(contangoPct: number | null): 'contango' | 'backwardation' | 'flat' {
  if (contangoPct === null || Math.abs(contangoPct) < 0.05) return 'flat';
  return contangoPct > 0 ? 'contango' : 'backwardation';
}

function headline({ t }: CommandContext, view: CurveView): Html {
  const title = bold(t('curve-headline', { shape: shape(view.frontContangoPct) }));
  return view.spot === null ? title : words([title, plain(`VIX ${decimal(view.spot, 2)}`)], ' · ');
}

export function curveCaption(context: CommandContext, view: CurveView): Html {
  const { t } = context;
  return lines([
    headline(context, view),
    t('curve-numbers', {
      front: signedPercent(view.frontContangoPct, 1),
      mid: signedPercent(view.midContangoPct, 1),
    }),
    stampLine(context, view.stamp),
  ]);
}

function cell(curve: PastCurve | null, rank: number): string {
  const point = curve?.points.find((candidate) => candidate.rank === rank);
  return decimal(point?.price ?? null, 2).padStart(7);
}

/** The same curves as a table of at most 36 columns. */
export function curveText(context: CommandContext, view: CurveView): Html {
  const { t } = context;
  const heads = [view.weekAgo?.day.slice(5) ?? '–', view.monthAgo?.day.slice(5) ?? '–'];
  const rows = view.now.map(
    ({ rank, expiry, price }) =>
      `M${rank} ${(expiry ?? '').slice(2).padEnd(8)} ${decimal(price, 2).padStart(6)}` +
      cell(view.weekAgo, rank) +
      cell(view.monthAgo, rank),
  );
  const head = `${t('curve-table-now').padStart(18)}${heads.map((text) => text.padStart(7)).join('')}`;
  return lines([
    headline(context, view),
    pre(plain([head, ...rows].join('\n'))),
    t('curve-numbers', {
      front: signedPercent(view.frontContangoPct, 1),
      mid: signedPercent(view.midContangoPct, 1),
    }),
    stampLine(context, view.stamp),
  ]);
}
