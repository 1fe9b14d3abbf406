import type { InstrumentId } from '../../domain/instrument.js';
import { unitMultiplier, type Leg } from '../../domain/order.js';
import type { Quote } from '../../domain/quote.js';
import type { PackageQuote, SeenQuote } from '../../domain/ticket.js';

export { ticksOf, usdOfTicks } from '../../domain/ticks.js';

export type QuoteOf = (instrument: InstrumentId) => Quote | null;

/** A leg's market as it is put down; null unless it has an offer and is not crossed. */
function seenOf(quote: Quote | null): SeenQuote | null {
  const { bid, ask } = quote ?? { bid: null, ask: null };
  if (!quote || bid === null || ask === null || !(bid >= 0 && ask > 0 && ask >= bid)) return null;
  const { instrument, atMs, delayMs, source } = quote;
  const [bidSize, askSize] = [quote.bidSize ?? 0, quote.askSize ?? 0];
  return { instrument, bid, ask, bidSize, askSize, atMs, delayMs, source };
}

/**
 * Market of one unit of a combination, in dollars for one share of it: a unit of options has 100.
 * `best` ≤ `mid` ≤ `natural`. Null where a leg has no offer or no market; a bid of 0 counts as 0.
 */
export function packageQuote(legs: readonly Leg[], quoteOf: QuoteOf): PackageQuote | null {
  const seen: SeenQuote[] = [];
  let [natural, mid, best] = [0, 0, 0];
  for (const { instrument, ratio, multiplier } of legs) {
    const quote = seenOf(quoteOf(instrument));
    if (!quote) return null;
    seen.push(quote);
    const size = ratio * multiplier;
    const [near, far] = ratio > 0 ? [quote.ask, quote.bid] : [quote.bid, quote.ask];
    natural += size * near;
    mid += (size * (quote.bid + quote.ask)) / 2;
    best += size * far;
  }
  if (seen.length === 0) return null;
  const unit = unitMultiplier(legs);
  return {
    naturalUsd: cleaned(natural / unit),
    midUsd: cleaned(mid / unit),
    bestUsd: cleaned(best / unit),
    legs: seen,
    atMs: Math.min(...seen.map(({ atMs }) => atMs)),
  };
}

/** Without the last bits of binary sums: prices have at most four decimals, middles one more. */
function cleaned(usd: number): number {
  return Math.round(usd * 1e7) / 1e7 + 0;
}
