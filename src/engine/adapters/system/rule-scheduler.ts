import { lastDueAtMs, nextDueAtMs, type JobRule } from '../../domain/job-rule.js';
import type { EpochMs } from '../../domain/units.js';
import type { Cancel, Clock } from '../../ports/clock.js';
import type { Scheduler } from '../../ports/scheduler.js';

interface Job {
  readonly rule: JobRule;
  readonly run: (dueAtMs: EpochMs) => void;
  nextAtMs: EpochMs;
}

export interface RuleSchedulerParts {
  readonly clock: Clock;
  /** Calls back once at or after an instant of the clock. */
  readonly wakeAt: (atMs: EpochMs, wake: () => void) => Cancel;
}

/** The instant for which a job runs now: periods that were missed together count as one. */
function dueAtMs(job: Job, nowMs: EpochMs): EpochMs {
  return job.rule.kind === 'every' ? lastDueAtMs(job.rule, nowMs) : job.nextAtMs;
}

/** One job table, one wake-up at the earliest due instant. */
export function createRuleScheduler({ clock, wakeAt }: RuleSchedulerParts): Scheduler {
  const jobs = new Set<Job>();
  let cancelWake: Cancel | null = null;

  function arm(): void {
    cancelWake?.();
    cancelWake = null;
    const nextAtMs = Math.min(...[...jobs].map((job) => job.nextAtMs));
    if (Number.isFinite(nextAtMs)) cancelWake = wakeAt(nextAtMs, runDue);
  }

  function earliestDue(nowMs: EpochMs): Job | null {
    let first: Job | null = null;
    for (const job of jobs) {
      if (job.nextAtMs > nowMs) continue;
      if (!first || dueAtMs(job, nowMs) < dueAtMs(first, nowMs)) first = job;
    }
    return first;
  }

  function runDue(): void {
    const nowMs = clock.nowMs();
    try {
      for (let job = earliestDue(nowMs); job; job = earliestDue(nowMs)) {
        const atMs = dueAtMs(job, nowMs);
        job.nextAtMs = nextDueAtMs(job.rule, atMs);
        job.run(atMs);
      }
    } finally {
      arm();
    }
  }

  return {
    schedule(rule, run) {
      const job: Job = { rule, run, nextAtMs: nextDueAtMs(rule, clock.nowMs()) };
      jobs.add(job);
      arm();
      return () => {
        jobs.delete(job);
        arm();
      };
    },
    stop() {
      jobs.clear();
      arm();
    },
  };
}
