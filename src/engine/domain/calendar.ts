import { newYorkDay, newYorkInstant, type TimeOfDay } from './new-york.js';
import { addDays, nthWeekday, weekday, ymd, type TradingDay } from './trading-day.js';
import { DAY_MS, type EpochMs } from './units.js';

/** Regular trading hours of one session, in instants. */
export interface Session {
  readonly day: TradingDay;
  readonly openAtMs: EpochMs;
  /** Close of stocks and index options: 16:00, or 13:00 on an early close. */
  readonly closeAtMs: EpochMs;
  /** Close of VIX, VX settlement and SPX options' last quotes: a quarter of an hour later. */
  readonly indexCloseAtMs: EpochMs;
  readonly kind: 'full' | 'early';
}

/** Whole-day closures that no rule gives (NYSE, Group 11 rules and notices). */
const SPECIAL_CLOSURES = new Set([
  '1994-04-27',
  '2001-09-11',
  '2001-09-12',
  '2001-09-13',
  '2001-09-14',
  '2004-06-11',
  '2007-01-02',
  '2012-10-29',
  '2012-10-30',
  '2018-12-05',
  '2025-01-09',
]);

/** Early closes at 13:00 that no rule gives. */
const SPECIAL_EARLY = new Set(['1997-12-26', '1999-12-31', '2003-12-26']);

/** Easter Sunday by the anonymous Gregorian algorithm (Meeus, Astronomical Algorithms, ch. 8). */
function easter(year: number): TradingDay {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((8 * b + 13) / 25) + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const month = Math.floor((h + l - 7 * m + 114) / 31);
  return ymd(year, month, ((h + l - 7 * m + 114) % 31) + 1);
}

/** A fixed-date holiday moves off a weekend: Saturday to Friday, Sunday to Monday. */
function observed(of: TradingDay): TradingDay {
  const on = weekday(of);
  if (on === 6) return addDays(of, -1);
  return on === 0 ? addDays(of, 1) : of;
}

function holidaysOf(year: number): Set<TradingDay> {
  const list = [
    nthWeekday(year, 2, { weekday: 1, n: 3 }),
    addDays(easter(year), -2),
    nthWeekday(year, 5, { weekday: 1, n: -1 }),
    observed(ymd(year, 7, 4)),
    nthWeekday(year, 9, { weekday: 1, n: 1 }),
    nthWeekday(year, 11, { weekday: 4, n: 4 }),
    observed(ymd(year, 12, 25)),
  ];
  // New Year's Day on a Saturday is not observed: the year's last day is a trading day.
  const newYear = ymd(year, 1, 1);
  if (weekday(newYear) !== 6) list.push(observed(newYear));
  if (year >= 1998) list.push(nthWeekday(year, 1, { weekday: 1, n: 3 }));
  if (year >= 2022) list.push(observed(ymd(year, 6, 19)));
  return new Set(list);
}

const holidays = new Map<number, Set<TradingDay>>();

function isHoliday(of: TradingDay): boolean {
  const year = Number(of.slice(0, 4));
  let set = holidays.get(year);
  if (!set) holidays.set(year, (set = holidaysOf(year)));
  return set.has(of) || SPECIAL_CLOSURES.has(of);
}

/** A day on which NYSE, Cboe and CFE hold a regular session. Valid from 1990. */
export function isTradingDay(of: TradingDay): boolean {
  const on = weekday(of);
  return on !== 0 && on !== 6 && !isHoliday(of);
}

function isEarlyClose(of: TradingDay): boolean {
  if (SPECIAL_EARLY.has(of)) return true;
  const year = Number(of.slice(0, 4));
  if (of === addDays(nthWeekday(year, 11, { weekday: 4, n: 4 }), 1)) return true;
  if (of.endsWith('-12-24')) return true;
  // Around a Thursday 4 July the early close was Friday the 5th until 2012, Wednesday the 3rd since.
  const on = weekday(of);
  if (of.endsWith('-07-05')) return on === 5 && year < 2013;
  return of.endsWith('-07-03') && on <= 4 && (on !== 3 || year >= 2013);
}

const sessions = new Map<TradingDay, Session | null>();

/** @returns null on a day without a session. */
export function sessionOf(of: TradingDay): Session | null {
  const known = sessions.get(of);
  if (known !== undefined) return known;
  let made: Session | null = null;
  if (isTradingDay(of)) {
    const kind = isEarlyClose(of) ? 'early' : 'full';
    const at = (time: TimeOfDay) => newYorkInstant(of, time);
    made = {
      day: of,
      kind,
      openAtMs: at('9:30'),
      closeAtMs: kind === 'early' ? at('13:00') : at('16:00'),
      indexCloseAtMs: kind === 'early' ? at('13:15') : at('16:15'),
    };
  }
  sessions.set(of, made);
  return made;
}

/** The nearest trading day before or after, never the day itself; `step` is 1 or -1. */
function walk(from: TradingDay, step: 1 | -1): TradingDay {
  let at = addDays(from, step);
  while (!isTradingDay(at)) at = addDays(at, step);
  return at;
}

export function nextTradingDay(after: TradingDay): TradingDay {
  return walk(after, 1);
}

export function previousTradingDay(before: TradingDay): TradingDay {
  return walk(before, -1);
}

export function addTradingDays(from: TradingDay, count: number): TradingDay {
  let at = from;
  for (let left = Math.abs(count); left > 0; left--) at = walk(at, count > 0 ? 1 : -1);
  return at;
}

/** The session that is open at an instant, or the next one to open. */
export function sessionAtOrAfter(atMs: EpochMs): Session {
  let of = newYorkDay(atMs);
  for (;;) {
    const session = sessionOf(of);
    if (session && session.closeAtMs > atMs) return session;
    of = addDays(of, 1);
  }
}

/**
 * Settlement day of the VX future of a month: the Wednesday 30 days before the third Friday of the
 * following month, a business day earlier when that Wednesday or that Friday is a holiday (CFE
 * Rulebook, chapter 12, rule 1202(b)).
 */
export function vxExpiry(year: number, month: number): TradingDay {
  const friday = nthWeekday(year + (month === 12 ? 1 : 0), (month % 12) + 1, { weekday: 5, n: 3 });
  const expiryFriday = isTradingDay(friday) ? friday : walk(friday, -1);
  const wednesday = addDays(expiryFriday, -30);
  return isTradingDay(wednesday) ? wednesday : walk(wednesday, -1);
}

/** The next `count` monthly VX settlement days after a day (a contract trades no more on its own). */
export function vxExpiries(after: TradingDay, count: number): TradingDay[] {
  const found: TradingDay[] = [];
  let year = Number(after.slice(0, 4));
  let month = Number(after.slice(5, 7));
  while (found.length < count) {
    const expiry = vxExpiry(year, month);
    if (expiry > after) found.push(expiry);
    month = month === 12 ? 1 : month + 1;
    if (month === 1) year += 1;
  }
  return found;
}

/** Whole and part days between two instants. */
export function daysBetweenInstants(fromMs: EpochMs, toMs: EpochMs): number {
  return (toMs - fromMs) / DAY_MS;
}
