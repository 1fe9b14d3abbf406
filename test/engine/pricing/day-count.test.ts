import { describe, expect, it } from 'vitest';
import { newYorkInstant } from '../../../src/engine/domain/new-york.js';
import { day } from '../../../src/engine/domain/trading-day.js';
import {
  MINUTES_PER_YEAR,
  settlementOf,
  settlesAtMs,
  timeToExpiry,
  tradingYears,
} from '../../../src/engine/pricing/day-count.js';

const iso = (ms: number): string => new Date(ms).toISOString();

describe('settlement', () => {
  it('is at the open for SPX and VIX, at the close for SPXW and shares, at 08:00 UTC for coins', () => {
    expect(['SPX', 'VIX', 'SPXW', 'SPY', 'VXX'].map(settlementOf)).toEqual([
      ...['am', 'am', 'pm', 'pm', 'pm'],
    ]);
    expect(['BTC', 'ETH', 'BTC_USDC'].map(settlementOf)).toEqual(['deribit', 'deribit', 'deribit']);
  });

  it('falls at the same New York time in summer and winter', () => {
    expect(iso(settlesAtMs(day('2026-07-17'), 'am'))).toBe('2026-07-17T13:30:00.000Z');
    expect(iso(settlesAtMs(day('2026-12-18'), 'am'))).toBe('2026-12-18T14:30:00.000Z');
    expect(iso(settlesAtMs(day('2026-07-17'), 'pm'))).toBe('2026-07-17T20:00:00.000Z');
    expect(iso(settlesAtMs(day('2026-12-18'), 'pm'))).toBe('2026-12-18T21:00:00.000Z');
    expect(iso(settlesAtMs(day('2026-12-25'), 'deribit'))).toBe('2026-12-25T08:00:00.000Z');
  });

  it('comes early on an early close and at four where there is no session', () => {
    expect(iso(settlesAtMs(day('2026-11-27'), 'pm'))).toBe('2026-11-27T18:00:00.000Z');
    expect(iso(settlesAtMs(day('2026-11-28'), 'pm'))).toBe('2026-11-28T21:00:00.000Z');
  });
});

describe('time to expiry', () => {
  const close = settlesAtMs(day('2026-11-20'), 'pm');

  it('counts calendar minutes over 525,600, part minutes included', () => {
    const now = newYorkInstant(day('2026-11-20'), '10:30');
    expect(timeToExpiry(now, close)).toEqual({
      ...{ minutes: 330, years: 330 / MINUTES_PER_YEAR, state: 'live' },
    });
    expect(timeToExpiry(now + 15_000, close).minutes).toBe(329.75);
    expect(timeToExpiry(close - 365 * 86_400_000, close).years).toBe(1);
  });

  it('flags the floor of one minute, and what has expired', () => {
    expect(timeToExpiry(close - 60_000, close)).toMatchObject({ minutes: 1, state: 'live' });
    expect(timeToExpiry(close - 59_999, close)).toMatchObject({ minutes: 1, state: 'floored' });
    expect(timeToExpiry(close, close)).toMatchObject({ minutes: 1, state: 'expired' });
    expect(timeToExpiry(close + 1, close).years).toBe(1 / MINUTES_PER_YEAR);
  });
});

describe('the trading clock', () => {
  it('counts minutes of regular sessions over 252 days of 390', () => {
    const friday = newYorkInstant(day('2026-11-20'), '15:00');
    const monday = newYorkInstant(day('2026-11-23'), '10:00');
    expect(tradingYears(friday, monday) * 252 * 390).toBeCloseTo(90, 9);
    const thanksgiving = newYorkInstant(day('2026-11-25'), '16:00');
    const early = settlesAtMs(day('2026-11-27'), 'pm');
    expect(tradingYears(thanksgiving, early) * 252 * 390).toBeCloseTo(210, 9);
    expect(tradingYears(monday, monday)).toBe(0);
  });
});
