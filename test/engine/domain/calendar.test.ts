import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { getHolidays } from 'nyse-holidays';
import { describe, expect, test } from 'vitest';
import {
  addTradingDays,
  isTradingDay,
  nextTradingDay,
  previousTradingDay,
  sessionAtOrAfter,
  sessionOf,
  vxExpiries,
  vxExpiry,
} from '../../../src/engine/domain/calendar.js';
import { newYorkInstant, newYorkOffsetMs } from '../../../src/engine/domain/new-york.js';
import { addDays, day, weekday, type TradingDay } from '../../../src/engine/domain/trading-day.js';
import { sharedPath } from '../../support/shared.js';

const somewhen = fc
  .integer({ min: 0, max: 365 * 38 })
  .map((offset): TradingDay => addDays(day('1991-01-01'), offset));

test('holidays of 2022 to 2028 agree with an independent package', () => {
  for (const year of [2022, 2023, 2024, 2026, 2027, 2028]) {
    const theirs = new Set(getHolidays(year).map((holiday) => holiday.dateString));
    for (let on = day(`${year}-01-01`); on < `${year + 1}`; on = addDays(on, 1)) {
      const weekend = weekday(on) === 0 || weekday(on) === 6;
      expect([on, isTradingDay(on)]).toEqual([on, !weekend && !theirs.has(on)]);
    }
  }
});

test.each([
  ['2001-09-12', 'closed'],
  ['2004-06-11', 'closed'],
  ['2012-10-29', 'closed'],
  ['2018-12-05', 'closed'],
  ['2021-12-31', 'full'],
  ['2024-07-03', 'early'],
  ['2025-01-09', 'closed'],
  ['2026-07-03', 'closed'],
  ['2026-11-26', 'closed'],
  ['2026-11-27', 'early'],
  ['2026-12-24', 'early'],
  ['2027-12-24', 'closed'],
])('%s is %s', (on, kind) => {
  expect(sessionOf(day(on))?.kind ?? 'closed').toBe(kind);
});

test('a session opens at 9:30 and closes at 16:00 in New York, summer and winter', () => {
  expect(sessionOf(day('2026-07-06'))?.openAtMs).toBe(Date.parse('2026-07-06T13:30:00Z'));
  expect(sessionOf(day('2026-11-23'))?.closeAtMs).toBe(Date.parse('2026-11-23T21:00:00Z'));
  expect(sessionOf(day('2026-11-27'))?.indexCloseAtMs).toBe(Date.parse('2026-11-27T18:15:00Z'));
});

test('the session at an instant is the open one, or the next to open', () => {
  const friday = sessionOf(day('2026-11-20'));
  expect(sessionAtOrAfter((friday?.closeAtMs ?? 0) - 1).day).toBe('2026-11-20');
  expect(sessionAtOrAfter(friday?.closeAtMs ?? 0).day).toBe('2026-11-23');
});

test('walking to the next trading day and back returns to the start', () => {
  fc.assert(
    fc.property(somewhen, (on) => {
      const start = isTradingDay(on) ? on : nextTradingDay(on);
      expect(previousTradingDay(nextTradingDay(start))).toBe(start);
      expect(addTradingDays(addTradingDays(start, 7), -7)).toBe(start);
    }),
  );
});

describe('VX settlement days', () => {
  test.each([
    // Cboe's published calendar of VX expirations.
    [2018, 2, '2018-02-14'],
    [2020, 3, '2020-03-18'],
    [2021, 12, '2021-12-22'],
    [2024, 2, '2024-02-14'],
    [2025, 3, '2025-03-18'],
    [2026, 12, '2026-12-16'],
  ])('of %i-%i is %s', (year, month, expected) => {
    expect(vxExpiry(year, month)).toBe(expected);
  });

  test('are always ahead, ascending, and trading days', () => {
    fc.assert(
      fc.property(somewhen, (on) => {
        const expiries = vxExpiries(on, 8);
        expect([...expiries].sort()).toEqual(expiries);
        expect(expiries.every((expiry) => expiry > on && isTradingDay(expiry))).toBe(true);
      }),
    );
  });
});

test('New York has the offset that the zone database gives, every hour of 1990 to 2030', () => {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: 'America/New_York',
    timeZoneName: 'longOffset',
  });
  const wrong: string[] = [];
  for (let atMs = Date.UTC(1990, 0, 1); atMs < Date.UTC(2030, 0, 1); atMs += 7 * 3_600_000) {
    const hours = format.format(atMs).includes('-04') ? -4 : -5;
    if (newYorkOffsetMs(atMs) !== hours * 3_600_000) wrong.push(new Date(atMs).toISOString());
  }
  expect(wrong).toEqual([]);
});

test('a time that the spring change skips is an hour later on the clock', () => {
  expect(newYorkInstant(day('2026-03-08'), '02:30')).toBe(Date.parse('2026-03-08T07:30:00Z'));
});

test('a time that the autumn change repeats is the first of the two', () => {
  expect(newYorkInstant(day('2026-11-01'), '01:30')).toBe(Date.parse('2026-11-01T05:30:00Z'));
});

const published = sharedPath('data', 'calendars', 'nyse_holidays_early_closes.csv');

test.skipIf(published === null)(
  'sessions of 1999 to 2028 agree with the published list (needs the shared data)',
  () => {
    const rows = readFileSync(published ?? '', 'utf8')
      .trim()
      .split('\n')
      .slice(1);
    const listed = new Map(rows.map((row) => [row.slice(0, 10), row.split(',')[1]]));
    const wrong: string[] = [];
    for (let on = day('1999-01-01'); on < '2029'; on = addDays(on, 1)) {
      if (weekday(on) === 0 || weekday(on) === 6) continue;
      const entry = listed.get(on);
      const expected = entry === 'holiday' ? 'closed' : entry === 'early_close' ? 'early' : 'full';
      if ((sessionOf(on)?.kind ?? 'closed') !== expected) wrong.push(`${on} ${expected}`);
    }
    // The list leaves out the 13:00 close of the last day of 1999.
    expect(wrong).toEqual(['1999-12-31 full']);
  },
);
