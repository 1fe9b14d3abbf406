import { sessionOf } from '../../domain/calendar.js';
import { newYorkDay, newYorkInstant } from '../../domain/new-york.js';
import { addDays, daysBetween, type TradingDay } from '../../domain/trading-day.js';
import { DAY_MS, MINUTE_MS, type EpochMs } from '../../domain/units.js';

/**
 * Share of a year's variance that options give to regular sessions; the rest runs evenly day and
 * night. Above one half VIX would sag in each session and leap over each weekend.
 */
const SESSION_SHARE = 0.5;
const SESSIONS_A_YEAR = 252;
const FULL_SESSION_MS = 390 * MINUTE_MS;
const YEAR_MS = 365 * DAY_MS;

/**
 * The clock by which variance accrues: sessions weigh more than nights and weekends, and a year
 * of it is about a calendar year. Volatilities of the simulation are per root of this year.
 */
export class VarianceTime {
  private readonly baseMs: EpochMs;
  /** Session time, in units of a full session, before each day since `baseDay`. */
  private readonly before: number[] = [0];

  constructor(private readonly baseDay: TradingDay) {
    this.baseMs = newYorkInstant(baseDay, '0:00');
  }

  /** Years of variance time since the base day's midnight. */
  at(atMs: EpochMs): number {
    const of = newYorkDay(atMs);
    const session = sessionOf(of);
    let sessions = this.sessionsBefore(daysBetween(this.baseDay, of));
    if (session && atMs > session.openAtMs) {
      sessions += (Math.min(atMs, session.closeAtMs) - session.openAtMs) / FULL_SESSION_MS;
    }
    const calendar = (atMs - this.baseMs) / YEAR_MS;
    return (1 - SESSION_SHARE) * calendar + (SESSION_SHARE * sessions) / SESSIONS_A_YEAR;
  }

  private sessionsBefore(dayIndex: number): number {
    if (dayIndex < 0) throw new Error(`before the simulation's first day: ${dayIndex}`);
    for (let next = this.before.length; next <= dayIndex; next++) {
      const session = sessionOf(addDays(this.baseDay, next - 1));
      const length = session ? (session.closeAtMs - session.openAtMs) / FULL_SESSION_MS : 0;
      this.before.push((this.before[next - 1] ?? 0) + length);
    }
    return this.before[dayIndex] ?? 0;
  }
}
