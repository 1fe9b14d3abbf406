/** Figures of a fitted surface against its quotes, for the report and its tests. */
import { impliedVol } from '../src/engine/pricing/implied-vol.js';
import { timeValue } from '../src/engine/pricing/time-value.js';
import { checkButterfly } from '../src/engine/surface/butterfly.js';
import { checkCalendar } from '../src/engine/surface/calendar.js';
import { linearSmile, splineSmile } from '../src/engine/surface/comparators.js';
import { fitPoints } from '../src/engine/surface/points.js';
import type { QuoteColumns } from '../src/engine/surface/quotes.js';
import { fitSlice } from '../src/engine/surface/slice-fit.js';
import type { Surface, SurfaceSlice } from '../src/engine/surface/surface.js';
import { sviVariance } from '../src/engine/surface/svi.js';
import type { MarkVol } from './shared-chains.js';

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Slices and pairs that the dense search finds with arbitrage. */
export function denseFaults(surface: Surface): number {
  return surface.slices.reduce((count, slice, i) => {
    const before = surface.slices[i - 1];
    const wing = checkButterfly(slice.params).state === 'free' ? 0 : 1;
    const cross = before && checkCalendar(before.params, slice.params).state !== 'free' ? 1 : 0;
    return count + wing + cross;
  }, 0);
}

/** Fitted premium of an option of a slice. */
export function fittedPrice(slice: SurfaceSlice, strike: number, right: 'call' | 'put'): number {
  const { forward, discount } = slice.curve;
  const k = Math.log(strike / forward);
  const total = Math.sqrt(sviVariance(slice.params, k));
  const intrinsic = Math.max(0, right === 'call' ? forward - strike : strike - forward);
  return discount * (intrinsic + Math.min(forward, strike) * timeValue(Math.abs(k), total));
}

/** The two-sided strike nearest to the forward: error of the fitted price. */
export interface AtmError {
  readonly days: number;
  /** Error over half of the spread, and over the middle. */
  readonly ofHalfSpread: number;
  readonly ofMid: number;
}

function sideOf(quotes: QuoteColumns, i: number, right: 'call' | 'put') {
  const [bid, ask] =
    right === 'call' ? [quotes.callBid, quotes.callAsk] : [quotes.putBid, quotes.putAsk];
  return { bid: bid[i] as number, ask: ask[i] as number };
}

/** Null where the listed strike nearest to the forward has no quote that the filters kept. */
export function atmError(slice: SurfaceSlice): AtmError | null {
  const { kept, curve } = slice;
  const away = (one: number) => Math.abs(Math.log(one / curve.forward));
  const listed = slice.input.quotes.strike.reduce((x, y) => (away(y) < away(x) ? y : x));
  const at = kept.strike.indexOf(listed);
  if (at < 0) return null;
  const strike = kept.strike[at] as number;
  const right = strike >= curve.forward ? 'call' : 'put';
  const index = slice.input.quotes.strike.indexOf(strike);
  const { bid, ask } = sideOf(slice.input.quotes, index, right);
  const mid = 0.5 * (bid + ask);
  const error = Math.abs(fittedPrice(slice, strike, right) - mid);
  const half = Math.max(0.5 * (ask - bid), 1e-9);
  return { days: slice.years * 365, ofHalfSpread: error / half, ofMid: error / mid };
}

/** Absolute differences in volatility points between published marks and ours. */
export interface MarkErrors {
  /** Our volatility of the mark price. */
  readonly inverted: number[];
  /** The fitted surface, marks whose |ln(K/F)| is within three deviations. */
  readonly fitted: number[];
}

export function markErrors(surface: Surface, marks: readonly MarkVol[]): MarkErrors {
  const inverted: number[] = [];
  const fitted: number[] = [];
  const slices = new Map(surface.slices.map((slice) => [slice.id, slice]));
  for (const mark of marks) {
    const slice = slices.get(mark.id);
    if (!slice) continue;
    const { forward, discount } = slice.curve;
    const k = Math.log(mark.strike / forward);
    const { years } = slice;
    const total = mark.vol * Math.sqrt(years);
    // In the money, a mark of eight digits says too little about volatility.
    const out = mark.right === 'call' ? k >= 0 : k <= 0;
    if (!out || Math.abs(k) > 3 * total) continue;
    const own = impliedVol({
      forward,
      strike: mark.strike,
      right: mark.right,
      price: mark.price,
      years,
      discount,
    });
    if (own.ok) inverted.push(100 * Math.abs(own.value - mark.vol));
    fitted.push(100 * Math.abs(Math.sqrt(sviVariance(slice.params, k) / years) - mark.vol));
  }
  return { inverted, fitted };
}

/** Errors, in volatility points, at the inner quotes that a fit to every other quote did not see. */
export interface HeldOut {
  readonly svi: number[];
  readonly linear: number[];
  readonly spline: number[];
}

/** Fits to every other quote, between the outermost; nothing where fewer than 12 quotes are kept. */
export function heldOut(slice: SurfaceSlice, into: HeldOut): void {
  const { k, vol, halfSpreadVol } = slice.kept;
  if (k.length < 12) return;
  const { years } = slice;
  const root = Math.sqrt(years);
  const seen = (_: number, i: number) => i % 2 === 0;
  const [ks, vols, halves] = [k.filter(seen), vol.filter(seen), halfSpreadVol.filter(seen)];
  const total = vols.map((one) => one * root);
  const { params } = fitSlice(fitPoints(ks, total, { halfSpreadVol: halves, years }), null);
  const line = linearSmile(ks, total);
  const spline = splineSmile(ks, total);
  for (let i = 1; i < 2 * ks.length - 2; i += 2) {
    const here = k[i] as number;
    const market = vol[i] as number;
    into.svi.push(100 * Math.abs(Math.sqrt(sviVariance(params, here)) / root - market));
    into.linear.push(100 * Math.abs(line(here) / root - market));
    into.spline.push(100 * Math.abs(spline(here) / root - market));
  }
}
