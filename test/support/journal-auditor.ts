import { newYorkDay, newYorkInstant } from '../../src/engine/domain/new-york.js';
import type { PositionMark } from '../../src/engine/domain/ledger.js';
import type { OrderIntent, OrderRef } from '../../src/engine/domain/order.js';
import type { OrderRun, RunId } from '../../src/engine/domain/order-run.js';
import type { DeskRecord, JournalRow } from '../../src/engine/domain/record.js';
import type { Ticket, TicketState } from '../../src/engine/domain/ticket.js';

type Of<Kind extends DeskRecord['kind']> = Extract<DeskRecord, { readonly kind: Kind }>;

interface AuditedTicket {
  readonly ticket: Ticket;
  state: TicketState;
  limitTicks: number;
}

interface AuditedOrder {
  readonly order: OrderIntent;
  /** `over` once something conclusive has said that it fills no more than `units`. */
  end: 'open' | 'unknown' | 'over';
  /** Units that its end has told of, else what it asked for. */
  units: number;
  /** Contracts filled, by instrument. */
  readonly filled: Map<string, number>;
}

interface AuditedRun {
  readonly run: OrderRun;
  readonly orders: AuditedOrder[];
  done: boolean;
}

interface AuditedPosition {
  readonly id: string;
  cashMicros: number;
  readonly held: Map<string, number>;
  plannedMicros: number;
  worstMicros: number;
  mark: PositionMark | null;
  closedAtMs: number | null;
}

const CAPS = { planned: 50e6, worst: 500e6, day: 150e6, open: 1_500e6 };

/** The steps that a ticket may take. */
const NEXT: Readonly<Record<string, readonly TicketState[]>> = {
  open: ['checking', 'skipped', 'expired', 'void'],
  checking: ['open', 'sent', 'expired', 'replaced', 'refused', 'void'],
};

/**
 * Reads a journal row by row and holds it against the money rules, with arithmetic of its own and none
 * of the desk's: what it finds wrong is in `faults`.
 */
export class JournalAuditor {
  readonly faults: string[] = [];
  readonly sums = { tickets: 0, sent: 0, orders: 0, fills: 0, closed: 0, unknown: 0 };
  private readonly tickets = new Map<string, AuditedTicket>();
  private readonly runs = new Map<RunId, AuditedRun>();
  private readonly byRef = new Map<OrderRef, AuditedOrder>();
  private readonly positions = new Map<string, AuditedPosition>();
  private readonly armed = new Map<string, number>();
  private state = 'active';
  private seq = 0;

  constructor(private readonly rules: { readonly roleOf: (user: number) => string }) {}

  take(rows: readonly JournalRow[]): void {
    for (const row of rows) {
      this.hold(row.seq === ++this.seq, `row ${row.seq} after ${this.seq - 1}`);
      this.record(row, rows);
    }
  }

  private hold(holds: boolean, words: string): void {
    if (!holds) this.faults.push(words);
  }

  private record(row: JournalRow, batch: readonly JournalRow[]): void {
    const { record, wallMs } = row;
    switch (record.kind) {
      case 'state':
        this.state = record.state;
        return;
      case 'armed':
        this.armed.set(record.arming.strategy, record.arming.quantity);
        return;
      case 'disarmed':
        this.armed.delete(record.strategy);
        return;
      case 'ticket':
        this.sums.tickets += 1;
        this.tickets.set(record.ticket.id, {
          ticket: record.ticket,
          state: 'open',
          limitTicks: record.ticket.limitTicks,
        });
        return;
      case 'tap': {
        const allowed = ['owner', 'trader'].includes(this.rules.roleOf(record.userId));
        this.hold(allowed || record.refusal !== null, `tap of ${record.userId} was taken`);
        return;
      }
      case 'ticket-limit':
        this.limit(record);
        return;
      case 'ticket-state':
        this.ticketState(record, { wallMs, batch });
        return;
      case 'run':
        this.run(record.run, batch);
        return;
      case 'send':
        this.send(record, row);
        return;
      case 'place-answer':
        this.end(record.ref, record.answer);
        return;
      case 'report':
        this.report(record);
        return;
      case 'fill':
        this.fill(record);
        return;
      case 'run-end': {
        const run = this.runs.get(record.runId);
        if (run) run.done = true;
        return;
      }
      case 'settlement':
        this.settlement(record);
        return;
      case 'mark': {
        const position = this.positions.get(record.mark.positionId);
        if (position) position.mark = record.mark;
        return;
      }
      case 'ledger': {
        const sum = record.entry.postings.reduce((all, { amountMicros }) => all + amountMicros, 0);
        this.hold(sum === 0, `ledger entry ${record.entry.id} sums to ${sum}`);
        return;
      }
      case 'alert':
      case 'cancel':
      case 'cancel-answer':
      case 'day-facts':
      case 'day-report':
      case 'decision':
      case 'reconciled':
      case 'requote':
      case 'send-refused':
    }
  }

