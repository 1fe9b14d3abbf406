import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTradingDay, sessionOf } from '../../../src/engine/domain/calendar.js';
import { lastDueAtMs, nextDueAtMs, type JobRule } from '../../../src/engine/domain/job-rule.js';
import { newYorkInstant, type TimeOfDay } from '../../../src/engine/domain/new-york.js';
import { addDays, day, type TradingDay } from '../../../src/engine/domain/trading-day.js';

const at = (of: string, time: TimeOfDay) => newYorkInstant(day(of), time);
const DIGEST: JobRule = { kind: 'session', anchor: 'close', offsetMinutes: 15 };
const BEFORE_OPEN: JobRule = { kind: 'session', anchor: 'open', offsetMinutes: -600 };
const MORNING: JobRule = { kind: 'daily', at: '08:45', on: 'sessions' };
const NIGHTLY: JobRule = { kind: 'daily', at: '02:30', on: 'every-day' };
const FIRST = day('2024-01-01');
const LAST = day('2028-12-31');

function days(): TradingDay[] {
  const list: TradingDay[] = [];
  for (let of = FIRST; of <= LAST; of = addDays(of, 1)) list.push(of);
  return list;
}

function walk(rule: JobRule, fromMs: number, toMs: number): number[] {
  const list: number[] = [];
  for (let due = nextDueAtMs(rule, fromMs); due <= toMs; due = nextDueAtMs(rule, due))
    list.push(due);
  return list;
}

describe('when a job is due', () => {
  it.each([
    ['a holiday is passed over', DIGEST, at('2026-11-25', '16:15'), at('2026-11-27', '13:15')],
    ['an early close is met', DIGEST, at('2025-12-23', '17:00'), at('2025-12-24', '13:15')],
    [
      'a special closure is passed over',
      MORNING,
      at('2025-01-08', '9:00'),
      at('2025-01-10', '8:45'),
    ],
    [
      'spring 2027 keeps New York time',
      MORNING,
      at('2027-03-12', '9:00'),
      Date.UTC(2027, 2, 15, 12, 45),
    ],
    [
      'autumn 2027 keeps New York time',
      MORNING,
      at('2027-11-05', '9:00'),
      Date.UTC(2027, 10, 8, 13, 45),
    ],
    [
      'a skipped hour runs an hour later',
      NIGHTLY,
      at('2028-03-11', '12:00'),
      at('2028-03-12', '3:30'),
    ],
    [
      'an offset may reach the day before',
      BEFORE_OPEN,
      at('2026-11-22', '12:00'),
      at('2026-11-22', '23:30'),
    ],
    [
      'a period counts from the epoch',
      { kind: 'every', periodMs: 60_000 } as const,
      90_001,
      120_000,
    ],
    [
      'an instant itself is not after itself',
      { kind: 'every', periodMs: 60_000 } as const,
      120_000,
      180_000,
    ],
  ])('%s', (...[, rule, afterMs, expected]) => {
    expect(nextDueAtMs(rule, afterMs)).toBe(expected);
    expect(lastDueAtMs(rule, expected)).toBe(expected);
  });

  it('is a quarter past the close on each session of 2024 to 2028, early closes included', () => {
    const sessions = days().flatMap((of) => sessionOf(of) ?? []);
    expect(walk(DIGEST, at(FIRST, '0:00'), at(LAST, '23:59'))).toEqual(
      sessions.map((session) =>
        newYorkInstant(session.day, session.kind === 'early' ? '13:15' : '16:15'),
      ),
    );
    expect(sessions.filter((session) => session.kind === 'early').length).toBeGreaterThan(8);
  });

  it('is at the same New York time on each trading day of 2024 to 2028', () => {
    expect(walk(MORNING, at(FIRST, '0:00'), at(LAST, '23:59'))).toEqual(
      days()
        .filter(isTradingDay)
        .map((of) => newYorkInstant(of, '8:45')),
    );
  });

  it('is once on every calendar day of 2024 to 2028, through both changes of the clocks', () => {
    expect(walk(NIGHTLY, at(FIRST, '0:00'), at(LAST, '23:59'))).toEqual(
      days().map((of) => newYorkInstant(of, '2:30')),
    );
  });

  it('last and next are neighbours at any instant', () => {
    const instants = fc.integer({ min: at(FIRST, '0:00'), max: at(LAST, '0:00') });
    const rules = fc.constantFrom<JobRule>(DIGEST, BEFORE_OPEN, MORNING, NIGHTLY, {
      kind: 'every',
      periodMs: 7_000,
    });
    fc.assert(
      fc.property(rules, instants, (rule, atMs) => {
        const last = lastDueAtMs(rule, atMs);
        const next = nextDueAtMs(rule, atMs);
        expect(last).toBeLessThanOrEqual(atMs);
        expect(next).toBeGreaterThan(atMs);
        expect(nextDueAtMs(rule, last)).toBe(next);
        expect(lastDueAtMs(rule, next - 1)).toBe(last);
      }),
    );
  });

  it('a period that is not positive is a bug', () => {
    expect(() => nextDueAtMs({ kind: 'every', periodMs: 0 }, 0)).toThrow('positive');
  });
});
