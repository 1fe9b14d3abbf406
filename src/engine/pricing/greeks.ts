import { bsmPrice, type SpotInput } from './black.js';
import { GREEK_NAMES, greeksBatch, makeGreekTable, type GreekName } from './greeks-batch.js';
import type { Right } from '../domain/instrument.js';

/** Raw units and calendar-time signs, as `greeksBatch` states them; ultima is ∂σ³. */
export type Greeks = Readonly<Record<GreekName | 'ultima', number>>;

/** Third derivative by volatility, from vega and d1 d2 = volga σ / vega. */
function ultima(of: SpotInput, { vega, volga }: { vega: number; volga: number }): number {
  if (!(vega > 0)) return 0;
  const product = (volga * of.vol) / vega;
  // d1² + d2² = (d1 - d2)² + 2 d1 d2.
  const squares = of.vol * of.vol * of.years + 2 * product;
  return (-vega / (of.vol * of.vol)) * (product * (1 - product) + squares);
}

const one = {
  spot: new Float64Array(1),
  strike: new Float64Array(1),
  years: new Float64Array(1),
  rate: new Float64Array(1),
  yieldRate: new Float64Array(1),
  vol: new Float64Array(1),
  isCall: new Uint8Array(1),
};
const table = makeGreekTable(1);

/** Price and greeks of one European option on a spot with a continuous yield. */
export function bsmGreeks(of: SpotInput): Greeks {
  one.spot[0] = of.spot;
  one.strike[0] = of.strike;
  one.years[0] = of.years;
  one.rate[0] = of.rate;
  one.yieldRate[0] = of.yieldRate;
  one.vol[0] = of.vol;
  one.isCall[0] = of.right === 'call' ? 1 : 0;
  greeksBatch(one, table);
  const values = GREEK_NAMES.map((name) => [name, table[name][0] as number] as const);
  const greeks = Object.fromEntries(values) as Record<GreekName, number>;
  return { ...greeks, price: bsmPrice(of), ultima: ultima(of, greeks) };
}

/** An option on a forward or future. */
export interface ForwardInput {
  readonly forward: number;
  readonly strike: number;
  readonly years: number;
  /** Discounting rate, continuously compounded a year. */
  readonly rate: number;
  readonly vol: number;
  readonly right: Right;
}

/**
 * Price and greeks by Black 1976: `delta`, `gamma`, `speed` … by the forward. `rho` holds the
 * forward fixed, so it is -T times the price; `phi` is 0.
 */
export function blackGreeks(of: ForwardInput): Greeks {
  const greeks = bsmGreeks({ ...of, spot: of.forward, yieldRate: of.rate });
  return { ...greeks, rho: -of.years * greeks.price, phi: 0 };
}
