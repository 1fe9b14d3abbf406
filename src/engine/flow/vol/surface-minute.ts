import type { SliceMinute, SurfaceMinute } from '../../domain/surface-minute.js';
import type { VolLevels } from '../../domain/vol-views.js';
import type { EpochMs } from '../../domain/units.js';
import type { FittedExpiry, FittedSurface } from '../../ports/surface-fitter.js';
import { deltaSkew } from '../../surface/skew.js';
import { smileAt, smileOf, type Smile } from '../../surface/smile-at.js';
import type { SmileSet, SmileSlice } from '../../surface/surface.js';
import { atmVol } from '../../surface/term-structure.js';

const DAYS_PER_YEAR = 365;

function sliceMinute(slice: FittedExpiry): SliceMinute {
  const { id, expiry, settlesAtMs, years, params, residuals } = slice;
  const smile = smileOf(slice);
  const [near, far] = [deltaSkew(smile, 0.25), deltaSkew(smile, 0.1)];
  return {
    ...{ id, expiry, settlesAtMs, years, params },
    forward: slice.curve.forward,
    discount: slice.curve.discount,
    atmVol: atmVol(smile),
    rr25: near.riskReversal,
    bf25: near.butterfly,
    rr10: far.riskReversal,
    bf10: far.butterfly,
    rmseVolPts: residuals.rmseVolPts,
    quotes: residuals.count,
  };
}

/** What is kept of a fitted surface, and what its pictures are drawn from. */
export function surfaceMinute(surface: FittedSurface, spot: number): SurfaceMinute {
  const { underlying, atMs, delayMs, source } = surface;
  return { underlying, atMs, delayMs, source, spot, slices: surface.slices.map(sliceMinute) };
}

function smileSlice({ settlesAtMs, years, forward, discount, params }: SliceMinute): SmileSlice {
  const rate = -Math.log(discount) / years;
  return { settlesAtMs, years, params, curve: { forward, discount, rate } };
}

/** The smiles of a kept surface: those of the surface then, to the rounding of interest. */
export function smilesOf({ atMs, slices }: SurfaceMinute): SmileSet {
  return { atMs, slices: slices.map(smileSlice) };
}

/** Years that a number of days may be off by from rounding alone: a tenth of a second. */
const ROUNDING_YEARS = 3e-9;

/** The smile at so many calendar days; null beyond the last expiry. */
export function smileAtDays(smiles: SmileSet, days: number): Smile | null {
  const years = days / DAYS_PER_YEAR;
  const listed = smiles.slices.find((slice) => Math.abs(slice.years - years) < ROUNDING_YEARS);
  const smile = smileAt(smiles, listed?.years ?? years);
  return smile.ok ? smile.value : null;
}

export function volLevels(minute: SurfaceMinute, asOfMs: EpochMs): VolLevels {
  const { underlying, atMs, delayMs, source, spot } = minute;
  const smiles = smilesOf(minute);
  const atm = (days: number): number | null => {
    const smile = smileAtDays(smiles, days);
    return smile && atmVol(smile);
  };
  const month = smileAtDays(smiles, 30);
  const skew = month && deltaSkew(month, 0.25);
  const [atm7d, atm90d] = [atm(7), atm(90)];
  return {
    ...{ underlying, atMs, asOfMs, delayMs, source, spot, atm7d, atm90d },
    atm30d: month && atmVol(month),
    rr25At30d: skew?.riskReversal ?? null,
    bf25At30d: skew?.butterfly ?? null,
    inversion: atm7d === null || atm90d === null ? null : atm7d - atm90d,
  };
}
