import type { Right } from '../domain/instrument.js';
import { err, ok, type Result } from '../domain/result.js';
import { IV_STATUS, impliedVolBatch } from './implied-vol-batch.js';

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

const one = {
  forward: new Float64Array(1),
  strike: new Float64Array(1),
  price: new Float64Array(1),
  years: Float64Array.of(1),
  isCall: new Uint8Array(1),
};
const outcome = { vol: new Float64Array(1), status: new Uint8Array(1) };

function reason(status: number, { forward, strike, right, price }: ForwardQuote): IvError {
  if (status === IV_STATUS.belowIntrinsic) {
    const intrinsic = Math.max(0, right === 'call' ? forward - strike : strike - forward);
    return { code: 'below-intrinsic', price, intrinsic };
  }
  if (status === IV_STATUS.aboveMaximum) {
    return { code: 'above-maximum', price, maximum: right === 'call' ? forward : strike };
  }
  if (!(forward > 0 && forward < Infinity)) {
    return { code: 'bad-input', what: 'forward', value: forward };
  }
  return strike > 0 && strike < Infinity
    ? { code: 'bad-input', what: 'price', value: price }
    : { code: 'bad-input', what: 'strike', value: strike };
}

/**
 * Total volatility σ√T of a price (Black 1976), as `impliedVolBatch` finds it. A price at intrinsic
 * value has volatility 0.
 */
export function impliedTotalVol(quote: ForwardQuote): Result<number, IvError> {
  one.forward[0] = quote.forward;
  one.strike[0] = quote.strike;
  one.price[0] = quote.price;
  one.isCall[0] = quote.right === 'call' ? 1 : 0;
  impliedVolBatch(one, outcome);
  const status = outcome.status[0] as number;
  if (status > IV_STATUS.atIntrinsic) return err(reason(status, quote));
  return ok(outcome.vol[0] as number);
}

/** Volatility a year of a premium; `years` from `day-count.ts`, `discount` to the payment day. */
export function impliedVol(
  quote: ForwardQuote & { readonly years: number; readonly discount: number },
): Result<number, IvError> {
  const { years, discount } = quote;
  if (years <= 0) return err({ code: 'expired', years });
  if (!(years < Infinity)) return err({ code: 'bad-input', what: 'years', value: years });
  if (!(discount > 0 && discount < Infinity)) {
    return err({ code: 'bad-input', what: 'discount', value: discount });
  }
  const total = impliedTotalVol({ ...quote, price: quote.price / discount });
  return total.ok ? ok(total.value / Math.sqrt(years)) : total;
}
