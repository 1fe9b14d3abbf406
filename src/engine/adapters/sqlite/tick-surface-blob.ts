import type { SliceMinute } from '../../domain/surface-minute.js';
import { dayFromUtc, utcMidnight } from '../../domain/trading-day.js';
import { DAY_MS } from '../../domain/units.js';

/** Numbers of one expiry: 144 bytes. */
const SLICE_WIDTH = 18;

/** The expiries of a surface as plain numbers; `idOf` gives a name its number. */
export function packSlices(
  slices: readonly SliceMinute[],
  idOf: (name: string) => number,
): Float64Array {
  const values = new Float64Array(slices.length * SLICE_WIDTH);
  slices.forEach((slice, n) => {
    const { a, b, rho, m, sigma } = slice.params;
    const row = [
      ...[idOf(slice.id), utcMidnight(slice.expiry) / DAY_MS, slice.settlesAtMs],
      ...[slice.years, slice.forward, slice.discount, a, b, rho, m, sigma, slice.atmVol],
      ...[slice.rr25, slice.bf25, slice.rr10, slice.bf10, slice.rmseVolPts, slice.quotes],
    ];
    values.set(row, n * SLICE_WIDTH);
  });
  return values;
}

export function unpackSlices(
  values: Float64Array,
  nameOf: (id: number) => string,
): readonly SliceMinute[] {
  return Array.from({ length: values.length / SLICE_WIDTH }, (_, n) => {
    let at = n * SLICE_WIDTH;
    const next = () => values[at++] ?? NaN;
    return {
      ...{ id: nameOf(next()), expiry: dayFromUtc(next() * DAY_MS), settlesAtMs: next() },
      ...{ years: next(), forward: next(), discount: next() },
      params: { a: next(), b: next(), rho: next(), m: next(), sigma: next() },
      ...{ atmVol: next(), rr25: next(), bf25: next(), rr10: next(), bf10: next() },
      ...{ rmseVolPts: next(), quotes: next() },
    };
  });
}
