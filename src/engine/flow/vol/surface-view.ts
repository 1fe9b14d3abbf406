import type { SliceMinute, SurfaceMinute } from '../../domain/surface-minute.js';
import type { Coin } from '../../domain/instrument.js';
import type { Mode } from '../../domain/mode.js';
import type { DurationMs, EpochMs } from '../../domain/units.js';
import { MINUTE_MS } from '../../domain/units.js';
import type {
  AtmLine,
  SkewView,
  SliceView,
  SurfaceHead,
  SurfaceView,
  TermView,
  VolLevels,
} from '../../domain/vol-views.js';
import { checkButterfly } from '../../surface/butterfly.js';
import { checkCalendar } from '../../surface/calendar.js';
import { forwardVol } from '../../surface/term-structure.js';
import { smileVolAt, GRID_COLUMNS, meshOf, moneyVol } from './grid.js';
import { spread } from './spread.js';
import { smileAtDays, smilesOf } from './surface-minute.js';

/** A surface, fresh or kept, with what stands beside it on every picture. */
export interface ShownSurface {
  readonly mode: Mode;
  readonly nowMs: EpochMs;
  readonly coin: Coin | null;
  readonly minute: SurfaceMinute;
  readonly levels: VolLevels;
  /** The surface it is compared with; null without one. */
  readonly before: { readonly minute: SurfaceMinute; readonly levels: VolLevels } | null;
}

/** Rows of the heat grid at most; all expiries stand in the term structure. */
const MOST_ROWS = 11;
const NEAREST_ROWS = 4;
/** Older prices than this, the source's own delay aside, are not those of an open market. */
const FRESH_MS: DurationMs = 2 * MINUTE_MS;
const DELAYED_FRESH_MS: DurationMs = 5 * MINUTE_MS;
const DAYS_PER_YEAR = 365;

export function headOf({ mode, nowMs, coin, minute, levels, before }: ShownSurface): SurfaceHead {
  const { asOfMs, delayMs, source, spot, atm30d, rr25At30d, bf25At30d } = levels;
  const most = delayMs > 0 ? delayMs + DELAYED_FRESH_MS : FRESH_MS;
  const past = before?.levels.atm30d ?? null;
  return {
    stamp: { mode, nowMs, asOfMs, delayMs, source },
    age: nowMs - asOfMs <= most ? 'fresh' : 'old',
    underlying: minute.underlying,
    ...{ coin, spot, atm30d, rr25At30d, bf25At30d },
    atm30dChange: atm30d === null || past === null ? null : atm30d - past,
  };
}

/** Slices with days and forward volatilities, all of them. */
export function sliceViews({ slices }: SurfaceMinute): SliceView[] {
  let near = { years: 0, totalVariance: 0 };
  return slices.map((slice) => {
    const here = { years: slice.years, totalVariance: slice.atmVol ** 2 * slice.years };
    const forward = forwardVol(near, here) ?? 0;
    near = here;
    return { ...slice, days: slice.years * DAYS_PER_YEAR, forwardVol: forward };
  });
}

function arbitrageOf(slices: readonly SliceMinute[]): 'free' | 'found' {
  const clean = slices.every(({ params }, i) => {
    const near = slices[i - 1];
    const above = !near || checkCalendar(near.params, params).state === 'free';
    return above && checkButterfly(params).state === 'free';
  });
  return clean ? 'free' : 'found';
}

/** By slice and column, less the same of the surface before at the same days to expiry. */
function changesOf(
  slices: readonly SliceView[],
  vols: readonly (readonly number[])[],
  before: SurfaceMinute,
): readonly (readonly number[])[] {
  const smiles = smilesOf(before);
  return slices.map(({ days }, i) => {
    const smile = smileAtDays(smiles, days);
    return GRID_COLUMNS.map(({ delta, side }, j) =>
      smile ? (vols[i]?.[j] as number) - smileVolAt(smile, delta, side) : NaN,
    );
  });
}

/** What only a fresh surface knows of its own fit. */
export interface FitFacts {
  readonly state: 'free' | 'arbitrage';
  readonly skipped: SurfaceView['skipped'];
  readonly fitMs: DurationMs;
  readonly insideShare: number;
}

/** @param fit null for a kept surface. */
export function surfaceView(shown: ShownSurface, fit: FitFacts | null): SurfaceView {
  const { minute, before } = shown;
  const smiles = smilesOf(minute);
  const all = sliceViews(minute);
  const slices = spread(all, {
    most: MOST_ROWS,
    nearest: NEAREST_ROWS,
    timeOf: ({ years }) => years,
  });
  const vols = slices.map(({ days }) => {
    const smile = smileAtDays(smiles, days);
    return GRID_COLUMNS.map(({ delta, side }) => (smile ? smileVolAt(smile, delta, side) : NaN));
  });
  const state = fit?.state ?? arbitrageOf(minute.slices);
  return {
    ...headOf(shown),
    slices,
    grid: {
      columns: GRID_COLUMNS.map(({ name }) => name),
      vols,
      changes: before && changesOf(slices, vols, before.minute),
      comparedWithMs: before?.minute.atMs ?? null,
    },
    mesh: meshOf(smiles),
    arbitrage: state === 'free' ? 'free' : 'found',
    skipped: fit?.skipped ?? [],
    fitMs: fit?.fitMs ?? 0,
    insideShare: fit?.insideShare ?? NaN,
  };
}

export function termView(shown: ShownSurface): TermView {
  const { minute, levels, before } = shown;
  return {
    ...headOf(shown),
    slices: sliceViews(minute),
    before: before
      ? sliceViews(before.minute).map(({ days, atmVol }) => ({ days, vol: atmVol }))
      : [],
    comparedWithMs: before?.minute.atMs ?? null,
    inversion: levels.inversion,
  };
}

export function skewView(shown: ShownSurface, history: SkewView['history']): SkewView {
  return { ...headOf(shown), slices: sliceViews(shown.minute), history };
}

export function atmLine(shown: ShownSurface, mean7d: number | null): AtmLine {
  const smiles = smilesOf(shown.minute);
  const at = (days: number) => moneyVol(smileAtDays(smiles, days));
  return { head: headOf(shown), atm7d: at(7), atm90d: at(90), mean7d };
}
