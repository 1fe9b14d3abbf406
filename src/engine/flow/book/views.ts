import type {
  OrdersView,
  PnlPeriod,
  PnlView,
  PositionView,
  PositionsView,
  TradesView,
} from '../../domain/desk-views.js';
import type { Stamp } from '../../domain/digest.js';
import type { DeskPosition } from '../../domain/ledger.js';
import { newYorkDay } from '../../domain/new-york.js';
import type { RunState } from '../../domain/order-run.js';
import type { PackageQuote, PlainGreeks } from '../../domain/ticket.js';
import type { TradingDay } from '../../domain/trading-day.js';
import type { UsdMicros } from '../../domain/units.js';
import { addAttribution, NO_ATTRIBUTION } from './attribution.js';
import { isWithin, spanOf } from './period.js';
import { profitAtClose } from './position-fold.js';
import { closingDay, tradeLines, wholeAttribution } from './trade-line.js';
import type { TradingBook } from './trading-book.js';

/** The market of closing one unit of a position, and its greeks where they are fresher than a mark. */
export interface ClosingLook {
  readonly quote: PackageQuote;
  readonly greeks: PlainGreeks | null;
}

export interface PositionsQuestion {
  readonly stamp: Stamp;
  /** Null where the legs have no quotes: the newest mark is shown with its age. */
  readonly look: (position: DeskPosition) => ClosingLook | null;
  readonly others: PositionsView['others'];
}

/** Profit of an open position at its newest mark's quoted sides; its fees alone before the first. */
export function openProfit(position: DeskPosition): UsdMicros {
  const { mark, feeMicros } = position;
  return mark ? profitAtClose(position, mark.closeUsd) : ((0 - feeMicros) as UsdMicros);
}

export function positionView(
  book: TradingBook,
  position: DeskPosition,
  { stamp, look }: Pick<PositionsQuestion, 'stamp' | 'look'>,
): PositionView {
  const seen = look(position);
  const { mark } = position;
  const closeUsd = seen?.quote.naturalUsd ?? mark?.closeUsd ?? null;
  const midUsd = seen?.quote.midUsd ?? mark?.midUsd ?? null;
  const atMs = seen?.quote.atMs ?? mark?.atMs ?? null;
  return {
    position,
    short: book.shortOf(position.id),
    openMicros: closeUsd === null ? null : profitAtClose(position, closeUsd),
    openMidMicros: midUsd === null ? null : profitAtClose(position, midUsd),
    greeks: seen?.greeks ?? mark?.greeks ?? null,
    markAgeMs: atMs === null ? null : Math.max(0, stamp.nowMs - atMs),
    run: book.runOfPosition(position.id),
  };
}

/** Open positions, oldest first. */
export function positionsView(book: TradingBook, question: PositionsQuestion): PositionsView {
  const { stamp, others } = question;
  const positions = book.openPositions().map((each) => positionView(book, each, question));
  return { stamp, positions, others };
}

/** A run with the letters of its ticket, or of the position that a rule's exit closes. */
export function shortRun(
  book: TradingBook,
  state: RunState,
): { readonly run: RunState; readonly short: string } {
  return { run: state, short: book.shortOf(state.run.ticketId ?? state.run.positionId) };
}

/** Runs that are not done and those of the stamp's day, newest first. */
export function ordersView(book: TradingBook, stamp: Stamp): OrdersView {
  const runs = new Set([...book.activeRuns(), ...book.runsOn(newYorkDay(stamp.nowMs))]);
  const newestFirst = [...runs].sort((a, b) => b.run.startedAtMs - a.run.startedAtMs);
  return { stamp, runs: newestFirst.map((state) => shortRun(book, state)) };
}

/** Positions that closed within a period, by the instant of closing, ascending. */
export function closedWithin(
  book: TradingBook,
  period: PnlPeriod,
  nowMs: Stamp['nowMs'],
): readonly DeskPosition[] {
  const span = spanOf(period, nowMs);
  return book.closedPositions().filter((position) => {
    const day = closingDay(position);
    return day !== null && isWithin(span, day);
  });
}

function sum(of: readonly number[]): UsdMicros {
  return of.reduce((total, each) => total + each, 0) as UsdMicros;
}

function dayRows(positions: readonly DeskPosition[]): PnlView['days'] {
  const byDay = new Map<TradingDay, number>();
  for (const position of positions) {
    const day = closingDay(position);
    if (day !== null) byDay.set(day, (byDay.get(day) ?? 0) + position.cashMicros);
  }
  let total = 0;
  return [...byDay].map(([day, micros]) => {
    total += micros;
    const cumulativeMicros = total as UsdMicros;
    return { day, realisedMicros: micros as UsdMicros, cumulativeMicros };
  });
}

/**
 * Realised by what closed in the period; open and its fees by all that is open now. The attribution
 * sums to realised and open together.
 */
export function pnlView(
  book: TradingBook,
  { stamp, period }: { readonly stamp: Stamp; readonly period: PnlPeriod },
): PnlView {
  const closed = closedWithin(book, period, stamp.nowMs);
  const open = book.openPositions();
  const parts = [
    ...closed.map((position) => wholeAttribution(position, position.cashMicros)),
    ...open.map((position) => wholeAttribution(position, openProfit(position))),
  ];
  return {
    stamp,
    period,
    realisedMicros: sum(closed.map(({ cashMicros }) => cashMicros)),
    openMicros: sum(open.map(openProfit)),
    feeMicros: sum([...closed, ...open].map(({ feeMicros }) => feeMicros)),
    trades: closed.length,
    wins: closed.filter(({ cashMicros }) => cashMicros > 0).length,
    days: dayRows(closed),
    attribution: parts.reduce(addAttribution, NO_ATTRIBUTION),
  };
}

/** Trades that closed in the period, newest first. */
export function tradesView(
  book: TradingBook,
  { stamp, period }: { readonly stamp: Stamp; readonly period: PnlPeriod },
): TradesView {
  const lines = tradeLines(closedWithin(book, period, stamp.nowMs));
  return { stamp, period, trades: [...lines].reverse() };
}
