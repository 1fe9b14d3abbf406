import { impliedVolBatch, IV_STATUS } from '../pricing/implied-vol-batch.js';
import type { ForwardCurvePoint } from './forward.js';
import { siftQuotes, type FilterLimits, type Rejections } from './filters.js';
import type { QuoteColumns } from './quotes.js';

/** Quotes that a slice is fitted to, ascending by strike, one side a strike. */
export interface KeptQuotes {
  readonly strike: Float64Array;
  /** ln(K/F). */
  readonly k: Float64Array;
  readonly isCall: Uint8Array;
  /** Premiums in the quote currency. */
  readonly bid: Float64Array;
  readonly ask: Float64Array;
  /** Volatility a year of the middle, and half of the spread in the same unit by vega. */
  readonly vol: Float64Array;
  readonly halfSpreadVol: Float64Array;
}

export interface Selection {
  readonly kept: KeptQuotes;
  readonly rejections: Rejections;
}

const INV_ROOT_2PI = 0.3989422804014327;

/** Total volatility next to the forward, the unit in which strikes are far. */
function nearForward(k: Float64Array, vol: Float64Array, rootYears: number): number {
  let closest = Infinity;
  let found = 0;
  for (let i = 0; i < k.length; i++) {
    const away = Math.abs(k[i] as number);
    if (away < closest && (vol[i] as number) > 0) [closest, found] = [away, vol[i] as number];
  }
  return found * rootYears;
}

/** The usable side of every sifted strike. */
interface SideColumns {
  readonly strike: Float64Array;
  readonly bid: Float64Array;
  readonly ask: Float64Array;
  readonly isCall: Uint8Array;
  readonly vol: Float64Array;
  readonly status: Uint8Array;
}

function sidesOf(
  quotes: QuoteColumns,
  index: Int32Array,
  at: ForwardCurvePoint & { readonly years: number },
): SideColumns {
  const n = index.length;
  const strike = new Float64Array(n);
  const bid = new Float64Array(n);
  const ask = new Float64Array(n);
  const price = new Float64Array(n);
  const isCall = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    const row = index[i] as number;
    strike[i] = quotes.strike[row] as number;
    const call = (strike[i] as number) >= at.forward;
    isCall[i] = call ? 1 : 0;
    bid[i] = (call ? quotes.callBid[row] : quotes.putBid[row]) as number;
    ask[i] = (call ? quotes.callAsk[row] : quotes.putAsk[row]) as number;
    price[i] = (0.5 * ((bid[i] as number) + (ask[i] as number))) / at.discount;
  }
  const forward = new Float64Array(n).fill(at.forward);
  const years = new Float64Array(n).fill(at.years);
  const outcome = { vol: new Float64Array(n), status: new Uint8Array(n) };
  impliedVolBatch({ forward, strike, price, years, isCall }, outcome);
  return { strike, bid, ask, isCall, ...outcome };
}

function emptyKept(n: number): KeptQuotes {
  return {
    strike: new Float64Array(n),
    k: new Float64Array(n),
    isCall: new Uint8Array(n),
    bid: new Float64Array(n),
    ask: new Float64Array(n),
    vol: new Float64Array(n),
    halfSpreadVol: new Float64Array(n),
  };
}

function firstOf(kept: KeptQuotes, n: number): KeptQuotes {
  return {
    strike: kept.strike.slice(0, n),
    k: kept.k.slice(0, n),
    isCall: kept.isCall.slice(0, n),
    bid: kept.bid.slice(0, n),
    ask: kept.ask.slice(0, n),
    vol: kept.vol.slice(0, n),
    halfSpreadVol: kept.halfSpreadVol.slice(0, n),
  };
}

/** Filters, takes volatilities of the middles, and drops what has none or lies too far out. */
export function selectQuotes(
  quotes: QuoteColumns,
  at: ForwardCurvePoint & { readonly years: number },
  limits: FilterLimits,
): Selection {
  const { index, rejections } = siftQuotes(quotes, at.forward, limits);
  const sides = sidesOf(quotes, index, at);
  const n = index.length;
  const k = new Float64Array(n);
  for (let i = 0; i < n; i++) k[i] = Math.log((sides.strike[i] as number) / at.forward);
  const rootYears = Math.sqrt(at.years);
  const unit = nearForward(k, sides.vol, rootYears);
  const kept = emptyKept(n);
  let count = 0;
  for (let i = 0; i < n; i++) {
    const here = k[i] as number;
    if (sides.status[i] !== IV_STATUS.ok) rejections['no-vol']++;
    else if (Math.abs(here) > limits.deviations * unit) rejections.far++;
    else {
      const bid = sides.bid[i] as number;
      const ask = sides.ask[i] as number;
      const total = (sides.vol[i] as number) * rootYears;
      const d1 = -here / total + 0.5 * total;
      const vega = at.forward * INV_ROOT_2PI * Math.exp(-0.5 * d1 * d1) * rootYears;
      kept.strike[count] = sides.strike[i] as number;
      kept.k[count] = here;
      kept.isCall[count] = sides.isCall[i] as number;
      kept.bid[count] = bid;
      kept.ask[count] = ask;
      kept.vol[count] = sides.vol[i] as number;
      kept.halfSpreadVol[count] = (0.5 * (ask - bid)) / (at.discount * vega);
      count++;
    }
  }
  return { kept: count === n ? kept : firstOf(kept, count), rejections };
}
