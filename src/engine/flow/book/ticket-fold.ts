import type { Actor } from '../../domain/actor.js';
import type { DeskRecord } from '../../domain/record.js';
import type { Refusal } from '../../domain/refusal.js';
import type { PackageQuote, Ticket, TicketId, TicketState } from '../../domain/ticket.js';

/** A ticket with what its own records say of it. */
export interface TicketEntry {
  readonly ticket: Ticket;
  readonly state: TicketState;
  readonly reason: string | null;
  readonly refusals: readonly Refusal[];
  readonly limitTicks: number;
  readonly requote: PackageQuote | null;
  readonly by: Actor | null;
  readonly replacedBy: TicketId | null;
}

export type TicketRecord = Extract<
  DeskRecord,
  { readonly kind: 'ticket-limit' | 'requote' | 'ticket-state' }
>;

export function newTicket(ticket: Ticket): TicketEntry {
  return {
    ticket,
    state: 'open',
    reason: null,
    refusals: [],
    limitTicks: ticket.limitTicks,
    requote: null,
    by: null,
    replacedBy: null,
  };
}

export function foldTicket(entry: TicketEntry, record: TicketRecord): TicketEntry {
  switch (record.kind) {
    case 'ticket-limit':
      return { ...entry, limitTicks: record.limitTicks };
    case 'requote':
      return { ...entry, requote: record.seen, refusals: record.refusals };
    case 'ticket-state': {
      const { state, by, refusals } = record;
      const reason = state === 'open' ? null : record.reason;
      return { ...entry, state, by, reason, refusals };
    }
  }
}

/** It may still become an order. */
export function isOpen({ state }: Pick<TicketEntry, 'state'>): boolean {
  return state === 'open' || state === 'checking';
}
