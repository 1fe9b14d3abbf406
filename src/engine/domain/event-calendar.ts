import { daysBetween, type TradingDay } from './trading-day.js';

/** What keeps a strategy out of the market for a day; words under `event-<kind>`. */
export const eventKinds = ['cpi', 'fomc', 'jobs', 'opec', 'earnings'] as const;

export type EventKind = (typeof eventKinds)[number];

/** `published` by its source; `estimated` by a rule where nothing is published yet. */
export type EventBasis = 'published' | 'estimated';

export interface MarketEvent {
  readonly day: TradingDay;
  readonly kind: EventKind;
  /** Whose earnings; null for events of the whole market. */
  readonly symbol: string | null;
  readonly basis: EventBasis;
  readonly note: string | null;
}

export interface EventCalendar {
  /** Ascending by day, then kind, then symbol; each day, kind and symbol once. */
  readonly events: readonly MarketEvent[];
  /** Days of the whole market from the first to the last of these are known. */
  readonly firstDay: TradingDay;
  readonly lastDay: TradingDay;
  /** Where each kind's published dates come from, for people. */
  readonly sources: Readonly<Record<string, string>>;
}

/** What a strategy may know of a day: `outside` is a day that the calendar does not cover. */
export interface DayEvents {
  readonly day: TradingDay;
  readonly state: 'loaded' | 'outside';
  readonly events: readonly MarketEvent[];
}

/** Published events that stop this many days from now are to be renewed. */
export const EVENTS_WARNING_DAYS = 30;

const MARKET_KINDS: readonly EventKind[] = ['cpi', 'fomc', 'jobs'];

export function compareEvents(a: MarketEvent, b: MarketEvent): number {
  const key = (of: MarketEvent) => `${of.day} ${of.kind} ${of.symbol ?? ''}`;
  return key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0;
}

/** Events of one day that concern the market or the symbol. Estimated ones count like published. */
export function eventsOn(
  calendar: EventCalendar | null,
  of: { readonly day: TradingDay; readonly symbol: string },
): DayEvents {
  const { day } = of;
  if (!calendar || day < calendar.firstDay || day > calendar.lastDay) {
    return { day, state: 'outside', events: [] };
  }
  const concerns = (event: MarketEvent) => event.symbol === null || event.symbol === of.symbol;
  const events = calendar.events.filter((event) => event.day === day && concerns(event));
  return { day, state: 'loaded', events };
}

export function upcomingEvents(
  calendar: EventCalendar,
  of: { readonly from: TradingDay; readonly count: number },
): readonly MarketEvent[] {
  return calendar.events.filter((event) => event.day >= of.from).slice(0, of.count);
}

export interface CalendarReach {
  /** Last day on which entries are possible at all. */
  readonly lastDay: TradingDay;
  readonly daysLeft: number;
  /** The first day after which some kind has only estimated dates; null where it has none at all. */
  readonly publishedUntil: TradingDay | null;
  readonly publishedDaysLeft: number;
  readonly state: 'fresh' | 'running-out' | 'ran-out';
}

/** How far the calendar reaches from a day: it runs out when a kind's published dates do. */
export function calendarReach(calendar: EventCalendar, from: TradingDay): CalendarReach {
  const { lastDay } = calendar;
  let publishedUntil: TradingDay | null = null;
  for (const kind of MARKET_KINDS) {
    const of = calendar.events.filter((event) => event.kind === kind);
    const last = of.findLast(({ basis }) => basis === 'published')?.day ?? null;
    if (last === null) {
      publishedUntil = null;
      break;
    }
    if (publishedUntil === null || last < publishedUntil) publishedUntil = last;
  }
  const publishedDaysLeft =
    publishedUntil === null ? -1 : Math.max(-1, daysBetween(from, publishedUntil));
  const daysLeft = daysBetween(from, lastDay);
  const low = publishedDaysLeft < EVENTS_WARNING_DAYS || daysLeft < EVENTS_WARNING_DAYS;
  const state = daysLeft < 0 ? 'ran-out' : low ? 'running-out' : 'fresh';
  return { lastDay, daysLeft, publishedUntil, publishedDaysLeft, state };
}
