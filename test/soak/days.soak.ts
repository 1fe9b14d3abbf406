import { describe, expect, it } from 'vitest';
import { simScenarios } from '../../src/engine/adapters/sim/sim-feed.js';
import type { EventCalendar } from '../../src/engine/domain/event-calendar.js';
import { addDays, day, weekday } from '../../src/engine/domain/trading-day.js';
import { DAYS_SEED, playDays, shippedCalendar } from '../support/putlite-days.js';
import { SOAK } from '../support/soak.js';

const SESSIONS = SOAK === 'long' ? 250 : 20;
/** Of 250 calm days at least 20 are traded; as many of the first 20 in proportion, rounded down. */
const LEAST_TRADED = Math.floor((SESSIONS * 20) / 250);

const TUESDAY = 2;
const WEDNESDAY = 3;

/** The shipped calendar with an event on every Tuesday and Wednesday of a month. */
function busyCalendar(): EventCalendar {
  const shipped = shippedCalendar();
  const from = day('2026-12-07');
  const days = Array.from({ length: 31 }, (_, ahead) => addDays(from, ahead));
  const added = days
    .filter((each) => weekday(each) === TUESDAY || weekday(each) === WEDNESDAY)
    .map(
      (on) => ({ day: on, kind: 'opec', symbol: null, basis: 'published', note: null }) as const,
    );
  const events = [...shipped.events, ...added].sort((a, b) => (a.day < b.day ? -1 : 1));
  return { ...shipped, events };
}

describe('putlite, armed each morning and every ticket sent', () => {
  it.each(simScenarios)(
    `keeps every rule on ${SESSIONS} days of the %s market`,
    async (scenario) => {
      const calendar = shippedCalendar();
      const played = await playDays({ scenario, sessions: SESSIONS, seed: DAYS_SEED, calendar });
      expect(played.problems).toEqual([]);
      expect(played.days).toBe(SESSIONS);
      expect(played.earlyCloses).toBeGreaterThan(0);
      expect(played.blackoutDays).toBeGreaterThan(0);
      expect(played.refusals.get('blackout')).toBeGreaterThan(0);
      if (scenario === 'calm') expect(played.daysTraded).toBeGreaterThanOrEqual(LEAST_TRADED);
    },
  );

  it('leaves the days of a busy calendar untouched, and trades on the others', async () => {
    const played = await playDays({
      scenario: 'calm',
      sessions: 20,
      seed: DAYS_SEED,
      calendar: busyCalendar(),
      firstDay: day('2026-12-07'),
    });
    expect(played.problems).toEqual([]);
    expect(played.earlyCloses).toBe(1);
    expect(played.blackoutDays).toBeGreaterThanOrEqual(8);
    expect(played.daysTraded).toBeGreaterThan(0);
  });
});
