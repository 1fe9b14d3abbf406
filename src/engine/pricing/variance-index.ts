import { err, ok, type Result } from '../domain/result.js';
import { MINUTES_PER_YEAR } from './day-count.js';

export { MINUTES_PER_YEAR } from './day-count.js';

/** Both sides of one strike, prices in index points; bid 0 is no bid. */
export interface StripRow {
  readonly strike: number;
  readonly callBid: number;
  readonly callAsk: number;
  readonly putBid: number;
  readonly putAsk: number;
}

/** One expiry's share of the index. */
export interface ExpiryVariance {
  /** Minutes to settlement. */
  readonly minutes: number;
  /** Forward index level implied at the strike where call and put are closest. */
  readonly forward: number;
  /** Largest strike at or below the forward. */
  readonly k0: number;
  /** Variance a year. */
  readonly variance: number;
  /** Lowest and highest strike that count. */
  readonly lowStrike: number;
  readonly highStrike: number;
}

export type StripError =
  | { readonly code: 'too-few-strikes'; readonly count: number }
  | { readonly code: 'bad-time'; readonly minutes: number };

const MINUTES_30_DAYS = 43_200;

/** Out-of-the-money rows outwards from K0, up to two zero bids in a row; zero bids are left out. */
function outwards(
  rows: readonly StripRow[],
  of: { from: number; step: 1 | -1 },
): { strike: number; price: number }[] {
  const kept: { strike: number; price: number }[] = [];
  let zeroBids = 0;
  for (let i = of.from + of.step; zeroBids < 2; i += of.step) {
    const row = rows[i];
    if (!row) break;
    const bid = of.step > 0 ? row.callBid : row.putBid;
    const ask = of.step > 0 ? row.callAsk : row.putAsk;
    zeroBids = bid > 0 ? 0 : zeroBids + 1;
    if (bid > 0) kept.push({ strike: row.strike, price: (bid + ask) / 2 });
  }
  return kept;
}

function callMid(row: StripRow): number {
  return (row.callBid + row.callAsk) / 2;
}

function putMid(row: StripRow): number {
  return (row.putBid + row.putAsk) / 2;
}

/**
 * Variance of one expiry by Cboe's VIX formula (Volatility Index Methodology, "Step 1–2").
 * @param rows ascending by strike. @param at minutes to settlement and the rate a year to it.
 */
export function expiryVariance(
  rows: readonly StripRow[],
  at: { readonly minutes: number; readonly rate: number },
): Result<ExpiryVariance, StripError> {
  if (!(at.minutes > 0)) return err({ code: 'bad-time', minutes: at.minutes });
  const years = at.minutes / MINUTES_PER_YEAR;
  const growth = Math.exp(at.rate * years);
  let closest: StripRow | null = null;
  let gap = Infinity;
  for (const row of rows) {
    const distance = Math.abs(callMid(row) - putMid(row));
    if (distance < gap) [closest, gap] = [row, distance];
  }
  if (!closest) return err({ code: 'too-few-strikes', count: rows.length });
  const forward = closest.strike + growth * (callMid(closest) - putMid(closest));
  const from = rows.findLastIndex((row) => row.strike <= forward);
  const middle = rows[from];
  if (!middle) return err({ code: 'too-few-strikes', count: rows.length });
  const strip = [
    ...outwards(rows, { from, step: -1 }).reverse(),
    { strike: middle.strike, price: (callMid(middle) + putMid(middle)) / 2 },
    ...outwards(rows, { from, step: 1 }),
  ];
  const low = strip[0];
  const high = strip.at(-1);
  if (!low || !high || strip.length < 3) {
    return err({ code: 'too-few-strikes', count: strip.length });
  }
  let sum = 0;
  for (let i = 0; i < strip.length; i++) {
    const here = strip[i] ?? low;
    const below = strip[i - 1] ?? here;
    const above = strip[i + 1] ?? here;
    // At both ends the width is the whole distance to the one neighbour.
    const width = (above.strike - below.strike) / (i === 0 || i === strip.length - 1 ? 1 : 2);
    sum += (width / (here.strike * here.strike)) * growth * here.price;
  }
  const variance = (2 * sum - (forward / middle.strike - 1) ** 2) / years;
  return ok({
    minutes: at.minutes,
    forward,
    k0: middle.strike,
    variance,
    lowStrike: low.strike,
    highStrike: high.strike,
  });
}

/**
 * The 30-day index in points (13.69 is 13.69 % a year): total variance of two expiries, linear in
 * minutes between them ("Step 3"). Equal expiries give that expiry's own figure.
 */
export function thirtyDayIndex(
  near: Pick<ExpiryVariance, 'minutes' | 'variance'>,
  next: Pick<ExpiryVariance, 'minutes' | 'variance'>,
): number {
  const span = next.minutes - near.minutes;
  if (span === 0) return 100 * Math.sqrt(Math.max(0, near.variance));
  const nearWeight = (next.minutes - MINUTES_30_DAYS) / span;
  const minuteVariance =
    near.minutes * near.variance * nearWeight + next.minutes * next.variance * (1 - nearWeight);
  return 100 * Math.sqrt(Math.max(0, minuteVariance / MINUTES_30_DAYS));
}
