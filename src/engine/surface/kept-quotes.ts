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

/** Filters, takes volatilities of the middles, and drops what has none or lies too far out. */
export function selectQuotes(
  quotes: QuoteColumns,
  at: ForwardCurvePoint & { readonly years: number },
  limits: FilterLimits,
): Selection {
  const { index, rejections } = siftQuotes(quotes, at.forward, limits);
  const n = index.length;
  const take = (of: (i: number, call: boolean) => number) =>
    Float64Array.from(index, (i) => of(i, (quotes.strike[i] as number) >= at.forward));
  const strike = take((i) => quotes.strike[i] as number);
  const bid = take((i, call) => (call ? quotes.callBid[i] : quotes.putBid[i]) as number);
  const ask = take((i, call) => (call ? quotes.callAsk[i] : quotes.putAsk[i]) as number);
  const isCall = Uint8Array.from(strike, (value) => (value >= at.forward ? 1 : 0));
  const columns = {
    forward: new Float64Array(n).fill(at.forward),
    strike,
    price: bid.map((value, i) => (0.5 * (value + (ask[i] as number))) / at.discount),
    years: new Float64Array(n).fill(at.years),
    isCall,
  };
  const outcome = { vol: new Float64Array(n), status: new Uint8Array(n) };
  impliedVolBatch(columns, outcome);
  const k = strike.map((value) => Math.log(value / at.forward));
  const rootYears = Math.sqrt(at.years);
  const unit = nearForward(k, outcome.vol, rootYears);
  const good: number[] = [];
  const half = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    if (outcome.status[i] !== IV_STATUS.ok) rejections['no-vol']++;
    else if (Math.abs(k[i] as number) > limits.deviations * unit) rejections.far++;
    else {
      const total = (outcome.vol[i] as number) * rootYears;
      const d1 = -(k[i] as number) / total + 0.5 * total;
      const vega = at.forward * INV_ROOT_2PI * Math.exp(-0.5 * d1 * d1) * rootYears;
      half[i] = (0.5 * ((ask[i] as number) - (bid[i] as number))) / (at.discount * vega);
      good.push(i);
    }
  }
  const pick = (of: Float64Array) => Float64Array.from(good, (i) => of[i] as number);
  const kept = {
    strike: pick(strike),
    k: pick(k),
    isCall: Uint8Array.from(good, (i) => isCall[i] as number),
    bid: pick(bid),
    ask: pick(ask),
    vol: pick(outcome.vol),
    halfSpreadVol: pick(half),
  };
  return { kept, rejections };
}
