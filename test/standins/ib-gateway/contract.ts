import {
  spotId,
  futureId,
  optionId,
  type InstrumentId,
} from '../../../src/engine/domain/instrument.js';
import {
  dayFromUtc,
  daysBetween,
  day,
  type TradingDay,
} from '../../../src/engine/domain/trading-day.js';
import { previousTradingDay } from '../../../src/engine/domain/calendar.js';
import { DAY_MS } from '../../../src/engine/domain/units.js';
import { OPTION_CLASSES, SPOTS, type OptionClass, type SpotRow } from './contract-table.js';
import type { FieldReader } from './field-reader.js';

export { OPTION_CLASSES, type OptionClass } from './contract-table.js';

export type SecType = 'STK' | 'IND' | 'FUT' | 'OPT';

/** A tradable thing as the gateway knows it. Expiries are `YYYYMMDD`, the last trade day. */
export interface IbContract {
  readonly conId: number;
  readonly symbol: string;
  readonly secType: SecType;
  readonly expiry: string;
  /** Settlement day of an option or a future; a day after `expiry` for AM-settled options. */
  readonly settles: TradingDay | null;
  readonly strike: number;
  readonly right: '' | 'C' | 'P';
  readonly multiplier: string;
  readonly exchange: string;
  readonly primaryExch: string;
  readonly localSymbol: string;
  readonly tradingClass: string;
  readonly minTick: number;
  readonly longName: string;
  readonly marketRuleId: number;
  readonly underConId: number;
  readonly instrument: InstrumentId;
}

/** The twelve fields by which a client names a contract; empty ones ask for any. */
export interface ContractQuery {
  readonly conId: number;
  readonly symbol: string;
  readonly secType: string;
  readonly expiry: string;
  readonly strike: number;
  readonly right: string;
  readonly multiplier: string;
  readonly exchange: string;
  readonly primaryExch: string;
  readonly currency: string;
  readonly localSymbol: string;
  readonly tradingClass: string;
}

const SEC_TYPES = [
  '',
  'STK',
  'IND',
  'FUT',
  'OPT',
  'BAG',
  'CASH',
  'CRYPTO',
  'FOP',
  'CONTFUT',
] as const;
const RIGHTS = ['', 'C', 'P', 'CALL', 'PUT', '0', '?'] as const;

export function readContract(read: FieldReader): ContractQuery {
  return {
    conId: read.intOrNone('conId') ?? 0,
    symbol: read.text('symbol'),
    secType: read.textOf('secType', SEC_TYPES),
    expiry: read.text('lastTradeDateOrContractMonth'),
    strike: read.numberOrNone('strike') ?? 0,
    right: read.textOf('right', RIGHTS).slice(0, 1).replace(/[0?]/, ''),
    multiplier: read.text('multiplier'),
    exchange: read.text('exchange'),
    primaryExch: read.text('primaryExch'),
    currency: read.text('currency'),
    localSymbol: read.text('localSymbol'),
    tradingClass: read.text('tradingClass'),
  };
}

export function compact(of: TradingDay): string {
  return of.replaceAll('-', '');
}

export function optionClass(root: string): OptionClass | null {
  return OPTION_CLASSES.find((one) => one.root === root) ?? null;
}

const spots = new Map(SPOTS.map((row) => [row.symbol, spotContract(row)]));

function spotContract(row: SpotRow): IbContract {
  const isStock = row.secType === 'STK';
  return {
    conId: row.conId,
    symbol: row.symbol,
    secType: row.secType,
    expiry: '',
    settles: null,
    strike: 0,
    right: '',
    multiplier: '',
    exchange: isStock ? 'SMART' : row.exchange,
    primaryExch: isStock ? row.exchange : '',
    localSymbol: row.symbol,
    tradingClass: row.tradingClass,
    minTick: 0.01,
    longName: row.longName,
    marketRuleId: 26,
    underConId: 0,
    instrument: spotId(row.symbol),
  };
}

export function spotBySymbol(symbol: string): IbContract | null {
  return spots.get(symbol) ?? null;
}

export function allSpots(): readonly IbContract[] {
  return [...spots.values()];
}

const FUTURE_BASE = 600_000_000;
const MONTH_CODES = 'FGHJKMNQUVXZ';

