import type { Right } from '../domain/instrument.js';

/** One leg of a structure; `quantity` is positive bought, negative sold. */
export type PayoffLeg =
  | {
      readonly kind: 'option';
      readonly right: Right;
      readonly strike: number;
      readonly quantity: number;
      /** Shares or dollars a point for one contract. */
      readonly multiplier: number;
      /** Paid (or received) for one share of the contract. */
      readonly price: number;
    }
  | {
      readonly kind: 'underlying';
      readonly quantity: number;
      readonly multiplier: number;
      readonly price: number;
    };

export interface PayoffProfile {
  /** Spots of at least 0 where the profit is 0: crossings, touches and both ends of a flat zero. */
  readonly breakevens: readonly number[];
  /** Largest profit over all spots from 0 up, in the quote currency; may be infinite. */
  readonly maxProfit: number;
  /** Largest loss over all spots from 0 up as a positive figure, 0 where none is possible. */
  readonly maxLoss: number;
  /** Strikes in ascending order with the profit there, the spot 0 first. */
  readonly corners: readonly { readonly spot: number; readonly profit: number }[];
  /** Gain for each further unit of spot above the last corner. */
  readonly slopeAbove: number;
}

/** Profit with each option at a price of the caller's choice, as before expiry. */
export function profitAt(
  legs: readonly PayoffLeg[],
  spot: number,
  priceOf: (leg: PayoffLeg & { kind: 'option' }) => number,
): number {
  let profit = 0;
  for (const leg of legs) {
    const worth = leg.kind === 'underlying' ? spot : priceOf(leg);
    profit += leg.quantity * leg.multiplier * (worth - leg.price);
  }
  return profit;
}

/** Profit at expiry, in the quote currency, for the whole structure. */
export function payoffAt(legs: readonly PayoffLeg[], spot: number): number {
  return profitAt(legs, spot, ({ right, strike }) =>
    Math.max(0, right === 'call' ? spot - strike : strike - spot),
  );
}

/** Exact profile at expiry of legs that expire together: profit is linear between strikes. */
export function payoffProfile(legs: readonly PayoffLeg[]): PayoffProfile {
  const strikes = legs.flatMap((leg) => (leg.kind === 'option' ? [leg.strike] : []));
  const spots = [...new Set([0, ...strikes])].sort((a, b) => a - b);
  const corners = spots.map((spot) => ({ spot, profit: payoffAt(legs, spot) }));
  const slopeAbove = legs.reduce(
    (sum, leg) =>
      leg.kind === 'option' && leg.right === 'put' ? sum : sum + leg.quantity * leg.multiplier,
    0,
  );
  const breakevens: number[] = [];
  corners.forEach((left, i) => {
    if (left.profit === 0) breakevens.push(left.spot);
    const right = corners[i + 1];
    if (right && left.profit * right.profit < 0) {
      const share = left.profit / (left.profit - right.profit);
      breakevens.push(left.spot + share * (right.spot - left.spot));
    }
    if (!right && left.profit * slopeAbove < 0) {
      breakevens.push(left.spot - left.profit / slopeAbove);
    }
  });
  const profits = corners.map(({ profit }) => profit);
  return {
    breakevens,
    maxProfit: slopeAbove > 0 ? Infinity : Math.max(...profits),
    maxLoss: slopeAbove < 0 ? Infinity : Math.max(0, -Math.min(...profits)),
    corners,
    slopeAbove,
  };
}
