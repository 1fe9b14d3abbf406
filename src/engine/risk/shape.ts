import { parseInstrument, underlyingOf } from '../domain/instrument.js';
import type { OrderIntent } from '../domain/order.js';
import type { UsdMicros } from '../domain/units.js';
import { payoffProfile, type PayoffLeg } from '../pricing/payoff.js';

const MICROS = 1_000_000;

/** What bounds a structure: everything that its loss is counted from. */
export type Structure = Pick<OrderIntent, 'legs' | 'quantity' | 'limitTicks' | 'tickMicros'>;

/**
 * Legs as a payoff of one unit, prices left out. They must be options of one class that expire
 * together and have one multiplier: only then is the profile at expiry all that can happen.
 */
function optionLegs(legs: Structure['legs']): readonly PayoffLeg[] | null {
  const found: PayoffLeg[] = [];
  const classes = new Set<string>();
  for (const { instrument, ratio, multiplier } of legs) {
    const of = parseInstrument(instrument);
    if (of?.kind !== 'option') return null;
    classes.add(`${of.root}/${of.expiry}/${multiplier}`);
    const { right, strike } = of;
    found.push({ kind: 'option', right, strike, quantity: ratio, multiplier, price: 0 });
  }
  return classes.size === 1 ? found : null;
}

/**
 * Largest loss at expiry of legs bought and sold at the order's limit, without fees, for the whole
 * order; rounded up.
 * @returns null where it has no bound, or where the legs do not make one structure.
 */
export function worstLossOfLegs(order: Structure): UsdMicros | null {
  const legs = optionLegs(order.legs);
  if (!legs) return null;
  const { corners, slopeAbove } = payoffProfile(legs);
  if (slopeAbove < 0) return null;
  const multiplier = order.legs[0]?.multiplier ?? 0;
  const paidMicros = order.limitTicks * order.tickMicros * multiplier;
  const leastMicros = Math.min(...corners.map(({ profit }) => profit)) * MICROS;
  const lossMicros = (paidMicros - leastMicros) * order.quantity;
  return Number.isFinite(lossMicros)
    ? (Math.max(0, Math.ceil(lossMicros - 1e-3)) as UsdMicros)
    : null;
}

/** Dollars a share that one unit can be worth at most at expiry; null without a bound. */
export function mostWorthUsd(legs: Structure['legs']): number | null {
  const options = optionLegs(legs);
  const multiplier = legs[0]?.multiplier ?? 0;
  if (!options || multiplier <= 0) return null;
  const { corners, slopeAbove } = payoffProfile(options);
  if (slopeAbove > 0) return null;
  return Math.max(...corners.map(({ profit }) => profit)) / multiplier;
}

/** Shares that sold calls of an order need behind them; null where a leg is not a sold call. */
export function sharesNeeded(order: Structure): number | null {
  let shares = 0;
  for (const { instrument, ratio, multiplier } of order.legs) {
    const of = parseInstrument(instrument);
    if (of?.kind !== 'option' || of.right !== 'call' || ratio > 0) return null;
    shares -= ratio * multiplier * order.quantity;
  }
  return shares;
}

/** The underlyings of an order's legs, each once. */
export function underlyingsOf(legs: Structure['legs']): readonly string[] {
  const names = legs.map(({ instrument }) => {
    const of = parseInstrument(instrument);
    return of?.kind === 'spot' ? of.symbol : underlyingOf(of?.root ?? instrument);
  });
  return [...new Set(names)];
}
