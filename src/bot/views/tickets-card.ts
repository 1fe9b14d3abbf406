import type { TicketView } from '../../engine/domain/desk-views.js';
import { atLeast } from '../../engine/domain/people.js';
import type { Button, Card, CommandContext } from '../command.js';
import { bold, lines, words, type Html } from '../html.js';
import { button } from './buttons.js';
import { decimal, duration, plain } from './format.js';
import { money } from './money.js';
import { GAP, legsText, nowLine, ticksUsd, unitPrice } from './trading-words.js';

function section(context: CommandContext, view: TicketView): Html {
  const { t, engine } = context;
  const { ticket, short, limitTicks } = view;
  const leftMs = ticket.expiresWallMs - engine.trading.wallNowMs();
  return lines([
    words(
      [bold(plain(short)), plain(ticket.strategy), t('purpose', { purpose: ticket.purpose })],
      ' · ',
    ),
    plain(`${ticket.quantity} × ${legsText(ticket.underlying, ticket.legs)}`),
    t('tickets-price', {
      limit: unitPrice(context, ticksUsd(limitTicks, ticket.tickMicros)),
      mid: unitPrice(context, ticket.seen.midUsd),
      age: duration(t, engine.marketNowMs() - ticket.seen.atMs),
    }),
    ticket.purpose === 'exit'
      ? null
      : t('tickets-losses', {
          planned: money(context, ticket.plannedLossMicros),
          worst: money(context, ticket.worstLossMicros),
        }),
    t('tickets-left', {
      left: duration(t, leftMs),
      state: t('ticket-state', { state: view.state }),
    }),
  ]);
}

function row(context: CommandContext, { ticket, short, limitTicks, state }: TicketView): Button[] {
  const { t, user } = context;
  if (state !== 'open' || !atLeast(user.role, 'trader')) return [];
  const price = decimal(Math.abs(ticksUsd(limitTicks, ticket.tickMicros)), 2);
  const { id } = ticket;
  const from = 'list';
  return [
    button(t('button-send', { id: short, price }), 'confirm', { id, from }),
    button(t('button-skip', { id: short }), 'skip', { id, from }),
  ];
}

/** Tickets that wait for a tap, newest first, each with its two buttons. */
export function ticketsCard(context: CommandContext, views: readonly TicketView[]): Card {
  const { t } = context;
  return {
    kind: 'card',
    text: lines([
      bold(t('tickets-headline', { count: views.length })),
      ...views.flatMap((view) => [GAP, section(context, view)]),
      GAP,
      nowLine(context),
    ]),
    buttons: [
      ...views.map((view) => row(context, view)).filter((each) => each.length > 0),
      [button(t('button-bots'), 'bots'), button(t('button-refresh'), 'tickets')],
    ],
  };
}
