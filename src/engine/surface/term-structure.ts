import { smileOf, type Smile } from './smile-at.js';
import type { Surface } from './surface.js';

/** One expiry of the at-the-money-forward term structure. */
export interface TermPoint {
  readonly id: string;
  readonly years: number;
  readonly totalVariance: number;
  /** Volatility a year. */
  readonly vol: number;
  /** Volatility a year from the expiry before to this one; the first counts from now. */
  readonly forwardVol: number;
}

/** Volatility a year between two points of total variance; null where variance falls with time. */
export function forwardVol(
  near: { readonly years: number; readonly totalVariance: number },
  far: { readonly years: number; readonly totalVariance: number },
): number | null {
  const gained = far.totalVariance - near.totalVariance;
  const years = far.years - near.years;
  return gained >= 0 && years > 0 ? Math.sqrt(gained / years) : null;
}

/** At-the-money-forward total variance, volatility and forward volatility by expiry. */
export function termStructure(surface: Surface): TermPoint[] {
  let before = { years: 0, totalVariance: 0 };
  return surface.slices.map((slice) => {
    const { years, id } = slice;
    const totalVariance = smileOf(slice).jet(0).w;
    const here = { years, totalVariance };
    const forward = forwardVol(before, here);
    before = here;
    // A surface without calendar arbitrage always has a forward volatility.
    return { id, ...here, vol: Math.sqrt(totalVariance / years), forwardVol: forward ?? 0 };
  });
}

/** Volatility a year at the money forward of one date. */
export function atmVol(smile: Smile): number {
  return Math.sqrt(smile.jet(0).w / smile.years);
}
