import type { Right } from '../domain/instrument.js';
import { logMoneyness, timeValue } from './time-value.js';

export interface BlackInput {
  /** Price of the underlying for delivery at expiry, in the quote currency. */
  readonly forward: number;
  readonly strike: number;
  /** Volatility a year times the square root of the years to expiry. */
  readonly volSqrtT: number;
  /** Present value of one unit of currency paid at expiry. */
  readonly discount: number;
  readonly right: Right;
}

/**
 * Price of a European option on a forward (Black 1976), in the quote currency.
 * Without volatility, or at expiry, it is the discounted intrinsic value. The time value is of full
 * relative accuracy however far out of the money.
 */
export function blackPrice(of: BlackInput): number {
  const { forward, strike, volSqrtT, discount } = of;
  const intrinsic = Math.max(0, of.right === 'call' ? forward - strike : strike - forward);
  const value = Math.min(forward, strike) * timeValue(logMoneyness(forward, strike), volSqrtT);
  return discount * (intrinsic + value);
}

export interface SpotInput {
  readonly spot: number;
  readonly strike: number;
  readonly years: number;
  /** Continuously compounded a year: interest, and dividend yield or cost of borrowing the stock. */
  readonly rate: number;
  readonly yieldRate: number;
  /** Volatility a year. */
  readonly vol: number;
  readonly right: Right;
}

/** Price of a European option on a spot that pays a continuous yield (Black-Scholes-Merton 1973). */
export function bsmPrice(of: SpotInput): number {
  return blackPrice({
    forward: of.spot * Math.exp((of.rate - of.yieldRate) * of.years),
    strike: of.strike,
    volSqrtT: of.vol * Math.sqrt(of.years),
    discount: Math.exp(-of.rate * of.years),
    right: of.right,
  });
}
