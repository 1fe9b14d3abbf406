import type { TicketView } from '../../engine/domain/desk-views.js';
import type { RunState } from '../../engine/domain/order-run.js';
import { shortId } from '../../engine/domain/ticket.js';
import { microsToUsd } from '../../engine/domain/units.js';
import type { CommandContext } from '../command.js';
import { bold, lines, type Html } from '../html.js';
import { decimal, plain, timeOfDay } from './format.js';
import { signedMoney } from './money.js';
import { refusalList } from './refusals.js';
import { actorWords, exitRuleName, marketSpan, ticksUsd, unitPrice } from './trading-words.js';

/** Where a worked order stands on its way from the middle to its limit. */
function steps({ run, limitTicks }: RunState): { readonly step: number; readonly of: number } {
  const { startTicks, stepTicks, limitTicks: end } = run.schedule;
  const size = Math.max(1, Math.abs(stepTicks));
  const count = (from: number, to: number): number =>
    Math.max(1, Math.ceil(Math.abs(to - from) / size) + 1);
  const all = count(startTicks, end);
  return { step: Math.min(all, count(startTicks, limitTicks)), of: all };
}

function price(context: CommandContext, run: RunState): Html {
  return unitPrice(context, ticksUsd(run.limitTicks, run.run.tickMicros));
}

function partly({ t }: CommandContext, { filledUnits, run }: RunState): Html | null {
  if (filledUnits === 0) return null;
  return t('card-partly-filled', { filled: filledUnits, all: run.quantity });
}

function done(context: CommandContext, run: RunState): Html {
  const { t } = context;
  const said = { filled: run.filledUnits, all: run.run.quantity };
  switch (run.outcome) {
    case 'filled':
      return bold(t('card-filled', said));
    case 'partly-filled':
      return bold(t('card-ended-partly', said));
    case 'rejected':
      return bold(t('card-rejected', { reason: run.reason ?? '–' }));
    case 'refused':
      return bold(t('card-run-refused'));
    case 'cancelled':
    case null:
      return bold(t('card-cancelled'));
  }
}

/** What an order does now. An order that works is never called filled, nor the other way round. */
export function runStatus(context: CommandContext, run: RunState): Html {
  const { t } = context;
  switch (run.phase) {
    case 'waiting':
      return lines([partly(context, run), t('card-waiting')]);
    case 'placing':
      return lines([
        partly(context, run),
        t('card-placing', { price: price(context, run), ...steps(run) }),
      ]);
    case 'working':
      return lines([
        partly(context, run),
        t('card-working', {
          rest: run.filledUnits === 0 ? 'all' : 'some',
          price: price(context, run),
          ...steps(run),
        }),
      ]);
    case 'cancelling': {
      const why = run.cancelReason === 'reprice' ? 'reprice' : 'end';
      return lines([partly(context, run), t('card-cancelling', { why })]);
    }
    case 'unknown':
      return lines([partly(context, run), bold(t('card-unknown')), t('card-unknown-means')]);
    case 'done':
      return done(context, run);
  }
}

/** A position that this ticket opened and that is closed by now. */
function ended(context: CommandContext, { position, ticket }: TicketView): Html | null {
  if (position?.state !== 'closed' || ticket.purpose === 'exit') return null;
  const { t } = context;
  const rule = position.exitRule ?? 'close';
  return t('card-closed-by-now', {
    pnl: signedMoney(context, position.cashMicros),
    rule: exitRuleName(context, rule),
  });
}

/** Mean price of an entry's fills. */
function filledAt(context: CommandContext, { position, ticket }: TicketView): Html | null {
  const multiplier = position?.legs[0]?.multiplier ?? 0;
  if (!position || ticket.purpose === 'exit' || position.units * multiplier === 0) return null;
  const credit = microsToUsd(position.entryCreditMicros) / position.units / multiplier;
  return context.t('card-filled-at', { price: unitPrice(context, -credit) });
}

function sent(context: CommandContext, view: TicketView): Html {
  const { t } = context;
  const span = view.requote ? t('card-requoted', { span: marketSpan(view.requote) }) : null;
  const now = view.run ? runStatus(context, view.run) : t('card-waiting');
  return lines([span, now, filledAt(context, view), ended(context, view)]);
}

function replaced(context: CommandContext, view: TicketView): Html {
  const { t } = context;
  const { requote, ticket, replacedBy } = view;
  return lines([
    bold(t('card-replaced', { id: replacedBy?.short ?? '–' })),
    t('card-replaced-why', {
      was: decimal(Math.abs(ticket.seen.midUsd), 2),
      now: decimal(requote ? Math.abs(requote.midUsd) : null, 2),
    }),
  ]);
}

function expiredAt({ t, user }: CommandContext, { ticket }: TicketView): Html {
  return t('card-expired', { at: timeOfDay(ticket.expiresWallMs, user.settings.zone) });
}

function refused(context: CommandContext, view: TicketView): Html {
  const list = view.refusals.length > 0 ? refusalList(context, view.refusals) : null;
  return lines([bold(context.t('card-refused')), list]);
}

function reasonOf({ t }: CommandContext, { reason }: TicketView): Html {
  return t('ticket-reason', { reason: reason ?? 'none' });
}

/** What a new ticket changes against the one it replaces, or which position it closes. */
function origin(context: CommandContext, { ticket }: TicketView): readonly (Html | null)[] {
  const { t } = context;
  const { replaces, positionId, purpose } = ticket;
  return [
    purpose === 'exit' && positionId !== null
      ? t('card-closes', { id: shortId(positionId) })
      : null,
    replaces
      ? t('card-replaces', {
          id: shortId(replaces.id),
          limitWas: decimal(Math.abs(ticksUsd(replaces.limitTicks, ticket.tickMicros)), 2),
          limit: decimal(Math.abs(ticksUsd(ticket.limitTicks, ticket.tickMicros)), 2),
          midWas: decimal(Math.abs(replaces.midUsd), 2),
          mid: decimal(Math.abs(ticket.seen.midUsd), 2),
        })
      : null,
  ];
}

/** What became of a ticket, in words under its figures; null where it waits for its first tap. */
export function ticketStatus(context: CommandContext, view: TicketView): Html | null {
  const { t } = context;
  const by = view.by ? actorWords(context, view.by) : plain('–');
  const found: (Html | null)[] = [...origin(context, view)];
  switch (view.state) {
    case 'open':
      break;
    case 'checking':
      found.push(t('card-checking'));
      break;
    case 'sent':
      found.push(sent(context, view));
      break;
    case 'skipped':
      found.push(bold(t('card-skipped', { by })));
      break;
    case 'expired':
      found.push(bold(expiredAt(context, view)));
      break;
    case 'replaced':
      found.push(replaced(context, view));
      break;
    case 'refused':
      found.push(refused(context, view));
      break;
    case 'void':
      found.push(bold(t('card-void', { reason: reasonOf(context, view) })));
      break;
  }
  const said = found.filter((line) => line !== null);
  return said.length === 0 ? null : lines(said);
}
