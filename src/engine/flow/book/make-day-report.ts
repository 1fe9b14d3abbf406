import type { DayReport } from '../../domain/day-report.js';
import type { Mode } from '../../domain/mode.js';
import type { TicketState } from '../../domain/ticket.js';
import type { TradingDay } from '../../domain/trading-day.js';
import type { UsdMicros } from '../../domain/units.js';
import { closingDay, tradeLines } from './trade-line.js';
import type { TradingBook } from './trading-book.js';
import { openProfit } from './views.js';

export interface DayReportQuestion {
  readonly day: TradingDay;
  readonly mode: Mode;
  /** The journal's newest hash. */
  readonly journalHash: string;
}

/** Ends of tickets that a report counts; a sent one shows as its trade. */
const TOLD_STATES: ReadonlySet<TicketState> = new Set([
  'skipped',
  'expired',
  'replaced',
  'refused',
  'void',
]);

/**
 * What was out of the ordinary on a day, counted: tickets that became no order as
 * `ticket-<state>`, trades past their planned loss as `gap-through`, alerts by their code.
 */
export function dayNotes(book: TradingBook, day: TradingDay): DayReport['notes'] {
  const counts = new Map<string, number>();
  const count = (key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const { state } of book.ticketsOn(day)) if (TOLD_STATES.has(state)) count(`ticket-${state}`);
  for (const { gapThrough } of book.closedOn(day)) if (gapThrough === 'yes') count('gap-through');
  for (const { alert } of book.alertsOn(day)) if (alert.code !== 'gap-through') count(alert.code);
  return [...counts].map(([key, times]) => ({ key, count: times }));
}

export function winRatePct(profitsMicros: readonly number[]): number | null {
  if (profitsMicros.length === 0) return null;
  return (100 * profitsMicros.filter((each) => each > 0).length) / profitsMicros.length;
}

/** One session in figures, as the book stands now. Open figures are those of now. */
export function makeDayReport(book: TradingBook, question: DayReportQuestion): DayReport {
  const { day, mode, journalHash } = question;
  const closed = book.closedOn(day);
  const open = book.openPositions();
  const profits = closed.map(({ cashMicros }) => cashMicros);
  const upToDay = book.closedPositions().filter((each) => (closingDay(each) ?? day) <= day);
  const sum = (of: readonly number[]) => of.reduce((total, each) => total + each, 0) as UsdMicros;
  return {
    day,
    mode,
    trades: tradeLines(closed),
    realisedMicros: sum(profits),
    openMicros: sum(open.map(openProfit)),
    feeMicros: sum([...closed, ...open].map(({ feeMicros }) => feeMicros)),
    cumulativeMicros: sum(upToDay.map(({ cashMicros }) => cashMicros)),
    winRatePct: winRatePct(profits),
    openPositions: open.length,
    notes: dayNotes(book, day),
    journalHash,
  };
}
