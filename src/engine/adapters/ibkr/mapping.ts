import type { Contract } from '@stoqey/ib';
import { OptionType } from '@stoqey/ib/dist/api/data/enum/option-type.js';
import { SecType } from '@stoqey/ib/dist/api/data/enum/sec-type.js';
import { nextTradingDay, previousTradingDay } from '../../domain/calendar.js';
import {
  futureId,
  optionId,
  parseInstrument,
  spotId,
  underlyingOf,
  type InstrumentId,
} from '../../domain/instrument.js';
import { newYorkInstant, type TimeOfDay } from '../../domain/new-york.js';
import { parseDay, type TradingDay } from '../../domain/trading-day.js';
import type { EpochMs, UsdMicros } from '../../domain/units.js';
import { settlementOf } from '../../pricing/day-count.js';

/** Levels of Cboe that nobody can buy. */
const INDICES = new Set([
  'SPX',
  'VIX',
  'VIX9D',
  'VIX3M',
  'VIX6M',
  'VIX1Y',
  'VVIX',
  'SKEW',
  'XSP',
  'NDX',
  'RUT',
]);
/** Spots that this vendor does not carry under these names. */
const FOREIGN = /^(BTC|ETH)(\.PERP|DVOL)?$/;
/** Trading classes of an underlying whose options are looked at. */
const CLASSES: Readonly<Record<string, readonly string[]>> = {
  SPX: ['SPX', 'SPXW'],
  VIX: ['VIX', 'VIXW'],
};
const FUTURE_CLASS = 'VX';
const OPTION_MULTIPLIER = 100;
const FUTURE_MULTIPLIER = 1000;
const MICROS = 1_000_000;

/** Trading classes of an underlying's options; empty where it has none that are looked at. */
export function optionClasses(underlying: string): readonly string[] {
  const isBare = INDICES.has(underlying) || FOREIGN.test(underlying);
  return CLASSES[underlying] ?? (isBare ? [] : [underlying]);
}

/** Levels that nobody can trade: they have no prints and no depth. */
export function isIndex(symbol: string): boolean {
  return INDICES.has(symbol);
}

function compact(of: TradingDay): string {
  return of.replaceAll('-', '');
}

/** `20261217` or `20261216 08:00 US/Central`: the hour says nothing of the day. */
function dayOfText(text: string): TradingDay | null {
  const found = /^(\d{4})(\d{2})(\d{2})/.exec(text);
  return found ? parseDay(`${found[1] ?? ''}-${found[2] ?? ''}-${found[3] ?? ''}`) : null;
}

/** The vendor lists options by their last trade day: of AM-settled classes, the day before. */
export function vendorExpiry(root: string, expiry: TradingDay): string {
  return compact(settlementOf(root) === 'am' ? previousTradingDay(expiry) : expiry);
}

/** The settlement day, by which the house names options. */
export function houseExpiry(root: string, text: string): TradingDay | null {
  const last = dayOfText(text);
  return last && settlementOf(root) === 'am' ? nextTradingDay(last) : last;
}

function spotContract(symbol: string): Contract | null {
  if (FOREIGN.test(symbol)) return null;
  const isLevel = isIndex(symbol);
  return {
    symbol,
    secType: isLevel ? SecType.IND : SecType.STK,
    exchange: isLevel ? 'CBOE' : 'SMART',
    currency: 'USD',
  };
}

/** How the vendor names an instrument; null where it has none of that name. */
export function contractOf(id: InstrumentId): Contract | null {
  const parsed = parseInstrument(id);
  if (!parsed) return null;
  switch (parsed.kind) {
    case 'spot':
      return spotContract(parsed.symbol);
    case 'future':
      if (parsed.root !== FUTURE_CLASS) return null;
      return {
        ...vxFutures(),
        lastTradeDateOrContractMonth: compact(parsed.expiry),
        multiplier: FUTURE_MULTIPLIER,
      };
    case 'option':
      if (settlementOf(parsed.root) === 'deribit') return null;
      return {
        symbol: underlyingOf(parsed.root),
        secType: SecType.OPT,
        lastTradeDateOrContractMonth: vendorExpiry(parsed.root, parsed.expiry),
        strike: parsed.strike,
        right: parsed.right === 'call' ? OptionType.Call : OptionType.Put,
        multiplier: OPTION_MULTIPLIER,
        exchange: 'SMART',
        currency: 'USD',
        tradingClass: parsed.root,
      };
  }
}

