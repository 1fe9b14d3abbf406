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
import type { FieldReader } from './field-reader.js';

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

export function dayOfCompact(text: string): TradingDay {
  return day(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}`);
}

export interface SpotRow {
  readonly symbol: string;
  readonly conId: number;
  readonly secType: 'STK' | 'IND';
  readonly exchange: string;
  readonly tradingClass: string;
  readonly longName: string;
}

function index(symbol: string, conId: number, longName: string): SpotRow {
  return { symbol, conId, secType: 'IND', exchange: 'CBOE', tradingClass: symbol, longName };
}

function stock(of: Omit<SpotRow, 'secType' | 'tradingClass'>): SpotRow {
  return { ...of, secType: 'STK', tradingClass: of.exchange === 'NASDAQ' ? 'NMS' : of.symbol };
}

export const SPOTS: readonly SpotRow[] = [
  index('SPX', 416904, 'S&P 500 Stock Index'),
  index('VIX', 13455763, 'CBOE Volatility Index'),
  index('VIX9D', 259357103, 'CBOE 9-Day Volatility Index'),
  index('VIX3M', 307398105, 'CBOE 3-Month Volatility Index'),
  index('VVIX', 105130841, 'CBOE VIX Volatility Index'),
  index('SKEW', 96826283, 'CBOE Skew Index'),
  stock({
    symbol: 'SPY',
    conId: 756733,
    exchange: 'ARCA',
    longName: 'SS SPDR S&P 500 ETF TRUST-US',
  }),
  stock({
    symbol: 'QQQ',
    conId: 320227571,
    exchange: 'NASDAQ',
    longName: 'INVESCO QQQ TRUST SERIES 1',
  }),
  stock({ symbol: 'IWM', conId: 9579970, exchange: 'ARCA', longName: 'ISHARES RUSSELL 2000 ETF' }),
  stock({
    symbol: 'UVXY',
    conId: 700551661,
    exchange: 'BATS',
    longName: 'PROSHARES ULTRA VIX ST FUTUR',
  }),
  stock({
    symbol: 'VXX',
    conId: 365181854,
    exchange: 'BATS',
    longName: 'IPATH SERIES B S&P 500 VIX',
  }),
  stock({ symbol: 'AAPL', conId: 265598, exchange: 'NASDAQ', longName: 'APPLE INC' }),
];

/** One trading class of options; the order gives the class its number in `conId`. */
export interface OptionClass {
  readonly root: string;
  readonly underlying: string;
  readonly settles: 'am' | 'pm';
  readonly exchanges: readonly string[];
  readonly minTick: number;
  readonly marketRuleId: number;
}

const SMART_EXCHANGES = ['SMART', 'CBOE', 'AMEX', 'ISE'];
const penny = (root: string): OptionClass => ({
  root,
  underlying: root,
  settles: 'pm',
  exchanges: SMART_EXCHANGES,
  minTick: 0.01,
  marketRuleId: 109,
});

export const OPTION_CLASSES: readonly OptionClass[] = [
  {
    root: 'SPX',
    underlying: 'SPX',
    settles: 'am',
    exchanges: ['SMART', 'CBOE'],
    minTick: 0.05,
    marketRuleId: 110,
  },
  {
    root: 'SPXW',
    underlying: 'SPX',
    settles: 'pm',
    exchanges: ['SMART', 'CBOE'],
    minTick: 0.05,
    marketRuleId: 110,
  },
  penny('SPY'),
  penny('QQQ'),
  penny('IWM'),
  {
    root: 'VIX',
    underlying: 'VIX',
    settles: 'am',
    exchanges: ['SMART', 'CBOE'],
    minTick: 0.01,
    marketRuleId: 110,
  },
  penny('UVXY'),
  penny('VXX'),
];

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
