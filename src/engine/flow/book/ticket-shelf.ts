import { newYorkDay } from '../../domain/new-york.js';
import type { Ticket, TicketId } from '../../domain/ticket.js';
import type { TradingDay } from '../../domain/trading-day.js';
import { IdIndex } from './id-index.js';
import {
  foldTicket,
  isOpen,
  newTicket,
  type TicketEntry,
  type TicketRecord,
} from './ticket-fold.js';

/** All tickets, by id and by what people type. */
export class TicketShelf {
  readonly ids = new IdIndex();
  readonly openIds = new Set<TicketId>();
  private readonly entries = new Map<TicketId, TicketEntry>();
  private readonly byDay = new Map<TradingDay, TicketId[]>();

  add(ticket: Ticket): void {
    const { id, replaces } = ticket;
    if (this.entries.has(id)) throw new Error(`ticket made twice: ${id}`);
    this.entries.set(id, newTicket(ticket));
    this.openIds.add(id);
    this.ids.add(id);
    const day = newYorkDay(ticket.createdAtMs);
    const made = this.byDay.get(day);
    if (made) made.push(id);
    else this.byDay.set(day, [id]);
    const old = replaces ? this.entries.get(replaces.id) : null;
    if (old) this.entries.set(old.ticket.id, { ...old, replacedBy: id });
  }

  change(record: TicketRecord): void {
    const entry = this.entries.get(record.ticketId);
    if (!entry) throw new Error(`no such ticket: ${record.ticketId}`);
    const changed = foldTicket(entry, record);
    this.entries.set(record.ticketId, changed);
    if (isOpen(changed)) this.openIds.add(record.ticketId);
    else this.openIds.delete(record.ticketId);
  }

  get(id: TicketId): TicketEntry | null {
    return this.entries.get(id) ?? null;
  }

  openNewestFirst(): readonly TicketId[] {
    return [...this.openIds].reverse();
  }

  madeOn(day: TradingDay): readonly TicketId[] {
    return this.byDay.get(day) ?? [];
  }
}