/** All listed VX futures, weeklies left out. */
export function vxFutures(): Contract {
  return {
    symbol: 'VIX',
    secType: SecType.FUT,
    exchange: 'CFE',
    currency: 'USD',
    tradingClass: FUTURE_CLASS,
  };
}

/** All options of one class and expiry. */
export function optionsOf(root: string, expiry: TradingDay): Contract {
  return {
    symbol: underlyingOf(root),
    secType: SecType.OPT,
    lastTradeDateOrContractMonth: vendorExpiry(root, expiry),
    exchange: 'SMART',
    currency: 'USD',
    tradingClass: root,
  };
}

/** Several legs as one thing to trade. */
export function bagOf(symbol: string, comboLegs: NonNullable<Contract['comboLegs']>): Contract {
  return { symbol, secType: SecType.BAG, exchange: 'SMART', currency: 'USD', comboLegs };
}

export function isBag(contract: Contract): boolean {
  return contract.secType === SecType.BAG;
}

/** The house's name of what the vendor speaks of; null where the house has no such thing. */
export function instrumentOf(contract: Contract): InstrumentId | null {
  const { symbol = '', secType, tradingClass = '', strike = 0, right } = contract;
  const expiryText = contract.lastTradeDate ?? contract.lastTradeDateOrContractMonth ?? '';
  if (secType === SecType.STK || secType === SecType.IND) {
    return /^[A-Z][A-Z0-9.]{0,9}$/.test(symbol) ? spotId(symbol) : null;
  }
  if (secType === SecType.FUT) {
    const expiry = dayOfText(expiryText);
    return expiry && tradingClass === FUTURE_CLASS ? futureId(FUTURE_CLASS, expiry) : null;
  }
  if (secType !== SecType.OPT) return null;
  const expiry = houseExpiry(tradingClass, expiryText);
  if (!expiry || strike <= 0 || (right !== OptionType.Call && right !== OptionType.Put)) {
    return null;
  }
  const side = right === OptionType.Call ? 'call' : 'put';
  return optionId({ root: tradingClass, expiry, strike, right: side });
}

/** Dollars to micro-dollars; the vendor's prices have at most six decimals. */
export function toMicros(usd: number): UsdMicros {
  return Math.round(usd * MICROS) as UsdMicros;
}

/** A cost to micro-dollars, never understated. */
export function costMicros(usd: number): UsdMicros {
  return Math.ceil(Math.round(usd * MICROS * 1000) / 1000) as UsdMicros;
}

function offsetMs(zone: string, atMs: EpochMs): number | null {
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
    const name =
      format.formatToParts(atMs).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const found = /^GMT(?:([+-])(\d{2}):(\d{2}))?$/.exec(name);
    if (!found) return null;
    const minutes = Number(found[2] ?? 0) * 60 + Number(found[3] ?? 0);
    return (found[1] === '-' ? -minutes : minutes) * 60_000;
  } catch {
    return null;
  }
}

/**
 * Instant of an execution: `20250415 19:38:31 US/Eastern`, or with two spaces and without a zone on
 * older settings, where the session's zone counts. Null where it cannot be told.
 */
export function executionAtMs(text: string, sessionZone: string | null): EpochMs | null {
  const found = /^(\d{4})(\d{2})(\d{2})[ -]+(\d{2}):(\d{2}):(\d{2})(?: (.+))?$/.exec(text.trim());
  if (!found) return null;
  const [, year, month, date, hour, minute, second, zone = sessionZone] = found;
  const of = parseDay(`${year ?? ''}-${month ?? ''}-${date ?? ''}`);
  if (!of || !zone) return null;
  if (zone === 'US/Eastern' || zone === 'America/New_York') {
    return newYorkInstant(of, `${hour ?? ''}:${minute ?? ''}` as TimeOfDay) + Number(second) * 1000;
  }
  const asUtc = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(date),
    Number(hour),
    Number(minute),
    Number(second),
  );
  const offset = offsetMs(zone, asUtc);
  return offset === null ? null : asUtc - offset;
}
