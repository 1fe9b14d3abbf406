import { scheduleJob, type Job } from 'node-schedule';
import type { EpochMs } from '../../domain/units.js';
import type { Cancel, Clock } from '../../ports/clock.js';
import type { Scheduler } from '../../ports/scheduler.js';
import { createRuleScheduler } from './rule-scheduler.js';

/** A dated job looks no further ahead, so that a step of the system's clock is noticed. */
const HORIZON_MS = 60_000;

/** One dated job at a time. node-schedule's own recurrence is not used: it knows no holidays. */
function wakeAt(clock: Clock, atMs: EpochMs, wake: () => void): Cancel {
  let cancel: Cancel = () => undefined;
  let cancelled = false;

  function check(): void {
    if (cancelled) return;
    if (clock.nowMs() >= atMs) wake();
    else arm();
  }

  function arm(): void {
    const nowMs = clock.nowMs();
    const lookAt = new Date(Math.min(atMs, nowMs + HORIZON_MS));
    // Null, against its types, for an instant that has passed by the system's clock.
    const job: Job | null = nowMs < atMs ? scheduleJob(lookAt, check) : null;
    cancel = job ? () => void job.cancel() : clock.at(atMs, check);
  }

  arm();
  return () => {
    cancelled = true;
    cancel();
  };
}

/** Runs the job table on a live day. @param clock wall time. */
export function createLiveScheduler({ clock }: { readonly clock: Clock }): Scheduler {
  return createRuleScheduler({ clock, wakeAt: (atMs, wake) => wakeAt(clock, atMs, wake) });
}
