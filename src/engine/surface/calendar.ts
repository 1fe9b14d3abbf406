import { sviVariance, wingSlopes, type SviParams } from './svi.js';

/** The worst of w(far) - w(near) over the whole line, at equal forward log-moneyness. */
export interface CalendarCheck {
  readonly minGap: number;
  readonly atK: number;
  /** Differences of the wings' slopes, far less near; below zero the slices cross in the wing. */
  readonly leftSlopeGap: number;
  readonly rightSlopeGap: number;
  readonly state: 'free' | 'arbitrage';
}

const STEP_U = 0.1;
const FAR_U = 14;
/** Rounding of a difference of two total variances, relative to the larger. */
const GAP_ROUNDING = 1e-12;
/** What the difference itself may be off by, as a share of the variance: several roundings. */
const GAP_UNIT = 2e-15;

function refine(gap: (k: number) => number, between: readonly [number, number]): number {
  const ratio = 0.6180339887498949;
  let [low, high] = between;
  for (let round = 0; round < 50; round++) {
    const left = high - ratio * (high - low);
    const right = low + ratio * (high - low);
    if (gap(left) < gap(right)) high = right;
    else low = left;
  }
  return 0.5 * (low + high);
}

/** Nodes that resolve both slices' bends and reach far into both wings. */
function nodes(near: SviParams, far: SviParams): number[] {
  const found: number[] = [];
  for (const { m, sigma } of [near, far]) {
    for (let u = -FAR_U; u <= FAR_U; u += STEP_U) found.push(m + sigma * Math.sinh(u));
  }
  return found.sort((a, b) => a - b);
}

/** Total variance may not fall with time at any k, the wings at infinity included. */
export function checkCalendar(near: SviParams, far: SviParams): CalendarCheck {
  const gap = (k: number) => sviVariance(far, k) - sviVariance(near, k);
  const ks = nodes(near, far);
  let minGap = Infinity;
  let leastBound = Infinity;
  let atK = 0;
  for (let i = 0; i < ks.length; i++) {
    const here = ks[i] as number;
    const low = ks[i - 1] ?? here;
    const high = ks[i + 1] ?? here;
    const value = gap(here);
    if (value > gap(low) || value > gap(high)) continue;
    const best = refine(gap, [low, high]);
    const refined = gap(best);
    const [least, where] = refined < value ? [refined, best] : [value, here];
    // Far out a gap is known only to the rounding of two large variances.
    const bound = least + GAP_UNIT * sviVariance(far, where);
    if (bound < leastBound) [leastBound, minGap, atK] = [bound, least, where];
  }
  const nearSlopes = wingSlopes(near);
  const farSlopes = wingSlopes(far);
  const leftSlopeGap = farSlopes.left - nearSlopes.left;
  const rightSlopeGap = farSlopes.right - nearSlopes.right;
  const rounding = -GAP_ROUNDING * Math.max(1, sviVariance(far, atK));
  const free = minGap >= rounding && leftSlopeGap >= -1e-15 && rightSlopeGap >= -1e-15;
  return { minGap, atK, leftSlopeGap, rightSlopeGap, state: free ? 'free' : 'arbitrage' };
}
