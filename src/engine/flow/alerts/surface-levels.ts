import type { SliceMinute, SurfaceMinute } from '../../domain/surface-minute.js';
import type { DurationMs, EpochMs } from '../../domain/units.js';

/** Figures of a surface that rules look at, in vol points at 30 days; null beyond the listed expiries. */
export interface SurfaceLevels {
  readonly underlying: string;
  readonly atMs: EpochMs;
  readonly delayMs: DurationMs;
  readonly source: string;
  readonly atm30d: number | null;
  readonly skew25: number | null;
  readonly skew10: number | null;
  readonly fly25: number | null;
  readonly fly10: number | null;
  /** At the money at 7 days less at 90: positive is inverted. */
  readonly term: number | null;
}

const YEAR_DAYS = 365;
const DAYS = { near: 7, middle: 30, far: 90 } as const;

/** Expiries on either side of a number of days, and where between them it lies. */
function around(slices: readonly SliceMinute[], days: number) {
  const years = days / YEAR_DAYS;
  const at = slices.findIndex((slice) => slice.years >= years);
  const after = slices[at];
  const before = slices[at - 1] ?? after;
  if (!after || !before || (before === after && after.years !== years)) return null;
  const width = after.years - before.years;
  return { before, after, years, share: width > 0 ? (years - before.years) / width : 0 };
}

/** At-the-money volatility at a number of days: total variance runs straight between expiries. */
function atmAt(slices: readonly SliceMinute[], days: number): number | null {
  const found = around(slices, days);
  if (!found) return null;
  const { before, after, years, share } = found;
  const variance = ({ atmVol, years: own }: SliceMinute): number => atmVol * atmVol * own;
  const between = variance(before) + share * (variance(after) - variance(before));
  return 100 * Math.sqrt(between / years);
}

/** A difference of volatilities runs straight in time between expiries. */
function wingAt(
  slices: readonly SliceMinute[],
  wing: 'rr25' | 'rr10' | 'bf25' | 'bf10',
): number | null {
  const found = around(slices, DAYS.middle);
  if (!found) return null;
  const { before, after, share } = found;
  return 100 * (before[wing] + share * (after[wing] - before[wing]));
}

export function surfaceLevels(minute: SurfaceMinute): SurfaceLevels {
  const { underlying, atMs, delayMs, source, slices } = minute;
  const near = atmAt(slices, DAYS.near);
  const far = atmAt(slices, DAYS.far);
  return {
    underlying,
    atMs,
    delayMs,
    source,
    atm30d: atmAt(slices, DAYS.middle),
    skew25: wingAt(slices, 'rr25'),
    skew10: wingAt(slices, 'rr10'),
    fly25: wingAt(slices, 'bf25'),
    fly10: wingAt(slices, 'bf10'),
    term: near === null || far === null ? null : near - far,
  };
}
