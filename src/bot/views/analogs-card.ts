import type { AnalogsView, AnalogView } from '../../engine/domain/score-views.js';
import type { ChartSeries, ChartSpec } from '../charts/spec.js';
import type { CommandContext } from '../command.js';
import { bold, lines, pre, type Html } from '../html.js';
import {
  chartFooter,
  decimal,
  direction,
  percent,
  plain,
  signedPercent,
  stampLine,
} from './format.js';

const MOST_PATHS = 5;
const SESSIONS = 21;
const TOUCH_PCT = 80;

function pathOf({ day, path }: AnalogView, nearest: 'nearest' | 'other'): ChartSeries {
  return {
    name: day.slice(0, 7),
    role: nearest === 'nearest' ? 'second' : 'muted',
    style: nearest === 'nearest' ? 'dashed' : 'dotted',
    points: path.map((ratio, x) => ({ x, y: 100 * ratio })),
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2;
}

/** The middle of all paths, session by session. */
function middle(analogs: readonly AnalogView[]): ChartSeries {
  const points = Array.from({ length: SESSIONS + 1 }, (_, x) => {
    const known = analogs.flatMap(({ path }) => path[x] ?? []);
    return { x, y: known.length > 0 ? 100 * median(known) : NaN };
  });
  return { name: 'x̃', role: 'main', style: 'line', points };
}

/** What VIX did in the 21 sessions after each, as a share of its level then. */
export function analogsChart(view: AnalogsView, zone: string): ChartSpec | null {
  const { analogs, stamp, medianRatioIn21 } = view;
  if (analogs.length === 0) return null;
  const changePct = medianRatioIn21 === null ? null : 100 * (medianRatioIn21 - 1);
  const shown = analogs.slice(0, MOST_PATHS);
  return {
    kind: 'line',
    title: `VIX ${decimal(view.vix, 2)}`,
    delta: { text: signedPercent(changePct, 0), direction: direction(changePct) },
    subtitle: `0–${SESSIONS} · % · n ${analogs.length}`,
    mode: stamp.mode,
    footer: chartFooter(stamp, zone),
    x: {
      kind: 'category',
      labels: Array.from({ length: SESSIONS + 1 }, (_, index) => String(index)),
    },
    y: { unit: '%', decimals: 0 },
    series: [
      ...shown.map((one, index) => pathOf(one, index === 0 ? 'nearest' : 'other')).reverse(),
      middle(analogs),
    ],
    levels: [{ value: TOUCH_PCT, label: `${TOUCH_PCT}%` }],
  };
}

function summary({ t }: CommandContext, view: AnalogsView): Html {
  if (view.analogs.length === 0) return t('analogs-none');
  const { known, touched, medianRatioIn21 } = view;
  return t('analogs-summary', {
    touched,
    known,
    change: signedPercent(medianRatioIn21 === null ? null : 100 * (medianRatioIn21 - 1), 0),
  });
}

function headline({ t }: CommandContext, { day, vix }: AnalogsView): Html {
  return bold(t('analogs-headline', { day, vix: decimal(vix, 2) }));
}

export function analogsCaption(context: CommandContext, view: AnalogsView): Html {
  const { t } = context;
  const [nearest] = view.analogs;
  return lines([
    headline(context, view),
    summary(context, view),
    nearest ? t('analogs-nearest', { day: nearest.day, vix: decimal(nearest.vix, 2) }) : null,
    t('analogs-care'),
    stampLine(context, view.stamp),
  ]);
}

const TOUCHED: Readonly<Record<AnalogView['touched'], string>> = {
  touched: '✓',
  'not-touched': '–',
  unknown: '?',
};

function row({ day, vix, ratioIn21, touched, distance }: AnalogView): string {
  const change = signedPercent(ratioIn21 === null ? null : 100 * (ratioIn21 - 1), 0);
  return [
    day,
    decimal(vix, 1).padStart(6),
    change.padStart(7),
    TOUCHED[touched].padStart(3),
    decimal(distance, 2).padStart(6),
  ].join('');
}

/** Every one of them as a table of at most 36 columns. */
export function analogsText(context: CommandContext, view: AnalogsView): Html {
  const { t } = context;
  const head = `${' '.repeat(10)}${'VIX'.padStart(6)}${'+21'.padStart(7)}${'↓'.padStart(3)}${'σ'.padStart(6)}`;
  return lines([
    headline(context, view),
    summary(context, view),
    view.analogs.length > 0 ? pre(plain([head, ...view.analogs.map(row)].join('\n'))) : null,
    t('analogs-legend', { touch: percent(TOUCH_PCT - 100, 0) }),
    t('analogs-care'),
    stampLine(context, view.stamp),
  ]);
}
