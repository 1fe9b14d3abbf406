import type { TicketId } from '../engine/domain/ticket.js';
import type { ChatStore } from '../engine/ports/chat-store.js';
import type { Delivered } from './outbox-body.js';

/** More copies of one card in one chat than this are forgotten, oldest first. */
const MOST_COPIES = 5;

/** Where the copies of one card are: a handle names a card, each chat has its own of it. */
export interface CardPlace {
  readonly chatId: number;
  readonly handle: string;
}

/** The card of a ticket, and of all that becomes of it. */
export function ticketHandle(id: TicketId): string {
  return `ticket:${id}`;
}

const keyOf = ({ chatId, handle }: CardPlace): string => `handle:${chatId}:${handle}`;

/** Messages that show a card in a chat, newest last; a message sent twice is there twice. */
export function copiesOf(chat: ChatStore, place: CardPlace): readonly Delivered[] {
  const kept = chat.dialog(keyOf(place));
  return kept === null ? [] : (JSON.parse(kept) as readonly Delivered[]);
}

export function keepCopies(chat: ChatStore, place: CardPlace, copies: readonly Delivered[]): void {
  if (copies.length === 0) chat.deleteDialog(keyOf(place));
  else chat.putDialog(keyOf(place), JSON.stringify(copies.slice(-MOST_COPIES)));
}

/** Adds a message to the copies of a card, or renews what is known of it. */
export function bindCopy(chat: ChatStore, place: CardPlace, message: Delivered): void {
  const others = copiesOf(chat, place).filter(({ messageId }) => messageId !== message.messageId);
  keepCopies(chat, place, [...others, message]);
}
