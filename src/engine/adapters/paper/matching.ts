import type { InstrumentId } from '../../domain/instrument.js';
import { unitMultiplier, type Leg, type OrderIntent } from '../../domain/order.js';
import { ageMs, type Quote } from '../../domain/quote.js';
import {
  usdToMicrosAgainstUs,
  type DurationMs,
  type EpochMs,
  type UsdMicros,
} from '../../domain/units.js';

/** What one leg trades at. */
export interface LegTrade {
  /** Per share or point. */
  readonly priceMicros: UsdMicros;
  /** Instant of the quote that it traded against. */
  readonly quoteAtMs: EpochMs;
}

/** How much of an order the market takes now, and at what, in the order of its legs. */
export interface Match {
  readonly units: number;
  readonly trades: readonly LegTrade[];
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
    const taken = this.of(quote.instrument, quote.atMs);
    return Math.max(0, shown - (leg.ratio > 0 ? taken.bought : taken.sold));
  }

  take(instrument: InstrumentId, atMs: EpochMs, contracts: number): void {
    const { bought, sold } = this.of(instrument, atMs);
    this.taken.set(instrument, {
      atMs,
      bought: bought + Math.max(0, contracts),
      sold: sold + Math.max(0, -contracts),
    });
  }

  private of(instrument: InstrumentId, atMs: EpochMs): Taken {
    const known = this.taken.get(instrument);
    return known?.atMs === atMs ? known : { atMs, bought: 0, sold: 0 };
  }
}

export interface MatchMarket {
  readonly nowMs: EpochMs;
  readonly quote: (id: InstrumentId) => Quote | null;
  readonly quoteAgeLimitMs: DurationMs;
  readonly size: DisplayedSize;
}

/** An order as it meets the market. */
export interface Resting {
  readonly order: OrderIntent;
  /** Units that are still wanted. */
  readonly wanted: number;
  /** `arriving` meets the market for the first time; `resting` waits in the book. */
  readonly phase: 'arriving' | 'resting';
  /** Units ahead of it at its price; null where nobody saw, so that all of them are. */
  readonly ahead: number | null;
}

const NOTHING = 0 as UsdMicros;

/**
 * A sold leg that nobody bids for goes with its combination for nothing: whoever takes the legs that
 * are worth something takes it too. Alone it has no buyer.
 */
function isGivenAway(order: OrderIntent, leg: Leg, quote: Quote): boolean {
  return order.legs.length > 1 && leg.ratio < 0 && quote.bid === 0 && (quote.ask ?? 0) > 0;
}

function sideMicros(side: number | null, leg: Leg): UsdMicros | null {
  // An ask of 0 is no offer; a bid of 0 is no buyer.
  if (side === null || !(side > 0)) return null;
  const rounded = usdToMicrosAgainstUs(leg.ratio > 0 ? -side : side);
  return rounded.ok ? (Math.abs(rounded.value) as UsdMicros) : null;
}

function limitMicros(order: OrderIntent): number {
  return order.limitTicks * order.tickMicros * unitMultiplier(order.legs);
}

/**
 * Units ahead of an order that comes to rest: none at a price that improves the market, else the
 * most that any leg displays on the order's own side. @returns null where a leg has no quote.
 */
export function queueAhead(order: OrderIntent, market: MatchMarket): number | null {
  let ownCost = 0;
  let ahead = 0;
  for (const leg of order.legs) {
    const quote = market.quote(leg.instrument);
    if (!quote) return null;
    const buys = leg.ratio > 0;
    const own = (buys ? quote.bid : quote.ask) ?? (buys ? 0 : Infinity);
    ownCost += leg.ratio * leg.multiplier * own * 1_000_000;
    const shown = (buys ? quote.bidSize : quote.askSize) ?? 0;
    ahead = Math.max(ahead, Math.ceil(shown / Math.abs(leg.ratio)));
  }
  return limitMicros(order) > ownCost + 0.5 ? 0 : ahead;
}

/** Gives up what is better than the limit: bought legs dearer, else sold legs cheaper. */
function atLimit(
  order: OrderIntent,
  trades: readonly LegTrade[],
  betterMicros: number,
): readonly LegTrade[] {
  let left = betterMicros;
  const prices = trades.map(({ priceMicros }) => priceMicros as number);
  const bySide = order.legs.map((leg, i) => ({ leg, i }));
  bySide.sort((a, b) => Math.sign(b.leg.ratio) - Math.sign(a.leg.ratio));
  for (const { leg, i } of bySide) {
    const price = prices[i] ?? 0;
    const each = Math.abs(leg.ratio) * leg.multiplier;
    const most = Math.floor(left / each);
    const by = leg.ratio > 0 ? most : Math.min(most, price);
    prices[i] = leg.ratio > 0 ? price + by : price - by;
    left -= by * each;
  }
  return trades.map((trade, i) => ({
    ...trade,
    priceMicros: (prices[i] ?? trade.priceMicros) as UsdMicros,
  }));
}

/**
 * What of an order the market takes now. An arriving order takes the quoted sides, buying at the ask
 * and selling at the bid, never better, up to the displayed size. A resting order trades at its limit
 * and not before the quoted sides have come to it: where they just touch it, only what they display
 * beyond the units ahead of it in the queue; where they go through it, up to the displayed size. Whole
 * units only; quotes that are delayed or too old fill nothing. A sold leg without a bid goes with its
 * combination at 0.
 * @returns null where nothing trades
 */
export function match(resting: Resting, market: MatchMarket): Match | null {
  const { order } = resting;
  const trades: LegTrade[] = [];
  let costMicros = 0;
  let units = Infinity;
  for (const leg of order.legs) {
    const quote = market.quote(leg.instrument);
    if (quote?.delayMs !== 0 || !(ageMs(quote, market.nowMs) <= market.quoteAgeLimitMs)) {
      return null;
    }
    if (isGivenAway(order, leg, quote)) {
      trades.push({ priceMicros: NOTHING, quoteAtMs: quote.atMs });
      continue;
    }
    const priceMicros = sideMicros(leg.ratio > 0 ? quote.ask : quote.bid, leg);
    if (priceMicros === null) return null;
    trades.push({ priceMicros, quoteAtMs: quote.atMs });
    costMicros += leg.ratio * leg.multiplier * priceMicros;
    units = Math.min(units, Math.floor(market.size.left(quote, leg) / Math.abs(leg.ratio)));
  }
  const betterMicros = limitMicros(order) - costMicros;
  if (!(betterMicros >= 0)) return null;
  if (resting.phase === 'resting' && betterMicros === 0) units -= resting.ahead ?? Infinity;
  units = Math.min(units, resting.wanted);
  if (!(units > 0)) return null;
  const patient = resting.phase === 'resting' && betterMicros > 0;
  return { units, trades: patient ? atLimit(order, trades, betterMicros) : trades };
}
