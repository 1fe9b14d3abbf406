import { nthWeekday, dayFromUtc, utcMidnight, type TradingDay } from './trading-day.js';
import { HOUR_MS, MINUTE_MS, type EpochMs } from './units.js';

/** Wall-clock time in New York, `HH:MM` on 24 hours. */
export type TimeOfDay = `${number}:${number}`;

interface Transition {
  readonly startMs: EpochMs;
  readonly endMs: EpochMs;
}

const transitions = new Map<number, Transition>();

/**
 * Daylight time by year, both instants in UTC. Energy Policy Act of 2005 since 2007, Uniform Time
 * Act as amended in 1986 before it (1987–2006). Own arithmetic because `Intl` costs microseconds a
 * call and the simulator asks millions of times; a test compares every year with `Intl`.
 */
function daylight(year: number): Transition {
  const known = transitions.get(year);
  if (known) return known;
  const start = nthWeekday(year, year >= 2007 ? 3 : 4, { weekday: 0, n: year >= 2007 ? 2 : 1 });
  const end = nthWeekday(year, year >= 2007 ? 11 : 10, { weekday: 0, n: year >= 2007 ? 1 : -1 });
  const made = {
    startMs: utcMidnight(start) + 7 * HOUR_MS,
    endMs: utcMidnight(end) + 6 * HOUR_MS,
  };
  transitions.set(year, made);
  return made;
}

/** The year that was asked of last, because most questions are of the present. */
let asked = { fromMs: 0, toMs: 0, ...daylight(1970) };

function daylightAt(atMs: EpochMs): Transition {
  if (!(atMs >= asked.fromMs && atMs < asked.toMs)) {
    const year = new Date(atMs).getUTCFullYear();
    asked = { fromMs: Date.UTC(year, 0), toMs: Date.UTC(year + 1, 0), ...daylight(year) };
  }
  return asked;
}

/** UTC offset of New York in milliseconds (negative), valid from 1987. */
export function newYorkOffsetMs(atMs: EpochMs): number {
  const { startMs, endMs } = daylightAt(atMs);
  return atMs >= startMs && atMs < endMs ? -4 * HOUR_MS : -5 * HOUR_MS;
}

export function newYorkDay(atMs: EpochMs): TradingDay {
  return dayFromUtc(atMs + newYorkOffsetMs(atMs));
}

/** Minutes since midnight in New York. */
export function newYorkMinute(atMs: EpochMs): number {
  const local = atMs + newYorkOffsetMs(atMs);
  return Math.floor((local - utcMidnight(dayFromUtc(local))) / MINUTE_MS);
}

/**
 * The instant at which New York's clocks show a time on a day. A time that the spring change skips
 * gives the instant an hour later on the clock; one that the autumn change repeats gives the first.
 */
export function newYorkInstant(of: TradingDay, time: TimeOfDay): EpochMs {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const local = utcMidnight(of) + hour * HOUR_MS + minute * MINUTE_MS;
  const asDaylight = local + 4 * HOUR_MS;
  if (newYorkOffsetMs(asDaylight) === -4 * HOUR_MS) return asDaylight;
  return local + 5 * HOUR_MS;
}
