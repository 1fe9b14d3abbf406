import type { InstrumentId } from '../../domain/instrument.js';
import type { Leg, OrderIntent } from '../../domain/order.js';
import type { Quote } from '../../domain/quote.js';
import { usdToMicrosAgainstUs, type EpochMs, type UsdMicros } from '../../domain/units.js';

export interface LegPrice {
  readonly leg: Leg;
  /** The quoted side, per share or point, rounded against us. */
  readonly priceMicros: UsdMicros;
}

/** How much of an order the market takes now, and at what. */
export interface Match {
  readonly units: number;
  readonly prices: readonly LegPrice[];
}

interface Taken {
  readonly atMs: EpochMs;
  readonly bought: number;
  readonly sold: number;
}

/** What has been taken from the displayed sizes: one quote fills its size once. */
export class DisplayedSize {
  private readonly taken = new Map<InstrumentId, Taken>();

  /** Contracts that a leg may still take; a side without a size takes none. */
  left(quote: Quote, leg: Leg): number {
    const shown = (leg.ratio > 0 ? quote.askSize : quote.bidSize) ?? 0;
    const taken = this.of(quote);
    return Math.max(0, shown - (leg.ratio > 0 ? taken.bought : taken.sold));
  }

  take(quote: Quote, contracts: number): void {
    const { atMs, bought, sold } = this.of(quote);
    this.taken.set(quote.instrument, {
      atMs,
      bought: bought + Math.max(0, contracts),
      sold: sold + Math.max(0, -contracts),
    });
  }

  private of(quote: Quote): Taken {
    const known = this.taken.get(quote.instrument);
    return known?.atMs === quote.atMs ? known : { atMs: quote.atMs, bought: 0, sold: 0 };
  }
}

function priceOfLeg(quote: Quote, leg: Leg): UsdMicros | null {
  const side = leg.ratio > 0 ? quote.ask : quote.bid;
  // An ask of 0 is no offer; a bid of 0 is no buyer.
  if (side === null || !(side > 0)) return null;
  const rounded = usdToMicrosAgainstUs(leg.ratio > 0 ? -side : side);
  return rounded.ok ? (Math.abs(rounded.value) as UsdMicros) : null;
}

/** Dollars a point of one unit: 100 for options, also with shares beside them; 1 for shares. */
function unitMultiplier(order: OrderIntent): number {
  return Math.max(...order.legs.map((leg) => leg.multiplier));
}

/**
 * Matches up to `wanted` units against the quoted sides, buying at the ask and selling at the bid,
 * never better. @returns null where the limit is not reached or a leg has no live price or size.
 */
export function match(
  order: OrderIntent,
  wanted: number,
  market: { readonly quote: (id: InstrumentId) => Quote | null; readonly size: DisplayedSize },
): Match | null {
  const prices: LegPrice[] = [];
  let costMicros = 0;
  let units = wanted;
  for (const leg of order.legs) {
    const quote = market.quote(leg.instrument);
    const priceMicros = quote?.delayMs === 0 ? priceOfLeg(quote, leg) : null;
    if (!quote || priceMicros === null) return null;
    prices.push({ leg, priceMicros });
    costMicros += leg.ratio * leg.multiplier * priceMicros;
    units = Math.min(units, Math.floor(market.size.left(quote, leg) / Math.abs(leg.ratio)));
  }
  const limitMicros = order.limitTicks * order.tickMicros * unitMultiplier(order);
  return costMicros <= limitMicros && units > 0 ? { units, prices } : null;
}
