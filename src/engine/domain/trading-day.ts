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

/** Midnight UTC of the day: a coordinate for arithmetic, not an instant of trading. */
export function utcMidnight(of: TradingDay): EpochMs {
  return Date.UTC(Number(of.slice(0, 4)), Number(of.slice(5, 7)) - 1, Number(of.slice(8, 10)));
}

export function dayFromUtc(atMs: EpochMs): TradingDay {
  return new Date(atMs).toISOString().slice(0, 10) as TradingDay;
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
