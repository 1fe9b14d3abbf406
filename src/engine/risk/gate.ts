import type { ApprovedOrder, OrderIntent } from '../domain/order.js';
import type { Refusal } from '../domain/refusal.js';
import { err, ok, type Result } from '../domain/result.js';
import type { GateContext } from './gate-context.js';
import { checksOf } from './gate-readings.js';
import { underlyingsOf } from './shape.js';

export type { BrokerFacts, GateContext } from './gate-context.js';

/** An intent that no maker may produce: its maker is wrong, so this throws. */
function assertSound(intent: OrderIntent): void {
  const whole = [intent.limitTicks, intent.plannedLossMicros, intent.worstLossMicros];
  const sound =
    intent.legs.length > 0 &&
    new Set(intent.legs.map((leg) => leg.instrument)).size === intent.legs.length &&
    intent.legs.every(
      ({ ratio, multiplier }) => ratio !== 0 && Number.isSafeInteger(ratio) && multiplier > 0,
    ) &&
    whole.every(Number.isSafeInteger) &&
    Number.isSafeInteger(intent.tickMicros) &&
    intent.tickMicros > 0 &&
    intent.plannedLossMicros >= 0 &&
    intent.worstLossMicros >= 0;
  if (!sound) throw new Error(`not a sound order intent: ${intent.ref}`);
}

/** The volatility kill must have looked at what the order is on. */
function assertSameUnderlying(intent: OrderIntent, { kill }: GateContext): void {
  if (intent.purpose === 'exit' || underlyingsOf(intent.legs).includes(kill.underlying)) return;
  throw new Error(`figures of ${kill.underlying} do not judge ${intent.ref}`);
}

/** What was approved is what is sent: nobody can change it in between. */
function seal(intent: OrderIntent): ApprovedOrder {
  const legs = Object.freeze(intent.legs.map((leg) => Object.freeze({ ...leg })));
  return Object.freeze({ ...intent, legs }) as ApprovedOrder;
}

/**
 * The one way to an `ApprovedOrder`. Pure; all reasons are listed, not just the first.
 * Caps, hours, the day's market and the trading state bind entries. An exit is refused only where the
 * state of the world is unknown: a broker that is down or not compared with, another account than the
 * ticket's, something of the same position still open at the broker, a quote that is missing, stale or
 * delayed, or a quantity that is none. A live account takes neither.
 */
export function approve(
  intent: OrderIntent,
  context: GateContext,
): Result<ApprovedOrder, readonly Refusal[]> {
  assertSound(intent);
  assertSameUnderlying(intent, context);
  const refusals = checksOf(intent, context).flatMap((check) => check.refusals);
  if (intent.purpose === 'entry' && context.rules?.strategy !== intent.strategy) {
    refusals.push({ code: 'no-rules', strategy: intent.strategy });
  }
  return refusals.length > 0 ? err(refusals) : ok(seal(intent));
}
