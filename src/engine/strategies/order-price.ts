import { parseInstrument } from '../domain/instrument.js';
import { unitMultiplier, type Leg } from '../domain/order.js';
import { err, ok, type Result } from '../domain/result.js';
import type { ExitPlan } from '../domain/ticket.js';
import type { UsdMicros } from '../domain/units.js';
import { payoffProfile, type PayoffLeg } from '../pricing/payoff.js';
import type { OrderTerms } from './strategy.js';
import { ticksOf } from '../domain/ticks.js';

/** Price, plan and losses of an order at the market of an instant. */
export interface OrderPrice {
  readonly limitTicks: number;
  /** `bestTicks` ≤ limit ≤ `worstTicks` ≤ the terms' floor. */
  readonly bestTicks: number;
  readonly worstTicks: number;
  readonly plan: ExitPlan;
  /** Both at the worst price of the band, costs of opening and closing in them. */
  readonly plannedLossMicros: UsdMicros;
  readonly worstLossMicros: UsdMicros;
  /** To open and to close, for the whole order. */
  readonly feesMicros: UsdMicros;
}

export type NoPrice =
  /** The middle is already past the worst price that makes sense. */
  | { readonly code: 'under-floor'; readonly midTicks: number; readonly floorTicks: number }
  /** A stop within the planned loss would stand too near to the credit. */
  | {
      readonly code: 'stop-too-near';
      readonly stopTicks: number;
      readonly leastTicks: number;
      /** What the nearest sensible stop would lose. */
      readonly plannedLossMicros: UsdMicros;
    }
  | { readonly code: 'undefined-risk' };

/** Micro-dollars of one tick of one unit. */
export function tickValueMicros(terms: Pick<OrderTerms, 'legs' | 'tickMicros'>): number {
  return terms.tickMicros * unitMultiplier(terms.legs);
}

export function payoffLegs(legs: readonly Leg[], quantity: number): readonly PayoffLeg[] {
  return legs.map(({ instrument, ratio, multiplier }): PayoffLeg => {
    const parsed = parseInstrument(instrument);
    const size = { quantity: ratio * quantity, multiplier, price: 0 };
    if (parsed?.kind !== 'option') return { kind: 'underlying', ...size };
    return { kind: 'option', right: parsed.right, strike: parsed.strike, ...size };
  });
}

/** Costs of opening and closing the whole order once. */
export function roundTripMicros(terms: OrderTerms): UsdMicros {
  const contracts = terms.legs.reduce((sum, { ratio }) => sum + Math.abs(ratio), 0);
  return (2 * contracts * terms.quantity * terms.feePerContractMicros) as UsdMicros;
}

/** Stop and target of a position entered at a price, for its closing debit. */
function planOf(terms: OrderTerms, worstTicks: number, limitTicks: number) {
  const { exit, quantity } = terms;
  const tick = tickValueMicros(terms) * quantity;
  const room = exit.plannedLossMicros - roundTripMicros(terms) - exit.slippageTicks * tick;
  const stopTicks = Math.floor(room / tick + 1e-9) - worstTicks;
  // At least the share of the credit is earned; a debit under one tick cannot be bid.
  const targetTicks = Math.max(1, Math.floor(-limitTicks * (1 - exit.targetShare) + 1e-9));
  return { stopTicks, targetTicks };
}

/**
 * Prices an order for a credit at the middle of its market: the band from the middle to
 * `bandTicks` under it but never past the floor, the stop so that the planned loss is kept
 * at every price of the band, the target of the limit's credit.
 */
export function priceTerms(terms: OrderTerms, midUsd: number): Result<OrderPrice, NoPrice> {
  const { floorTicks, exit, tickMicros, quantity } = terms;
  const bestTicks = ticksOf(midUsd, tickMicros, 'down');
  const midTicks = ticksOf(midUsd, tickMicros, 'up');
  if (midTicks > floorTicks) return err({ code: 'under-floor', midTicks, floorTicks });
  const worstTicks = Math.min(floorTicks, midTicks + terms.bandTicks);
  const limitTicks = Math.min(worstTicks, midTicks + terms.limitOffsetTicks);
  const { stopTicks, targetTicks } = planOf(terms, worstTicks, limitTicks);
  const leastTicks = Math.ceil(-bestTicks * exit.leastStopMultiple - 1e-9);
  const tick = tickValueMicros(terms) * quantity;
  const feesMicros = roundTripMicros(terms);
  const lossAt = (ticks: number) =>
    ((ticks + exit.slippageTicks + worstTicks) * tick + feesMicros) as UsdMicros;
  if (stopTicks < leastTicks) {
    const plannedLossMicros = lossAt(leastTicks);
    return err({ code: 'stop-too-near', stopTicks, leastTicks, plannedLossMicros });
  }
  const { maxLoss } = payoffProfile(payoffLegs(terms.legs, quantity));
  if (!Number.isFinite(maxLoss)) return err({ code: 'undefined-risk' });
  const worst = Math.ceil(maxLoss * 1e6 - 1e-3) + worstTicks * tick + feesMicros;
  return ok({
    limitTicks,
    bestTicks,
    worstTicks,
    plan: { targetTicks, stopTicks, exitByMs: exit.exitByMs },
    // No stop costs more than the structure can lose.
    plannedLossMicros: Math.min(worst, lossAt(stopTicks)) as UsdMicros,
    worstLossMicros: worst as UsdMicros,
    feesMicros,
  });
}
