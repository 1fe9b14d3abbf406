import { isTradingDay, nextTradingDay, previousTradingDay } from './calendar.js';
import {
  compareEvents,
  type EventCalendar,
  type EventKind,
  type MarketEvent,
} from './event-calendar.js';
import { addDays, nthWeekday, weekday, ymd, type TradingDay } from './trading-day.js';

const FRIDAY = 5;
const WEDNESDAY = 3;
const MONTHS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

/** First Friday; where it is closed the day before, and after New Year's Day a week later. */
function jobsDay(year: number, month: number): TradingDay {
  const friday = nthWeekday(year, month, { weekday: FRIDAY, n: 1 });
  if (isTradingDay(friday)) return friday;
  return month === 1 ? addDays(friday, 7) : previousTradingDay(friday);
}

/** Wednesday of the second week: on the 10th to the 16th. */
function cpiDay(year: number, month: number): TradingDay {
  const tenth = ymd(year, month, 10);
  const wednesday = addDays(tenth, (WEDNESDAY - weekday(tenth) + 7) % 7);
  return isTradingDay(wednesday) ? wednesday : nextTradingDay(wednesday);
}

/** Last Wednesdays of January, April, July and October, third ones of March, June and September, second of December. */
const FOMC_WEDNESDAYS = [
  [1, -1],
  [3, 3],
  [4, -1],
  [6, 3],
  [7, -1],
  [9, 3],
  [10, -1],
  [12, 2],
] as const;

function fomcDays(year: number): TradingDay[] {
  return FOMC_WEDNESDAYS.map(([month, n]) => nthWeekday(year, month, { weekday: WEDNESDAY, n }));
}

function estimated(day: TradingDay, kind: EventKind): MarketEvent {
  return { day, kind, symbol: null, basis: 'estimated', note: null };
}

/** Months, or for meetings years, in which a kind's dates are published. */
function publishedSpans(
  events: readonly MarketEvent[],
  kind: EventKind,
  chars: 4 | 7,
): Set<string> {
  const of = events.filter((event) => event.kind === kind && event.basis === 'published');
  return new Set(of.map(({ day }) => day.slice(0, chars)));
}

function estimatesOf(year: number, published: readonly MarketEvent[]): MarketEvent[] {
  const found: MarketEvent[] = [];
  const [jobs, cpi] = [publishedSpans(published, 'jobs', 7), publishedSpans(published, 'cpi', 7)];
  for (const month of MONTHS) {
    const name = ymd(year, month, 1).slice(0, 7);
    if (!jobs.has(name)) found.push(estimated(jobsDay(year, month), 'jobs'));
    if (!cpi.has(name)) found.push(estimated(cpiDay(year, month), 'cpi'));
  }
  const meetings = publishedSpans(published, 'fomc', 4);
  if (!meetings.has(String(year))) {
    found.push(...fomcDays(year).map((day) => estimated(day, 'fomc')));
  }
  return found;
}

export interface CalendarParts {
  readonly published: readonly MarketEvent[];
  readonly firstDay: TradingDay;
  readonly lastDay: TradingDay;
  readonly sources: EventCalendar['sources'];
}

/**
 * A calendar whose months without a published jobs report or CPI, and years without published
 * meetings, have estimated ones: it has no silent holes. A day, kind and symbol stands once; what is
 * published outside the days covered is kept for later.
 */
export function completeCalendar(of: CalendarParts): EventCalendar {
  const { firstDay, lastDay } = of;
  const known = new Map<string, MarketEvent>();
  const put = (event: MarketEvent) =>
    known.set(`${event.day} ${event.kind} ${event.symbol ?? ''}`, event);
  for (let year = Number(firstDay.slice(0, 4)); year <= Number(lastDay.slice(0, 4)); year++) {
    estimatesOf(year, of.published).forEach(put);
  }
  of.published.forEach(put);
  const events = [...known.values()]
    .filter((of) => of.basis === 'published' || (of.day >= firstDay && of.day <= lastDay))
    .sort(compareEvents);
  return { events, firstDay, lastDay, sources: of.sources };
}
