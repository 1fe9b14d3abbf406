import type { PnlView } from '../../engine/domain/desk-views.js';
import type { Attribution } from '../../engine/domain/ledger.js';
import type { UsdMicros } from '../../engine/domain/units.js';
import type { ChartSpec } from '../charts/spec.js';
import type { CommandContext } from '../command.js';
import { bold, lines, plainText, pre, words, type Html } from '../html.js';
import { chartFooter, direction, percent, plain, signed, stampLine } from './format.js';
import { figuresHidden, money, signedMoney } from './money.js';

const MOST_DAYS = 30;

const usd = (value: number): UsdMicros => Math.round(value * 1e6) as UsdMicros;

/** What moved it: direction, its change, time, volatility, and what these do not explain. */
export function attributionLine(context: CommandContext, of: Attribution): Html {
  // A word joiner keeps a minus and its figure on one line.
  const sum = (value: number): string => signedMoney(context, usd(value)).replace('−$', '−\u2060$');
  return context.t('pnl-attribution', {
    delta: sum(of.deltaUsd),
    gamma: sum(of.gammaUsd),
    theta: sum(of.thetaUsd),
    vega: sum(of.vegaUsd),
    rest: sum(of.restUsd),
  });
}

function headline(context: CommandContext, view: PnlView): Html {
  const { t } = context;
  const total = (view.realisedMicros + view.openMicros) as UsdMicros;
  return words(
    [
      bold(t('pnl-headline', { period: t('period', { period: view.period }) })),
      bold(signedMoney(context, total)),
    ],
    ' · ',
  );
}

function winRate({ wins, trades }: PnlView): string {
  return percent(trades === 0 ? null : (100 * wins) / trades, 0);
}

/** Total, what of it is realised, trades won, and what moved it. */
export function pnlCaption(context: CommandContext, view: PnlView): Html {
  const { t } = context;
  return lines([
    headline(context, view),
    t('pnl-parts', {
      realised: signedMoney(context, view.realisedMicros),
      open: signedMoney(context, view.openMicros),
      fees: money(context, view.feeMicros),
    }),
    t('pnl-trades', { trades: view.trades, wins: view.wins, rate: winRate(view) }),
    attributionLine(context, view.attribution),
    stampLine(context, view.stamp),
  ]);
}

/** The bars as a table of at most 36 columns: session, its result, the running sum. */
export function pnlText(context: CommandContext, view: PnlView): Html {
  const { t } = context;
  const shown = view.days.slice(-MOST_DAYS);
  const cell = (micros: number): string => signed(micros / 1e6, 2).padStart(11);
  const rows = shown.map(
    ({ day, realisedMicros, cumulativeMicros }) =>
      `${day} ${cell(realisedMicros)} ${cell(cumulativeMicros)}`,
  );
  const head = `${'$'.padStart(22)} ${'Σ $'.padStart(11)}`;
  const table =
    shown.length === 0 || figuresHidden(context) ? null : pre(plain([head, ...rows].join('\n')));
  return lines([
    headline(context, view),
    shown.length === 0 ? t('pnl-none') : null,
    table,
    t('pnl-parts', {
      realised: signedMoney(context, view.realisedMicros),
      open: signedMoney(context, view.openMicros),
      fees: money(context, view.feeMicros),
    }),
    t('pnl-trades', { trades: view.trades, wins: view.wins, rate: winRate(view) }),
    attributionLine(context, view.attribution),
    stampLine(context, view.stamp),
  ]);
}

/** Sessions as bars with their running sum; null where there is none, or money is hidden. */
export function pnlChart(context: CommandContext, view: PnlView): ChartSpec | null {
  const { days, stamp } = view;
  const shown = days.slice(-MOST_DAYS);
  const last = shown.at(-1);
  if (!last || figuresHidden(context)) return null;
  return {
    kind: 'bars',
    title: `P&L ${plainText(signedMoney(context, last.cumulativeMicros))}`,
    delta: {
      text: plainText(signedMoney(context, last.realisedMicros)),
      direction: direction(last.realisedMicros),
    },
    subtitle: `${shown.length === 1 ? last.day : `${shown[0]?.day ?? ''} … ${last.day}`} · Σ`,
    mode: stamp.mode,
    footer: chartFooter(stamp, context.user.settings.zone),
    y: { unit: '$', decimals: 0 },
    bars: shown.map(({ day, realisedMicros, cumulativeMicros }) => ({
      label: day.slice(5),
      value: realisedMicros / 1e6,
      total: cumulativeMicros / 1e6,
    })),
  };
}
