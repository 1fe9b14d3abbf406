import type { Right } from '../domain/instrument.js';
import { normalCdf } from './normal.js';

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
 * Without volatility, or at expiry, it is the discounted intrinsic value.
 */
export function blackPrice(of: BlackInput): number {
  const { forward, strike, volSqrtT, discount } = of;
  const sign = of.right === 'call' ? 1 : -1;
  if (!(volSqrtT > 0)) return discount * Math.max(0, sign * (forward - strike));
  const d1 = Math.log1p((forward - strike) / strike) / volSqrtT + volSqrtT / 2;
  const d2 = d1 - volSqrtT;
  const value = sign * (forward * normalCdf(sign * d1) - strike * normalCdf(sign * d2));
  return discount * Math.max(0, value);
}
