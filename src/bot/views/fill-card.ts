import type { DeskNews } from '../../engine/domain/desk-views.js';
import type { DeskPosition } from '../../engine/domain/ledger.js';
import { shortId } from '../../engine/domain/ticket.js';
import type { Card, CommandContext } from '../command.js';
import { bold, lines, plainText, words, type Html } from '../html.js';
import { button } from './buttons.js';
import { badge, duration, plain, timeOfDay, zoneName } from './format.js';
import { money, signedMoney } from './money.js';
import { attributionLine } from './pnl-card.js';
import { expiryName, structureOf } from './structure.js';
import { exitRuleName, unitPrice } from './trading-words.js';

export type FillNews = Extract<DeskNews, { readonly kind: 'fill' }>;
export type ClosedNews = Extract<DeskNews, { readonly kind: 'closed' }>;

/** `SPY 21Nov 655/650 put spread`. */
function what({ t }: CommandContext, { ticket }: FillNews['view']): Html {
  const { shape, strikes } = structureOf(ticket.legs);
  const name = shape === 'legs' ? '' : ` ${plainText(t('card-shape', { shape }))}`;
  return plain(`${ticket.underlying} ${expiryName(ticket.expiry)} ${strikes}${name}`);
}

const multiplierOf = ({ legs }: DeskPosition): number => legs[0]?.multiplier ?? 0;

/** Units of the entry that are closed by now, and what all of them cost to close, without fees. */
function closing(position: DeskPosition): { readonly units: number; readonly paidMicros: number } {
  const [leg] = position.legs;
  const left = leg && leg.ratio !== 0 ? leg.quantity / leg.ratio : 0;
  const { cashMicros, entryCreditMicros, feeMicros, units } = position;
  return { units: units - left, paidMicros: entryCreditMicros - feeMicros - cashMicros };
}

/** Mean price of the fills so far for one unit, signed as a limit: positive was paid. */
function fillPriceUsd({ position, purpose }: FillNews): number | null {
  const credit: number = position.entryCreditMicros;
  const entry = { units: position.units, paidMicros: -credit };
  const { units, paidMicros } = purpose === 'entry' ? entry : closing(position);
  const multiplier = multiplierOf(position);
  return units === 0 || multiplier === 0 ? null : paidMicros / 1e6 / units / multiplier;
}

function madeLine(
  context: CommandContext,
  { mode }: FillNews['view']['ticket'],
  atMs: number,
): Html {
  const { zone } = context.user.settings;
  return plain(`${badge(mode)} · ${timeOfDay(atMs, zone)} ${zoneName(atMs, zone)}`);
}

/** A fill, whole or in part: what, how much of it, at which mean price. */
export function fillCard(context: CommandContext, news: FillNews): Card {
  const { t, chat } = context;
  const { position, purpose, run, view } = news;
  const { filledUnits, run: order } = run;
  const whole = filledUnits >= order.quantity;
  const { id } = position;
  const said = { filled: filledUnits, all: order.quantity, id: shortId(id) };
  const acts = chat.kind === 'private';
  return {
    kind: 'card',
    text: lines([
      bold(t(whole ? 'fill-whole' : 'fill-part', { ...said, purpose })),
      what(context, view),
      t('fill-price', {
        price: unitPrice(context, fillPriceUsd(news)),
        fee: money(context, position.feeMicros),
      }),
      madeLine(context, view.ticket, run.changedAtMs),
    ]),
    ...(acts && { buttons: [[button(t('card-button-positions'), 'positions')]] }),
  };
}

/** A position at its end: what it made, why it ended, what moved it. */
export function closedCard(context: CommandContext, news: ClosedNews): Card {
  const { t, chat } = context;
  const { line, position, view } = news;
  const rule = line.exitRule ?? 'close';
  const head = t('closed-headline', {
    id: shortId(position.id),
    pnl: signedMoney(context, line.pnlMicros),
    rule: exitRuleName(context, rule),
  });
  return {
    kind: 'card',
    text: lines([
      bold(head),
      words([plain(String(line.units)), what(context, view)], ' × '),
      t('closed-prices', {
        entry: unitPrice(context, -line.entryUsd),
        exit: unitPrice(context, line.exitUsd),
        fee: money(context, line.feeMicros),
      }),
      attributionLine(context, line.attribution),
      line.gapThrough === 'yes'
        ? t('closed-gap-through', { planned: money(context, line.plannedLossMicros) })
        : null,
      t('closed-held', { held: duration(t, line.closedAtMs - line.openedAtMs) }),
      madeLine(context, view.ticket, line.closedAtMs),
    ]),
    ...(chat.kind === 'private' && {
      buttons: [
        [
          button(t('card-button-pnl'), 'pnl'),
          button(t('card-button-audit'), 'audit', { id: position.ticketId }),
        ],
      ],
    }),
  };
}
