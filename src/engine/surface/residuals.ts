import { timeValue } from '../pricing/time-value.js';
import type { KeptQuotes } from './kept-quotes.js';
import { sviVariance, type SviParams } from './svi.js';

/** How far a slice is from its quotes. */
export interface Residuals {
  readonly count: number;
  /** Root mean square error in volatility points (1 is 1 % a year), all quotes alike. */
  readonly rmseVolPts: number;
  /** The same with each quote weighted by 1 over its half-spread squared. */
  readonly weightedRmseVolPts: number;
  readonly worstVolPts: number;
  /** Share of quotes whose fitted price lies within bid and ask. */
  readonly insideShare: number;
}

/** Room for rounding when a price is compared with its bid or ask, relative. */
const ROUNDING = 1e-12;

/** @param at forward, discount factor and years of the slice. */
export function residualsOf(
  params: SviParams,
  kept: KeptQuotes,
  at: { readonly forward: number; readonly discount: number; readonly years: number },
): Residuals {
  const { k, vol, bid, ask, strike, halfSpreadVol } = kept;
  const count = k.length;
  let [square, weighted, weights, worst, inside] = [0, 0, 0, 0, 0];
  for (let i = 0; i < count; i++) {
    const here = k[i] as number;
    const total = Math.sqrt(sviVariance(params, here));
    const error = total / Math.sqrt(at.years) - (vol[i] as number);
    const weight = 1 / Math.max(1e-4, halfSpreadVol[i] as number) ** 2;
    square += error * error;
    weighted += weight * error * error;
    weights += weight;
    worst = Math.max(worst, Math.abs(error));
    const least = Math.min(at.forward, strike[i] as number);
    const price = at.discount * least * timeValue(Math.abs(here), total);
    const low = (bid[i] as number) * (1 - ROUNDING);
    if (price >= low && price <= (ask[i] as number) * (1 + ROUNDING)) inside++;
  }
  return {
    count,
    rmseVolPts: 100 * Math.sqrt(square / count),
    weightedRmseVolPts: 100 * Math.sqrt(weighted / weights),
    worstVolPts: 100 * worst,
    insideShare: inside / count,
  };
}
