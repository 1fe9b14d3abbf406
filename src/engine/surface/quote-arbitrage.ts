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
  const usable: number[] = [];
  for (let i = 0; i < strike.length; i++) {
    if (good(bid[i] as number, ask[i] as number)) usable.push(i);
  }
  for (let j = 1; j + 1 < usable.length; j++) {
    const [l, m, r] = [usable[j - 1] as number, usable[j] as number, usable[j + 1] as number];
    const share =
      ((strike[r] as number) - (strike[m] as number)) /
      ((strike[r] as number) - (strike[l] as number));
    const mid = (i: number) => 0.5 * ((bid[i] as number) + (ask[i] as number));
    const wings = share * (ask[l] as number) + (1 - share) * (ask[r] as number);
    const gain = (bid[m] as number) - wings;
    into.tested++;
    if (mid(m) > share * mid(l) + (1 - share) * mid(r) + 1e-12) into.atMid++;
    if (gain > 1e-12) into.executable++;
    into.mostGain = Math.max(into.mostGain, gain);
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

/** Compares each near quote with the far quotes around the same k, linear in total variance. */
export function quoteCalendars(
  near: KeptQuotes & { readonly years: number },
  far: KeptQuotes & { readonly years: number },
): QuoteCalendars {
  let [tested, atMid, beyondSpread, j] = [0, 0, 0, 0];
  const variance = (of: typeof near, i: number, sides: number) =>
    Math.max(0, (of.vol[i] as number) + sides * (of.halfSpreadVol[i] as number)) ** 2 * of.years;
  for (let i = 0; i < near.k.length; i++) {
    const k = near.k[i] as number;
    while (j < far.k.length && (far.k[j] as number) < k) j++;
    if (j === 0 || j >= far.k.length) continue;
    const span = (far.k[j] as number) - (far.k[j - 1] as number);
    const share = ((far.k[j] as number) - k) / span;
    const farAt = (sides: number) =>
      share * variance(far, j - 1, sides) + (1 - share) * variance(far, j, sides);
    tested++;
    if (variance(near, i, 0) > farAt(0)) atMid++;
    if (variance(near, i, -1) > farAt(1)) beyondSpread++;
  }
  return { tested, atMid, beyondSpread };
}
