import { isTradingDay, previousTradingDay, sessionOf } from '../../domain/calendar.js';
import {
  addDays,
  daysBetween,
  nthWeekday,
  weekday,
  type TradingDay,
} from '../../domain/trading-day.js';
import { DAY_MS, type EpochMs } from '../../domain/units.js';

/** Underlyings with listed options. */
export type Optionable = 'SPX' | 'SPY';

export interface Expiry {
  readonly day: TradingDay;
  /** Trading class: `SPX` settles at the open of its day, all others at the close. */
  readonly root: 'SPX' | 'SPXW' | 'SPY';
  readonly settlesAtMs: EpochMs;
}

const DAILY_DAYS = 14;
const WEEKLY_DAYS = 45;
const MONTHLY_DAYS = 190;

/** The monthly expiry day of a month: its third Friday, or the trading day before a closed one. */
function monthlyExpiry(of: TradingDay): TradingDay {
  const friday = nthWeekday(Number(of.slice(0, 4)), Number(of.slice(5, 7)), { weekday: 5, n: 3 });
  return isTradingDay(friday) ? friday : previousTradingDay(friday);
}

/** Last trading day of its week, on which weekly options expire. */
function endsWeek(of: TradingDay): boolean {
  const friday = addDays(of, 5 - weekday(of));
  return of === (isTradingDay(friday) ? friday : previousTradingDay(friday));
}

function isListed(of: TradingDay, today: TradingDay): boolean {
  const days = daysBetween(today, of);
  if (days <= DAILY_DAYS) return true;
  return of === monthlyExpiry(of) || (days <= WEEKLY_DAYS && endsWeek(of));
}

function expiryOf(underlying: Optionable, at: { day: TradingDay; today: TradingDay }): Expiry {
  const session = sessionOf(at.day);
  if (!session) throw new Error(`no session on ${at.day}`);
  if (underlying === 'SPY') return { day: at.day, root: 'SPY', settlesAtMs: session.closeAtMs };
  // The index monthly settles in the morning and trades no more that day; the daily class does.
  return at.day === monthlyExpiry(at.day) && at.day > at.today
    ? { day: at.day, root: 'SPX', settlesAtMs: session.openAtMs }
    : { day: at.day, root: 'SPXW', settlesAtMs: session.closeAtMs };
}

const expiries = new Map<string, readonly Expiry[]>();
const LISTS_KEPT = 16;

/**
 * Expiries quoted on a day, ascending: every session for two weeks, weeks' ends for six and
 * monthlies for half a year. They change once a day and are asked for with every chain.
 */
export function expiriesOn(underlying: Optionable, today: TradingDay): readonly Expiry[] {
  const key = `${underlying} ${today}`;
  let listed = expiries.get(key);
  if (!listed) {
    if (expiries.size >= LISTS_KEPT) expiries.clear();
    expiries.set(key, (listed = expiriesFrom(underlying, today)));
  }
  return listed;
}

function expiriesFrom(underlying: Optionable, today: TradingDay): readonly Expiry[] {
  const found: Expiry[] = [];
  for (let ahead = 0; ahead <= MONTHLY_DAYS; ahead++) {
    const of = addDays(today, ahead);
    if (isTradingDay(of) && isListed(of, today)) {
      found.push(expiryOf(underlying, { day: of, today }));
    }
  }
  return found;
}

/** The two weekly or monthly index expiries around 30 days from the day's open. */
export function indexBracket(today: TradingDay, openAtMs: EpochMs): readonly [Expiry, Expiry] {
  const targetAtMs = openAtMs + 30 * DAY_MS;
  let near: Expiry | null = null;
  for (let ahead = 20; ahead <= WEEKLY_DAYS; ahead++) {
    const of = addDays(today, ahead);
    if (!isTradingDay(of) || !endsWeek(of)) continue;
    const expiry = expiryOf('SPX', { day: of, today });
    if (expiry.settlesAtMs <= targetAtMs) near = expiry;
    else if (near) return [near, expiry];
  }
  throw new Error(`no expiries around 30 days from ${today}`);
}

/** Strikes of a zone: up to `reach` from the reference (a fraction of it), `step` apart. */
interface Zone {
  readonly reach: number;
  readonly step: number;
}

const ZONES: Record<Optionable, { short: readonly Zone[]; long: readonly Zone[] }> = {
  SPX: {
    short: [
      { reach: 0.08, step: 5 },
      { reach: 0.25, step: 25 },
      { reach: 0.55, step: 100 },
    ],
    long: [
      { reach: 0.12, step: 5 },
      { reach: 0.35, step: 25 },
      { reach: 0.8, step: 100 },
    ],
  },
  SPY: {
    short: [
      { reach: 0.1, step: 1 },
      { reach: 0.3, step: 5 },
    ],
    long: [
      { reach: 0.15, step: 1 },
      { reach: 0.5, step: 5 },
    ],
  },
};

export interface StrikeRange {
  readonly underlying: Optionable;
  /** Level around which strikes are listed: the close before the day. */
  readonly reference: number;
  readonly daysToExpiry: number;
}

/** Listed strikes, ascending; dense around the reference, sparse far from it. */
export function strikesFor(of: StrikeRange): readonly number[] {
  const zones = ZONES[of.underlying][of.daysToExpiry <= DAILY_DAYS ? 'short' : 'long'];
  const strikes = new Set<number>();
  for (const { reach, step } of zones) {
    const low = Math.max(step, Math.ceil((of.reference * (1 - reach)) / step) * step);
    const high = of.reference * (1 + reach);
    for (let strike = low; strike <= high; strike += step) strikes.add(strike);
  }
  return [...strikes].sort((a, b) => a - b);
}

/** Smallest price step of an option at a price, in points. */
export function tickAt(underlying: Optionable, price: number): number {
  if (underlying === 'SPY') return 0.01;
  return price < 3 ? 0.05 : 0.1;
}

/** A price on its tick grid, without the last bits of binary division. */
export function onTick(price: number, of: { tick: number; round: 'down' | 'up' | 'nearest' }) {
  const perUnit = Math.round(1 / of.tick);
  const ticks = price * perUnit;
  // A price that is on the grid but for rounding stays where it is.
  const slack = 1e-7;
  if (of.round === 'down') return Math.floor(ticks + slack) / perUnit;
  if (of.round === 'up') return Math.ceil(ticks - slack) / perUnit;
  return Math.round(ticks) / perUnit;
}
