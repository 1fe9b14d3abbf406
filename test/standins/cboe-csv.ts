import { newYorkInstant, type TimeOfDay } from '../../src/engine/domain/new-york.js';
import { parseDay } from '../../src/engine/domain/trading-day.js';
import { MINUTE_MS, type EpochMs } from '../../src/engine/domain/units.js';
import { newYorkStamp, optionsFile, type CboeRow } from './cboe-file.js';

const DELAY_MS = 15 * MINUTE_MS;

/** One page of quotes as a person downloads it: both sides of a strike in a line. */
export interface CboeCsv {
  readonly spot: number;
  /** When the page was made: New York, to the minute. */
  readonly madeAtMs: EpochMs;
  readonly rows: readonly CboeRow[];
}

const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August'],
  ...['September', 'October', 'November', 'December'],
];
/** `"Date: July 12, 2022, 11:55 AM EDT"`, or with ` at ` in place of the second comma. */
const DATE = /Date: (\w+) (\d+), (\d{4})(?:,| at) (\d+):(\d+) ([AP])M/;
const LAST = /Last: ([\d.]+)/;
/** Columns of a side, from its name on. */
const SIDE = ['name', 'last', 'net', 'bid', 'ask', 'volume', 'iv', 'delta', 'gamma', 'interest'];

function madeAt(text: string): EpochMs | null {
  const found = DATE.exec(text);
  if (!found) return null;
  const [, month = '', date = '', year = '', hour, minute = '', half] = found;
  const two = (value: number): string => String(value).padStart(2, '0');
  const on = parseDay(`${year}-${two(MONTHS.indexOf(month) + 1)}-${two(Number(date))}`);
  const hours = (Number(hour) % 12) + (half === 'P' ? 12 : 0);
  const time: TimeOfDay = `${hours}:${Number(minute)}`;
  return on ? newYorkInstant(on, time) : null;
}

function rowOf(cells: readonly string[]): CboeRow {
  const of = (name: string): number => Number(cells[SIDE.indexOf(name)]);
  const [bid, ask, iv] = [of('bid'), of('ask'), of('iv')];
  return {
    option: cells[0] ?? '',
    bid,
    ask,
    // The page says nothing of sizes and of the other greeks.
    bid_size: bid > 0 ? 1 : 0,
    ask_size: ask > 0 ? 1 : 0,
    iv,
    delta: iv > 0 ? of('delta') : -999,
    gamma: of('gamma'),
    vega: 0,
    theta: 0,
    rho: 0,
    theo: 0,
    open_interest: of('interest'),
    volume: of('volume'),
  };
}

/** Reads such a page. @returns null where it is none. */
export function readCboeCsv(text: string): CboeCsv | null {
  const lines = text.split(/\r?\n/);
  const header = lines.findIndex((line) => line.startsWith('Expiration Date,Calls,'));
  const head = lines.slice(0, Math.max(0, header)).join('\n');
  const madeAtMs = madeAt(head);
  const spot = Number(LAST.exec(head)?.[1]);
  if (header < 0 || madeAtMs === null || !(spot > 0)) return null;
  const rows = lines.slice(header + 1).flatMap((line) => {
    const cells = line.split(',');
    if (cells.length < 2 * SIDE.length + 2) return [];
    return [rowOf(cells.slice(1)), rowOf(cells.slice(2 + SIDE.length))];
  });
  return { spot, madeAtMs, rows };
}

/** The page as the file that was published at that time. */
export function fileOfCsv({ spot, madeAtMs, rows }: CboeCsv, symbol: string): string {
  const head = {
    symbol,
    current_price: spot,
    bid: 0,
    ask: 0,
    prev_day_close: spot,
    last_trade_time: newYorkStamp(madeAtMs - DELAY_MS),
  };
  return optionsFile({ symbol, madeAtMs, head, rows });
}
