import type { AuditView } from '../../domain/desk-views.js';
import type { JournalRow } from '../../domain/record.js';
import type { TicketId } from '../../domain/ticket.js';
import type { Journal } from '../../ports/journal.js';
import type { TradingBook } from './trading-book.js';

/** A ticket, and before it those whose place it took. */
function lineage(book: TradingBook, id: TicketId): readonly TicketId[] {
  const ids: TicketId[] = [];
  let next: TicketId | null = id;
  while (next !== null && !ids.includes(next)) {
    ids.push(next);
    next = book.ticketView(next)?.ticket.replaces?.id ?? null;
  }
  return ids;
}

/**
 * Everything recorded of a ticket, of the position it opened and of the tickets whose place it took,
 * in order, with a check of the whole journal.
 * @returns null where there is no such ticket.
 */
export function auditView(
  book: TradingBook,
  journal: Pick<Journal, 'rowsOf' | 'firstBroken'>,
  of: { readonly world: string; readonly id: TicketId },
): AuditView | null {
  const { world, id } = of;
  const view = book.ticketView(id);
  if (!view) return null;
  const rows = new Map<number, JournalRow>();
  for (const each of lineage(book, id)) {
    for (const row of journal.rowsOf(world, each)) rows.set(row.seq, row);
  }
  const brokenAt = journal.firstBroken(world);
  return {
    short: view.short,
    ticket: view.ticket,
    rows: [...rows.values()].sort((a, b) => a.seq - b.seq),
    chain: brokenAt === null ? 'whole' : { brokenAt },
  };
}