function daysSinceEpoch(of: TradingDay): number {
  return daysBetween(day('1970-01-01'), of);
}

export function futureContract(expiry: TradingDay): IbContract {
  const month = Number(expiry.slice(5, 7)) - 1;
  return {
    conId: FUTURE_BASE + daysSinceEpoch(expiry),
    symbol: 'VIX',
    secType: 'FUT',
    expiry: compact(expiry),
    settles: expiry,
    strike: 0,
    right: '',
    multiplier: '1000',
    exchange: 'CFE',
    primaryExch: '',
    localSymbol: `VX${MONTH_CODES[month] ?? ''}${expiry.slice(3, 4)}`,
    tradingClass: 'VX',
    minTick: 0.05,
    longName: 'CBOE Volatility Index',
    marketRuleId: 1129,
    underConId: spotBySymbol('VIX')?.conId ?? 0,
    instrument: futureId('VX', expiry),
  };
}

/** A weekly future: of a trading class of its own, named after the week of the year. */
export function weeklyContract(expiry: TradingDay): IbContract {
  const newYear = day(`${expiry.slice(0, 4)}-01-01`);
  const week = String(1 + Math.floor(daysBetween(newYear, expiry) / 7)).padStart(2, '0');
  const tradingClass = `VX${week}`;
  return {
    ...futureContract(expiry),
    tradingClass,
    localSymbol: `${tradingClass}${expiry.slice(3, 4)}`,
    instrument: futureId(tradingClass, expiry),
  };
}

export interface OptionName {
  readonly of: OptionClass;
  /** Settlement day. */
  readonly settles: TradingDay;
  readonly strike: number;
  readonly right: 'C' | 'P';
}

const OPTION_BASE = 2 ** 30;
const DAY_SLOTS = 1024;
const STRIKE_SLOTS = 2 ** 15;

/** The number follows from the name, so that it outlives a restart of the gateway. */
function optionConId({ of, settles, strike, right }: OptionName): number {
  const place = OPTION_CLASSES.indexOf(of) * DAY_SLOTS + (daysSinceEpoch(settles) % DAY_SLOTS);
  return (
    OPTION_BASE + (place * STRIKE_SLOTS + Math.round(strike * 2)) * 2 + (right === 'C' ? 1 : 0)
  );
}

/** The name behind an option's number, of the days nearest to today. */
export function optionOfConId(conId: number, today: TradingDay): OptionName | null {
  if (conId < OPTION_BASE) return null;
  const right = conId % 2 === 1 ? 'C' : 'P';
  const rest = (conId - OPTION_BASE - (conId % 2)) / 2;
  const strike = (rest % STRIKE_SLOTS) / 2;
  const place = Math.floor(rest / STRIKE_SLOTS);
  const of = OPTION_CLASSES[Math.floor(place / DAY_SLOTS)];
  if (!of) return null;
  const first = daysSinceEpoch(today) - DAY_SLOTS / 4;
  const slot = place % DAY_SLOTS;
  const days = first + ((((slot - first) % DAY_SLOTS) + DAY_SLOTS) % DAY_SLOTS);
  return { of, settles: dayFromUtc(days * DAY_MS), strike, right };
}

export function optionContract(name: OptionName): IbContract {
  const { of, settles, strike, right } = name;
  const root = of.root.padEnd(6, ' ');
  const thousandths = String(Math.round(strike * 1000)).padStart(8, '0');
  return {
    conId: optionConId(name),
    symbol: of.underlying,
    secType: 'OPT',
    // AM-settled options trade for the last time the day before they settle.
    expiry: compact(of.settles === 'am' ? previousTradingDay(settles) : settles),
    settles,
    strike,
    right,
    multiplier: '100',
    exchange: of.exchanges[0] ?? 'SMART',
    primaryExch: '',
    localSymbol: `${root}${compact(settles).slice(2)}${right}${thousandths}`,
    tradingClass: of.root,
    minTick: of.minTick,
    longName: spotBySymbol(of.underlying)?.longName ?? '',
    marketRuleId: of.marketRuleId,
    underConId: spotBySymbol(of.underlying)?.conId ?? 0,
    instrument: optionId({
      root: of.root,
      expiry: settles,
      strike,
      right: right === 'C' ? 'call' : 'put',
    }),
  };
}
