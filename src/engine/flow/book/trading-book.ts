import type { Arming } from '../../domain/arming.js';
import type { DayFacts } from '../../domain/day-facts.js';
import type { DayReport } from '../../domain/day-report.js';
import type { TicketView } from '../../domain/desk-views.js';
import type { DeskPosition, LedgerAccount } from '../../domain/ledger.js';
import type { OrderRef } from '../../domain/order.js';
import type { ExitRule, RunId, RunState } from '../../domain/order-run.js';
import type { PositionId, TicketId } from '../../domain/ticket.js';
import type { TradingDay } from '../../domain/trading-day.js';
import type { TradingState } from '../../domain/trading-state.js';
import type { UsdMicros } from '../../domain/units.js';
import type { BookRow, DatedAlert, Decision, StateChange } from './book-types.js';
import { DayShelf } from './day-shelf.js';
import type { FoundId } from './id-index.js';
import { addEntry } from './ledger-entries.js';
import type { Lot } from './lot.js';
import { PositionShelf } from './position-shelf.js';
import { RunShelf } from './run-shelf.js';
import { TicketShelf } from './ticket-shelf.js';

/**
 * The trading state of the desk: the fold of its journal's records and nothing else. Every answer is
 * a value that never changes; the next record makes new ones.
 */
export class TradingBook {
  private readonly ticketShelf = new TicketShelf();
  private readonly runShelf = new RunShelf();
  private readonly positionShelf = new PositionShelf();
  private readonly armed = new Map<string, Arming>();
  private readonly days = new DayShelf();
  private readonly decisions = new Map<string, Decision>();
  private readonly accounts = new Map<LedgerAccount, UsdMicros>();
  private readonly ledgerIds = new Set<string>();
  private tradingState: TradingState = 'active';
  private since: StateChange | null = null;
  private rows = 0;

  /**
   * Folds one record in: the only way in which the book changes.
   * @throws where a record contradicts those before it, such as a fill of an unknown run.
   */
  apply({ record, atMs }: BookRow): void {
    this.rows += 1;
    switch (record.kind) {
      case 'state':
        this.tradingState = record.state;
        this.since = { atMs, by: record.by, reason: record.reason };
        return;
      case 'armed':
        this.armed.set(record.arming.strategy, record.arming);
        return;
      case 'disarmed':
        this.armed.delete(record.strategy);
        return;
      case 'day-facts':
        this.days.addFacts(record.facts);
        return;
      case 'decision': {
        const { ticketId, gates } = record;
        this.decisions.set(record.strategy, { atMs, ticketId, gates });
        return;
      }
      case 'ticket':
        this.ticketShelf.add(record.ticket);
        return;
      case 'ticket-limit':
      case 'requote':
      case 'ticket-state':
        this.ticketShelf.change(record);
        return;
      case 'run':
      case 'send':
      case 'send-refused':
      case 'place-answer':
      case 'cancel':
      case 'cancel-answer':
      case 'report':
      case 'run-end':
        this.runShelf.apply(record, atMs);
        return;
      case 'fill':
        this.positionShelf.fill(this.runShelf.apply(record, atMs), record.fill);
        return;
      case 'settlement':
        this.positionShelf.settle(record.positionId, record.settlement);
        return;
      case 'ledger':
        addEntry(this.accounts, record.entry);
        this.ledgerIds.add(record.entry.id);
        return;
      case 'mark':
        this.positionShelf.mark(record.mark);
        return;
      case 'alert':
        this.days.addAlert({ atMs, alert: record.alert });
        return;
      case 'day-report':
        this.days.addReport(record.report);
        return;
      case 'tap':
      case 'reconciled':
        return;
    }
  }

  /** `active` until a record says otherwise. */
  get state(): TradingState {
    return this.tradingState;
  }

  /** The newest change of state; null where there was none. */
  get stateSince(): StateChange | null {
    return this.since;
  }

  /** Records folded so far: the journal's newest `seq`. */
  get journalSeq(): number {
    return this.rows;
  }

  arming(strategy: string): Arming | null {
    return this.armed.get(strategy) ?? null;
  }

  armings(): readonly Arming[] {
    return [...this.armed.values()];
  }

  dayFacts(underlying: string, day: TradingDay): DayFacts | null {
    return this.days.facts(underlying, day);
  }

  lastDecision(strategy: string): Decision | null {
    return this.decisions.get(strategy) ?? null;
  }

  dayReport(day: TradingDay): DayReport | null {
    return this.days.report(day);
  }

  /** All day reports, ascending by day. */
  reports(): readonly DayReport[] {
    return this.days.reports();
  }

  /** In the order in which they were given, by New York day of market time. */
  alertsOn(day: TradingDay): readonly DatedAlert[] {
    return this.days.alerts(day);
  }

  /**
   * A ticket by its whole id or four or more of its first letters, in any case. Live ones (open, with
   * an order or with an open position) are preferred. A position has the id of its entry's ticket.
   */
  find(idText: string): FoundId {
    return this.ticketShelf.ids.find(idText, (id) => this.isLive(id));
  }

  /** Letters by which people name a ticket, or a position by its ticket. */
  shortOf(id: TicketId | PositionId): string {
    return this.ticketShelf.ids.short(id as string as TicketId, (each) => this.isLive(each));
  }

