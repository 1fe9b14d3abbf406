import { sessionOf } from './calendar.js';
import { newYorkDay, newYorkInstant, type TimeOfDay } from './new-york.js';
import { addDays, weekday, type TradingDay } from './trading-day.js';
import { MINUTE_MS, type DurationMs, type EpochMs } from './units.js';

/** When a job is due, always in New York time and on the exchange calendar. */
export type JobRule =
  | {
      readonly kind: 'daily';
      readonly at: TimeOfDay;
      readonly on: 'sessions' | 'every-day' | 'sundays';
    }
  | {
      readonly kind: 'session';
      readonly anchor: 'open' | 'close';
      /** Minutes after the anchor; negative is before. */
      readonly offsetMinutes: number;
    }
  | { readonly kind: 'every'; readonly periodMs: DurationMs };

const SUNDAY = 0;

type DatedRule = Exclude<JobRule, { kind: 'every' }>;

/** The rule's instant that belongs to a day; null on a day that has none. Ascends with the day. */
function instantOn(rule: DatedRule, of: TradingDay): EpochMs | null {
  if (rule.kind === 'daily' && rule.on === 'every-day') return newYorkInstant(of, rule.at);
  if (rule.kind === 'daily' && rule.on === 'sundays') {
    return weekday(of) === SUNDAY ? newYorkInstant(of, rule.at) : null;
  }
  const session = sessionOf(of);
  if (!session) return null;
  if (rule.kind === 'daily') return newYorkInstant(of, rule.at);
  const anchorAtMs = rule.anchor === 'open' ? session.openAtMs : session.closeAtMs;
  return anchorAtMs + rule.offsetMinutes * MINUTE_MS;
}

/** A day near which the rule's instants around `atMs` lie, whatever the offset. */
function dayNear(rule: DatedRule, atMs: EpochMs): TradingDay {
  return newYorkDay(rule.kind === 'session' ? atMs - rule.offsetMinutes * MINUTE_MS : atMs);
}

/** Periods are counted from the epoch, so that a restart keeps the same instants. */
function periodStart(periodMs: DurationMs, atMs: EpochMs): EpochMs {
  if (!(periodMs > 0)) throw new Error(`a period must be positive: ${periodMs}`);
  return Math.floor(atMs / periodMs) * periodMs;
}

/** The first instant strictly after `afterMs` at which the rule is due. */
export function nextDueAtMs(rule: JobRule, afterMs: EpochMs): EpochMs {
  if (rule.kind === 'every') return periodStart(rule.periodMs, afterMs) + rule.periodMs;
  for (let of = addDays(dayNear(rule, afterMs), -1); ; of = addDays(of, 1)) {
    const atMs = instantOn(rule, of);
    if (atMs !== null && atMs > afterMs) return atMs;
  }
}

/** The last instant at or before `atOrBeforeMs` at which the rule was due. */
export function lastDueAtMs(rule: JobRule, atOrBeforeMs: EpochMs): EpochMs {
  if (rule.kind === 'every') return periodStart(rule.periodMs, atOrBeforeMs);
  for (let of = addDays(dayNear(rule, atOrBeforeMs), 1); ; of = addDays(of, -1)) {
    const atMs = instantOn(rule, of);
    if (atMs !== null && atMs <= atOrBeforeMs) return atMs;
  }
}
