import { DAY_MS, type Brand, type EpochMs } from './units.js';

/** A calendar day in New York, `YYYY-MM-DD`; sorts as text. */
export type TradingDay = Brand<string, 'TradingDay'>;

const SHAPE = /^\d{4}-\d{2}-\d{2}$/;

/** @returns null where the text is not a day of the Gregorian calendar. */
export function parseDay(text: string): TradingDay | null {
  if (!SHAPE.test(text)) return null;
  const atMs = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(atMs) && new Date(atMs).toISOString().startsWith(text)
    ? (text as TradingDay)
    : null;
}

/** A day that the program itself names; a wrong one is a bug. */
export function day(text: string): TradingDay {
  const parsed = parseDay(text);
  if (parsed === null) throw new Error(`not a day: ${text}`);
  return parsed;
}

/** A century of days: all that one run meets. Making texts of days anew costs most of a simulation. */
const DAYS_KEPT = 36_525;
const midnights = new Map<TradingDay, EpochMs>();
const texts = new Map<number, TradingDay>();

function keep<K, V>(known: Map<K, V>, key: K, value: V): V {
  if (known.size >= DAYS_KEPT) known.clear();
  known.set(key, value);
  return value;
}

/** Midnight UTC of the day: a coordinate for arithmetic, not an instant of trading. */
export function utcMidnight(of: TradingDay): EpochMs {
  const known = midnights.get(of);
  if (known !== undefined) return known;
  const [year, month, date] = [of.slice(0, 4), of.slice(5, 7), of.slice(8, 10)].map(Number);
  return keep(midnights, of, Date.UTC(year ?? NaN, (month ?? NaN) - 1, date));
}

export function dayFromUtc(atMs: EpochMs): TradingDay {
  const number = Math.floor(atMs / DAY_MS);
  const known = texts.get(number);
  if (known !== undefined) return known;
  return keep(texts, number, new Date(atMs).toISOString().slice(0, 10) as TradingDay);
}

export function addDays(of: TradingDay, days: number): TradingDay {
  return dayFromUtc(utcMidnight(of) + days * DAY_MS);
}

/** 0 is Sunday. */
export function weekday(of: TradingDay): number {
  return new Date(utcMidnight(of)).getUTCDay();
}

export function daysBetween(from: TradingDay, to: TradingDay): number {
  return Math.round((utcMidnight(to) - utcMidnight(from)) / DAY_MS);
}

export function ymd(year: number, month: number, dayOfMonth: number): TradingDay {
  return dayFromUtc(Date.UTC(year, month - 1, dayOfMonth));
}

/** The nth given weekday of a month; a negative n counts from the end. */
export function nthWeekday(year: number, month: number, which: { weekday: number; n: number }) {
  if (which.n > 0) {
    const first = ymd(year, month, 1);
    return addDays(first, ((which.weekday - weekday(first) + 7) % 7) + 7 * (which.n - 1));
  }
  const last = ymd(year, month + 1, 0);
  return addDays(last, -((weekday(last) - which.weekday + 7) % 7) + 7 * (which.n + 1));
}
