import type { Settlement } from '../../src/engine/domain/ledger.js';
import type { Fill } from '../../src/engine/domain/order.js';
import type { ExitRule, RunId, RunState } from '../../src/engine/domain/order-run.js';
import type { DeskRecord } from '../../src/engine/domain/record.js';
import type { PositionId, Ticket, TicketState } from '../../src/engine/domain/ticket.js';
import type { UsdMicros } from '../../src/engine/domain/units.js';
import { fillRecords, settlementRecords } from '../../src/engine/flow/book/fill-records.js';
import { openingEntry } from '../../src/engine/flow/book/ledger-entries.js';
import { makeMark } from '../../src/engine/flow/book/make-mark.js';
import { TradingBook, type BookRow } from '../../src/engine/flow/book/trading-book.js';
import { closingLegs } from '../../src/engine/flow/orders/make-run.js';
import { NOW_MS, ref } from './orders.js';
import { runId, runOf, sendOf, ticketOf } from './records.js';

export const START_CASH = 1_000_000_000_000 as UsdMicros;

/** Writes the records of a day's trading by hand, with a broker's cash kept beside the book. */
export class BookDesk {
  readonly book = new TradingBook();
  readonly rows: BookRow[] = [];
  nowMs = NOW_MS;
  /** What a broker's account would show. */
  cashMicros: number = START_CASH;
  private fills = 0;
  private settlements = 0;

  constructor() {
    const opening = { id: 'opening', cashMicros: START_CASH, holdings: [], atMs: this.nowMs };
    this.record({ kind: 'ledger', entry: openingEntry(opening) });
  }

  record(...records: readonly DeskRecord[]): void {
    for (const record of records) {
      const row = { record, atMs: this.nowMs, wallMs: this.nowMs };
      this.book.apply(row);
      this.rows.push(row);
    }
  }

  ticket(id: string, changes: Partial<Ticket> = {}): Ticket {
    const ticket = ticketOf(id, { createdAtMs: this.nowMs, ...changes });
    this.record({ kind: 'ticket', ticket });
    return ticket;
  }

  end(ticket: Ticket, state: TicketState): void {
    const by = { kind: 'desk' } as const;
    const { id: ticketId } = ticket;
    this.record({ kind: 'ticket-state', ticketId, state, by, reason: 'test', refusals: [] });
  }

  /** A ticket that was tapped, its run and its first order on the way. */
  entry(id: string, changes: Partial<Ticket> = {}): RunState {
    const ticket = this.ticket(id, changes);
    this.end(ticket, 'sent');
    const run = runOf(ticket, { startedAtMs: this.nowMs });
    this.record({ kind: 'run', run }, sendOf(run, 1));
    return this.run(run.id);
  }

  /** A rule's exit of all that is held, its first order on the way; null where nothing is held. */
  exit(id: PositionId, rule: ExitRule): RunState | null {
    const position = this.book.position(id);
    if (!position) return null;
    const order = closingLegs(position);
    if (!order) return null;
    const attempt = this.book.attempts(id, rule) + 1;
    const none = { plannedLossMicros: 0 as UsdMicros, worstLossMicros: 0 as UsdMicros };
    const ticket = ticketOf(id, { ...order, ...none, purpose: 'exit', positionId: id });
    const run = runOf(ticket, {
      id: runId(`${id}/${rule}/${attempt}`),
      ticketId: null,
      strategy: position.strategy,
      rule,
      startedAtMs: this.nowMs,
    });
    this.record({ kind: 'run', run }, sendOf(run, 1));
    return this.run(run.id);
  }

  run(id: RunId): RunState {
    const run = this.book.run(id);
    if (!run) throw new Error(`no run ${id}`);
    return run;
  }

  endRun(id: RunId): void {
    const run = this.run(id);
    if (run.phase === 'done') return;
    const filled = run.filledUnits >= run.run.quantity;
    this.record({ kind: 'run-end', runId: id, outcome: filled ? 'filled' : 'cancelled' });
  }

  /** One leg of a run's first order, booked as the desk books it. */
  fill(state: RunState, leg: number, of: Partial<Fill> = {}): Fill {
    const { run } = state;
    const { instrument, ratio, multiplier } = run.legs[leg % run.legs.length] ?? never();
    const fill: Fill = {
      fillId: `fill-${++this.fills}`,
      ref: ref(`${run.id}.1`),
      instrument,
      quantity: ratio * run.quantity,
      priceMicros: 1_000_000 as UsdMicros,
      feeMicros: 650_000 as UsdMicros,
      atMs: this.nowMs,
      ...of,
    };
    this.cashMicros -= fill.quantity * multiplier * fill.priceMicros + fill.feeMicros;
    this.record(...(fillRecords(this.book, fill) ?? never()));
    return fill;
  }

  /** Both legs whole, at prices in dollars, each with a fee of $0.65 a contract. */
  fillSpread(state: RunState, prices: readonly [number, number]): void {
    prices.forEach((price, leg) => {
      this.fill(state, leg, {
        priceMicros: Math.round(price * 1e6) as UsdMicros,
        feeMicros: (650_000 * state.run.quantity) as UsdMicros,
      });
    });
    this.endRun(state.run.id);
  }

  settle(of: Omit<Settlement, 'settlementId' | 'atMs'>): Settlement {
    const settlement = { ...of, settlementId: `s-${++this.settlements}`, atMs: this.nowMs };
    const { quantity, multiplier, worthMicros, delivered, feeMicros } = settlement;
    const came = delivered
      ? -delivered.quantity * delivered.priceMicros
      : quantity * multiplier * worthMicros;
    this.cashMicros += came - feeMicros;
    this.record(...settlementRecords(this.book, settlement));
    return settlement;
  }

  mark(id: PositionId, closeUsd: number): void {
    const position = this.book.position(id);
    if (!position) return;
    const greeks = { deltaUnits: 6, gammaUnits: -1, vegaUsdPerVolPt: -4, thetaUsdPerDay: 14 };
    const look = { atMs: this.nowMs, spot: 660 + closeUsd, vol: 0.2 };
    const mark = makeMark(position, { ...look, closeUsd, midUsd: closeUsd - 0.02, greeks });
    this.record({ kind: 'mark', mark });
  }
}

function never(): never {
  throw new Error('not of this test');
}
