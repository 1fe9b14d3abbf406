import { sessionOf, type Session } from '../../domain/calendar.js';
import { newYorkInstant, type TimeOfDay } from '../../domain/new-york.js';
import { parseDay, type TradingDay } from '../../domain/trading-day.js';
import { HOUR_MS } from '../../domain/units.js';
import type { RawRow, RefusedRow } from './price-rows.js';

/**
 * One hour of trades: `20090130 09:00,1001100,1004100,998900,1004100,19900`, New York time of its
 * start, open, high, low, close in ten-thousandths of a dollar, volume. Such files have no header.
 */
const HOUR = /^(\d{4})(\d{2})(\d{2}) (\d{2}:\d{2}),(\d+),(\d+),(\d+),(\d+),(\d+)$/;
const UNITS_PER_USD = 10_000;

interface Hour {
  readonly time: string;
  /** Open, high, low, close in US dollars. */
  readonly prices: readonly [number, number, number, number];
  readonly volume: number;
}

export function isHour(line: string): boolean {
  return HOUR.test(line.trim());
}

/** True for hours that begin inside the session; half past nine belongs to the nine o'clock bar. */
function inSession(hour: Hour, session: Session): boolean {
  const startMs = newYorkInstant(session.day, hour.time as TimeOfDay);
  return startMs + HOUR_MS > session.openAtMs && startMs < session.closeAtMs;
}

function dayOf(day: TradingDay, all: readonly Hour[]): RawRow | RefusedRow {
  const session = sessionOf(day);
  if (!session) return { refusal: 'no-session' };
  const hours = all.filter((hour) => inSession(hour, session));
  const [first, last] = [hours[0], hours.at(-1)];
  if (!first || !last) return { refusal: 'incomplete-day' };
  const endsMs = newYorkInstant(day, last.time as TimeOfDay) + HOUR_MS;
  if (endsMs < session.closeAtMs) return { refusal: 'incomplete-day' };
  return {
    day,
    open: first.prices[0],
    high: Math.max(...hours.map(({ prices }) => prices[1])),
    low: Math.min(...hours.map(({ prices }) => prices[2])),
    close: last.prices[3],
    volume: hours.reduce((sum, { volume }) => sum + volume, 0),
    carried: false,
    rescaled: false,
  };
}

/** Gathers hours into sessions: one row a day, its close that of the session's last hour. */
export class HourCombiner {
  private readonly days = new Map<TradingDay, Hour[]>();
  private unreadable = 0;

  take(line: string): void {
    const [, year = '', month = '', date = '', time = '', ...fields] = HOUR.exec(line.trim()) ?? [];
    const day = parseDay(`${year}-${month}-${date}`);
    const [open = 0, high = 0, low = 0, close = 0] = fields.map(
      (field) => Number(field) / UNITS_PER_USD,
    );
    const prices = [open, high, low, close] as const;
    if (day === null || prices.some((price) => price <= 0)) {
      this.unreadable += 1;
      return;
    }
    const hours = this.days.get(day) ?? [];
    if (hours.length === 0) this.days.set(day, hours);
    // The same hour again, or one out of place, would be a second opinion: the first stands.
    if ((hours.at(-1)?.time ?? '') < time) hours.push({ time, prices, volume: Number(fields[4]) });
  }

  /** A row a day, and one for each line that could not be read. */
  rows(): readonly (RawRow | RefusedRow)[] {
    const lost = Array.from({ length: this.unreadable }, () => ({
      refusal: 'bad-number' as const,
    }));
    return [...[...this.days].map(([day, hours]) => dayOf(day, hours)), ...lost];
  }
}
