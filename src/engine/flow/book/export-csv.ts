import type { TradeLine } from '../../domain/day-report.js';
import type { ExportFile } from '../../domain/desk-views.js';
import { newYorkDay } from '../../domain/new-york.js';
import type { TradingDay } from '../../domain/trading-day.js';
import type { UsdMicros } from '../../domain/units.js';
import { dayNotes, winRatePct } from './make-day-report.js';
import { tradeLines } from './trade-line.js';
import type { TradingBook } from './trading-book.js';

type Cell = string | number | null;

/** RFC 4180: CRLF, quotes where a cell holds a comma, a quote or a line's end. */
function cellText(cell: Cell): string {
  const text = cell === null ? '' : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function csvFile(name: string, header: readonly string[], rows: readonly (readonly Cell[])[]) {
  const lines = [header, ...rows].map((row) => `${row.map(cellText).join(',')}\r\n`);
  return { name, text: lines.join(''), rows: rows.length };
}

/** Dollars to the last micro-dollar that is not 0, two decimals at least. */
export function usdText(micros: UsdMicros): string {
  const digits = String(Math.abs(micros)).padStart(7, '0');
  const fraction = digits.slice(-6).replace(/0{1,4}$/, '');
  return `${micros < 0 ? '-' : ''}${digits.slice(0, -6)}.${fraction}`;
}

/** A computed figure, to a hundredth of a cent. */
function figure(value: number): number {
  return Math.round(value * 1e4) / 1e4 + 0;
}

const TRADE_HEADER = [
  'id',
  'strategy',
  'underlying',
  'expiry',
  'strikes',
  'units',
  'opened_at',
  'closed_at',
  'entry_usd',
  'exit_usd',
  'fees_usd',
  'pnl_usd',
  'planned_loss_usd',
  'exit_rule',
  'gap_through',
  'delta_usd',
  'gamma_usd',
  'theta_usd',
  'vega_usd',
  'rest_usd',
  'cumulative_pnl_usd',
] as const;

function tradeRow(line: TradeLine, cumulativeMicros: number): readonly Cell[] {
  const { attribution } = line;
  return [
    line.positionId,
    line.strategy,
    line.underlying,
    line.expiry,
    line.strikes,
    line.units,
    new Date(line.openedAtMs).toISOString(),
    new Date(line.closedAtMs).toISOString(),
    figure(line.entryUsd),
    figure(line.exitUsd),
    usdText(line.feeMicros),
    usdText(line.pnlMicros),
    usdText(line.plannedLossMicros),
    line.exitRule,
    line.gapThrough,
    figure(attribution.deltaUsd),
    figure(attribution.gammaUsd),
    figure(attribution.thetaUsd),
    figure(attribution.vegaUsd),
    figure(attribution.restUsd),
    usdText(cumulativeMicros as UsdMicros),
  ];
}

/** All closed trades by the instant of closing, ascending; times are UTC. */
export function exportTrades(book: TradingBook): ExportFile {
  let total = 0;
  const rows = tradeLines(book.closedPositions()).map((line) => {
    total += line.pnlMicros;
    return tradeRow(line, total);
  });
  return csvFile('trades.csv', TRADE_HEADER, rows);
}

const DAY_HEADER = [
  'date',
  'trades',
  'pnl_usd',
  'win_rate_pct',
  'fees_usd',
  'cumulative_pnl_usd',
  'notes',
] as const;

/** Every session that has a trade or a report, ascending. */
export function exportDays(book: TradingBook): ExportFile {
  const days = new Set<TradingDay>(book.reports().map(({ day }) => day));
  for (const { closedAtMs } of book.closedPositions()) {
    if (closedAtMs !== null) days.add(newYorkDay(closedAtMs));
  }
  let total = 0;
  const rows = [...days].sort().map((day): readonly Cell[] => {
    const closed = book.closedOn(day);
    const profits = closed.map(({ cashMicros }) => cashMicros);
    const pnl = profits.reduce((sum, each) => sum + each, 0);
    const fees = closed.reduce((sum, { feeMicros }) => sum + feeMicros, 0);
    total += pnl;
    const rate = winRatePct(profits);
    const notes = dayNotes(book, day).map(({ key, count }) => `${key} ${count}`);
    return [
      day,
      closed.length,
      usdText(pnl as UsdMicros),
      rate === null ? null : Math.round(rate * 10) / 10,
      usdText(fees as UsdMicros),
      usdText(total as UsdMicros),
      notes.join('; '),
    ];
  });
  return csvFile('days.csv', DAY_HEADER, rows);
}
