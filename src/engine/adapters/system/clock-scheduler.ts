import type { Clock } from '../../ports/clock.js';
import type { Scheduler } from '../../ports/scheduler.js';
import { createRuleScheduler } from './rule-scheduler.js';

/** Runs the job table against any clock: simulation, replay and tests. */
export function createClockScheduler({ clock }: { readonly clock: Clock }): Scheduler {
  return createRuleScheduler({ clock, wakeAt: (atMs, wake) => clock.at(atMs, wake) });
}
