import type { Chain, OptionSide } from '../../domain/chain.js';
import type { Right } from '../../domain/instrument.js';
import { coinForward } from './chain-view.js';
import { isAmerican, isIndex } from './fit-request.js';

/** One side of a strike in the money that pays for it: dollars, or the coin. */
export interface PricedSide {
  readonly strike: number;
  /** 0 is none. */
  readonly bid: number;
  readonly ask: number;
  readonly bidSize: number;
  readonly askSize: number;
}

/** An expiry as arbitrage is looked for in it. */
export interface PricedExpiry {
  readonly chain: Chain;
  readonly american: boolean;
  /** Dollars of one unit of the pricing money: 1, or the spot of the coin. */
  readonly unitUsd: number;
  /** Units of the underlying in a contract. */
  readonly multiplier: number;
  /** In dollars; null where the expiry has no fit. */
  readonly forward: number | null;
  readonly discount: number | null;
  readonly years: number;
  readonly sides: Readonly<Record<Right, readonly PricedSide[]>>;
}

function priced(side: OptionSide, strike: number, chain: Chain): PricedSide {
  const unit = chain.coin ? coinForward(side, chain) : 1;
  const { bid, ask, bidSize, askSize } = side;
  return { strike, bid: bid / unit, ask: ask / unit, bidSize, askSize };
}

/** @param fit forward and discount factor of the expiry. */
export function pricedExpiry(
  chain: Chain,
  fit: { readonly forward: number; readonly discount: number } | null,
  years: number,
): PricedExpiry {
  const of = (right: Right) =>
    chain.rows
      .map((row) => priced(row[right], row.strike, chain))
      // Crossed quotes are a fault of the data, not a price that anybody would trade at.
      .filter(({ bid, ask }) => ask > 0 && (bid <= 0 || ask >= bid));
  return {
    chain,
    american: isAmerican(chain),
    unitUsd: chain.coin ? chain.spot : 1,
    multiplier: chain.coin ? 1 : 100,
    forward: chain.future ?? fit?.forward ?? null,
    discount: fit?.discount ?? (chain.coin ? 1 : null),
    years,
    sides: { call: of('call'), put: of('put') },
  };
}

/** Size that both ends show; 0 is a venue that shows none. */
export function unitsOf(legs: readonly { readonly size: number; readonly ratio: number }[]) {
  if (legs.some(({ size }) => !(size > 0))) return null;
  return Math.min(...legs.map(({ size, ratio }) => size / ratio));
}

/**
 * Fee for a contract and leg in dollars. Deribit: 0.03 % of the underlying, at most 12.5 % of the
 * premium (deribit.com, fees). Options on indices and funds: a commission of 0.65 (interactivebrokers.com,
 * pricing), and on an index about as much again for the exchange.
 */
export function legFeeUsd(of: PricedExpiry, price: number): number {
  const { chain, unitUsd } = of;
  if (chain.coin) return Math.min(0.0003, 0.125 * price) * unitUsd;
  return isIndex(chain.root) ? 1.3 : 0.65;
}
