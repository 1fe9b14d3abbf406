/**
 * Raw SVI of one expiry: total variance w(k) = a + b(ρ(k - m) + √((k - m)² + σ²)) at forward
 * log-moneyness k = ln(K/F) (J. Gatheral, "A parsimonious arbitrage-free implied volatility
 * parameterization", 2004).
 */
export interface SviParams {
  readonly a: number;
  readonly b: number;
  readonly rho: number;
  readonly m: number;
  readonly sigma: number;
}

/** Total variance with its first and second derivative by k. */
export interface VarianceJet {
  readonly w: number;
  readonly w1: number;
  readonly w2: number;
}

export function sviVariance({ a, b, rho, m, sigma }: SviParams, k: number): number {
  const x = k - m;
  return a + b * (rho * x + Math.sqrt(x * x + sigma * sigma));
}

export function sviJet({ a, b, rho, m, sigma }: SviParams, k: number): VarianceJet {
  const x = k - m;
  const root = Math.sqrt(x * x + sigma * sigma);
  return {
    w: a + b * (rho * x + root),
    w1: b * (rho + x / root),
    w2: (b * sigma * sigma) / (root * root * root),
  };
}

/** Least total variance of the slice, a + bσ√(1 - ρ²). */
export function leastVariance({ a, b, rho, sigma }: SviParams): number {
  return a + b * sigma * Math.sqrt(Math.max(0, 1 - rho * rho));
}

/** Slopes of total variance at minus and plus infinity, both positive; Lee's bound is 2. */
export function wingSlopes({ b, rho }: SviParams): {
  readonly left: number;
  readonly right: number;
} {
  return { left: b * (1 - rho), right: b * (1 + rho) };
}

/** SVI jump-wings: quantities of a smile that a trader reads (Gatheral & Jacquier 2014, eq. 3.5). */
export interface SviJumpWings {
  /** At-the-money variance a year. */
  readonly v: number;
  /** At-the-money skew: the derivative of √w by k. */
  readonly psi: number;
  /** Slopes of the put and of the call wing, over √w at the money. */
  readonly p: number;
  readonly c: number;
  /** Least variance a year. */
  readonly vMin: number;
}

export function toJumpWings(params: SviParams, years: number): SviJumpWings {
  const { w, w1 } = sviJet(params, 0);
  const root = Math.sqrt(w);
  const { left, right } = wingSlopes(params);
  return {
    v: w / years,
    psi: w1 / (2 * root),
    p: left / root,
    c: right / root,
    vMin: leastVariance(params) / years,
  };
}

/** Inverse of `toJumpWings` (Gatheral & Jacquier 2014, Lemma 3.2). */
export function fromJumpWings(of: SviJumpWings, years: number): SviParams {
  const w = of.v * years;
  const root = Math.sqrt(w);
  const b = 0.5 * root * (of.c + of.p);
  const rho = 1 - (of.p * root) / b;
  const beta = rho - (2 * of.psi * root) / b;
  const depth = Math.sqrt(Math.max(0, 1 - rho * rho));
  if (Math.abs(beta) < 1e-14) {
    // At m = 0 the formula for m is 0/0; a and σ follow from the two variances directly.
    const sigma = (w - of.vMin * years) / (b * (1 - depth));
    return { a: w - b * sigma, b, rho, m: 0, sigma };
  }
  const alpha = Math.sign(beta) * Math.sqrt(1 / (beta * beta) - 1);
  const lean = Math.sign(alpha) * Math.sqrt(1 + alpha * alpha);
  const m = ((of.v - of.vMin) * years) / (b * (-rho + lean - alpha * depth));
  const sigma = alpha * m;
  return { a: of.vMin * years - b * sigma * depth, b, rho, m, sigma };
}

/**
 * Closed-form cure of butterfly arbitrage that keeps level, skew and put wing of a slice and gives
 * it the call wing and the least variance of an SSVI smile (Gatheral & Jacquier 2014, section 5.1).
 */
export function repairJumpWings(of: SviJumpWings): SviJumpWings {
  const c = of.p + 2 * of.psi;
  return { ...of, c, vMin: (4 * of.v * of.p * c) / (of.p + c) ** 2 };
}
