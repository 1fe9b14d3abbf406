import { logRest, logValue } from './time-value.js';

const ROOT_2PI = 2.5066282746310002;

/** What is known of an option's price, on the scale of its greatest possible price min(F, K). */
export interface Target {
  /** |ln(F/K)|. */
  readonly x: number;
  /** ln of the share c, used below 1/2, and of 1 - c, used above. */
  readonly logShare: number;
  readonly half: 'lower' | 'upper';
}

interface Probe {
  /** Increases with s; zero at the solution. */
  readonly gap: number;
  readonly slope: number;
}

function probe({ x, logShare, half }: Target, s: number): Probe {
  const d1 = 0.5 * s - x / s;
  if (half === 'lower') {
    // Past d1 = 0.7 the price is above half of its greatest, so the solution lies below.
    if (d1 > 0.7) return { gap: Infinity, slope: 0 };
    const at = logValue(x, s);
    return { gap: at.log - logShare, slope: at.slope };
  }
  if (d1 < -0.7) return { gap: -Infinity, slope: 0 };
  const at = logRest(x, s);
  return { gap: logShare - at.log, slope: -at.slope };
}

/** Householder's step of order three on ln c or ln(1 - c); the curvatures follow from ln n(d1). */
function step({ half, x }: Target, s: number, at: Probe): number {
  const bend = (x * x) / (s * s * s) - 0.25 * s;
  const twist = bend * bend - (3 * x * x) / (s * s * s * s) - 0.25;
  const slope = half === 'lower' ? at.slope : -at.slope;
  const newton = -at.gap / at.slope;
  const h2 = bend - slope;
  const h3 = twist - 3 * bend * slope + 2 * slope * slope;
  const moved = (newton * (1 + 0.5 * h2 * newton)) / (1 + newton * (h2 + (h3 * newton) / 6));
  return Number.isFinite(moved) ? moved : newton;
}

/**
 * A lower bound of the solution, near it in the wings: c ≤ s/√(2π), and N(d1) ≥ c (N(-d1) ≤ 1 - c)
 * with the tail of the normal law below half of its density's bell.
 */
function start({ x, logShare, half }: Target): number {
  const z = Math.sqrt(Math.max(0, -2 * (logShare + Math.LN2)));
  const root = Math.sqrt(z * z + 2 * x);
  if (half === 'upper') return Math.max(z + root, 1);
  const fromTail = x > 0 ? (2 * x) / (z + root) : 0;
  return Math.max(ROOT_2PI * Math.exp(logShare), fromTail, Number.MIN_VALUE);
}

/**
 * Total volatility of a share of the greatest price by bracketed Householder steps from nothing:
 * for the corners that the guess tables leave out, and for making those tables.
 */
export function searchTotalVol(target: Target): number {
  let s = start(target);
  let low = 0;
  let high = Infinity;
  for (let round = 0; round < 200; round++) {
    const at = probe(target, s);
    if (at.gap === 0) return s;
    if (at.gap < 0) low = s;
    else high = s;
    const next = Number.isFinite(at.gap) ? s + step(target, s, at) : NaN;
    if (Math.abs(next - s) <= 1e-9 * s) return next;
    const inside = next > low && next < high;
    if (inside && next > 0.1 * s && next < 10 * s) s = next;
    else if (low === 0) s *= 0.25;
    else if (high === Infinity) s *= 4;
    else s = Math.sqrt(low * high);
    if (low >= high * (1 - 4e-16)) return s;
  }
  return s;
}