  private isLive(id: TicketId): boolean {
    if (this.ticketShelf.openIds.has(id)) return true;
    const run = this.run(id as string as RunId);
    if (run && run.phase !== 'done') return true;
    return this.position(id as string as PositionId)?.state === 'open';
  }

  /** Everything that a ticket's card shows; null where there is no such ticket. */
  ticketView(id: TicketId): TicketView | null {
    const entry = this.ticketShelf.get(id);
    if (!entry) return null;
    const { replacedBy, ...rest } = entry;
    const positionId = entry.ticket.positionId ?? (id as string as PositionId);
    return {
      ...rest,
      short: this.shortOf(id),
      run: this.run(id as string as RunId),
      position: this.position(positionId),
      replacedBy: replacedBy === null ? null : { short: this.shortOf(replacedBy) },
    };
  }

  /** Open or being checked, newest first. */
  openTickets(): readonly TicketView[] {
    return this.ticketShelf.openNewestFirst().flatMap((id) => this.ticketView(id) ?? []);
  }

  /** All tickets that were made on a day, ascending. */
  ticketsOn(day: TradingDay): readonly TicketView[] {
    return this.ticketShelf.madeOn(day).flatMap((id) => this.ticketView(id) ?? []);
  }

  run(id: RunId): RunState | null {
    return this.runShelf.get(id);
  }

  /** The run that an order was sent for, whatever became of it. */
  runByRef(ref: OrderRef): RunState | null {
    return this.runShelf.byRef(ref);
  }

  /** Runs that are not done, oldest first. */
  activeRuns(): readonly RunState[] {
    return this.runShelf.active();
  }

  /** Runs that began or changed on a New York day of market time, oldest first. */
  runsOn(day: TradingDay): readonly RunState[] {
    return this.runShelf.on(day);
  }

  /** The run that is not done of a position: its exit before its entry. */
  runOfPosition(positionId: PositionId): RunState | null {
    const runs = this.activeRuns().filter(({ run }) => run.positionId === positionId);
    return runs.find(({ run }) => run.purpose === 'exit') ?? runs[0] ?? null;
  }

  /** Runs whose newest order's fate could not be learned. */
  unknownRuns(): readonly RunState[] {
    return this.activeRuns().filter(({ phase }) => phase === 'unknown');
  }

  /** Exits of a position that a rule has begun so far. */
  attempts(positionId: PositionId, rule: ExitRule): number {
    return this.runShelf.attempts(positionId, rule);
  }

  /** Oldest first. */
  openPositions(): readonly DeskPosition[] {
    return this.positionShelf.open();
  }

  position(id: PositionId): DeskPosition | null {
    return this.positionShelf.get(id);
  }

  /** By the instant of closing, ascending. */
  closedPositions(): readonly DeskPosition[] {
    return this.positionShelf.closed();
  }

  /** By New York day of market time. */
  closedOn(day: TradingDay): readonly DeskPosition[] {
    return this.positionShelf.closedOn(day);
  }

  /** What a position holds at its average cost. */
  lots(id: PositionId): readonly Lot[] {
    return this.positionShelf.lots(id);
  }

  hasFill(fillId: string): boolean {
    return this.positionShelf.hasFill(fillId);
  }

  hasSettlement(settlementId: string): boolean {
    return this.positionShelf.hasSettlement(settlementId);
  }

  hasLedgerEntry(id: string): boolean {
    return this.ledgerIds.has(id);
  }

  /** Sum of each ledger account; all together come to 0. */
  balances(): ReadonlyMap<LedgerAccount, UsdMicros> {
    return new Map(this.accounts);
  }

  /** Of one ledger account. */
  balance(account: LedgerAccount): UsdMicros {
    return this.accounts.get(account) ?? (0 as UsdMicros);
  }

  /**
   * Positive is a loss: realised by what closed on the day, plus what is open at its newest mark's
   * quoted sides. An open position without a mark, and what an order of unknown fate may have
   * bought, count their planned loss.
   * @param strategy null is all of the desk.
   */
  dayLossMicros(strategy: string | null, day: TradingDay): UsdMicros {
    const unknown = this.unknownRuns().filter((each) => isOf(each.run, strategy));
    return this.positionShelf.dayLossMicros(strategy, { day, unknown });
  }

  /**
   * Worst cases of what is open and of entries under way, added up; an entry that is partly filled
   * counts once, as a whole.
   * @param without a run that is left out but for what it has filled.
   */
  openWorstMicros(without: RunId | null = null): UsdMicros {
    const entries = this.activeRuns().filter(
      ({ run }) => run.purpose === 'entry' && run.id !== without,
    );
    return this.positionShelf.openWorstMicros(entries);
  }

  /** A position of the strategy that closed on the day lost more than was planned. */
  gapThroughOn(strategy: string, day: TradingDay): 'yes' | 'no' {
    const gap = this.closedOn(day).some(
      (position) => position.strategy === strategy && position.gapThrough === 'yes',
    );
    return gap ? 'yes' : 'no';
  }
}

function isOf(of: { readonly strategy: string }, strategy: string | null): boolean {
  return strategy === null || of.strategy === strategy;
}

export type { BookRow, DatedAlert, Decision, StateChange } from './book-types.js';

/** The book that rows of a journal make. */
export function bookOf(rows: readonly BookRow[]): TradingBook {
  const book = new TradingBook();
  for (const row of rows) book.apply(row);
  return book;
}
