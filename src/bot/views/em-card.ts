import type { ExpectedMoveView } from '../../engine/domain/desk-views.js';
import type { ChartSeries, ChartSpec } from '../charts/spec.js';
import type { CommandContext } from '../command.js';
import { bold, lines, pre, words, type Html } from '../html.js';
import { chartFooter, decimal, percent, plain, price, stampLine, timeOfDay } from './format.js';

type Row = ExpectedMoveView['rows'][number];

const MOST_ROWS = 12;

/** Points for a table of 36 columns: a figure of a thousand and more has no decimals. */
function points(value: number | null): string {
  return decimal(value, value !== null && value >= 100 ? 0 : 1).padStart(7);
}

function share(value: number, spot: number): number {
  return spot > 0 ? (100 * value) / spot : 0;
}

function edge(
  rows: readonly Row[],
  look: Pick<ChartSeries, 'name' | 'role' | 'style'>,
  at: (row: Row) => number | null,
): ChartSeries {
  return { ...look, points: rows.map((row, index) => ({ x: index + 1, y: at(row) ?? NaN })) };
}

/** The cone of what is priced in: spot, then one standard deviation and the straddle either way. */
export function emChart(view: ExpectedMoveView, zone: string): ChartSpec | null {
  const { spot, stamp, symbol } = view;
  const rows = view.rows.slice(0, MOST_ROWS);
  const [first] = rows;
  if (!first) return null;
  const move = first.straddle ?? first.standardDeviation;
  const start = { x: 0, y: spot };
  const from = (series: ChartSeries): ChartSeries => ({
    ...series,
    points: [start, ...series.points],
  });
  const straddles = rows.some(({ straddle }) => straddle !== null)
    ? [
        edge(rows, { name: '+S', role: 'second', style: 'points' }, (row) =>
          row.straddle === null ? null : spot + row.straddle,
        ),
        edge(rows, { name: '−S', role: 'second', style: 'points' }, (row) =>
          row.straddle === null ? null : spot - row.straddle,
        ),
      ]
    : [];
  return {
    kind: 'line',
    title: `${symbol} ±${decimal(move, 1)}`,
    delta: { text: `±${percent(share(move, spot), 2)}`, direction: 'flat' },
    subtitle: `${first.expiry.slice(5)} · ±1σ · S`,
    mode: stamp.mode,
    footer: chartFooter(stamp, zone),
    x: { kind: 'category', labels: ['0', ...rows.map(({ expiry }) => expiry.slice(5))] },
    y: { unit: '', decimals: 0 },
    series: [
      from(
        edge(
          rows,
          { name: '+1σ', role: 'main', style: 'line-points' },
          (row) => spot + row.standardDeviation,
        ),
      ),
      from(
        edge(
          rows,
          { name: '−1σ', role: 'main', style: 'line-points' },
          (row) => spot - row.standardDeviation,
        ),
      ),
      ...straddles,
    ],
    levels: [{ value: spot, label: decimal(spot, 0) }],
  };
}

/** Frozen at 09:45 for the volatility kill, with the range since. */
function frozenLine({ t, user }: CommandContext, { frozen }: ExpectedMoveView): Html | null {
  if (!frozen) return null;
  return t('em-frozen', {
    move: decimal(frozen.expectedMove, 1),
    at: timeOfDay(frozen.frozenAtMs, user.settings.zone).slice(0, 5),
    late: frozen.kind,
    range: decimal(frozen.realisedRange, 1),
  });
}

/** Headline and what the nearest expiry prices in. */
export function emCaption(context: CommandContext, view: ExpectedMoveView): Html {
  const { t } = context;
  const [first] = view.rows;
  const nearest = first
    ? t('em-nearest', {
        expiry: first.expiry,
        straddle: decimal(first.straddle, 1),
        sd: decimal(first.standardDeviation, 1),
        share: percent(share(first.straddle ?? first.standardDeviation, view.spot), 2),
        vol: percent(100 * first.vol, 1),
      })
    : t('em-none');
  return lines([
    words([bold(t('em-headline', { symbol: view.symbol })), plain(price(view.spot))], ' · '),
    nearest,
    frozenLine(context, view),
    stampLine(context, view.stamp),
  ]);
}

/** Four conventions for each expiry in points either way, at most 36 columns. */
export function emText(context: CommandContext, view: ExpectedMoveView): Html {
  const { t } = context;
  const head = `      ${['S', '.85S', '1σ', '60/30'].map((text) => text.padStart(7)).join('')}`;
  const rows = view.rows
    .slice(0, MOST_ROWS)
    .map(
      (row) =>
        `${row.expiry.slice(5)} ` +
        [row.straddle, row.straddle85, row.standardDeviation, row.weighted603010]
          .map(points)
          .join(''),
    );
  return lines([
    words([bold(t('em-headline', { symbol: view.symbol })), plain(price(view.spot))], ' · '),
    rows.length === 0 ? t('em-none') : pre(plain([head, ...rows].join('\n'))),
    t('em-legend'),
    frozenLine(context, view),
    stampLine(context, view.stamp),
  ]);
}
