import type { DeskAlert } from '../../domain/alert.js';
import type { RunId } from '../../domain/order-run.js';
import type { DeskRecord } from '../../domain/record.js';
import type { PositionId, TicketId } from '../../domain/ticket.js';

/** What may be in a journal once. @returns null where a record may come again. */
export function onceKey(record: DeskRecord): string | null {
  switch (record.kind) {
    case 'ticket':
      return `ticket:${record.ticket.id}`;
    case 'run':
      return runKey(record.run.id);
    case 'send':
      return `order:${record.order.ref}`;
    case 'fill':
      return `fill:${record.fill.fillId}`;
    case 'settlement':
      return `settlement:${record.settlement.settlementId}`;
    case 'ledger':
      return `ledger:${record.entry.id}`;
    case 'day-report':
      return `day-report:${record.report.day}`;
    case 'day-facts':
      return `day-facts:${record.facts.underlying}:${record.facts.day}`;
    case 'state':
    case 'armed':
    case 'disarmed':
    case 'decision':
    case 'tap':
    case 'ticket-limit':
    case 'requote':
    case 'ticket-state':
    case 'send-refused':
    case 'place-answer':
    case 'cancel':
    case 'cancel-answer':
    case 'report':
    case 'run-end':
    case 'mark':
    case 'alert':
    case 'reconciled':
      return null;
  }
}

export function runKey(id: RunId): string {
  return `run:${id}`;
}

/** What a row is found by. */
export interface RowOwner {
  readonly ticketId: TicketId | null;
  readonly positionId: PositionId | null;
}

const NOBODY: RowOwner = { ticketId: null, positionId: null };

/** Whose story a record belongs to. @param runOwner finds the owner of a run told before. */
export function ownerOf(record: DeskRecord, runOwner: (id: RunId) => RowOwner | null): RowOwner {
  switch (record.kind) {
    case 'ticket':
      return { ticketId: record.ticket.id, positionId: record.ticket.positionId };
    case 'decision':
    case 'tap':
    case 'ticket-limit':
    case 'requote':
    case 'ticket-state':
      return { ticketId: record.ticketId, positionId: null };
    case 'run':
      return { ticketId: record.run.ticketId, positionId: record.run.positionId };
    case 'fill': {
      const ticketId = runOwner(record.runId)?.ticketId ?? null;
      return { ticketId, positionId: record.positionId };
    }
    case 'send':
    case 'send-refused':
    case 'place-answer':
    case 'cancel':
    case 'cancel-answer':
    case 'report':
    case 'run-end':
      return runOwner(record.runId) ?? NOBODY;
    case 'settlement':
      return { ticketId: null, positionId: record.positionId };
    case 'ledger':
      return { ticketId: null, positionId: record.entry.positionId };
    case 'mark':
      return { ticketId: null, positionId: record.mark.positionId };
    case 'alert':
      return alertOwner(record.alert, runOwner);
    case 'state':
    case 'armed':
    case 'disarmed':
    case 'day-facts':
    case 'day-report':
    case 'reconciled':
      return NOBODY;
  }
}

function alertOwner(alert: DeskAlert, runOwner: (id: RunId) => RowOwner | null): RowOwner {
  if ('runId' in alert) return runOwner(alert.runId) ?? NOBODY;
  if ('positionId' in alert) return { ticketId: null, positionId: alert.positionId };
  return NOBODY;
}
