import type { IvRankView } from '../../engine/domain/vol-views.js';
import type { ChartPoint, ChartSpec } from '../charts/spec.js';
import type { CommandContext } from '../command.js';
import { bold, lines, words, type Html } from '../html.js';
import { chartFooter, dayOf, decimal, percent, plain } from './format.js';
import { volStamp } from './vol-words.js';

/** The closes, then the level now. */
function withNow({ history, nowPts, stamp }: IvRankView): readonly ChartPoint[] {
  const closes = history.map(({ atMs, pts }) => ({ x: atMs, y: pts }));
  const last = closes.at(-1);
  return last && last.x >= stamp.asOfMs ? closes : [...closes, { x: stamp.asOfMs, y: nowPts }];
}

/** A year of levels between its least and its largest, ending now. */
export function ivRankChart(view: IvRankView, zone: string): ChartSpec {
  const { highPts, lowPts, measure, nowPts, rankPct, stamp } = view;
  return {
    kind: 'line',
    title: `${measure} ${decimal(nowPts, 1)}`,
    delta: { text: `IVR ${percent(rankPct, 0)}`, direction: 'flat' },
    subtitle: `${view.sessions}D · P ${percent(view.percentilePct, 0)}`,
    mode: stamp.mode,
    footer: chartFooter(stamp, zone),
    x: { kind: 'time', zone, span: 'months' },
    y: { unit: '', decimals: 1 },
    series: [
      {
        name: measure,
        role: 'main',
        style: 'area',
        points: withNow(view),
      },
    ],
    levels: [
      { value: highPts, label: `▲ ${decimal(highPts, 1)}` },
      { value: lowPts, label: `▼ ${decimal(lowPts, 1)}` },
    ],
  };
}

export function ivRankCaption(context: CommandContext, view: IvRankView): Html {
  const { t } = context;
  return lines([
    words(
      [bold(plain(`${view.measure} ${decimal(view.nowPts, 1)}`)), plain(view.underlying)],
      ' · ',
    ),
    t('ivrank-numbers', {
      rank: percent(view.rankPct, 0),
      percentile: percent(view.percentilePct, 0),
    }),
    t('ivrank-range', {
      low: decimal(view.lowPts, 1),
      high: decimal(view.highPts, 1),
      sessions: view.sessions,
    }),
    volStamp(context, view.stamp),
  ]);
}

/** The same, with when the ends were and what the two figures mean. */
export function ivRankText(context: CommandContext, view: IvRankView): Html {
  const { t, user } = context;
  const at = (pts: number): string => {
    const found = view.history.findLast((point) => point.pts === pts);
    return found ? dayOf(found.atMs, user.settings.zone) : '–';
  };
  return lines([
    words(
      [bold(plain(`${view.measure} ${decimal(view.nowPts, 1)}`)), plain(view.underlying)],
      ' · ',
    ),
    t('ivrank-rank-long', { rank: percent(view.rankPct, 0) }),
    t('ivrank-percentile-long', { percentile: percent(view.percentilePct, 0) }),
    t('ivrank-ends', {
      low: decimal(view.lowPts, 1),
      lowDay: at(view.lowPts),
      high: decimal(view.highPts, 1),
      highDay: at(view.highPts),
      sessions: view.sessions,
    }),
    volStamp(context, view.stamp),
  ]);
}
