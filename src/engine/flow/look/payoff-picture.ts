import type { Leg } from '../../domain/order.js';
import type { PayoffPicture, StressPoint } from '../../domain/ticket.js';
import { payoffAt, payoffProfile } from '../../pricing/payoff.js';
import { payoffLegs } from '../../strategies/order-price.js';
import { orderValueUsd, type OrderModel } from './leg-models.js';

/** A structure with what it cost: dollars paid for all of it, negative received. */
export interface Costed {
  readonly model: OrderModel;
  readonly quantity: number;
  readonly paidUsd: number;
  readonly expectedMove: number | null;
}

const SPOTS = 61;
/** Without an expected move the picture reaches this share of the spot either way. */
const REACH = 0.02;
const MOVES = 2;

function spotsOf({ model, expectedMove }: Costed): readonly number[] {
  const { spot } = model.reading.chain;
  const move = expectedMove ?? (REACH * spot) / MOVES;
  const strikes = model.legs.map(({ strike }) => strike);
  const from = Math.max(0, Math.min(spot - MOVES * move, Math.min(...strikes) - move / 2));
  const to = Math.max(spot + MOVES * move, Math.max(...strikes) + move / 2);
  return Array.from({ length: SPOTS }, (_, i) => from + ((to - from) * i) / (SPOTS - 1));
}

/** Break-evens from the profile at expiry: the cost stands in the price of the first leg. */
function breakevensOf({ model, quantity, paidUsd }: Costed): readonly number[] {
  const legs: readonly Leg[] = model.legs.map(({ leg }) => leg);
  const [first, ...rest] = payoffLegs(legs, quantity);
  if (!first) return [];
  const price = paidUsd / (first.quantity * first.multiplier);
  return payoffProfile([{ ...first, price }, ...rest]).breakevens;
}

/** Profit now and at expiry over 61 spots around the strikes and the expected move. */
export function payoffPicture(of: Costed): PayoffPicture {
  const { model, quantity, paidUsd, expectedMove } = of;
  const { spot } = model.reading.chain;
  const spots = spotsOf(of);
  const legs = payoffLegs(
    model.legs.map(({ leg }) => leg),
    quantity,
  );
  const now = (at: number) =>
    orderValueUsd(model, quantity, { spotShare: at / spot - 1, volPts: 0 }) - paidUsd;
  return {
    spots,
    nowUsd: spots.map(now),
    expiryUsd: spots.map((at) => payoffAt(legs, at) - paidUsd),
    breakevens: breakevensOf(of),
    spot,
    expectedMove,
  };
}

const STRESS_SPOTS = [-0.08, -0.04, -0.02, -0.01, 0, 0.01, 0.02, 0.04, 0.08];
const STRESS_VOLS = [-5, 0, 5, 10];

/** Profit of the structure if spot and volatilities leapt now, row by row of spot. */
export function stressGrid({ model, quantity, paidUsd }: Costed): readonly StressPoint[] {
  return STRESS_SPOTS.flatMap((spotShare) =>
    STRESS_VOLS.map((volPts) => ({
      spotShare,
      volPts,
      profitUsd: orderValueUsd(model, quantity, { spotShare, volPts }) - paidUsd,
    })),
  );
}
