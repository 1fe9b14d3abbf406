import type { Chain } from '../../domain/chain.js';
import type { DeskPosition, PositionMark } from '../../domain/ledger.js';
import type { EpochMs } from '../../domain/units.js';
import { closingLegs, heldLegs } from '../orders/make-run.js';
import { modelOrder, orderGreeks, orderVol } from './leg-models.js';
import { packageQuote, type QuoteOf } from './package-quote.js';

/** A look at a position before what moved it is told apart. */
export type BareMark = Omit<PositionMark, 'attribution'>;

export interface MarkMarket {
  readonly quoteOf: QuoteOf;
  /** Of the position's expiry. */
  readonly chain: Chain;
  /** Market time. */
  readonly atMs: EpochMs;
}

/** What closing one unit costs now, and how what is held moves; null without a market for it. */
export function markPosition(position: DeskPosition, market: MarkMarket): BareMark | null {
  const closing = closingLegs(position);
  if (!closing) return null;
  const { legs, quantity } = closing;
  const seen = packageQuote(legs, market.quoteOf);
  const model = modelOrder(heldLegs(legs), market.chain);
  if (!seen || !model) return null;
  return {
    positionId: position.id,
    atMs: market.atMs,
    spot: market.chain.spot,
    closeUsd: seen.naturalUsd,
    midUsd: seen.midUsd,
    greeks: orderGreeks(model, quantity),
    vol: orderVol(model),
  };
}
