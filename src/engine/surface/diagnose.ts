import { WIDTH, writeBox } from './box.js';
import { leastG } from './butterfly-rows.js';
import { leastLogGap } from './calendar-rows.js';
import { quoteCalendars } from './quote-arbitrage.js';
import type { SurfaceDiagnostics, SurfaceSlice } from './surface.js';

/** Checks every slice and every neighbouring pair over the whole line. */
export function diagnose(slices: readonly SurfaceSlice[]): SurfaceDiagnostics {
  const x = new Float64Array(slices.length * WIDTH);
  slices.forEach((slice, i) => writeBox(slice.params, x, i * WIDTH));
  let minG = Infinity;
  let minLogGap = Infinity;
  const calendars = [];
  for (let i = 0; i < slices.length; i++) {
    const at = i * WIDTH;
    const steepest = Math.max(x[at + 1] as number, x[at + 2] as number) ** 2;
    minG = Math.min(minG, leastG(x, at), (4 - steepest * steepest) / 16);
    const before = slices[i - 1];
    const slice = slices[i];
    if (!before || !slice) continue;
    const wings = Math.min(
      (x[at + 1] as number) - (x[at - WIDTH + 1] as number),
      (x[at + 2] as number) - (x[at - WIDTH + 2] as number),
    );
    const gap = leastLogGap({ near: x, nearAt: at - WIDTH, far: x, farAt: at });
    minLogGap = Math.min(minLogGap, wings < 0 ? Math.min(wings, gap) : gap);
    calendars.push(
      quoteCalendars(
        { ...before.kept, years: before.years },
        { ...slice.kept, years: slice.years },
      ),
    );
  }
  const state = minG >= 0 && minLogGap >= 0 ? 'free' : 'arbitrage';
  return { state, minG, minLogGap, quoteCalendars: calendars };
}
