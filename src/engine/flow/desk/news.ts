import type { DeskAlert } from '../../domain/alert.js';
import type { DeskNews } from '../../domain/desk-views.js';
import type { RunState } from '../../domain/order-run.js';
import type { Notice } from '../../domain/notice.js';
import type { DeskRecord } from '../../domain/record.js';
import { shortId, type PositionId, type TicketId } from '../../domain/ticket.js';
import { tradeLine } from '../book/trade-line.js';
import { runIdOf, wholeUnits } from '../orders/fold-run.js';
import { stampOf } from './look-views.js';
import type { Turn } from './turn.js';

/** The ticket of a run, and that of the entry whose position it closes. */
function ticketsOfRun(turn: Turn, record: DeskRecord): readonly TicketId[] {
  const { trading } = turn.state;
  const runId = runIdOf(record);
  const run = runId === null ? null : trading.run(runId);
  if (!run) return [];
  const own = run.run.ticketId === null ? [] : [run.run.ticketId];
  const entry = trading.position(run.run.positionId)?.ticketId;
  return entry === undefined ? own : [...new Set([...own, entry])];
}

/** Tickets whose cards show something else after a record. */
function ticketsOf(turn: Turn, record: DeskRecord): readonly TicketId[] {
  const { kind } = record;
  if (kind === 'ticket-limit' || kind === 'requote' || kind === 'ticket-state') {
    return [record.ticketId];
  }
  if (kind !== 'settlement') return ticketsOfRun(turn, record);
  const position = record.positionId && turn.state.trading.position(record.positionId);
  return position ? [position.ticketId] : [];
}

/** Positions that this step closed. */
function closedBy(turn: Turn): readonly PositionId[] {
  const touched = new Set<PositionId>();
  for (const record of turn.records) {
    if (record.kind === 'fill') touched.add(record.positionId);
    if (record.kind === 'settlement' && record.positionId !== null) touched.add(record.positionId);
  }
  return [...touched].filter((id) => turn.state.trading.position(id)?.state === 'closed');
}

/** Whole units of a run before this step. */
function unitsBefore(turn: Turn, { run, legFills }: RunState): number {
  const ours = turn.records.flatMap((record) =>
    record.kind === 'fill' && record.runId === run.id ? [record.fill] : [],
  );
  const before = legFills.map((leg) => {
    const now = ours.filter(
      ({ ref, instrument }) => ref === leg.ref && instrument === leg.instrument,
    );
    return {
      ...leg,
      contracts: now.reduce((sum, fill) => sum - Math.abs(fill.quantity), leg.contracts),
    };
  });
  return wholeUnits(run.legs, before);
}

function fillNews(turn: Turn): readonly DeskNews[] {
  const { trading } = turn.state;
  const runs = new Set(turn.records.flatMap((r) => (r.kind === 'fill' ? [r.runId] : [])));
  return [...runs].flatMap((id): DeskNews[] => {
    const run = trading.run(id);
    // Legs are told of one by one; people hear of whole units.
    if (!run || run.filledUnits <= unitsBefore(turn, run)) return [];
    const position = trading.position(run.run.positionId);
    const view = position && trading.ticketView(run.run.ticketId ?? position.ticketId);
    if (!position || !view) return [];
    return [{ kind: 'fill', view, position, run, purpose: run.run.purpose }];
  });
}

function alertNews(alert: DeskAlert): DeskNews {
  const ofPosition = 'positionId' in alert ? shortId(alert.positionId) : null;
  const ofTicket = 'ticketId' in alert && alert.ticketId ? shortId(alert.ticketId) : null;
  return { kind: 'alert', alert, ticketShort: ofTicket ?? ofPosition };
}

function recordNews(turn: Turn, record: DeskRecord): DeskNews | null {
  if (record.kind === 'ticket') {
    const view = turn.state.trading.ticketView(record.ticket.id);
    return view && { kind: 'ticket', phase: 'new', view };
  }
  if (record.kind === 'alert') return alertNews(record.alert);
  if (record.kind === 'day-report') {
    return { kind: 'report', stamp: stampOf(turn), report: record.report };
  }
  // Who asked for it has an answer already.
  if (record.kind !== 'disarmed' || record.reason === 'asked') return null;
  const { strategy, reason, by } = record;
  return { kind: 'disarmed', strategy, reason, by };
}

/** What people are told of a step: new cards, changed cards, fills, closings, alerts, reports. */
export function newsOf(turn: Turn): readonly DeskNews[] {
  const { trading } = turn.state;
  const news: DeskNews[] = [];
  const fresh = new Set<TicketId>();
  for (const record of turn.records) {
    if (record.kind === 'ticket') fresh.add(record.ticket.id);
    const one = recordNews(turn, record);
    if (one) news.push(one);
  }
  const changed = new Set(turn.records.flatMap((record) => ticketsOf(turn, record)));
  for (const id of changed) {
    const view = fresh.has(id) ? null : trading.ticketView(id);
    if (view) news.push({ kind: 'ticket', phase: 'changed', view });
  }
  news.push(...fillNews(turn));
  for (const id of closedBy(turn)) {
    const position = trading.position(id);
    const view = position ? trading.ticketView(position.ticketId) : null;
    const line = position && tradeLine(position);
    if (position && view && line) news.push({ kind: 'closed', view, position, line });
  }
  return news;
}

/** News as notices: their ids name the step's place in the journal, so each is told once. */
export function noticesOf(turn: Turn): readonly Notice[] {
  const { setup, trading } = turn.state;
  return newsOf(turn).map((body, index) => ({
    id: `desk:${setup.world}:${trading.journalSeq}:${index}`,
    createdAtMs: turn.now.wallMs,
    body,
  }));
}