  private limit({ ticketId, limitTicks }: Of<'ticket-limit'>): void {
    const of = this.tickets.get(ticketId);
    if (!of) return;
    const { bestTicks, worstTicks } = of.ticket;
    this.hold(of.state === 'open', `limit of ${of.state} ticket moved`);
    this.hold(limitTicks >= bestTicks && limitTicks <= worstTicks, `limit out of its band`);
    of.limitTicks = limitTicks;
  }

  private ticketState(
    { ticketId, state }: Of<'ticket-state'>,
    of: { readonly wallMs: number; readonly batch: readonly JournalRow[] },
  ): void {
    const known = this.tickets.get(ticketId);
    if (!known) return;
    const may = NEXT[known.state]?.includes(state) ?? false;
    this.hold(may, `ticket ${ticketId} from ${known.state} to ${state}`);
    known.state = state;
    if (state !== 'sent') return;
    this.sums.sent += 1;
    const inTime = of.wallMs < known.ticket.expiresWallMs;
    this.hold(inTime, `ticket ${ticketId} sent after its life`);
    const runs = of.batch.flatMap(({ record }) => (record.kind === 'run' ? [record.run] : []));
    this.hold(
      runs.some((run) => run.ticketId === ticketId),
      `sent ticket without its run`,
    );
  }

  private run(run: OrderRun, batch: readonly JournalRow[]): void {
    this.hold(!this.runs.has(run.id), `run ${run.id} twice`);
    this.runs.set(run.id, { run, orders: [], done: false });
    const ticket = run.ticketId === null ? null : this.tickets.get(run.ticketId);
    if (!ticket) {
      this.hold(run.purpose === 'exit', `entry ${run.id} without a ticket`);
      return;
    }
    const sent = batch.some(
      ({ record }) =>
        record.kind === 'ticket-state' &&
        record.state === 'sent' &&
        record.ticketId === run.ticketId,
    );
    this.hold(sent && ticket.state === 'sent', `run of ticket in ${ticket.state}`);
    this.hold(run.quantity <= ticket.ticket.quantity, `run of more than its ticket`);
    this.hold(run.schedule.limitTicks <= ticket.limitTicks, `run past its ticket's limit`);
  }

  private send({ runId, n, order }: Of<'send'>, { atMs }: JournalRow): void {
    const of = this.runs.get(runId);
    if (!of) return;
    this.sums.orders += 1;
    const { run, orders } = of;
    this.hold(!of.done, `${order.ref} sent by a run that is done`);
    this.hold(n === orders.length + 1, `${order.ref} is not number ${orders.length + 1}`);
    this.hold(
      orders.every(({ end }) => end === 'over'),
      `${order.ref} sent while one before it may live`,
    );
    const others = [...this.runs.values()].filter(
      (each) => each !== of && each.run.positionId === run.positionId,
    );
    const live = others.some((each) => each.orders.some(({ end }) => end !== 'over'));
    this.hold(!live, `${order.ref} sent beside another order of its position`);
    const left = run.quantity - orders.reduce((sum, { units }) => sum + units, 0);
    this.hold(order.quantity <= left, `${order.ref} asks ${order.quantity} of ${left}`);
    this.hold(order.limitTicks <= run.schedule.limitTicks, `${order.ref} past its limit`);
    if (run.purpose === 'entry') this.entry(order, { run, atMs });
    else this.exit(order, run);
    const sent: AuditedOrder = { order, end: 'open', units: order.quantity, filled: new Map() };
    orders.push(sent);
    this.byRef.set(order.ref, sent);
  }

