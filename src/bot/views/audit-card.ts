import type { AuditView } from '../../engine/domain/desk-views.js';
import type { Card, CommandContext } from '../command.js';
import { bold, lines, words, type Html } from '../html.js';
import { storyLines } from './audit-lines.js';
import { button } from './buttons.js';
import { badge, dayOf, plain } from './format.js';
import { legsText, nowLine } from './trading-words.js';

function chainLine({ t }: CommandContext, { chain, rows }: AuditView): Html {
  const last = rows.at(-1);
  return chain === 'whole'
    ? t('audit-chain-whole', { hash: last?.hash.slice(0, 12) ?? '–' })
    : t('audit-chain-broken', { seq: String(chain.brokenAt) });
}

/** The story of one ticket in the order in which it happened; a long one turns pages. */
export function auditCard(context: CommandContext, view: AuditView): Card {
  const { t } = context;
  const { ticket, short } = view;
  const { zone } = context.user.settings;
  return {
    kind: 'card',
    text: lines([
      words(
        [
          bold(t('audit-headline', { id: short })),
          plain(badge(ticket.mode)),
          plain(ticket.account),
        ],
        ' · ',
      ),
      plain(
        `${dayOf(ticket.createdAtMs, zone)} · ${ticket.quantity} × ${legsText(ticket.underlying, ticket.legs)}`,
      ),
      chainLine(context, view),
      ...storyLines(context, view),
      nowLine(context),
    ]),
    buttons: [
      [
        button(t('button-positions'), 'positions'),
        button(t('button-trades'), 'trades'),
        button(t('button-refresh'), 'audit', { id: ticket.id }),
      ],
    ],
  };
}
