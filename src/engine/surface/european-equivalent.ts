import type { Right } from '../domain/instrument.js';
import { americanImpliedVol } from '../pricing/american-vol.js';
import { americanPrice, type Dividend } from '../pricing/american.js';
import type { QuoteColumns } from './quotes.js';

/** What early exercise depends on. */
export interface AmericanFacts {
  readonly spot: number;
  readonly years: number;
  /** Continuously compounded a year. */
  readonly rate: number;
  readonly yieldRate: number;
  readonly dividends: readonly Dividend[];
}

export interface EquivalentOptions {
  /** |ln(K/S)| up to which both sides are kept, for put-call parity. */
  readonly bothWithin: number;
  /** Grid of the American price. */
  readonly resolution: number;
}

/** Early-exercise premium of one option at the volatility of its middle; null without one. */
function exercisePremium(
  of: AmericanFacts & { readonly strike: number; readonly right: Right },
  mid: number,
  resolution: number,
): number | null {
  const vol = americanImpliedVol(of, mid);
  if (!vol.ok || !(vol.value > 0)) return null;
  const terms = { ...of, vol: vol.value };
  const american = americanPrice(terms, { resolution });
  const european = americanPrice(terms, { resolution, exercise: 'european' });
  const premium = american.price - european.price;
  return Number.isFinite(premium) ? Math.max(0, premium) : null;
}

/**
 * Quotes of American options as if they were European: bid and ask less the early-exercise premium at
 * the volatility of the middle. In-the-money sides beyond `bothWithin` and quotes without a volatility
 * become no quotes (0).
 */
export function europeanEquivalent(
  quotes: QuoteColumns,
  facts: AmericanFacts,
  options: EquivalentOptions,
): QuoteColumns {
  const made = {
    callBid: quotes.callBid.slice(),
    callAsk: quotes.callAsk.slice(),
    putBid: quotes.putBid.slice(),
    putAsk: quotes.putAsk.slice(),
  };
  for (let i = 0; i < quotes.strike.length; i++) {
    const strike = quotes.strike[i] as number;
    const away = Math.log(strike / facts.spot);
    for (const right of ['call', 'put'] as const) {
      const bids = made[`${right}Bid`];
      const asks = made[`${right}Ask`];
      const bid = bids[i] as number;
      const ask = asks[i] as number;
      const outward = right === 'call' ? away : -away;
      const wanted = bid > 0 && ask >= bid && outward > -options.bothWithin;
      const terms = { ...facts, strike, right };
      const premium = wanted ? exercisePremium(terms, 0.5 * (bid + ask), options.resolution) : null;
      bids[i] = premium === null ? 0 : Math.max(0, bid - premium);
      asks[i] = premium === null ? 0 : ask - premium;
    }
  }
  return { ...quotes, ...made };
}
