import type { TradeLine } from '../../engine/domain/day-report.js';
import type { PnlPeriod, TradesView } from '../../engine/domain/desk-views.js';
import { shortId } from '../../engine/domain/ticket.js';
import type { Button, Card, CommandContext } from '../command.js';
import { bold, lines, words, type Html } from '../html.js';
import { button, choice } from './buttons.js';
import { dayOf, plain, stampLine, timeOfDay } from './format.js';
import { money, signedMoney } from './money.js';
import { exitRuleName, GAP, unitPrice } from './trading-words.js';

export const PERIODS: readonly PnlPeriod[] = ['day', 'week', 'month', 'all'];

/** One button a period, the chosen one marked; `more` is what the command's other words are. */
export function periodRow(
  { t }: CommandContext,
  name: string,
  now: Readonly<Record<string, string>> & { readonly period: PnlPeriod },
): Button[] {
  return PERIODS.map((period) => {
    const chosen = period === now.period ? 'chosen' : 'other';
    return button(choice(t('period', { period }), chosen), name, { ...now, period });
  });
}

/** A closed trade in three lines: what, prices, what it made and why it ended. */
export function tradeLines(context: CommandContext, trade: TradeLine): Html {
  const { t } = context;
  const { zone } = context.user.settings;
  const when = `${dayOf(trade.closedAtMs, zone).slice(5)} ${timeOfDay(trade.closedAtMs, zone).slice(0, 5)}`;
  const what = `${trade.units} × ${trade.underlying} ${trade.expiry.slice(5)} ${trade.strikes}`;
  const reason = trade.exitRule ? exitRuleName(context, trade.exitRule) : plain('–');
  return lines([
    words([bold(plain(shortId(trade.positionId))), plain(trade.strategy), plain(when)], ' · '),
    plain(what),
    t('trades-prices', {
      entry: unitPrice(context, -trade.entryUsd),
      exit: unitPrice(context, trade.exitUsd),
      why: reason,
    }),
    t('trades-result', {
      pnl: signedMoney(context, trade.pnlMicros),
      fees: money(context, trade.feeMicros),
      gap: trade.gapThrough,
    }),
  ]);
}

/** Closed trades of a period; a long list turns pages. */
export function tradesCard(context: CommandContext, view: TradesView): Card {
  const { t, chat } = context;
  const { period, trades } = view;
  const file =
    chat.kind === 'private' ? [button(t('button-csv'), 'export', { what: 'trades' })] : [];
  return {
    kind: 'card',
    text: lines([
      bold(t('trades-headline', { count: trades.length, period: t('period', { period }) })),
      trades.length === 0 ? t('trades-none') : null,
      ...trades.flatMap((trade) => [GAP, tradeLines(context, trade)]),
      GAP,
      stampLine(context, view.stamp),
    ]),
    buttons: [
      periodRow(context, 'trades', { period }),
      [
        ...file,
        button(t('button-pnl'), 'pnl', { period }),
        button(t('button-refresh'), 'trades', { period }),
      ],
    ],
  };
}
