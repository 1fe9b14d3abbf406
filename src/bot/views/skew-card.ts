import { DAY_MS } from '../../engine/domain/units.js';
import type { SkewView } from '../../engine/domain/vol-views.js';
import type { ChartSpec, PlotPanel, PlotPoint, PlotSeries } from '../charts/spec.js';
import type { CommandContext } from '../command.js';
import { lines, pre, type Html } from '../html.js';
import { decimal, plain } from './format.js';
import {
  expiryText,
  padLeft,
  padRight,
  pointsText,
  spreadOverTime,
  volFoot,
  volFrame,
  volHeadline,
} from './vol-words.js';

const MOST_POINTS = 40;
const MOST_TEXT_ROWS = 14;
const MOST_HISTORY = 400;
/** From so long a history on, its axis is read in days. */
const ONE_SESSION_MS = 1.5 * DAY_MS;

function byExpiry(
  view: SkewView,
  of: Pick<PlotSeries, 'name' | 'role'>,
  at: 'rr25' | 'bf25',
): readonly PlotSeries[] {
  const points = spreadOverTime(view.slices, MOST_POINTS).map((slice): PlotPoint => ({
    x: slice.days,
    y: 100 * slice[at],
  }));
  return [
    { ...of, style: 'line', points },
    { ...of, name: '', style: 'dots', points },
  ];
}

function historyPanel({ history, rr25At30d }: SkewView, zone: string): readonly PlotPanel[] {
  const [first, last] = [history[0], history.at(-1)];
  if (!first || !last || last.atMs <= first.atMs) return [];
  const every = Math.ceil(history.length / MOST_HISTORY);
  const kept = history.filter((_, i) => (history.length - 1 - i) % every === 0);
  const spanMs = last.atMs - first.atMs;
  return [
    {
      name: `RR25 30d ${pointsText(rr25At30d)}`,
      x: { kind: 'time', zone, span: spanMs > ONE_SESSION_MS ? 'months' : 'day' },
      y: { unit: '', decimals: 1 },
      series: [
        {
          name: '',
          role: 'main',
          style: 'line',
          points: kept.map(({ atMs, rr25 }) => ({ x: atMs, y: 100 * rr25 })),
        },
      ],
      marks: [],
      levels: [],
    },
  ];
}

/** Risk reversal and butterfly by days, and the 30-day risk reversal over time under it. */
export function skewChart(view: SkewView, zone: string): ChartSpec {
  const expiries: PlotPanel = {
    name: '',
    x: { kind: 'days' },
    y: { unit: '', decimals: 1 },
    series: [
      ...byExpiry(view, { name: 'RR25', role: 'main' }, 'rr25'),
      ...byExpiry(view, { name: 'BF25', role: 'second' }, 'bf25'),
    ],
    marks: [],
    levels: [{ value: 0, label: '' }],
  };
  const level = view.rr25At30d === null ? '' : ` RR25 ${pointsText(view.rr25At30d)}`;
  return {
    ...volFrame(view, zone, ['Δσ %', 't']),
    title: `${view.underlying}${level}`,
    delta: null,
    kind: 'plot',
    panels: [expiries, ...historyPanel(view, zone)],
  };
}

/** Which side is dearer, in words. */
function sides({ t }: CommandContext, { bf25At30d, rr25At30d }: SkewView): Html {
  if (rr25At30d === null) return t('skew-unknown');
  return t('skew-sides', {
    dearer: rr25At30d < 0 ? 'puts' : 'calls',
    rr: pointsText(rr25At30d),
    bf: pointsText(bf25At30d),
  });
}

export function skewCaption(context: CommandContext, view: SkewView): Html {
  const { t } = context;
  return lines([
    volHeadline(context, view),
    sides(context, view),
    view.history.length < 2 ? t('skew-no-history') : null,
    volFoot(context, view),
  ]);
}

/** Expiries with level, both risk reversals and both butterflies, at most 36 columns. */
export function skewText(context: CommandContext, view: SkewView): Html {
  const head =
    padRight('', 7) + ['ATM', 'RR25', 'BF25', 'RR10'].map((name) => padLeft(name, 7)).join('');
  const rows = spreadOverTime(view.slices, MOST_TEXT_ROWS).map(
    ({ atmVol, bf25, expiry, rr10, rr25 }) =>
      padRight(expiryText(expiry, view.stamp.nowMs), 7) +
      padLeft(decimal(100 * atmVol, 1), 7) +
      [rr25, bf25, rr10].map((value) => padLeft(pointsText(value), 7)).join(''),
  );
  return lines([
    volHeadline(context, view),
    sides(context, view),
    pre(plain([head, ...rows].join('\n'))),
    context.t('skew-legend'),
    volFoot(context, view),
  ]);
}
