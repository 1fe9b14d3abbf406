import type { KeptQuotes } from './kept-quotes.js';
import type { QuoteColumns } from './quotes.js';

/** Arbitrage in the quotes themselves, before any fit. */
export interface QuoteButterflies {
  /** Triples of neighbouring strikes, calls and puts, with both sides quoted. */
  readonly tested: number;
  /** Triples whose middles are not convex. */
  readonly atMid: number;
  /** Triples that pay when the wings are bought at the ask and the body is sold at the bid. */
  readonly executable: number;
  /** The most that one such triple pays, a unit of the body, in the quote currency. */
  readonly mostGain: number;
}

function good(bid: number, ask: number): boolean {
  return bid > 0 && ask >= bid;
}

interface Tally {
  tested: number;
  atMid: number;
  executable: number;
  mostGain: number;
}

/** Premiums of one side must be convex in the strike. */
function scan(
  strike: Float64Array,
  of: { bid: Float64Array; ask: Float64Array },
  into: Tally,
): void {
  const { bid, ask } = of;
  let l = -1;
  let m = -1;
  for (let r = 0; r < strike.length; r++) {
    if (!good(bid[r] as number, ask[r] as number)) continue;
    if (l >= 0) {
      const width = (strike[r] as number) - (strike[l] as number);
      const share = ((strike[r] as number) - (strike[m] as number)) / width;
      const askWings = share * (ask[l] as number) + (1 - share) * (ask[r] as number);
      const bidWings = share * (bid[l] as number) + (1 - share) * (bid[r] as number);
      const gain = (bid[m] as number) - askWings;
      into.tested++;
      if (0.5 * ((bid[m] as number) + (ask[m] as number) - askWings - bidWings) > 1e-12)
        into.atMid++;
      if (gain > 1e-12) into.executable++;
      into.mostGain = Math.max(into.mostGain, gain);
    }
    [l, m] = [m, r];
  }
}

export function quoteButterflies(quotes: QuoteColumns): QuoteButterflies {
  const tally: Tally = { tested: 0, atMid: 0, executable: 0, mostGain: 0 };
  scan(quotes.strike, { bid: quotes.callBid, ask: quotes.callAsk }, tally);
  scan(quotes.strike, { bid: quotes.putBid, ask: quotes.putAsk }, tally);
  return tally;
}

/** Total variance that falls with time between two expiries' quotes. */
export interface QuoteCalendars {
  readonly tested: number;
  /** By middles. */
  readonly atMid: number;
  /** The near bid above the far ask, both in total variance. */
  readonly beyondSpread: number;
}

type Timed = KeptQuotes & { readonly years: number };

/** Total variance of a quote: bid (-1), middle (0) or ask (1). */
function varianceOf(of: Timed, i: number, side: -1 | 0 | 1): number {
  const vol = (of.vol[i] as number) + side * (of.halfSpreadVol[i] as number);
  return vol > 0 ? vol * vol * of.years : 0;
}

/** Compares each near quote with the far quotes around the same k, linear in total variance. */
export function quoteCalendars(near: Timed, far: Timed): QuoteCalendars {
  let [tested, atMid, beyondSpread, j] = [0, 0, 0, 0];
  for (let i = 0; i < near.k.length; i++) {
    const k = near.k[i] as number;
    while (j < far.k.length && (far.k[j] as number) < k) j++;
    if (j === 0 || j >= far.k.length) continue;
    const span = (far.k[j] as number) - (far.k[j - 1] as number);
    const share = ((far.k[j] as number) - k) / span;
    const middle = share * varianceOf(far, j - 1, 0) + (1 - share) * varianceOf(far, j, 0);
    const most = share * varianceOf(far, j - 1, 1) + (1 - share) * varianceOf(far, j, 1);
    tested++;
    if (varianceOf(near, i, 0) > middle) atMid++;
    if (varianceOf(near, i, -1) > most) beyondSpread++;
  }
  return { tested, atMid, beyondSpread };
}
