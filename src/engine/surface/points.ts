/**
 * What one slice is fitted to, by ascending k: forward log-moneyness, total volatility σ√T, and the
 * weight of an error in total volatility. Errors count in units of volatility a year over
 * `half-spreads`, so that slices can be weighed against each other.
 */
export interface FitPoints {
  readonly k: Float64Array;
  readonly totalVol: Float64Array;
  /** Square root of the weight; the objective of a slice is ½ Σ (root·error)². */
  readonly root: Float64Array;
  readonly years: number;
}

export interface PointOptions {
  /** Half of the spread in volatility a year by point; null weighs all points alike. */
  readonly halfSpreadVol: Float64Array | null;
  readonly years: number;
}

/** Least half-spread that is believed, volatility a year: 3 basis points. */
const LEAST_HALF_SPREAD = 3e-4;
/** No point weighs more than one of a half-spread of this share of the median. */
const LEAST_SHARE = 0.35;

/** Points around the forward count more, because an error there costs most in money. */
const CENTRE_GAIN = 16;
/** Width of that emphasis, and of the slow decline in the wings, in at-the-money deviations. */
const CENTRE_WIDTH = 0.25;
const WING_WIDTH = 5;

/** Total volatility nearest to the forward. */
function centreVol(k: Float64Array, totalVol: Float64Array): number {
  let closest = Infinity;
  let found = 1;
  for (let i = 0; i < k.length; i++) {
    const away = Math.abs(k[i] as number);
    if (away < closest) [closest, found] = [away, totalVol[i] as number];
  }
  return found;
}

function emphasis(deviations: number): number {
  const near = deviations / CENTRE_WIDTH;
  const far = deviations / WING_WIDTH;
  return (1 + CENTRE_GAIN * Math.exp(-0.5 * near * near)) / (1 + far * far);
}

function median(of: Float64Array): number {
  const sorted = Float64Array.from(of).sort();
  return sorted[sorted.length >> 1] ?? NaN;
}

/** Weights by bid-ask: the mean over points of the squared error in half-spreads. */
export function fitPoints(
  k: Float64Array,
  totalVol: Float64Array,
  { halfSpreadVol, years }: PointOptions,
): FitPoints {
  const n = k.length;
  const root = new Float64Array(n);
  const scale = 1 / Math.sqrt(Math.max(1, n) * years);
  const floor = halfSpreadVol
    ? Math.max(LEAST_HALF_SPREAD, LEAST_SHARE * median(halfSpreadVol))
    : LEAST_HALF_SPREAD;
  const centre = centreVol(k, totalVol);
  for (let i = 0; i < n; i++) {
    const plain = scale / Math.max(floor, halfSpreadVol?.[i] ?? floor);
    root[i] = halfSpreadVol ? plain * emphasis((k[i] as number) / centre) : plain;
  }
  return { k, totalVol, root, years };
}
