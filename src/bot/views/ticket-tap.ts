import type { TapAction } from '../../engine/domain/tap.js';
import type { CommandContext, Reply } from '../command.js';
import { ticketHandle } from '../handles.js';
import { ticketsCard } from './tickets-card.js';
import { tapWords } from './trading-words.js';

export interface TicketTap {
  readonly id: string;
  /** A tap in the list renews the list; anywhere else the news edit the ticket's cards. */
  readonly from: 'card' | 'list';
}

/** Carries out a tap and says what became of it. */
export async function ticketTap(
  context: CommandContext,
  of: TicketTap & { readonly action: TapAction },
): Promise<Reply> {
  const { engine, user } = context;
  const outcome = await engine.trading.tap({ id: of.id, action: of.action, userId: user.id });
  const toast = tapWords(context, outcome);
  if (of.from === 'list') return { ...ticketsCard(context, engine.trading.tickets()), toast };
  return { kind: 'toast', toast };
}

/** Handle of the card that a tap came from; null where it did not come from the ticket's own. */
export function ticketTapCard({ engine }: CommandContext, { id, from }: TicketTap): string | null {
  if (from === 'list') return null;
  const found = engine.trading.ticket(id);
  return found.ok ? ticketHandle(found.value.ticket.id) : null;
}
