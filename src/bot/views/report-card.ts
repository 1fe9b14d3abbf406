import type { DayReport, TradeLine } from '../../engine/domain/day-report.js';
import type { ReportView } from '../../engine/domain/desk-views.js';
import { shortId } from '../../engine/domain/ticket.js';
import { microsToUsd } from '../../engine/domain/units.js';
import type { ChartSpec } from '../charts/spec.js';
import type { Card, CommandContext } from '../command.js';
import { bold, lines, plainText, words, type Html } from '../html.js';
import { button } from './buttons.js';
import { chartFooter, direction, percent, plain, stampLine, timeOfDay } from './format.js';
import { figuresHidden, money, signedMoney } from './money.js';
import { exitRuleName } from './trading-words.js';

const MOST_TRADES = 8;

/** The day's trades as bars with their running sum; null without trades or where money is hidden. */
function dayChart(context: CommandContext, { report, stamp }: ReportView): ChartSpec | null {
  if (report.trades.length === 0 || figuresHidden(context)) return null;
  const { zone } = context.user.settings;
  let total = 0;
  const bars = report.trades.map(({ closedAtMs, pnlMicros }) => {
    const value = microsToUsd(pnlMicros);
    total += value;
    return { label: timeOfDay(closedAtMs, zone).slice(0, 5), value, total };
  });
  return {
    kind: 'bars',
    title: `P&L ${plainText(signedMoney(context, report.realisedMicros))}`,
    delta: {
      text: `Σ ${plainText(signedMoney(context, report.cumulativeMicros))}`,
      direction: direction(report.cumulativeMicros),
    },
    subtitle: report.day,
    mode: report.mode,
    footer: chartFooter(stamp, zone),
    y: { unit: '$', decimals: 0 },
    bars,
  };
}

function tradeLine(context: CommandContext, trade: TradeLine): Html {
  const { t } = context;
  return words(
    [
      plain(shortId(trade.positionId)),
      plain(`${trade.units} × ${trade.underlying} ${trade.strikes}`),
      signedMoney(context, trade.pnlMicros),
      exitRuleName(context, trade.exitRule ?? 'close'),
      ...(trade.gapThrough === 'yes' ? [t('report-gap')] : []),
    ],
    ' · ',
  );
}

function tradeLines(context: CommandContext, { trades }: DayReport): readonly Html[] {
  const { t } = context;
  if (trades.length === 0) return [t('report-no-trades')];
  const more = trades.length - MOST_TRADES;
  return [
    ...trades.slice(0, MOST_TRADES).map((trade) => tradeLine(context, trade)),
    ...(more > 0 ? [t('report-more', { count: more })] : []),
  ];
}

/** A session in figures: result, trades, what is still open, what was noted. */
export function reportCard(context: CommandContext, view: ReportView): Card {
  const { t, chat } = context;
  const { report, stamp } = view;
  const chart = dayChart(context, view);
  return {
    kind: 'card',
    text: lines([
      words(
        [
          bold(t('report-headline', { day: report.day })),
          signedMoney(context, report.realisedMicros),
        ],
        ' · ',
      ),
      t('report-money', {
        open: signedMoney(context, report.openMicros),
        fees: money(context, report.feeMicros),
        total: signedMoney(context, report.cumulativeMicros),
      }),
      t('report-counts', {
        trades: report.trades.length,
        rate: percent(report.winRatePct, 0),
        open: report.openPositions,
      }),
      ...tradeLines(context, report),
      ...report.notes.map(({ key, count }) => t('report-note', { key, count })),
      t('report-journal', { hash: report.journalHash.slice(0, 12) }),
      stampLine(context, stamp),
    ]),
    ...(chart && { chart }),
    ...(chat.kind === 'private' && {
      buttons: [
        [
          button(t('card-button-pnl'), 'pnl'),
          button(t('card-button-csv'), 'export', { what: 'days' }),
        ],
      ],
    }),
  };
}
