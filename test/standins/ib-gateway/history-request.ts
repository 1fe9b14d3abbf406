import { addDays, day } from '../../../src/engine/domain/trading-day.js';
import { addTradingDays } from '../../../src/engine/domain/calendar.js';
import { newYorkDay, newYorkInstant } from '../../../src/engine/domain/new-york.js';
import { DAY_MS } from '../../../src/engine/domain/units.js';
import { readContract, type ContractQuery } from './contract.js';
import type { FieldReader } from './field-reader.js';
import { ProtocolError } from './wire.js';

/** Bar sizes by the text that asks for them, in seconds. */
const SIZES: ReadonlyMap<string, number> = new Map([
  ['1 secs', 1], ['5 secs', 5], ['10 secs', 10], ['15 secs', 15], ['30 secs', 30], ['1 min', 60],
  ['2 mins', 120], ['3 mins', 180], ['5 mins', 300], ['10 mins', 600], ['15 mins', 900],
  ['20 mins', 1200], ['30 mins', 1800], ['1 hour', 3600], ['2 hours', 7200], ['4 hours', 14_400],
  ['1 day', 86_400],
]); // prettier-ignore

const SHOWN = [
  'TRADES',
  'MIDPOINT',
  'BID',
  'ASK',
  'BID_ASK',
  'ADJUSTED_LAST',
  'HISTORICAL_VOLATILITY',
  'OPTION_IMPLIED_VOLATILITY',
] as const;

export interface HistoryRequest {
  readonly reqId: number;
  readonly contract: ContractQuery;
  /** Empty is now. */
  readonly end: string;
  readonly sizeText: string;
  readonly sizeS: number;
  readonly duration: string;
  readonly regularHours: boolean;
  readonly what: (typeof SHOWN)[number];
  /** 1 writes days and times, 2 seconds since 1970 for bars within a day. */
  readonly dates: '1' | '2';
  readonly keepUpToDate: boolean;
}

export function readHistoryRequest(read: FieldReader): HistoryRequest {
  const reqId = read.int('reqId');
  const contract = readContract(read);
  read.flag('includeExpired');
  const end = read.text('endDateTime');
  const sizeText = read.text('barSize');
  const sizeS = SIZES.get(sizeText);
  if (sizeS === undefined) throw new ProtocolError(`bars of ${sizeText}`);
  const duration = read.text('duration');
  if (!/^[1-9]\d* [SDWMY]$/.test(duration)) throw new ProtocolError(`a duration of ${duration}`);
  const regularHours = read.flag('useRTH');
  const what = read.textOf('whatToShow', SHOWN);
  const dates = read.textOf('formatDate', ['1', '2']);
  const keepUpToDate = read.flag('keepUpToDate');
  read.empty('chartOptions');
  read.end();
  return {
    reqId,
    contract,
    end,
    sizeText,
    sizeS,
    duration,
    regularHours,
    what,
    dates,
    keepUpToDate,
  };
}

/** An end as clients write it: `20261123 16:00:00 US/Eastern` or `20261123-21:00:00` in UTC. */
export function endMs(text: string, nowMs: number): number | null {
  if (text === '') return nowMs;
  const found = /^(\d{4})(\d{2})(\d{2})( |-)(\d{2}):(\d{2}):(\d{2})( US\/Eastern)?$/.exec(text);
  if (!found) return null;
  const [, year, month, date, gap, hour, minute, second] = found.map(String);
  const utcMs = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(date),
    Number(hour),
    Number(minute),
    Number(second),
  );
  if (gap === '-') return utcMs;
  const on = day(`${year}-${month}-${date}`);
  return newYorkInstant(on, `${Number(hour)}:${Number(minute)}`) + Number(second) * 1000;
}

/** The instant from which bars are asked for. Days are sessions, the rest is by the calendar. */
export function startMs(duration: string, end: number): number {
  const [count = '', unit] = duration.split(' ');
  const n = Number(count);
  const today = newYorkDay(end);
  switch (unit as 'S' | 'D' | 'W' | 'M' | 'Y') {
    case 'S':
      return end - n * 1000;
    case 'D':
      return newYorkInstant(addTradingDays(addDays(today, 1), -n), '0:00');
    case 'W':
      return end - n * 7 * DAY_MS;
    case 'M':
      return end - n * 30 * DAY_MS;
    case 'Y':
      return end - n * 365 * DAY_MS;
  }
}
