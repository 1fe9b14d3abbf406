import type { SliceView, TermView } from '../../engine/domain/vol-views.js';
import type { ChartSpec, PlotPoint, PlotSeries } from '../charts/spec.js';
import type { CommandContext } from '../command.js';
import { lines, pre, type Html } from '../html.js';
import { decimal, instant, plain } from './format.js';
import {
  expiryText,
  padLeft,
  padRight,
  pointsText,
  spreadOverTime,
  volFoot,
  volFrame,
  volHeadline,
  volText,
} from './vol-words.js';

const MOST_POINTS = 60;
/** Between neighbours a week apart, forward levels tell of single days more than of time. */
const MOST_STEPS = 12;
const MOST_TEXT_ROWS = 14;

/** Forward levels between expiries that are far enough apart to be read. */
function forwardSteps(slices: readonly SliceView[]): readonly PlotPoint[] {
  const shown = spreadOverTime(slices, MOST_STEPS);
  return shown.map(({ atmVol, days, forwardVol, years }, i) => {
    const before = shown[i - 1];
    if (!before || shown.length === slices.length) return { x: days, y: 100 * forwardVol };
    const gained = atmVol ** 2 * years - before.atmVol ** 2 * before.years;
    return { x: days, y: 100 * Math.sqrt(Math.max(0, gained) / (years - before.years)) };
  });
}

/** At the money by days; forward volatility as steps; the surface before dashed. */
export function termChart(view: TermView, zone: string): ChartSpec {
  const slices = spreadOverTime(view.slices, MOST_POINTS);
  const atm = slices.map(({ atmVol, days }) => ({ x: days, y: 100 * atmVol }));
  const before = view.before.map(({ days, vol }) => ({ x: days, y: 100 * vol }));
  const past = view.comparedWithMs === null ? '' : instant(view.comparedWithMs, zone).slice(5, 10);
  const steps: PlotSeries = {
    name: 'FWD',
    role: 'second',
    style: 'steps',
    points: forwardSteps(view.slices),
  };
  return {
    ...volFrame(view, zone, ['σ % ATM', 't']),
    kind: 'plot',
    panels: [
      {
        name: '',
        x: { kind: 'days' },
        y: { unit: '%', decimals: 1 },
        series: [
          { name: 'ATM', role: 'main', style: 'line', points: atm },
          { name: '', role: 'main', style: 'dots', points: atm.length <= 30 ? atm : [] },
          steps,
          ...(before.length > 0
            ? [{ name: past, role: 'muted', style: 'dashed', points: before } as const]
            : []),
        ],
        marks: [],
        levels: [],
      },
    ],
  };
}

/** Contango or inverted, by how much, between which expiries. */
function shape({ t }: CommandContext, { inversion, slices, stamp }: TermView): Html {
  const [first, last] = [slices[0], slices.at(-1)];
  return lines([
    inversion === null
      ? t('term-shape-unknown')
      : t('term-shape', {
          shape: inversion > 0 ? 'inverted' : 'rising',
          points: pointsText(-inversion),
        }),
    first && last
      ? t('term-ends', {
          near: expiryText(first.expiry, stamp.nowMs),
          nearVol: volText(first.atmVol),
          far: expiryText(last.expiry, stamp.nowMs),
          farVol: volText(last.atmVol),
        })
      : null,
  ]);
}

function compared({ t, user }: CommandContext, { comparedWithMs }: TermView): Html | null {
  if (comparedWithMs === null) return null;
  return t('surface-compared', { at: instant(comparedWithMs, user.settings.zone) });
}

export function termCaption(context: CommandContext, view: TermView): Html {
  return lines([
    volHeadline(context, view),
    shape(context, view),
    compared(context, view),
    volFoot(context, view),
  ]);
}

/** Expiries with days, level, forward level and fit, at most 36 columns. */
export function termText(context: CommandContext, view: TermView): Html {
  const head = `${padRight('', 7)}${['t', 'ATM', 'FWD', 'F'].map((n, i) => padLeft(n, i === 3 ? 9 : 6)).join('')}`;
  const rows = spreadOverTime(view.slices, MOST_TEXT_ROWS).map(
    ({ atmVol, days, expiry, forward, forwardVol }) =>
      padRight(expiryText(expiry, view.stamp.nowMs), 7) +
      padLeft(decimal(days, days < 10 ? 1 : 0), 6) +
      padLeft(decimal(100 * atmVol, 1), 6) +
      padLeft(decimal(100 * forwardVol, 1), 6) +
      padLeft(decimal(forward, forward >= 10_000 ? 0 : 1), 9),
  );
  return lines([
    volHeadline(context, view),
    shape(context, view),
    pre(plain([head, ...rows].join('\n'))),
    compared(context, view),
    volFoot(context, view),
  ]);
}
