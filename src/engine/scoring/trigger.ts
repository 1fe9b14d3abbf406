import type { ModelFacts, Trigger } from '../domain/model-facts.js';
import { DAY_MS, type DurationMs, type EpochMs } from '../domain/units.js';

/** No second alert within this time, also across a restart: its owner keeps the last one's instant. */
export const COOL_DOWN_MS: DurationMs = DAY_MS;

/** The trigger that a model ships as its default. */
export function defaultTrigger(facts: ModelFacts): Trigger {
  return facts.triggers[facts.triggers.default];
}

export type AlertDecision = 'due' | 'below-trigger' | 'cooling-down';

/** Is an alert due? @param at the last one's instant, null before the first. */
export function alertDecision(
  at: {
    readonly confidence: number;
    readonly vix: number;
    readonly nowMs: EpochMs;
    readonly lastAlertAtMs: EpochMs | null;
  },
  trigger: Pick<Trigger, 'confidence' | 'vix'>,
): AlertDecision {
  if (!(at.confidence > trigger.confidence && at.vix > trigger.vix)) return 'below-trigger';
  const waited = at.lastAlertAtMs === null ? COOL_DOWN_MS : at.nowMs - at.lastAlertAtMs;
  return waited < COOL_DOWN_MS ? 'cooling-down' : 'due';
}
