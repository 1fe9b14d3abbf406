import type { QuoteColumns } from './quotes.js';

/** Strikes at which both call and put have two sides: C - P = D(F - K). */
export interface ParityRows {
  readonly strike: Float64Array;
  /** Middle of the call less middle of the put. */
  readonly gap: Float64Array;
  /** Half of both spreads together: how far the gap can be off. */
  readonly error: Float64Array;
}

function twoSided(bid: number, ask: number): boolean {
  return bid > 0 && ask >= bid;
}

/** The usable strikes nearest to where call and put cost the same, at most `most` of them. */
export function parityRows(quotes: QuoteColumns, most: number): ParityRows {
  const { strike, callBid, callAsk, putBid, putAsk } = quotes;
  const rows: { strike: number; gap: number; error: number }[] = [];
  let tightest = Infinity;
  for (let i = 0; i < strike.length; i++) {
    const [cb, ca] = [callBid[i] as number, callAsk[i] as number];
    const [pb, pa] = [putBid[i] as number, putAsk[i] as number];
    if (!twoSided(cb, ca) || !twoSided(pb, pa)) continue;
    const error = 0.5 * (ca - cb + pa - pb);
    if (error > 0) tightest = Math.min(tightest, error);
    rows.push({ strike: strike[i] as number, gap: 0.5 * (cb + ca - pb - pa), error });
  }
  rows.sort((a, b) => Math.abs(a.gap) - Math.abs(b.gap));
  rows.length = Math.min(rows.length, most);
  const least = Number.isFinite(tightest) ? tightest : 1;
  return {
    strike: Float64Array.from(rows, (row) => row.strike),
    gap: Float64Array.from(rows, (row) => row.gap),
    error: Float64Array.from(rows, (row) => Math.max(row.error, least)),
  };
}

export interface ParityFit {
  readonly forward: number;
  readonly discount: number;
  /** Standard errors. */
  readonly forwardError: number;
  readonly discountError: number;
  readonly rows: number;
  /** Rows more than three robust deviations off the line. */
  readonly outliers: number;
}

/** Huber's constant: 95 % efficiency where errors are normal. */
const HUBER = 1.345;
const ROUNDS = 12;
/** Weights that move less than this have settled. */
const SETTLED = 0.01;

function medianOf(values: Float64Array): number {
  const sorted = values.slice().sort();
  return sorted[sorted.length >> 1] ?? 0;
}

interface Line {
  readonly at: number;
  readonly slope: number;
  readonly atError: number;
  readonly slopeError: number;
  readonly scale: number;
}

/**
 * Robust line gap = at - slope·(K - centre) by iteratively reweighted least squares with Huber's
 * weights, the first weights from the spreads. A given slope stays as it is.
 */
function robustLine(rows: ParityRows, centre: number, given: number | null): Line {
  const n = rows.strike.length;
  const robust = new Float64Array(n).fill(1);
  const offs = new Float64Array(n);
  let line: Line = { at: 0, slope: given ?? 1, atError: 0, slopeError: 0, scale: 1 };
  for (let round = 0; round < ROUNDS; round++) {
    let [sw, sx, sxx, sy, sxy] = [0, 0, 0, 0, 0];
    for (let i = 0; i < n; i++) {
      const weight = (robust[i] as number) / (rows.error[i] as number) ** 2;
      const x = (rows.strike[i] as number) - centre;
      const y = rows.gap[i] as number;
      sw += weight;
      sx += weight * x;
      sxx += weight * x * x;
      sy += weight * y;
      sxy += weight * x * y;
    }
    const det = sw * sxx - sx * sx;
    const slope = given ?? (det > 0 ? (sx * sy - sw * sxy) / det : 1);
    const at = (sy + slope * sx) / sw;
    for (let i = 0; i < n; i++) {
      const model = at - slope * ((rows.strike[i] as number) - centre);
      offs[i] = Math.abs((rows.gap[i] as number) - model) / (rows.error[i] as number);
    }
    const scale = Math.max(1e-9, 1.4826 * medianOf(offs));
    let moved = 0;
    for (let i = 0; i < n; i++) {
      const weight = Math.min(1, (HUBER * scale) / (offs[i] as number));
      moved = Math.max(moved, Math.abs(weight - (robust[i] as number)));
      robust[i] = weight;
    }
    const slopeError = given === null && det > 0 ? scale * Math.sqrt(sw / det) : 0;
    const atError = scale * Math.sqrt(given === null && det > 0 ? sxx / det : 1 / sw);
    line = { at, slope, atError, slopeError, scale };
    if (moved < SETTLED) break;
  }
  return line;
}

/**
 * Forward and discount factor of one expiry from put-call parity. With a given discount factor the
 * forward alone is sought. Null where fewer than two strikes have both sides (one, with a given
 * discount factor), or the slope is not a discount factor.
 */
export function fitParity(rows: ParityRows, discount: number | null): ParityFit | null {
  const n = rows.strike.length;
  if (n < (discount === null ? 2 : 1)) return null;
  // The rows come nearest first, so the first strike is next to the forward.
  const centre = rows.strike[0] as number;
  const line = robustLine(rows, centre, discount);
  if (!(line.slope > 0.2 && line.slope < 1.5)) return null;
  let outliers = 0;
  for (let i = 0; i < n; i++) {
    const model = line.at - line.slope * ((rows.strike[i] as number) - centre);
    const off = Math.abs((rows.gap[i] as number) - model) / (rows.error[i] as number);
    if (off > 3 * Math.max(line.scale, 1e-6)) outliers++;
  }
  return {
    forward: centre + line.at / line.slope,
    discount: line.slope,
    forwardError: line.atError / line.slope,
    discountError: line.slopeError,
    rows: n,
    outliers,
  };
}
