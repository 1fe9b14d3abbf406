import type { GreekTable } from './greeks-batch.js';
import { blackGreeks, type ForwardInput, type Greeks } from './greeks.js';

const DAYS_PER_YEAR = 365;

/**
 * Greeks of an inverse option: it pays max(0, ±(S - K))/S in coin, its price is the dollar price
 * over the forward. All in coin, by the forward in dollars; raw units and calendar-time signs.
 * From P = F U, so P⁽ⁿ⁾ = F U⁽ⁿ⁾ + n U⁽ⁿ⁻¹⁾.
 */
export interface InverseGreeks {
  readonly price: number;
  readonly delta: number;
  readonly gamma: number;
  readonly vega: number;
  readonly theta: number;
  readonly rho: number;
  readonly vanna: number;
  readonly volga: number;
  readonly charm: number;
  readonly veta: number;
  readonly speed: number;
  readonly zomma: number;
  readonly color: number;
  /** Coins of the underlying that hedge one option, less the premium held in coin: F·∂U/∂F. */
  readonly netDelta: number;
  /** The same option settled in dollars. */
  readonly linear: Greeks;
}

export function inverseGreeks(of: ForwardInput): InverseGreeks {
  const linear = blackGreeks(of);
  const { forward } = of;
  const price = linear.price / forward;
  const netDelta = linear.delta - price;
  const delta = netDelta / forward;
  const gamma = (linear.gamma - 2 * delta) / forward;
  const vega = linear.vega / forward;
  const theta = linear.theta / forward;
  const vanna = (linear.vanna - vega) / forward;
  const charm = (linear.charm - theta) / forward;
  return {
    ...{ price, delta, gamma, vega, theta, vanna, charm, netDelta, linear },
    rho: linear.rho / forward,
    volga: linear.volga / forward,
    veta: linear.veta / forward,
    speed: (linear.speed - 3 * gamma) / forward,
    zomma: (linear.zomma - 2 * vanna) / forward,
    color: (linear.color - 2 * charm) / forward,
  };
}

export const INVERSE_NAMES = [
  'price',
  'delta',
  'gamma',
  'vega',
  'theta',
  'vanna',
  'volga',
  'charm',
  'veta',
  'speed',
  'zomma',
  'color',
  'netDelta',
] as const;

export type InverseTable = Readonly<Record<(typeof INVERSE_NAMES)[number], Float64Array>>;

export function makeInverseTable(length: number): InverseTable {
  const columns = INVERSE_NAMES.map((name) => [name, new Float64Array(length)] as const);
  return Object.fromEntries(columns) as Record<(typeof INVERSE_NAMES)[number], Float64Array>;
}

/** The figures of `inverseGreeks` for every row, from a table that `greeksBatch` has filled. */
export function inverseGreeksBatch(
  forward: Float64Array,
  linear: GreekTable,
  into: InverseTable,
): void {
  const at = (column: Float64Array, n: number): number => column[n] as number;
  for (let n = 0; n < forward.length; n++) {
    const over = 1 / at(forward, n);
    const price = at(linear.price, n) * over;
    const netDelta = at(linear.delta, n) - price;
    const delta = netDelta * over;
    const gamma = (at(linear.gamma, n) - 2 * delta) * over;
    const vega = at(linear.vega, n) * over;
    const theta = at(linear.theta, n) * over;
    const vanna = (at(linear.vanna, n) - vega) * over;
    const charm = (at(linear.charm, n) - theta) * over;
    into.price[n] = price;
    into.netDelta[n] = netDelta;
    into.delta[n] = delta;
    into.gamma[n] = gamma;
    into.vega[n] = vega;
    into.theta[n] = theta;
    into.vanna[n] = vanna;
    into.charm[n] = charm;
    into.volga[n] = at(linear.volga, n) * over;
    into.veta[n] = at(linear.veta, n) * over;
    into.speed[n] = (at(linear.speed, n) - 3 * gamma) * over;
    into.zomma[n] = (at(linear.zomma, n) - 2 * vanna) * over;
    into.color[n] = (at(linear.color, n) - 2 * charm) * over;
  }
}

/** What Deribit publishes beside a quote, in its units. */
export interface DeribitGreeks {
  readonly markCoin: number;
  /** Of the dollar price, not adjusted for the premium. */
  readonly delta: number;
  readonly gamma: number;
  readonly vegaUsdPerVolPt: number;
  /** A year's theta over 365, times the days left where those are less than one; at most the price. */
  readonly thetaUsdPerDay: number;
  readonly rhoUsdPerPct: number;
}

/**
 * Greeks as Deribit quotes them: Black 1976 on the expiry's own forward, without interest, the year
 * of 365 days to 08:00 UTC.
 */
export function deribitGreeks(of: Omit<ForwardInput, 'rate'>): DeribitGreeks {
  const greeks = blackGreeks({ ...of, rate: 0 });
  const days = of.years * DAYS_PER_YEAR;
  return {
    markCoin: greeks.price / of.forward,
    delta: greeks.delta,
    gamma: greeks.gamma,
    vegaUsdPerVolPt: greeks.vega / 100,
    thetaUsdPerDay: Math.max(-greeks.price, (greeks.theta / DAYS_PER_YEAR) * Math.min(1, days)),
    // Without interest K T N(d2) is -K T times the dual delta.
    rhoUsdPerPct: (-of.strike * of.years * greeks.dualDelta) / 100,
  };
}
