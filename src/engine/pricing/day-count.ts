import { sessionOf } from '../domain/calendar.js';
import { newYorkDay, newYorkInstant } from '../domain/new-york.js';
import { addDays, utcMidnight, type TradingDay } from '../domain/trading-day.js';
import { HOUR_MS, MINUTE_MS, type EpochMs } from '../domain/units.js';

/** Minutes of the year on which Cboe's indices and this house count (365 days). */
export const MINUTES_PER_YEAR = 525_600;

/**
 * Which instant ends an option's time value. `deribit`: 08:00 UTC. `am`: the special opening
 * quotation, 09:30 New York (SPX, VIX). `pm`: the close of the regular session (SPXW, SPY, VXX).
 */
export type Settlement = 'deribit' | 'am' | 'pm';

/** Roots whose standard contracts settle at the open. */
const AM_ROOTS = new Set(['SPX', 'VIX', 'VIXW', 'NDX', 'RUT', 'DJX']);
const COIN_ROOTS = new Set(['BTC', 'ETH', 'SOL', 'XRP']);

/** How a trading class settles: `SPX` at the open, `SPXW` and all shares at the close. */
export function settlementOf(root: string): Settlement {
  if (COIN_ROOTS.has(root.split('_')[0] ?? root)) return 'deribit';
  return AM_ROOTS.has(root) ? 'am' : 'pm';
}

/** An early close ends a PM-settled option early; a day without a session counts to 16:00. */
export function settlesAtMs(expiry: TradingDay, settlement: Settlement): EpochMs {
  switch (settlement) {
    case 'deribit':
      return utcMidnight(expiry) + 8 * HOUR_MS;
    case 'am':
      return newYorkInstant(expiry, '9:30');
    case 'pm':
      return sessionOf(expiry)?.closeAtMs ?? newYorkInstant(expiry, '16:00');
  }
}

/** Time left to settlement on the calendar clock. */
export interface TimeToExpiry {
  /** Minutes left, not below 1. */
  readonly minutes: number;
  /** `minutes` over 525,600. */
  readonly years: number;
  /** `floored`: under a minute was left and one is used. `expired`: none was. */
  readonly state: 'live' | 'floored' | 'expired';
}

/** Calendar minutes to settlement over 525,600, with a floor of one minute that is flagged. */
export function timeToExpiry(nowMs: EpochMs, settlementAtMs: EpochMs): TimeToExpiry {
  const left = (settlementAtMs - nowMs) / MINUTE_MS;
  const minutes = Math.max(1, left);
  const state = left >= 1 ? 'live' : left > 0 ? 'floored' : 'expired';
  return { minutes, years: minutes / MINUTES_PER_YEAR, state };
}

/** Minutes of a year of 252 full sessions. */
const TRADING_MINUTES_PER_YEAR = 252 * 390;

/**
 * Years on the trading clock: minutes of regular sessions left over 252 × 390. It changes implied
 * volatility materially; never mix it with the calendar clock in one surface.
 */
export function tradingYears(nowMs: EpochMs, settlementAtMs: EpochMs): number {
  let minutes = 0;
  const last = newYorkDay(settlementAtMs);
  for (let of = newYorkDay(nowMs); of <= last; of = addDays(of, 1)) {
    const session = sessionOf(of);
    if (!session) continue;
    const from = Math.max(nowMs, session.openAtMs);
    minutes += Math.max(0, Math.min(settlementAtMs, session.closeAtMs) - from) / MINUTE_MS;
  }
  return minutes / TRADING_MINUTES_PER_YEAR;
}
