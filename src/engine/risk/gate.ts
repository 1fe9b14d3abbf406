import type { ApprovedOrder, Leg, OrderIntent } from '../domain/order.js';
import { ageMs, type Quote } from '../domain/quote.js';
import type { Refusal } from '../domain/refusal.js';
import { err, ok, type Result } from '../domain/result.js';
import type { InstrumentId } from '../domain/instrument.js';
import type { TradingState } from '../domain/trading-state.js';
import type { DurationMs, EpochMs, UsdMicros } from '../domain/units.js';

export interface RiskCaps {
  /** Loss of one trade at its planned stop, and at its structure's worst. */
  readonly plannedMicros: UsdMicros;
  readonly worstMicros: UsdMicros;
  /** Loss of the day, realised plus open. */
  readonly dayMicros: UsdMicros;
  /** Sum of the worst cases of everything open. */
  readonly openWorstMicros: UsdMicros;
}

export interface GateContext {
  /** Market time. */
  readonly nowMs: EpochMs;
  readonly state: TradingState;
  readonly quote: (instrument: InstrumentId) => Quote | null;
  readonly quoteAgeLimitMs: DurationMs;
  readonly caps: RiskCaps;
  /** Realised plus open at conservative marks: positive is a loss. Unknown orders count as filled. */
  readonly dayLossMicros: UsdMicros;
  /** Worst cases of open positions and working or unknown orders, added up. */
  readonly openWorstMicros: UsdMicros;
}

// Comparisons are written so that a number that is not one refuses.

function quoteRefusals(intent: OrderIntent, context: GateContext): Refusal[] {
  const refusals: Refusal[] = [];
  for (const leg of intent.legs) {
    const { instrument } = leg;
    const quote = context.quote(instrument);
    if (!quote || !hasSide(quote, leg)) {
      refusals.push({ code: 'quote-missing', instrument });
      continue;
    }
    const age = ageMs(quote, context.nowMs);
    const limitMs = context.quoteAgeLimitMs;
    if (!(age <= limitMs)) {
      refusals.push({ code: 'quote-stale', instrument, ageMs: age, limitMs });
    }
    const { delayMs } = quote;
    if (delayMs !== 0) refusals.push({ code: 'quote-delayed', instrument, delayMs });
  }
  return refusals;
}

/** The side that the leg would trade at is quoted; a bid of 0 is a price at which one may get out. */
function hasSide(quote: Quote, leg: Leg): boolean {
  return leg.ratio > 0 ? (quote.ask ?? 0) > 0 : (quote.bid ?? -1) >= 0;
}

function capRefusals(intent: OrderIntent, context: GateContext): Refusal[] {
  const { caps, dayLossMicros, openWorstMicros } = context;
  const planned = intent.plannedLossMicros;
  const worst = intent.worstLossMicros;
  const day = (dayLossMicros + planned) as UsdMicros;
  const open = (openWorstMicros + worst) as UsdMicros;
  const checks = [
    { code: 'planned-loss', lossMicros: planned, capMicros: caps.plannedMicros },
    { code: 'worst-loss', lossMicros: worst, capMicros: caps.worstMicros },
    { code: 'day-loss', lossMicros: day, capMicros: caps.dayMicros },
    { code: 'open-worst', lossMicros: open, capMicros: caps.openWorstMicros },
  ] as const;
  // A day whose loss has reached its cap takes no entry, not even a free one.
  const spent = !(dayLossMicros < caps.dayMicros);
  return checks.filter(
    ({ code, lossMicros, capMicros }) =>
      !(lossMicros <= capMicros) || (code === 'day-loss' && spent),
  );
}

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

/** What was approved is what is sent: nobody can change it in between. */
function seal(intent: OrderIntent): ApprovedOrder {
  const legs = Object.freeze(intent.legs.map((leg) => Object.freeze({ ...leg })));
  return Object.freeze({ ...intent, legs }) as ApprovedOrder;
}

/**
 * The one way to an `ApprovedOrder`. Pure; all reasons are listed, not just the first.
 * Caps and the trading state bind entries. An exit is refused only where the state of the world is
 * unknown: a quote that is missing, stale or delayed, or a quantity that is none.
 */
export function approve(
  intent: OrderIntent,
  context: GateContext,
): Result<ApprovedOrder, readonly Refusal[]> {
  assertSound(intent);
  const refusals: Refusal[] = [];
  const { quantity } = intent;
  if (!Number.isSafeInteger(quantity) || quantity <= 0) {
    refusals.push({ code: 'bad-quantity', quantity });
  }
  if (intent.purpose === 'entry') {
    if (context.state === 'halted') refusals.push({ code: 'trading-halted' });
    if (context.state === 'reducing') refusals.push({ code: 'trading-reducing' });
    refusals.push(...capRefusals(intent, context));
  }
  refusals.push(...quoteRefusals(intent, context));
  return refusals.length > 0 ? err(refusals) : ok(seal(intent));
}
