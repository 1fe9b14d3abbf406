import type { Coin, Right } from '../../domain/instrument.js';
import type { OptionGreeks } from '../../domain/vol-views.js';
import { americanPrice, type Dividend } from '../../pricing/american.js';
import { blackGreeks } from '../../pricing/greeks.js';

/** What one option is priced from. */
export interface Pricing {
  readonly spot: number;
  readonly forward: number;
  readonly strike: number;
  readonly years: number;
  readonly rate: number;
  readonly discount: number;
  /** Volatility a year. */
  readonly vol: number;
  readonly right: Right;
  readonly coin: Coin | null;
  /** Set where the option may be exercised early. */
  readonly dividends: readonly Dividend[] | null;
}

/** Yield a year at which the spot less its dividends grows into the forward that quotes imply. */
export function impliedYield(of: Omit<Pricing, 'vol'>): number {
  const { spot, forward, rate, years } = of;
  const paid = (of.dividends ?? []).reduce(
    (sum, dividend) => sum + dividend.amount * Math.exp(-rate * dividend.years),
    0,
  );
  return rate - Math.log(forward / (spot - paid)) / years;
}

const DAYS_PER_YEAR = 365;
/** Step of a difference by volatility and by interest. */
const BUMP = 1e-3;

/** A year's change as a day's, for less than a day in proportion to what is left. */
export function perDay(thetaPerYear: number, years: number): number {
  return (thetaPerYear / DAYS_PER_YEAR) * Math.min(1, years * DAYS_PER_YEAR);
}

/**
 * Greeks of a European option in the field's units: by the spot, with forwards in proportion to it and
 * the spot held for theta; of a coin by the forward, as its venue counts.
 */
export function europeanGreeks(of: Pricing): OptionGreeks {
  const { forward, spot, years } = of;
  const raw = blackGreeks(of);
  const carry = of.coin ? 1 : forward / spot;
  // Growth of the forward per year while the spot stands still.
  const growth = of.coin ? 0 : Math.log(forward / spot) / years;
  const theta = raw.theta - raw.delta * forward * growth;
  const charm = carry * (raw.charm - growth * (raw.delta + forward * raw.gamma));
  return {
    price: raw.price,
    delta: carry * raw.delta,
    gamma: carry * carry * raw.gamma,
    vegaUsdPerVolPt: raw.vega / 100,
    thetaUsdPerDay: Math.max(-raw.price, perDay(theta, years)),
    // Interest moves the forward too: ∂F/∂r is T F.
    rhoUsdPerPct: (years * (forward * raw.delta - raw.price)) / 100,
    vannaPerVolPt: (carry * raw.vanna) / 100,
    volgaUsdPerVolPt2: raw.volga / 10_000,
    charmPerDay: perDay(charm, years),
  };
}

/** The same of an option that may be exercised early; second orders of volatility as if it could not. */
export function americanGreeks(
  of: Pricing & { readonly dividends: readonly Dividend[] },
): OptionGreeks {
  const terms = { ...of, yieldRate: impliedYield(of) };
  const how = { resolution: 200 };
  const base = americanPrice(terms, how);
  const price = (change: { readonly vol?: number; readonly rate?: number }) =>
    americanPrice({ ...terms, ...change }, how).price;
  const vega = (price({ vol: of.vol + BUMP }) - price({ vol: of.vol - BUMP })) / (2 * BUMP);
  const rho = (price({ rate: of.rate + BUMP }) - price({ rate: of.rate - BUMP })) / (2 * BUMP);
  return {
    ...europeanGreeks(of),
    price: base.price,
    delta: base.delta,
    gamma: base.gamma,
    vegaUsdPerVolPt: vega / 100,
    thetaUsdPerDay: Math.max(-base.price, perDay(base.theta, of.years)),
    rhoUsdPerPct: rho / 100,
  };
}
