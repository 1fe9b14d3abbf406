import { describe, expect, it } from 'vitest';
import { createClockScheduler } from '../../src/engine/adapters/system/clock-scheduler.js';
import { createMarketClock } from '../../src/engine/adapters/system/market-clock.js';
import { isTradingDay, sessionOf } from '../../src/engine/domain/calendar.js';
import { newYorkDay, newYorkInstant } from '../../src/engine/domain/new-york.js';
import { addDays, day } from '../../src/engine/domain/trading-day.js';
import { ManualClock } from '../support/manual-clock.js';
import { SOAK } from '../support/soak.js';

const YEARS = SOAK === 'long' ? 30 : 5;
const FIRST = day('1996-01-02');
const LAST = addDays(FIRST, YEARS * 365);

describe('simulated market time, over years', () => {
  it(`runs the digest once for each session of ${YEARS} years, in its window, in order`, () => {
    const wall = new ManualClock();
    const startAtMs = newYorkInstant(FIRST, '10:30');
    const clock = createMarketClock({ wall, startAtMs, speed: 3600, nights: 'skipped' });
    const scheduler = createClockScheduler({ clock });
    const seen: number[] = [];
    scheduler.schedule({ kind: 'session', anchor: 'close', offsetMinutes: 15 }, (dueAtMs) => {
      // A wall millisecond is 3.6 s of market time.
      expect(clock.nowMs() - dueAtMs).toBeLessThan(3601);
      seen.push(dueAtMs);
    });
    while (newYorkDay(clock.nowMs()) <= LAST) wall.advance(1000);
    scheduler.stop();
    const expected: number[] = [];
    for (let of = FIRST; of <= LAST; of = addDays(of, 1)) {
      const session = isTradingDay(of) ? sessionOf(of) : null;
      if (session) expected.push(session.closeAtMs + 15 * 60_000);
    }
    expect(seen.slice(0, expected.length)).toEqual(expected);
  });
});
