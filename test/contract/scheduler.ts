import { expect, it } from 'vitest';
import { nextDueAtMs, type JobRule } from '../../src/engine/domain/job-rule.js';
import type { Clock } from '../../src/engine/ports/clock.js';
import type { Scheduler } from '../../src/engine/ports/scheduler.js';

/** A scheduler under test; its clock starts on a session day before noon in New York. */
export interface SchedulerRig {
  readonly scheduler: Scheduler;
  readonly clock: Clock;
  /** Lets time pass, running what falls due on the way. */
  readonly pass: (ms: number) => Promise<void>;
  /** Time moves on without anything running on the way, as when a machine sleeps. */
  readonly jump: (ms: number) => Promise<void>;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DIGEST: JobRule = { kind: 'session', anchor: 'close', offsetMinutes: 15 };
const MORNING: JobRule = { kind: 'daily', at: '09:35', on: 'sessions' };
const MINUTELY: JobRule = { kind: 'every', periodMs: 60_000 };

function dues(rule: JobRule, fromMs: number, toMs: number): number[] {
  const list: number[] = [];
  for (let at = nextDueAtMs(rule, fromMs); at <= toMs; at = nextDueAtMs(rule, at)) list.push(at);
  return list;
}

/** What every scheduler keeps. Call inside a `describe`. */
export function schedulerContract(make: () => SchedulerRig): void {
  it('runs a job at each of its instants, once, and says which', async () => {
    const { scheduler, clock, pass } = make();
    const startMs = clock.nowMs();
    const seen: number[] = [];
    scheduler.schedule(DIGEST, (dueAtMs) => {
      expect(clock.nowMs()).toBeGreaterThanOrEqual(dueAtMs);
      seen.push(dueAtMs);
    });
    for (let day = 0; day < 10; day++) await pass(DAY_MS);
    scheduler.stop();
    expect(seen).toEqual(dues(DIGEST, startMs, clock.nowMs()));
    expect(seen.length).toBeGreaterThan(4);
  });

  it('starts after now: an instant that has just passed is not run', async () => {
    const { scheduler, clock, pass } = make();
    const seen: number[] = [];
    scheduler.schedule(MINUTELY, (dueAtMs) => seen.push(dueAtMs));
    await pass(0);
    expect(seen).toEqual([]);
    await pass(60_000);
    scheduler.stop();
    expect(seen).toHaveLength(1);
    expect(seen[0]).toBeLessThanOrEqual(clock.nowMs());
  });

  it('runs each session and daily job once for each instant that a jump passed, in order', async () => {
    const { scheduler, clock, jump } = make();
    const startMs = clock.nowMs();
    const seen: string[] = [];
    const expected = [
      ...dues(DIGEST, startMs, startMs + 8 * DAY_MS).map((at) => `${at} digest`),
      ...dues(MORNING, startMs, startMs + 8 * DAY_MS).map((at) => `${at} morning`),
    ].sort();
    scheduler.schedule(DIGEST, (dueAtMs) => seen.push(`${dueAtMs} digest`));
    scheduler.schedule(MORNING, (dueAtMs) => seen.push(`${dueAtMs} morning`));
    await jump(8 * DAY_MS);
    scheduler.stop();
    expect(seen).toEqual(expected);
    expect(clock.nowMs()).toBeGreaterThanOrEqual(startMs + 8 * DAY_MS);
  });

  it('runs a periodic job once after a jump, for the newest instant', async () => {
    const { scheduler, clock, jump } = make();
    const seen: number[] = [];
    scheduler.schedule(MINUTELY, (dueAtMs) => seen.push(dueAtMs));
    await jump(3 * HOUR_MS);
    scheduler.stop();
    expect(seen).toHaveLength(1);
    expect(clock.nowMs() - (seen[0] ?? 0)).toBeLessThan(60_000);
  });

  it('does not run a cancelled job, and goes on with the others', async () => {
    const { scheduler, pass } = make();
    const seen: string[] = [];
    const cancel = scheduler.schedule(MINUTELY, () => seen.push('cancelled'));
    scheduler.schedule({ kind: 'every', periodMs: 120_000 }, () => seen.push('kept'));
    cancel();
    cancel();
    await pass(120_000);
    scheduler.stop();
    expect(seen).toEqual(['kept']);
  });

  it('lets a job cancel another that the same jump made due', async () => {
    const { scheduler, jump } = make();
    const seen: string[] = [];
    scheduler.schedule(MORNING, () => cancelDigest());
    const cancelDigest = scheduler.schedule(DIGEST, () => seen.push('digest'));
    await jump(8 * DAY_MS);
    scheduler.stop();
    expect(seen).toHaveLength(1);
  });

  it('runs nothing after stop', async () => {
    const { scheduler, pass } = make();
    let runs = 0;
    scheduler.schedule(MINUTELY, () => (runs += 1));
    scheduler.stop();
    await pass(10 * 60_000);
    expect(runs).toBe(0);
  });
}
