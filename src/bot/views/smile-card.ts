import type { SmilePoint, SmileView } from '../../engine/domain/vol-views.js';
import type { ChartSpec, PlotPoint } from '../charts/spec.js';
import { formatNumber } from '../charts/number-ticks.js';
import type { CommandContext } from '../command.js';
import { bold, lines, pre, words, type Html } from '../html.js';
import { decimal, plain } from './format.js';
import {
  daysText,
  padLeft,
  pointsText,
  spotPrice,
  volFoot,
  volFrame,
  volText,
} from './vol-words.js';

/** More bars than this would touch. */
const MOST_BARS = 48;
const MOST_TEXT_ROWS = 13;

/** Evenly spaced ones of a list, the ends among them. */
function thinned<T>(all: readonly T[], most: number): readonly T[] {
  if (all.length <= most) return all;
  const step = (all.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, i) => all[Math.round(i * step)]).flatMap((one) =>
    one === undefined ? [] : [one],
  );
}

interface Reach {
  readonly low: number;
  readonly high: number;
}

/** A quote without a bid reaches to the sky: the picture ends a curve's height beyond the curve. */
function reachOf({ curve }: SmileView): Reach {
  const vols = curve.map(({ vol }) => vol);
  const [low, high] = [Math.min(...vols), Math.max(...vols)];
  const room = Math.max(0.6 * (high - low), 0.1 * high);
  return { low: Math.max(0, low - room), high: high + room };
}

const within = (vol: number, { high, low }: Reach): boolean => vol >= low && vol <= high;

function ranges(points: readonly SmilePoint[], reach: Reach): readonly PlotPoint[] {
  return points.flatMap(({ askVol, bidVol, strike }) => {
    if (bidVol === null || askVol === null) return [];
    if (askVol < reach.low || bidVol > reach.high) return [];
    const [from, to] = [Math.max(bidVol, reach.low), Math.min(askVol, reach.high)];
    return [{ x: strike, y: 100 * from, high: 100 * to }];
  });
}

/** Bid to ask as bars, the middle as dots, the fit as a line, by strike. */
export function smileChart(view: SmileView, zone: string): ChartSpec {
  const { curve, slice, spot } = view;
  const reach = reachOf(view);
  const points = thinned(view.points, MOST_BARS);
  const mids = points.flatMap(({ midVol, strike }) =>
    midVol !== null && within(midVol, reach) ? [{ x: strike, y: 100 * midVol }] : [],
  );
  const marks = [{ x: slice.forward, label: `F ${formatNumber(slice.forward, 0)}` }];
  const frame = volFrame(view, zone, [slice.expiry, daysText(slice.days), 'σ %', 'K']);
  return {
    ...frame,
    title: `${view.underlying} ${decimal(100 * slice.atmVol, 1)}%`,
    delta: null,
    kind: 'plot',
    panels: [
      {
        name: '',
        x: { kind: 'number' },
        y: { unit: '%', decimals: 1 },
        series: [
          { name: 'M', role: 'second', style: 'dots', points: mids },
          {
            name: 'SVI',
            role: 'main',
            style: 'line',
            points: curve.map(({ strike, vol }) => ({ x: strike, y: 100 * vol })),
          },
          { name: 'B–A', role: 'muted', style: 'ranges', points: ranges(points, reach) },
        ],
        marks: [...marks, { x: spot, label: 'S' }],
        levels: [],
      },
    ],
  };
}

function headline({ slice, underlying }: SmileView): Html {
  return words(
    [
      bold(plain(`${underlying} ${slice.expiry}`)),
      plain(daysText(slice.days)),
      plain(`ATM ${volText(slice.atmVol)}`),
    ],
    ' · ',
  );
}

function levels({ t }: CommandContext, { slice, spot }: SmileView): Html {
  return lines([
    t('smile-levels', { rr: pointsText(slice.rr25), bf: pointsText(slice.bf25) }),
    t('smile-forward', { forward: spotPrice(slice.forward), spot: spotPrice(spot) }),
  ]);
}

export function smileCaption(context: CommandContext, view: SmileView): Html {
  return lines([
    headline(view),
    levels(context, view),
    context.t('smile-legend'),
    volFoot(context, view),
  ]);
}

/** A side without a bid opposite can be worth thousands of points: that is no figure to read. */
const figure = (vol: number | null): string =>
  padLeft(vol !== null && vol >= 10 ? '>999' : decimal(vol === null ? null : 100 * vol, 1), 6);

/** Strikes with bid, ask, middle and fit, at most 36 columns. */
export function smileText(context: CommandContext, view: SmileView): Html {
  const { t } = context;
  const head = ['bid', 'ask', 'mid', 'fit'].map((name) => padLeft(t(`smile-column-${name}`), 6));
  const rows = thinned(view.points, MOST_TEXT_ROWS).map(
    ({ askVol, bidVol, fitVol, midVol, right, strike }) =>
      `${padLeft(String(strike), 8)} ${right === 'put' ? 'P' : 'C'}` +
      [bidVol, askVol, midVol, fitVol].map(figure).join(''),
  );
  return lines([
    headline(view),
    levels(context, view),
    pre(plain([`${padLeft('K', 8)}  ${head.join('')}`, ...rows].join('\n'))),
    t('smile-fit', { quotes: view.slice.quotes, rmse: decimal(view.slice.rmseVolPts, 2) }),
    volFoot(context, view),
  ]);
}