  private entry(
    order: OrderIntent,
    { run, atMs }: { readonly run: OrderRun; readonly atMs: number },
  ): void {
    const day = newYorkDay(atMs);
    this.hold(this.state === 'active', `${order.ref} opens while ${this.state}`);
    const size = this.armed.get(run.strategy) ?? 0;
    this.hold(order.quantity <= size, `${order.ref} opens ${order.quantity}, armed for ${size}`);
    const inHours = atMs >= newYorkInstant(day, '10:30') && atMs < newYorkInstant(day, '13:30');
    this.hold(inHours, `${order.ref} opens out of hours`);
    const { plannedLossMicros: planned, worstLossMicros: worst } = order;
    this.hold(planned <= CAPS.planned, `${order.ref} plans to lose ${planned}`);
    this.hold(worst <= CAPS.worst, `${order.ref} may lose ${worst}`);
    const dayLoss = this.dayLoss(day);
    this.hold(dayLoss + planned <= CAPS.day, `${order.ref} after ${dayLoss} plans ${planned}`);
    const open = this.openWorst(run);
    this.hold(open + worst <= CAPS.open, `${order.ref} beside ${open} may lose ${worst}`);
    const bound = this.structureLoss(order);
    this.hold(bound <= worst, `${order.ref} can lose ${bound}, stated ${worst}`);
  }

  /** Width less credit, for a put spread. */
  private structureLoss({ legs, limitTicks, tickMicros, quantity }: OrderIntent): number {
    const strikes = legs.map(({ instrument }) => Number(instrument.split('/')[2]));
    const width = Math.max(...strikes) - Math.min(...strikes);
    return (width * 1e6 + limitTicks * tickMicros) * 100 * quantity;
  }

  /** An exit asks for no more than is held and not asked for by an order that may live. */
  private exit(order: OrderIntent, run: OrderRun): void {
    const held = this.positions.get(run.positionId)?.held;
    for (const { instrument, ratio } of order.legs) {
      const has = held?.get(instrument) ?? 0;
      const wants = ratio * order.quantity;
      const closes = has * wants < 0 && Math.abs(wants) <= Math.abs(has);
      this.hold(closes, `${order.ref} does ${wants} ${instrument} where ${has} is held`);
    }
  }

  private dayLoss(day: string): number {
    let loss = 0;
    for (const position of this.positions.values()) {
      const { closedAtMs, cashMicros, mark, plannedMicros } = position;
      if (closedAtMs !== null) {
        if (newYorkDay(closedAtMs) === day) loss -= cashMicros;
      } else if (mark) {
        const units = Math.min(...[...position.held.values()].filter(Boolean).map(Math.abs));
        loss -= cashMicros - Math.ceil(Number((mark.closeUsd * units * 100e6).toFixed(3)));
      } else loss += plannedMicros;
    }
    for (const { run, orders, done } of this.runs.values()) {
      if (run.purpose !== 'entry' || done) continue;
      if (orders.at(-1)?.end !== 'unknown') continue;
      loss += Math.ceil(
        (run.plannedLossMicros * (run.quantity - this.touched(orders))) / run.quantity,
      );
    }
    return loss;
  }

  private touched(orders: readonly AuditedOrder[]): number {
    return orders.reduce((sum, { filled }) => sum + Math.max(0, ...filled.values()), 0);
  }

  private openWorst(but: OrderRun): number {
    let sum = 0;
    const entries = [...this.runs.values()].filter(
      ({ run, done }) => run.purpose === 'entry' && !done && run.id !== but.id,
    );
    const counted = new Set(entries.map(({ run }) => String(run.positionId)));
    for (const { run } of entries) sum += run.worstLossMicros;
    for (const { id, closedAtMs, worstMicros } of this.positions.values()) {
      if (closedAtMs === null && !counted.has(id)) sum += worstMicros;
    }
    return sum;
  }

  private end(ref: OrderRef, answer: Of<'place-answer'>['answer']): void {
    const order = this.byRef.get(ref);
    if (!order || order.end === 'over') return;
    if (answer === 'unknown' && order.end === 'open') {
      this.sums.unknown += 1;
      order.end = 'unknown';
    }
    if (answer === 'accepted') order.end = 'open';
    if (answer === 'rejected' || answer === 'not-sent') {
      order.end = 'over';
      order.units = 0;
    }
  }

