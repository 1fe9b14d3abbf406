import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  parseEventCalendar,
  renderEventCalendar,
} from '../../../src/engine/adapters/files/event-calendar-file.js';
import {
  calendarReach,
  eventsOn,
  upcomingEvents,
  type EventKind,
  type MarketEvent,
} from '../../../src/engine/domain/event-calendar.js';
import { completeCalendar } from '../../../src/engine/domain/event-estimates.js';
import { day } from '../../../src/engine/domain/trading-day.js';

function published(kind: EventKind, on: string, symbol: string | null = null): MarketEvent {
  return { day: day(on), kind, symbol, basis: 'published', note: null };
}

const calendar = completeCalendar({
  published: [
    published('cpi', '2026-12-10'),
    published('jobs', '2026-12-04'),
    published('fomc', '2026-12-09'),
    published('earnings', '2026-12-10', 'AAPL'),
  ],
  firstDay: day('2026-11-01'),
  lastDay: day('2027-12-31'),
  sources: {},
});
const kinds = (on: string, symbol = 'SPY') =>
  eventsOn(calendar, { day: day(on), symbol }).events.map(({ kind }) => kind);

describe('a calendar of events', () => {
  it('tells the events of a day for the market and the symbol', () => {
    expect(kinds('2026-12-10')).toEqual(['cpi']);
    expect(kinds('2026-12-10', 'AAPL')).toEqual(['cpi', 'earnings']);
    expect(kinds('2026-12-11')).toEqual([]);
  });

  it('does not know the days before its first, after its last, or any where there is none', () => {
    const state = (on: string) => eventsOn(calendar, { day: day(on), symbol: 'SPY' }).state;
    expect(state('2026-10-31')).toBe('outside');
    expect(state('2026-11-01')).toBe('loaded');
    expect(state('2027-12-31')).toBe('loaded');
    expect(state('2028-01-01')).toBe('outside');
    expect(eventsOn(null, { day: day('2026-12-10'), symbol: 'SPY' }).state).toBe('outside');
  });

  it('estimates what is not published, and marks it so', () => {
    const of = (kind: EventKind, month: string) =>
      calendar.events
        .filter((event) => event.kind === kind && event.day.startsWith(month))
        .map(({ day: on, basis }) => `${on} ${basis}`);
    expect(of('cpi', '2026-12')).toEqual(['2026-12-10 published']);
    expect(of('jobs', '2027-02')).toEqual(['2027-02-05 estimated']);
    // New Year's Day is a Friday; Good Friday 2027 is 26 March.
    expect(of('jobs', '2027-01')).toEqual(['2027-01-08 estimated']);
    expect(of('cpi', '2027-02')).toEqual(['2027-02-10 estimated']);
    expect(calendar.events.filter((e) => e.kind === 'fomc' && e.day > '2027')).toHaveLength(8);
    expect(of('fomc', '2026-11')).toEqual([]);
  });

  it('has no month without a jobs report and a CPI', () => {
    for (let month = 1; month <= 12; month++) {
      const name = `2027-${String(month).padStart(2, '0')}`;
      const of = calendar.events.filter((event) => event.day.startsWith(name));
      expect(of.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['jobs', 'cpi']));
    }
  });

  it('runs out where the first kind has no published day left, and says how soon', () => {
    const reach = (from: string) => calendarReach(calendar, day(from));
    expect(reach('2026-11-01')).toMatchObject({ state: 'fresh', publishedUntil: '2026-12-04' });
    expect(reach('2026-11-05')).toMatchObject({ state: 'running-out', publishedDaysLeft: 29 });
    expect(reach('2027-06-01')).toMatchObject({ state: 'running-out', publishedDaysLeft: -1 });
    expect(reach('2028-01-01').state).toBe('ran-out');
  });

  it('tells what comes next', () => {
    const next = upcomingEvents(calendar, { from: day('2026-12-05'), count: 2 });
    expect(next.map(({ day: on }) => on)).toEqual(['2026-12-09', '2026-12-10']);
  });
});

describe('the file of events', () => {
  const shipped = readFileSync(
    join(import.meta.dirname, '..', '..', '..', 'config', 'events.json'),
    'utf8',
  );

  it('is shipped complete for 2026 and 2027, and reads back as it is written', () => {
    const parsed = parseEventCalendar(shipped);
    if (!parsed.ok) throw new Error(parsed.error.sentences.join(' '));
    expect(renderEventCalendar(parsed.value)).toBe(shipped);
    expect([parsed.value.firstDay, parsed.value.lastDay]).toEqual(['2026-01-01', '2027-12-31']);
    const count = (kind: EventKind, year: string) =>
      parsed.value.events.filter((e) => e.kind === kind && e.day.startsWith(year)).length;
    expect(['2026', '2027'].map((year) => [count('fomc', year), count('cpi', year)])).toEqual([
      [8, 12],
      [8, 12],
    ]);
    expect(Object.keys(parsed.value.sources)).toEqual(
      expect.arrayContaining(['fomc', 'cpi', 'jobs', 'opec']),
    );
    const again = completeCalendar({
      ...parsed.value,
      published: parsed.value.events.filter(({ basis }) => basis === 'published'),
    });
    expect(again).toEqual(parsed.value);
  });

  it('is refused whole, with every fault named', () => {
    const sentences = (text: string) => {
      const parsed = parseEventCalendar(text);
      return parsed.ok ? [] : parsed.error.sentences;
    };
    expect(sentences('{')).toEqual(['it is not JSON.']);
    const file = (events: unknown) =>
      JSON.stringify({ firstDay: '2026-01-01', lastDay: '2026-12-31', events });
    const good = { day: '2026-12-09', kind: 'fomc', basis: 'published' };
    expect(sentences(file([good]))).toEqual([]);
    expect(
      sentences(
        file([
          { ...good, day: '2026-13-09' },
          { ...good, kind: 'party' },
          { ...good, basis: 'rumour' },
          { ...good, symbol: 'SPY' },
          { ...good, when: 'noon' },
          7,
        ]),
      ),
    ).toHaveLength(6);
    expect(sentences('{}').length).toBeGreaterThan(1);
  });
});
