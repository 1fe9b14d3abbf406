import { WIDTH, writeBox } from './box.js';
import { leastG } from './butterfly-rows.js';
import { leastLogGap } from './calendar-rows.js';
import { quoteCalendars } from './quote-arbitrage.js';
import type { PairChecks, SliceChecks, SurfaceDiagnostics, SurfaceSlice } from './surface.js';
import type { SviParams } from './svi.js';

/** A slice whose checks are still to be made. */
export type UncheckedSlice = Omit<SurfaceSlice, 'checks'>;

function boxed(params: SviParams): Float64Array {
  const x = new Float64Array(WIDTH);
  writeBox(params, x, 0);
  return x;
}

/** Least g over the whole line, limits at infinity included. */
function ownCheck(x: Float64Array): number {
  const steepest = Math.max(x[1] as number, x[2] as number) ** 2;
  return Math.min(leastG(x, 0), (4 - steepest * steepest) / 16);
}

function pairCheck(before: UncheckedSlice, slice: UncheckedSlice): PairChecks {
  const near = boxed(before.params);
  const far = boxed(slice.params);
  const wings = Math.min(
    (far[1] as number) - (near[1] as number),
    (far[2] as number) - (near[2] as number),
  );
  const gap = leastLogGap({ near, nearAt: 0, far, farAt: 0 });
  return {
    beforeParams: before.params,
    beforeKept: before.kept,
    minLogGap: wings < 0 ? Math.min(wings, gap) : gap,
    quotes: quoteCalendars(
      { ...before.kept, years: before.years },
      { ...slice.kept, years: slice.years },
    ),
  };
}

function fits(pair: PairChecks | null, before: UncheckedSlice | null): boolean {
  if (!pair || !before) return pair === null && before === null;
  return pair.beforeParams === before.params && pair.beforeKept === before.kept;
}

/** Makes the checks that are missing or no longer belong; others are kept as they are. */
export function checkSlices(
  slices: readonly (UncheckedSlice & { readonly checks?: SliceChecks })[],
): SurfaceSlice[] {
  return slices.map((slice, i) => {
    const before = slices[i - 1] ?? null;
    const known = slice.checks;
    if (known && fits(known.pair, before)) return slice as SurfaceSlice;
    const minG = known?.minG ?? ownCheck(boxed(slice.params));
    return { ...slice, checks: { minG, pair: before ? pairCheck(before, slice) : null } };
  });
}

/** Sums up the checks of all slices. */
export function diagnose(slices: readonly SurfaceSlice[]): SurfaceDiagnostics {
  let minG = Infinity;
  let minLogGap = Infinity;
  const calendars = [];
  for (const { checks } of slices) {
    minG = Math.min(minG, checks.minG);
    if (!checks.pair) continue;
    minLogGap = Math.min(minLogGap, checks.pair.minLogGap);
    calendars.push(checks.pair.quotes);
  }
  const state = minG >= 0 && minLogGap >= 0 ? 'free' : 'arbitrage';
  return { state, minG, minLogGap, quoteCalendars: calendars };
}
