import type { DurationMs } from './domain/units.js';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './domain/units.js';
import type { TimeOfDay } from './domain/new-york.js';
import type { JobName } from './flow/desk/events.js';
import type { JobRule } from './ports/scheduler.js';

export interface Job {
  readonly name: JobName;
  /** New York time, on the exchange calendar. */
  readonly rule: JobRule;
  /** Missed while the desk was down, it runs once if it is not older than this; 0 is never. */
  readonly graceMs: DurationMs;
}

/** Every scheduled job, in one place. */
export const JOBS: readonly Job[] = [
  {
    name: 'digest',
    rule: { kind: 'session', anchor: 'close', offsetMinutes: 20 },
    graceMs: 6 * HOUR_MS,
  },
  {
    name: 'day-report',
    rule: { kind: 'session', anchor: 'close', offsetMinutes: 10 },
    graceMs: 6 * HOUR_MS,
  },
  { name: 'score', rule: { kind: 'every', periodMs: 5 * MINUTE_MS }, graceMs: 0 },
  // Once the day's closes are in, and before the digest tells them.
  {
    name: 'score-close',
    rule: { kind: 'session', anchor: 'close', offsetMinutes: 17 },
    graceMs: 0,
  },
  { name: 'alerts', rule: { kind: 'every', periodMs: 15_000 }, graceMs: 0 },
  { name: 'minute', rule: { kind: 'every', periodMs: MINUTE_MS }, graceMs: 0 },
  { name: 'compact-ticks', rule: { kind: 'every', periodMs: HOUR_MS }, graceMs: 0 },
  {
    name: 'renew-subscriptions',
    rule: { kind: 'session', anchor: 'open', offsetMinutes: 0 },
    graceMs: DAY_MS,
  },
  { name: 'hand-notices', rule: { kind: 'every', periodMs: MINUTE_MS }, graceMs: 0 },
];

/** The table of a desk whose gateway wants a person's second factor each Sunday. */
export function jobsWithLogin(loginAt: TimeOfDay | null): readonly Job[] {
  if (loginAt === null) return JOBS;
  const rule = { kind: 'daily', on: 'sundays', at: loginAt } as const;
  return [...JOBS, { name: 'gateway-login', rule, graceMs: 12 * HOUR_MS }];
}
