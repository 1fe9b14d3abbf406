import type { QuoteColumns } from './quotes.js';

/** Why a quote is left out of the fit. */
export const REJECT_REASONS = [
  'in-the-money',
  'no-bid',
  'crossed',
  'wide',
  'small',
  'stale',
  'no-vol',
  'far',
] as const;

export type RejectReason = (typeof REJECT_REASONS)[number];
export type Rejections = Readonly<Record<RejectReason, number>>;

export interface FilterLimits {
  /** Spread over middle, at most. */
  readonly spreadOfMid: number;
  /** Displayed size, at least; venues that show none pass. */
  readonly size: number;
  /** Age of a quote, at most. */
  readonly ageMs: number;
  /** |ln(K/F)| over at-the-money total volatility, at most. */
  readonly deviations: number;
}

export const DEFAULT_LIMITS: FilterLimits = {
  spreadOfMid: 1,
  size: 0,
  ageMs: 5 * 60_000,
  deviations: 10,
};

export function noRejections(): Record<RejectReason, number> {
  const counts = {} as Record<RejectReason, number>;
  for (const reason of REJECT_REASONS) counts[reason] = 0;
  return counts;
}

/** One side of a strike, as filters see it. */
interface Side {
  readonly bid: number;
  readonly ask: number;
  readonly size: number | undefined;
  readonly ageMs: number | undefined;
}

/** The first reason against a quote, or null. */
function judge({ bid, ask, size, ageMs }: Side, limits: FilterLimits): RejectReason | null {
  if (!(bid > 0) || !(ask > 0)) return 'no-bid';
  if (ask < bid) return 'crossed';
  if (ask - bid > limits.spreadOfMid * 0.5 * (ask + bid)) return 'wide';
  if (size !== undefined && size < limits.size) return 'small';
  if (ageMs !== undefined && ageMs > limits.ageMs) return 'stale';
  return null;
}

/** Indices of the strikes whose out-of-the-money side is usable, and the others counted by reason. */
export interface Sifted {
  readonly index: Int32Array;
  readonly rejections: Record<RejectReason, number>;
}

/** The put below the forward, the call from it up; the other side only counts as in the money. */
export function siftQuotes(quotes: QuoteColumns, forward: number, limits: FilterLimits): Sifted {
  const { strike } = quotes;
  const rejections = noRejections();
  const index = new Int32Array(strike.length);
  let kept = 0;
  for (let i = 0; i < strike.length; i++) {
    const call = (strike[i] as number) >= forward;
    const side: Side = {
      bid: (call ? quotes.callBid[i] : quotes.putBid[i]) as number,
      ask: (call ? quotes.callAsk[i] : quotes.putAsk[i]) as number,
      size: (call ? quotes.callSize : quotes.putSize)?.[i],
      ageMs: (call ? quotes.callAgeMs : quotes.putAgeMs)?.[i],
    };
    const other = (call ? quotes.putAsk[i] : quotes.callAsk[i]) as number;
    if (other > 0) rejections['in-the-money']++;
    const reason = judge(side, limits);
    if (reason === null) index[kept++] = i;
    else rejections[reason]++;
  }
  return { index: index.slice(0, kept), rejections };
}