  private report({ report }: Of<'report'>): void {
    const order = this.byRef.get(report.ref);
    if (!order || order.end === 'over') return;
    if (report.state === 'filled') order.end = 'over';
    else if (report.state === 'cancelled' || report.state === 'rejected') {
      order.end = 'over';
      order.units = report.filledQuantity;
    } else order.end = 'open';
  }

  private fill({ runId, positionId, fill }: Of<'fill'>): void {
    const of = this.runs.get(runId);
    const order = this.byRef.get(fill.ref);
    if (!of || !order) {
      this.faults.push(`fill ${fill.fillId} of no order`);
      return;
    }
    this.sums.fills += 1;
    const { run, orders } = of;
    const { instrument, quantity, priceMicros, feeMicros, atMs } = fill;
    order.filled.set(instrument, (order.filled.get(instrument) ?? 0) + Math.abs(quantity));
    for (const { ratio, instrument: leg } of run.legs) {
      const all = orders.reduce((sum, { filled }) => sum + (filled.get(leg) ?? 0), 0);
      const most = Math.abs(ratio) * run.quantity;
      this.hold(all <= most, `${run.id} filled ${all} of ${most} ${leg}`);
    }
    const whole = order.order.legs.every(
      ({ instrument: leg, ratio }) =>
        (order.filled.get(leg) ?? 0) >= Math.abs(ratio) * order.order.quantity,
    );
    if (whole) order.end = 'over';
    const position = this.positionOf(positionId);
    if (run.purpose === 'entry') {
      const touched = Math.min(run.quantity, this.touched(orders));
      const share = (micros: number) => Math.ceil((micros * touched) / run.quantity);
      position.plannedMicros = share(run.plannedLossMicros);
      position.worstMicros = share(run.worstLossMicros);
    }
    const cash = 0 - quantity * 100 * priceMicros - feeMicros;
    this.move(position, { instrument, quantity, cash, atMs });
  }

  private settlement({ positionId, settlement }: Of<'settlement'>): void {
    if (positionId === null) return;
    const { instrument, quantity, multiplier, worthMicros, delivered, feeMicros, atMs } =
      settlement;
    const position = this.positionOf(positionId);
    const paid = delivered
      ? delivered.quantity * delivered.priceMicros
      : 0 - quantity * multiplier * worthMicros;
    if (delivered) {
      this.move(position, { ...delivered, cash: 0, atMs });
    }
    this.move(position, { instrument, quantity: 0 - quantity, cash: 0 - paid - feeMicros, atMs });
  }

  private positionOf(id: string): AuditedPosition {
    const known = this.positions.get(id);
    if (known) return known;
    const fresh: AuditedPosition = {
      id,
      cashMicros: 0,
      held: new Map(),
      plannedMicros: 0,
      worstMicros: 0,
      mark: null,
      closedAtMs: null,
    };
    this.positions.set(id, fresh);
    return fresh;
  }

  private move(
    position: AuditedPosition,
    of: { instrument: string; quantity: number; cash: number; atMs: number },
  ): void {
    const before = [...position.held.values()];
    position.held.set(of.instrument, (position.held.get(of.instrument) ?? 0) + of.quantity);
    position.cashMicros += of.cash;
    const after = [...position.held.values()];
    // A mark is of one unit: it holds while the legs keep their proportion.
    const shape = (quantities: readonly number[]) => {
      const most = Math.max(...quantities.map(Math.abs));
      return JSON.stringify(quantities.map((each) => each / most));
    };
    if (shape(before) !== shape(after)) position.mark = null;
    const flat = after.every((each) => each === 0);
    if (flat && position.closedAtMs === null) this.sums.closed += 1;
    position.closedAtMs = flat ? of.atMs : null;
  }

  /** What every instrument's trades come to. */
  held(): ReadonlyMap<string, number> {
    const all = new Map<string, number>();
    for (const { held } of this.positions.values()) {
      for (const [instrument, quantity] of held) {
        all.set(instrument, (all.get(instrument) ?? 0) + quantity);
      }
    }
    return all;
  }
}
