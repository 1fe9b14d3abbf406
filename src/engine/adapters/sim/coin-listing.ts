import type { Coin } from '../../domain/instrument.js';
import {
  addDays,
  dayFromUtc,
  utcMidnight,
  weekday,
  type TradingDay,
} from '../../domain/trading-day.js';
import { DAY_MS, HOUR_MS, type EpochMs } from '../../domain/units.js';

/** Coin options and futures settle at this hour of UTC; new ones are listed then. */
const SETTLEMENT_MS = 8 * HOUR_MS;
const DAILIES = 3;
const WEEKLIES = 4;
const MONTHLIES = 3;
const QUARTERLIES = 4;
/** Weeks that have a future; the other expiries that are not a month's end are priced without. */
const FUTURE_WEEKS = 2;

export interface CoinExpiry {
  readonly day: TradingDay;
  readonly settlesAtMs: EpochMs;
  /** Whether a future of this day is listed too. */
  readonly hasFuture: boolean;
}

export function coinSettlesAtMs(of: TradingDay): EpochMs {
  return utcMidnight(of) + SETTLEMENT_MS;
}

/** The day that an instant belongs to: it begins at 08:00 UTC. */
export function coinDay(atMs: EpochMs): TradingDay {
  return dayFromUtc(atMs - SETTLEMENT_MS);
}

function isMonthEnd(friday: TradingDay): boolean {
  return addDays(friday, 7).slice(5, 7) !== friday.slice(5, 7);
}

function isQuarterEnd(friday: TradingDay): boolean {
  return isMonthEnd(friday) && Number(friday.slice(5, 7)) % 3 === 0;
}

function expiriesFrom(today: TradingDay): readonly CoinExpiry[] {
  const found = new Map<TradingDay, boolean>();
  for (let ahead = 1; ahead <= DAILIES; ahead++) found.set(addDays(today, ahead), false);
  const friday = addDays(today, ((5 - weekday(today) + 6) % 7) + 1);
  let [weeks, months, quarters] = [0, 0, 0];
  for (let of = friday; quarters < QUARTERLIES; of = addDays(of, 7)) {
    const week = weeks++;
    const month = isMonthEnd(of) && months++ < MONTHLIES;
    const quarter = isQuarterEnd(of) && quarters++ < QUARTERLIES;
    if (week < WEEKLIES || month || quarter) {
      found.set(of, week < FUTURE_WEEKS || month || quarter);
    }
  }
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, hasFuture]) => ({ day, settlesAtMs: coinSettlesAtMs(day), hasFuture }));
}

const lists = new Map<TradingDay, readonly CoinExpiry[]>();
const LISTS_KEPT = 8;

/**
 * Expiries quoted at an instant, ascending: the next three days, four Fridays, three ends of months
 * and four ends of quarters.
 */
export function coinExpiries(atMs: EpochMs): readonly CoinExpiry[] {
  const today = coinDay(atMs);
  let listed = lists.get(today);
  if (!listed) {
    if (lists.size >= LISTS_KEPT) lists.clear();
    lists.set(today, (listed = expiriesFrom(today)));
  }
  return listed;
}

/** Volatility by which the reach of strikes is laid out. */
const LISTING_VOL: Record<Coin, number> = { BTC: 0.48, ETH: 0.62 };
const LEAST_STEP: Record<Coin, number> = { BTC: 500, ETH: 25 };

/** How far strikes go, in standard deviations, and how far apart, in steps of the inmost zone. */
const ZONES: readonly { readonly reach: number; readonly steps: number }[] = [
  { reach: 1, steps: 1 },
  { reach: 2.1, steps: 2 },
  { reach: 3.6, steps: 5 },
];
/** Strikes of the inmost zone on one side, about. */
const INMOST = 5;

const ROUND = [1, 2, 2.5, 5, 10];

/** The round number, such as 1, 2, 2.5 or 5 times a power of ten, that is nearest by ratio. */
function roundStep(of: number): number {
  const power = 10 ** Math.floor(Math.log10(of));
  const away = (round: number): number => Math.abs(Math.log((round * power) / of));
  return power * ROUND.reduce((best, round) => (away(round) < away(best) ? round : best));
}

/**
 * Listed strikes in dollars, ascending.
 * @param of.reference index when the day began, around which they lie.
 */
export function coinStrikes(of: {
  readonly coin: Coin;
  readonly reference: number;
  readonly days: number;
}): readonly number[] {
  const sd = LISTING_VOL[of.coin] * Math.sqrt(Math.max(1, of.days) / 365);
  const step = Math.max(LEAST_STEP[of.coin], roundStep((of.reference * sd) / INMOST));
  const strikes = new Set<number>();
  for (const { reach, steps } of ZONES) {
    const apart = roundStep(step * steps);
    const low = of.reference * Math.exp(-reach * sd);
    const high = of.reference * Math.exp(reach * sd);
    for (let at = Math.max(1, Math.ceil(low / apart)) * apart; at <= high; at += apart) {
      strikes.add(at);
    }
  }
  return [...strikes].sort((a, b) => a - b);
}

export function daysToExpiry(expiry: CoinExpiry, atMs: EpochMs): number {
  return (expiry.settlesAtMs - coinSettlesAtMs(coinDay(atMs))) / DAY_MS;
}

/** Coin prices step by this: finely below half a hundredth of a coin. */
export function coinTick(price: number): number {
  return price < 0.005 - 1e-12 ? 0.0001 : 0.0005;
}
