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
  /** Strikes a side at which the premium is worked out, linear between them; all unless told. */
  readonly nodes?: number;
}

/** The premium of early exercise changes far less than its volatility does. */
const VOL_TOLERANCE = 1e-5;

/** Early-exercise premium of one option at the volatility of its middle; null without one. */
function exercisePremium(
  of: AmericanFacts & { readonly strike: number; readonly right: Right },
  mid: number,
  resolution: number,
): number | null {
  const vol = americanImpliedVol(of, mid, { resolution, tolerance: VOL_TOLERANCE });
  if (!vol.ok || !(vol.value > 0)) return null;
  const terms = { ...of, vol: vol.value };
  const american = americanPrice(terms, { resolution });
  const european = americanPrice(terms, { resolution, exercise: 'european' });
  const premium = american.price - european.price;
  return Number.isFinite(premium) ? Math.max(0, premium) : null;
}

interface Side {
  readonly right: Right;
  readonly strike: Float64Array;
  readonly bid: Float64Array;
  readonly ask: Float64Array;
}

/** Rows of a side that are quoted and either out of the money or near it. */
function wantedRows({ right, strike, bid, ask }: Side, of: AmericanFacts, within: number) {
  const rows: number[] = [];
  for (let i = 0; i < strike.length; i++) {
    const away = Math.log((strike[i] as number) / of.spot);
    const outward = right === 'call' ? away : -away;
    const quoted = (bid[i] as number) > 0 && (ask[i] as number) >= (bid[i] as number);
    if (quoted && outward > -within) rows.push(i);
  }
  return rows;
}

/** Rows at which the premium is worked out: all, or as many evenly spaced, both ends included. */
function nodesOf(rows: readonly number[], most: number): readonly number[] {
  if (rows.length <= most) return rows;
  const step = (rows.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, i) => rows[Math.round(i * step)] as number);
}

/** Premiums of all wanted rows from those of the nodes; null where a row's own node has none. */
function premiums(side: Side, facts: AmericanFacts, options: EquivalentOptions) {
  const rows = wantedRows(side, facts, options.bothWithin);
  const nodes = nodesOf(rows, Math.max(2, options.nodes ?? Infinity));
  const known = nodes.map((i) => {
    const terms = { ...facts, strike: side.strike[i] as number, right: side.right };
    const mid = 0.5 * ((side.bid[i] as number) + (side.ask[i] as number));
    return exercisePremium(terms, mid, options.resolution);
  });
  const found = new Map<number, number>();
  let n = 0;
  for (const row of rows) {
    while (n + 1 < nodes.length && (nodes[n + 1] as number) <= row) n++;
    const near = known[n] ?? null;
    const far = known[n + 1] ?? null;
    if (row === nodes[n]) {
      if (near !== null) found.set(row, near);
      continue;
    }
    const [from, to] = [side.strike[nodes[n] as number], side.strike[nodes[n + 1] as number]];
    const share = ((side.strike[row] as number) - (from as number)) / ((to ?? 0) - (from ?? 0));
    if (near !== null && far !== null) found.set(row, near + share * (far - near));
    else if (near !== null || far !== null) found.set(row, (near ?? far) as number);
  }
  return found;
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
  for (const right of ['call', 'put'] as const) {
    const bid = made[`${right}Bid`];
    const ask = made[`${right}Ask`];
    const found = premiums({ right, strike: quotes.strike, bid, ask }, facts, options);
    for (let i = 0; i < quotes.strike.length; i++) {
      const premium = found.get(i);
      bid[i] = premium === undefined ? 0 : Math.max(0, (bid[i] as number) - premium);
      ask[i] = premium === undefined ? 0 : (ask[i] as number) - premium;
    }
  }
  return { ...quotes, ...made };
}
