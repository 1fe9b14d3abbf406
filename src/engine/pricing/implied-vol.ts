import type { Right } from '../domain/instrument.js';
import { err, ok, type Result } from '../domain/result.js';
import { searchTotalVol, UPPER_FROM } from './implied-search.js';
import { logMoneyness } from './time-value.js';

/** Why a price has no volatility. Figures are in the units of the price given. */
export type IvError =
  | { readonly code: 'bad-input'; readonly what: string; readonly value: number }
  | { readonly code: 'below-intrinsic'; readonly price: number; readonly intrinsic: number }
  | { readonly code: 'above-maximum'; readonly price: number; readonly maximum: number }
  | { readonly code: 'expired'; readonly years: number };

/** A European option on a forward, by its undiscounted price. */
export interface ForwardQuote {
  readonly forward: number;
  readonly strike: number;
  readonly right: Right;
  /** Undiscounted: the premium divided by the discount factor to expiry. */
  readonly price: number;
}

function badInput({ forward, strike, price }: ForwardQuote): IvError | null {
  for (const [what, value] of [
    ['forward', forward],
    ['strike', strike],
  ] as const) {
    if (!(value > 0 && value < Infinity)) return { code: 'bad-input', what, value };
  }
  return Number.isFinite(price) ? null : { code: 'bad-input', what: 'price', value: price };
}

/**
 * Total volatility σ√T of a price (Black 1976), by Jäckel's objectives: ln of the price below half
 * of the greatest possible, ln of the distance to it above (P. Jäckel, "Let's Be Rational", 2016).
 * A price at intrinsic value has volatility 0.
 */
export function impliedTotalVol(quote: ForwardQuote): Result<number, IvError> {
  const { forward, strike, right, price } = quote;
  const bad = badInput(quote);
  if (bad) return err(bad);
  const intrinsic = Math.max(0, right === 'call' ? forward - strike : strike - forward);
  if (price < intrinsic) return err({ code: 'below-intrinsic', price, intrinsic });
  const maximum = right === 'call' ? forward : strike;
  if (price >= maximum) return err({ code: 'above-maximum', price, maximum });
  const value = price - intrinsic;
  if (value === 0) return ok(0);
  const most = Math.min(forward, strike);
  const x = logMoneyness(forward, strike);
  const upper = value > UPPER_FROM * most;
  const logShare = Math.log(upper ? (maximum - price) / most : value / most);
  return ok(searchTotalVol({ x, logShare, half: upper ? 'upper' : 'lower' }));
}

/** Volatility a year of a premium; `years` from `day-count.ts`, `discount` to the payment day. */
export function impliedVol(
  quote: ForwardQuote & { readonly years: number; readonly discount: number },
): Result<number, IvError> {
  const { years, discount } = quote;
  if (!(years > 0)) return err({ code: 'expired', years });
  if (!(discount > 0 && discount < Infinity)) {
    return err({ code: 'bad-input', what: 'discount', value: discount });
  }
  const total = impliedTotalVol({ ...quote, price: quote.price / discount });
  return total.ok ? ok(total.value / Math.sqrt(years)) : total;
}
