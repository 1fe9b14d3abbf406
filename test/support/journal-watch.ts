import { sessionOf } from '../../src/engine/domain/calendar.js';
import { eventsOn, type EventCalendar } from '../../src/engine/domain/event-calendar.js';
import type { DeskPosition } from '../../src/engine/domain/ledger.js';
import { newYorkDay } from '../../src/engine/domain/new-york.js';
import type { DeskRecord, JournalRow } from '../../src/engine/domain/record.js';
import type { TradingDay } from '../../src/engine/domain/trading-day.js';
import { TradingBook } from '../../src/engine/flow/book/trading-book.js';
import { flatTimes, rulesOf } from '../../src/engine/risk/rules.js';

type Of<Kind extends DeskRecord['kind']> = Extract<DeskRecord, { readonly kind: Kind }>;

/**
 * Reads the desk's journal as it is written: folds a book of its own from it, and notes every row
 * that a desk which keeps its rules would not have written.
 */
export class JournalWatch {
  readonly book = new TradingBook();
  /** What went wrong, each with its instant in UTC. */
  readonly problems: string[] = [];
  /** Looks that led to no ticket, by the first gate that said no; a look like the one before has no row. */
  readonly refusals = new Map<string, number>();
  readonly gapsTold = new Set<string>();
  rows = 0;

  constructor(private readonly calendar: EventCalendar) {}

  take(rows: readonly JournalRow[]): void {
    for (const row of rows) {
      this.rows += 1;
      this.book.apply(row);
      this.#read(row);
    }
  }

  problem(atMs: number, text: string): void {
    this.problems.push(`${new Date(atMs).toISOString()} ${text}`);
  }

  isBlackout(day: TradingDay): boolean {
    const found = eventsOn(this.calendar, { day, symbol: 'SPY' });
    return found.state === 'outside' || found.events.length > 0;
  }

  #read({ record, atMs }: JournalRow): void {
    if (record.kind === 'decision') this.#readDecision(record, atMs);
    if (record.kind === 'ticket-state') this.#readTicketState(record, atMs);
    if (record.kind === 'ledger') this.#readLedger(record, atMs);
    if (record.kind === 'ticket' && record.ticket.purpose === 'entry') {
      this.#readEntry(atMs, `ticket ${record.ticket.id}`);
    }
    if (record.kind === 'run' && record.run.purpose === 'entry') {
      this.#readEntry(atMs, `run ${record.run.id}`);
    }
    if (record.kind === 'send-refused' && record.refusals.length === 0) {
      this.problem(atMs, `${record.runId} is held up without a reason`);
    }
    if (record.kind === 'alert' && record.alert.code === 'gap-through') {
      this.gapsTold.add(record.alert.positionId);
    }
  }

  #readTicketState({ ticketId, state, reason, refusals }: Of<'ticket-state'>, atMs: number): void {
    const unexplained = reason === '' || (state === 'refused' && refusals.length === 0);
    if (unexplained) this.problem(atMs, `${ticketId} is ${state} without a reason`);
  }

  #readLedger({ entry }: Of<'ledger'>, atMs: number): void {
    const sum = entry.postings.reduce((total, each) => total + each.amountMicros, 0);
    if (sum !== 0) this.problem(atMs, `entry ${entry.id} is out by ${sum}`);
  }

  #readDecision({ ticketId, gates }: Of<'decision'>, atMs: number): void {
    if (ticketId !== null) return;
    const [first] = gates.filter(({ verdict }) => verdict !== 'pass');
    if (!first) this.problem(atMs, 'no ticket, and no gate that says why');
    const name = first?.name ?? 'unexplained';
    this.refusals.set(name, (this.refusals.get(name) ?? 0) + 1);
  }

  /** An entry on a day, at an hour or after a loss that bars it. */
  #readEntry(atMs: number, what: string): void {
    const day = newYorkDay(atMs);
    const session = sessionOf(day);
    const rules = rulesOf('putlite');
    if (!session || !rules) throw new Error(`no session or rules on ${day}`);
    const { entriesStartMs, entriesEndMs } = flatTimes(session, rules);
    if (this.isBlackout(day)) this.problem(atMs, `${what} on a blackout day`);
    if (atMs < entriesStartMs || atMs >= entriesEndMs) this.problem(atMs, `${what} out of hours`);
    if (this.book.gapThroughOn('putlite', day) === 'yes') {
      this.problem(atMs, `${what} on a day whose loss had passed its plan`);
    }
  }

  /** A closed trade against its plan: its loss bounded, and called a gap-through where it is one. */
  readClosed(position: DeskPosition): void {
    const { id, cashMicros, plannedLossMicros, worstLossMicros, gapThrough } = position;
    const atMs = position.closedAtMs ?? 0;
    const lossMicros = 0 - cashMicros;
    const past = lossMicros > plannedLossMicros;
    if (lossMicros > worstLossMicros) this.problem(atMs, `${id} lost more than its worst case`);
    if (past !== (gapThrough === 'yes')) this.problem(atMs, `${id} is called ${gapThrough}`);
    if (past && !this.gapsTold.has(id)) this.problem(atMs, `${id} passed its plan untold`);
  }
}
