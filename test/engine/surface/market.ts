import type { TradingDay } from '../../../src/engine/domain/trading-day.js';
import { dayFromUtc } from '../../../src/engine/domain/trading-day.js';
import { blackPrice } from '../../../src/engine/pricing/black.js';
import { timeToExpiry } from '../../../src/engine/pricing/day-count.js';
import { checkButterfly } from '../../../src/engine/surface/butterfly.js';
import { checkCalendar } from '../../../src/engine/surface/calendar.js';
import { fitPoints, type FitPoints } from '../../../src/engine/surface/points.js';
import type { ExpiryInput, SurfaceInput } from '../../../src/engine/surface/quotes.js';
import type { Surface } from '../../../src/engine/surface/surface.js';
import { sviVariance, type SviParams } from '../../../src/engine/surface/svi.js';

export const NOW = Date.UTC(2026, 2, 3, 15, 0);

/** Uniform numbers from a seed (mulberry32). */
export function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Points of a smile on an even grid of k, all weights alike, with noise in volatility a year. */
export function pointsOf(
  params: SviParams,
  of: { years: number; from: number; to: number; count: number; noise?: () => number },
): FitPoints {
  const step = (of.to - of.from) / (of.count - 1);
  const k = Float64Array.from({ length: of.count }, (_, i) => of.from + i * step);
  const root = Math.sqrt(of.years);
  const totalVol = k.map((x) => Math.sqrt(sviVariance(params, x)) + (of.noise?.() ?? 0) * root);
  return fitPoints(k, totalVol, { halfSpreadVol: null, years: of.years });
}

/** Unweighted root mean square error in basis points of volatility a year. */
export function rmseBp(params: SviParams, { k, totalVol, years }: FitPoints): number {
  let sum = 0;
  for (let i = 0; i < k.length; i++) {
    sum += (Math.sqrt(sviVariance(params, k[i] as number)) - (totalVol[i] as number)) ** 2;
  }
  return 1e4 * Math.sqrt(sum / k.length / years);
}

/** A random slice without butterfly arbitrage. */
export function randomSlice(random: () => number, years: number): SviParams {
  for (;;) {
    const unit = (0.15 + 0.5 * random()) * Math.sqrt(years);
    const sigma = unit * (0.3 + 2 * random());
    const rho = -0.8 + 1.2 * random();
    const b = 0.2 * unit * (0.3 + random());
    const m = unit * (random() - 0.5);
    const a = unit * unit - b * sigma * Math.sqrt(1 - rho * rho);
    const made = { a, b, rho, m, sigma };
    if (checkButterfly(made).state === 'free') return made;
  }
}

export interface QuotedSlice {
  readonly days: number;
  readonly params: SviParams;
  readonly forward: number;
  readonly rate?: number;
  /** Half-spread in volatility a year. */
  readonly halfSpread?: number;
  readonly noise?: () => number;
  readonly future?: number | null;
  readonly knownRate?: number | null;
  readonly strikes?: number;
}

/** Quotes of one expiry: strikes over four deviations to both sides. */
export function quotedExpiry(of: QuotedSlice): ExpiryInput {
  const settlesAtMs = NOW + of.days * 86_400_000;
  const { years } = timeToExpiry(NOW, settlesAtMs);
  const rate = of.rate ?? 0;
  const discount = Math.exp(-rate * years);
  const unit = Math.sqrt(sviVariance(of.params, 0));
  const count = of.strikes ?? 41;
  const strike = Float64Array.from({ length: count }, (_, i) =>
    Number((of.forward * Math.exp(unit * (-3.5 + (6.5 * i) / (count - 1)))).toPrecision(5)),
  );
  const columns = {
    callBid: new Float64Array(count),
    callAsk: new Float64Array(count),
    putBid: new Float64Array(count),
    putAsk: new Float64Array(count),
  };
  for (let i = 0; i < count; i++) {
    const k = Math.log((strike[i] as number) / of.forward);
    const total = Math.sqrt(sviVariance(of.params, k)) + (of.noise?.() ?? 0) * Math.sqrt(years);
    const half = (of.halfSpread ?? 0.002) * Math.sqrt(years);
    const at = { forward: of.forward, strike: strike[i] as number, discount };
    for (const right of ['call', 'put'] as const) {
      const price = (volSqrtT: number) => blackPrice({ ...at, volSqrtT, right });
      columns[`${right}Bid`][i] = price(total - half);
      columns[`${right}Ask`][i] = price(total + half);
    }
  }
  const expiry: TradingDay = dayFromUtc(settlesAtMs);
  const sizes = { callSize: null, putSize: null, callAgeMs: null, putAgeMs: null };
  return {
    id: `X/${expiry}`,
    expiry,
    settlesAtMs,
    quotes: { strike, ...columns, ...sizes },
    future: of.future === undefined ? of.forward : of.future,
    rate: of.knownRate === undefined ? rate : of.knownRate,
  };
}

export function quotedSurface(slices: readonly QuotedSlice[]): SurfaceInput {
  return {
    underlying: 'X',
    atMs: NOW,
    delayMs: 0,
    source: 'made',
    expiries: slices.map(quotedExpiry),
  };
}

/** Slices and pairs of a surface that the dense search finds with arbitrage. */
export function arbitrageIn(surface: Pick<Surface, 'slices'>): string[] {
  return surface.slices.flatMap((slice, i) => {
    const before = surface.slices[i - 1];
    const found: string[] = [];
    if (checkButterfly(slice.params).state !== 'free') found.push(`butterfly ${slice.id}`);
    if (before && checkCalendar(before.params, slice.params).state !== 'free') {
      found.push(`calendar ${before.id} ${slice.id}`);
    }
    return found;
  });
}
