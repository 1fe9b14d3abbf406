import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { elapsedWithoutNights, skipNights } from '../../../../src/engine/adapters/system/nights.js';
import { sessionOf } from '../../../../src/engine/domain/calendar.js';
import {
  newYorkDay,
  newYorkInstant,
  type TimeOfDay,
} from '../../../../src/engine/domain/new-york.js';
import { day } from '../../../../src/engine/domain/trading-day.js';

const MINUTE_MS = 60_000;
const at = (of: string, time: TimeOfDay) => newYorkInstant(day(of), time);

describe('time without nights', () => {
  it.each([
    ['inside a day', at('2026-11-20', '10:30'), 30, at('2026-11-20', '11:00')],
    ['to the last minute', at('2026-11-20', '16:29'), 0, at('2026-11-20', '16:29')],
    ['over a weekend', at('2026-11-20', '16:20'), 10, at('2026-11-23', '9:25')],
    ['over Thanksgiving', at('2026-11-25', '16:20'), 20, at('2026-11-27', '9:35')],
    ['over an early close', at('2026-11-27', '13:20'), 15, at('2026-11-30', '9:30')],
    [
      'over the spring change of 2026-03-08',
      at('2026-03-06', '16:30'),
      5,
      at('2026-03-09', '9:30'),
    ],
    [
      'over the autumn change of 2026-11-01',
      at('2026-10-30', '16:25'),
      10,
      at('2026-11-02', '9:30'),
    ],
    ['from a night', at('2026-11-20', '03:00'), 5, at('2026-11-20', '9:30')],
    ['from a Sunday', at('2026-11-22', '12:00'), 0, at('2026-11-23', '9:25')],
    ['over two whole days', at('2026-11-23', '9:25'), 2 * 425, at('2026-11-25', '9:25')],
  ])('goes %s', (...[, startAtMs, minutes, expected]) => {
    expect(skipNights(startAtMs, minutes * MINUTE_MS)).toBe(expected);
  });

  const starts = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2028, 11, 1) });
  const lengths = fc.integer({ min: 0, max: 20 * 425 * MINUTE_MS });

  it('never shows an instant outside the windows', () => {
    fc.assert(
      fc.property(starts, lengths, (startAtMs, elapsedMs) => {
        const shown = skipNights(startAtMs, elapsedMs);
        const session = sessionOf(newYorkDay(shown));
        expect(shown).toBeGreaterThanOrEqual((session?.openAtMs ?? Infinity) - 5 * MINUTE_MS);
        expect(shown).toBeLessThan((session?.closeAtMs ?? 0) + 30 * MINUTE_MS);
      }),
    );
  });

  it('adds up: two lengths one after the other are their sum', () => {
    fc.assert(
      fc.property(starts, lengths, lengths, (startAtMs, first, second) => {
        expect(skipNights(skipNights(startAtMs, first), second)).toBe(
          skipNights(startAtMs, first + second),
        );
      }),
    );
  });

  it('has an inverse that gives the least length that reaches an instant', () => {
    fc.assert(
      fc.property(starts, lengths, (startAtMs, elapsedMs) => {
        const shown = skipNights(startAtMs, elapsedMs);
        expect(elapsedWithoutNights(startAtMs, shown)).toBe(elapsedMs);
        const inNight = shown + 12 * 60 * MINUTE_MS;
        const needMs = elapsedWithoutNights(startAtMs, inNight);
        expect(skipNights(startAtMs, needMs)).toBeGreaterThanOrEqual(inNight);
        if (needMs > 0) expect(skipNights(startAtMs, needMs - 1)).toBeLessThan(inNight);
      }),
    );
  });
});
