import type { TicketView } from '../../engine/domain/desk-views.js';
import { atLeast } from '../../engine/domain/people.js';
import { microsToUsd } from '../../engine/domain/units.js';
import type { ChartSpec } from '../charts/spec.js';
import type { Button, Card, CommandContext } from '../command.js';
import { bold, lines, type Html } from '../html.js';
import { button } from './buttons.js';
import { decimal, instant, plain, signedPercent } from './format.js';
import { failingGates, passingGates } from './gates.js';
import { money, signedUsd, usdText } from './money.js';
import { stressChart } from './stress-chart.js';
import { expiryName, structureOf } from './structure.js';
import { ticketBlock } from './ticket-lines.js';
import { ticketStatus } from './ticket-status.js';
import { ticksUsd } from './trading-words.js';

/** `SPY 655/650 P`: the structure for a picture, in no language. */
function pictureTitle({ ticket }: TicketView): string {
  const { shape, strikes } = structureOf(ticket.legs);
  const right = shape.startsWith('put') ? ' P' : shape.startsWith('call') ? ' C' : '';
  return `${ticket.underlying} ${strikes}${right}`;
}

/** Best and worst at expiry within the picture. */
function ends(values: readonly number[]): string {
  const best = Math.max(...values);
  const worst = Math.min(...values);
  return `${usdText(Math.round(worst))} … ${best > 0 ? '+' : ''}${usdText(Math.round(best))}`;
}

/** Profit over the spot, now and at expiry; null where the desk could not compute it. */
export function payoffChart(context: CommandContext, view: TicketView): ChartSpec | null {
  const { ticket } = view;
  const { payoff } = ticket;
  if (!payoff || payoff.spots.length < 2) return null;
  return {
    kind: 'payoff',
    title: pictureTitle(view),
    delta: { text: ends(payoff.expiryUsd), direction: 'flat' },
    subtitle: `${ticket.quantity} × ${expiryName(ticket.expiry)}`,
    mode: ticket.mode,
    footer: instant(ticket.seen.atMs, context.user.settings.zone),
    spots: payoff.spots,
    nowUsd: payoff.nowUsd,
    expiryUsd: payoff.expiryUsd,
    breakevens: payoff.breakevens,
    strikes: structureOf(ticket.legs).strikesAt,
    spot: payoff.spot,
    expectedMove: payoff.expectedMove,
  };
}

function openButtons({ t }: CommandContext, { ticket, limitTicks }: TicketView): Button[][] {
  const { id, tickMicros } = ticket;
  const price = decimal(Math.abs(ticksUsd(limitTicks, tickMicros)), 2);
  const step = decimal(microsToUsd(tickMicros), 2);
  return [
    [button(t('card-button-send', { price }), 'confirm', { id })],
    [
      button(plain(`−${step}`), 'ticket', { id, action: 'less' }),
      button(plain(`+${step}`), 'ticket', { id, action: 'more' }),
      button(t('card-button-risk'), 'ticket', { id, action: 'risk' }),
      button(t('card-button-skip'), 'skip', { id }),
    ],
  ];
}

/** Buttons that still do something: none once a ticket is at its end. */
function buttons(context: CommandContext, view: TicketView): Button[][] {
  const { t, chat, user } = context;
  if (chat.kind !== 'private') return [];
  const acts = atLeast(user.role, 'trader');
  if (view.state === 'open') {
    const { id } = view.ticket;
    const risk = [[button(t('card-button-risk'), 'ticket', { id, action: 'risk' })]];
    return acts ? openButtons(context, view) : risk;
  }
  const unknown = view.state === 'sent' && view.run?.phase === 'unknown';
  return unknown && acts ? [[button(t('card-button-reconcile'), 'reconcile')]] : [];
}

/** A ticket with all that became of it: its picture, its figures, where it stands, what to do. */
export function ticketCard(context: CommandContext, view: TicketView): Card {
  const chart = payoffChart(context, view);
  return {
    kind: 'card',
    text: lines([ticketBlock(context, view), ticketStatus(context, view)]),
    ...(chart && { chart }),
    buttons: buttons(context, view),
  };
}

function worstLine(context: CommandContext, { ticket }: TicketView): Html | null {
  const [first, ...rest] = ticket.stress;
  if (!first) return null;
  const worst = rest.reduce((a, b) => (b.profitUsd < a.profitUsd ? b : a), first);
  return context.t('card-stress-worst', {
    loss: signedUsd(context, Math.round(worst.profitUsd)),
    spot: signedPercent(100 * worst.spotShare, 0),
    vol: `${worst.volPts > 0 ? '+' : ''}${decimal(worst.volPts, 0)}`,
  });
}

/** The view behind the Risk button: the stress grid, the margin, every gate. */
export function ticketRiskCard(context: CommandContext, view: TicketView): Card {
  const { t, user } = context;
  const { ticket, short } = view;
  const chart = stressChart(context, {
    title: pictureTitle(view),
    points: ticket.stress,
    mode: ticket.mode,
    atMs: ticket.seen.atMs,
  });
  return {
    kind: 'card',
    text: lines([
      bold(t('card-risk', { id: short })),
      t('card-risk-margin', {
        margin: money(context, ticket.marginMicros),
        fee: money(context, ticket.feeMicros),
      }),
      worstLine(context, view),
      failingGates(context, ticket.gates),
      passingGates(context, ticket.gates, 'caption'),
      t('card-as-of', { at: instant(ticket.seen.atMs, user.settings.zone), mode: ticket.mode }),
    ]),
    ...(chart && { chart }),
    buttons: [[button(t('card-button-back'), 'ticket', { id: ticket.id, action: 'card' })]],
  };
}
