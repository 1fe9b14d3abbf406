import type { Leg, OrderIntent } from '../domain/order.js';
import { ageMs, type Quote } from '../domain/quote.js';
import type { Refusal } from '../domain/refusal.js';
import type { CapUse } from '../domain/ticket.js';
import type { DurationMs } from '../domain/units.js';
import { capUses, isOver } from './caps.js';
import { count, failed, passed, unread, usd, word, type Check } from './check.js';
import type { GateContext } from './gate-context.js';
import type { StrategyRules } from './rules.js';
import { sharesNeeded, worstLossOfLegs } from './shape.js';

/** Rules of the order itself. Comparisons are written so that a number that is not one refuses. */

export function quantityCheck({ quantity }: OrderIntent): Check {
  const seen = { name: 'quantity', value: count(quantity), limit: count(1) };
  const whole = Number.isSafeInteger(quantity) && quantity > 0;
  return whole ? passed(seen) : failed(seen, { code: 'bad-quantity', quantity });
}

export function unitsCheck({ quantity }: OrderIntent, { mostUnits: most }: StrategyRules): Check {
  const seen = { name: 'units', value: count(quantity), limit: count(most) };
  return quantity <= most ? passed(seen) : failed(seen, { code: 'too-many-units', quantity, most });
}

/** Without an arming the rule of the arming says no; this one compares sizes alone. */
export function armingSizeCheck({ quantity }: OrderIntent, context: GateContext): Check | null {
  if (!context.arming) return null;
  const most = context.arming.quantity;
  const seen = { name: 'arming-size', value: count(quantity), limit: count(most) };
  return quantity <= most ? passed(seen) : failed(seen, { code: 'arming-size', quantity, most });
}

function capCheck(use: CapUse): Check {
  const { name, afterMicros: lossMicros, capMicros } = use;
  const seen = { name: `${name}-after`, value: usd(lossMicros), limit: usd(capMicros) };
  return isOver(use) ? failed(seen, { code: name, lossMicros, capMicros }) : passed(seen);
}

export function capChecks(
  intent: OrderIntent,
  context: GateContext,
  { caps }: StrategyRules,
): readonly Check[] {
  return capUses(caps, context, intent).map(capCheck);
}

/** The order has the shape that its strategy may send, and its stated worst loss is not too small. */
export function shapeCheck(
  intent: OrderIntent,
  context: GateContext,
  { shape }: StrategyRules,
): Check {
  switch (shape) {
    case 'defined-risk':
      return definedRiskCheck(intent);
    case 'covered-call':
      return coveredCheck(intent, context);
    case 'hedged': {
      const seen = { name: 'shape', value: word(shape), limit: null };
      return unread(seen, { code: 'shape-not-built', shape });
    }
  }
}

function definedRiskCheck(intent: OrderIntent): Check {
  const statedMicros = intent.worstLossMicros;
  const lossMicros = Number.isSafeInteger(intent.quantity) ? worstLossOfLegs(intent) : null;
  const value = lossMicros === null ? null : usd(lossMicros);
  const seen = { name: 'shape', value, limit: usd(statedMicros) };
  if (lossMicros !== null && lossMicros <= statedMicros) return passed(seen);
  return failed(seen, { code: 'not-defined-risk', lossMicros, statedMicros });
}

function coveredCheck(intent: OrderIntent, { freeShares: shares }: GateContext): Check {
  const needed = sharesNeeded(intent);
  const statedMicros = intent.worstLossMicros;
  const seen = { name: 'shape', value: count(needed ?? 0), limit: count(shares) };
  if (needed === null) {
    return failed(seen, { code: 'not-defined-risk', lossMicros: null, statedMicros });
  }
  return needed <= shares ? passed(seen) : failed(seen, { code: 'not-covered', shares, needed });
}

/** The side that the leg would trade at is quoted; a bid of 0 is a price at which one may get out. */
function sideOf(quote: Quote, leg: Leg): number | null {
  const { bid, ask } = quote;
  if (leg.ratio > 0) return ask !== null && ask > 0 ? ask : null;
  return bid !== null && bid >= 0 ? bid : null;
}

/**
 * An exit only takes away from what its position holds: one that came late, after another has closed
 * it, would open the opposite.
 */
export function holdingCheck({ legs, quantity }: OrderIntent, context: GateContext): Check | null {
  // A quantity that is none is refused as that.
  if (!Number.isSafeInteger(quantity) || quantity <= 0) return null;
  const refusals: Refusal[] = [];
  for (const { instrument, ratio } of legs) {
    const held = context.held(instrument);
    const asked = ratio * quantity;
    const reduces = held * asked < 0 && Math.abs(asked) <= Math.abs(held);
    if (!reduces) refusals.push({ code: 'more-than-held', instrument, held, asked });
  }
  const verdict = refusals.length === 0 ? 'pass' : 'fail';
  const value = word(verdict === 'pass' ? 'held' : 'not-held');
  return { reading: { name: 'holding', verdict, value, limit: word('held') }, refusals };
}

export function quotesCheck({ legs }: OrderIntent, context: GateContext): Check {
  const refusals: Refusal[] = [];
  const limitMs = context.quoteAgeLimitMs;
  let oldestMs: DurationMs | null = null;
  for (const leg of legs) {
    const { instrument } = leg;
    const quote = context.quote(instrument);
    if (!quote || sideOf(quote, leg) === null) {
      refusals.push({ code: 'quote-missing', instrument });
      continue;
    }
    const age = ageMs(quote, context.nowMs);
    oldestMs = Math.max(oldestMs ?? 0, age);
    if (!(age <= limitMs)) {
      refusals.push({ code: 'quote-stale', instrument, ageMs: age, limitMs });
    }
    const { delayMs } = quote;
    if (delayMs !== 0) refusals.push({ code: 'quote-delayed', instrument, delayMs });
  }
  const verdict = refusals.length === 0 ? 'pass' : 'unknown';
  const value = oldestMs === null ? null : ({ kind: 'duration', ms: oldestMs } as const);
  const limit = { kind: 'duration', ms: limitMs } as const;
  return { reading: { name: 'quotes', verdict, value, limit }, refusals };
}

/**
 * A limit may be worse than the market by as much as the market is wide from its middle, and a tick:
 * beyond that somebody has mistyped. Missing quotes are the quotes' own refusal.
 */
export function limitCheck(intent: OrderIntent, context: GateContext): Check | null {
  let naturalUsd = 0;
  let midUsd = 0;
  for (const leg of intent.legs) {
    const quote = context.quote(leg.instrument);
    const side = quote && sideOf(quote, leg);
    if (!quote || side === null) return null;
    naturalUsd += leg.ratio * side;
    midUsd += (leg.ratio * ((quote.bid ?? side) + (quote.ask ?? side))) / 2;
  }
  const mostUsd = naturalUsd + Math.max(0, naturalUsd - midUsd);
  const mostTicks = Math.ceil((mostUsd * 1e6) / intent.tickMicros - 1e-6) + 1;
  const { limitTicks } = intent;
  const seen = { name: 'limit', value: count(limitTicks), limit: count(mostTicks) };
  if (limitTicks <= mostTicks) return passed(seen);
  return failed(seen, { code: 'limit-off-market', limitTicks, mostTicks });
}
