import { millsTable } from './mills.js';

const INV_ROOT_2PI = 0.3989422804014327;

/**
 * Greeks in raw units: volatility and rates as fractions (1.00 is 100 %), time in years, for one
 * unit of the underlying. `theta`, `charm`, `veta` and `color` are derivatives by calendar time,
 * that is the negative of those by time to expiry: what a day's passing adds.
 */
export const GREEK_NAMES = [
  'price',
  'delta',
  'gamma',
  'vega',
  'theta',
  'rho',
  'phi',
  'vanna',
  'volga',
  'charm',
  'veta',
  'speed',
  'zomma',
  'color',
  'dualDelta',
  'dualGamma',
] as const;

export type GreekName = (typeof GREEK_NAMES)[number];

/** Columns of equal length; one row a European option on a spot with a continuous yield. */
export interface GreekColumns {
  readonly spot: Float64Array;
  readonly strike: Float64Array;
  readonly years: Float64Array;
  /** Continuously compounded a year. A future has `yieldRate` equal to `rate`. */
  readonly rate: Float64Array;
  readonly yieldRate: Float64Array;
  readonly vol: Float64Array;
  /** 1 is a call, 0 a put. */
  readonly isCall: Uint8Array;
}

export type GreekTable = Readonly<Record<GreekName, Float64Array>>;

export function makeGreekTable(length: number): GreekTable {
  const columns = GREEK_NAMES.map((name) => [name, new Float64Array(length)] as const);
  return Object.fromEntries(columns) as Record<GreekName, Float64Array>;
}

/**
 * Price and fifteen greeks of every row (Black-Scholes-Merton; E. G. Haug, "The Complete Guide to
 * Option Pricing Formulas", 2nd ed., ch. 2), never NaN for positive spots and strikes:
 * delta ∂S, gamma ∂S², vega ∂σ, theta -∂T, rho ∂r, phi ∂q, vanna ∂S∂σ, volga ∂σ², charm -∂S∂T,
 * veta -∂σ∂T, speed ∂S³, zomma ∂S²∂σ, color -∂S²∂T, dual delta ∂K, dual gamma ∂K².
 * Without time or volatility they are those of the discounted intrinsic value, and 0 where a limit
 * does not exist.
 *
 * One long function with the Mills ratio written out, for the same reason as `impliedVolBatch`.
 */
export function greeksBatch(of: GreekColumns, into: GreekTable): void {
  const { spot, strike, years, rate, yieldRate, vol, isCall } = of;
  const { price, delta, gamma, vega, theta, rho, phi, vanna, volga } = into;
  const { charm, veta, speed, zomma, color, dualDelta, dualGamma } = into;
  const mills = millsTable;
  const count = spot.length;
  let w = 0;
  let p = 0;
  let k = 0;
  let e = 0;
  let e2 = 0;
  for (let n = 0; n < count; n++) {
    const s = spot[n] as number;
    const strikeHere = strike[n] as number;
    const time = years[n] as number;
    const r = rate[n] as number;
    const q = yieldRate[n] as number;
    const sigma = vol[n] as number;
    const sign = isCall[n] === 1 ? 1 : -1;
    const drift = (r - q) * time;
    const yielded = Math.exp(-q * time);
    const discount = Math.exp(-r * time);
    const asset = s * yielded;
    const cash = strikeHere * discount;
    const root = Math.sqrt(time);
    const total = sigma * root;
    const x = Math.log1p((s - strikeHere) / strikeHere) + drift;
    // Without total volatility the options are far from the money, or on it with d1 = d2 = 0.
    const d1 = total > 0 ? x / total + 0.5 * total : x > 0 ? 99 : x < 0 ? -99 : 0;
    const d2 = d1 - total;
    const density = total > 0 ? INV_ROOT_2PI * Math.exp(-0.5 * d1 * d1) : 0;
    const density2 = density > 0 ? (density * asset) / cash : 0;
    const a1 = d1 < 0 ? -d1 : d1;
    const a2 = d2 < 0 ? -d2 : d2;
    w = 3 / (a1 + 3.8);
    p = 64 * w;
    k = p | 0;
    e = p - k;
    k <<= 3;
    e2 = e * e;
    const m1 =
      w *
      ((mills[k] as number) +
        e * (mills[k + 1] as number) +
        e2 *
          ((mills[k + 2] as number) +
            e * (mills[k + 3] as number) +
            e2 *
              ((mills[k + 4] as number) +
                e * (mills[k + 5] as number) +
                e2 * (mills[k + 6] as number))));
    w = 3 / (a2 + 3.8);
    p = 64 * w;
    k = p | 0;
    e = p - k;
    k <<= 3;
    e2 = e * e;
    const m2 =
      w *
      ((mills[k] as number) +
        e * (mills[k + 1] as number) +
        e2 *
          ((mills[k + 2] as number) +
            e * (mills[k + 3] as number) +
            e2 *
              ((mills[k + 4] as number) +
                e * (mills[k + 5] as number) +
                e2 * (mills[k + 6] as number))));
    const tail1 = density > 0 ? density * m1 : x === 0 ? 0.5 : 0;
    const tail2 = density2 > 0 ? density2 * m2 : x === 0 && !(total > 0) ? 0.5 : 0;
    const n1 = sign * d1 > 0 ? 1 - tail1 : tail1;
    const n2 = sign * d2 > 0 ? 1 - tail2 : tail2;
    // Out of the money first, so that no time value is lost against the intrinsic one.
    let value = 0;
    if (d1 < 0 || d2 > 0) value = asset * density * (d1 < 0 ? m1 - m2 : m2 - m1);
    else if (x < 0) value = asset * (1 - tail1) - cash * tail2;
    else value = cash * (1 - tail2) - asset * tail1;
    const forwardValue = sign * (asset - cash);
    price[n] = (value > 0 ? value : 0) + (sign * x > 0 && forwardValue > 0 ? forwardValue : 0);
    const deltaHere = sign * yielded * n1;
    const cashHere = sign * cash * n2;
    delta[n] = deltaHere;
    rho[n] = time * cashHere;
    phi[n] = -time * s * deltaHere;
    dualDelta[n] = -sign * discount * n2;
    const carried = q * s * deltaHere - r * cashHere;
    if (!(density > 0)) {
      gamma[n] = 0;
      vega[n] = 0;
      theta[n] = carried;
      vanna[n] = 0;
      volga[n] = 0;
      charm[n] = q * deltaHere;
      veta[n] = 0;
      speed[n] = 0;
      zomma[n] = 0;
      color[n] = 0;
      dualGamma[n] = 0;
      continue;
    }
    const overTotal = 1 / total;
    const overSigma = root * overTotal;
    const overTime = 0.5 / time;
    const overSpot = 1 / s;
    const weight = yielded * density;
    const vegaHere = s * weight * root;
    const gammaHere = weight * overSpot * overTotal;
    const d12 = d1 * d2;
    const pull = (r - q) * overTotal;
    const strikes = s / strikeHere;
    gamma[n] = gammaHere;
    vega[n] = vegaHere;
    theta[n] = carried - vegaHere * sigma * overTime;
    vanna[n] = -weight * d2 * overSigma;
    volga[n] = vegaHere * d12 * overSigma;
    charm[n] = q * deltaHere - weight * (pull - d2 * overTime);
    veta[n] = vegaHere * (q + pull * d1 - (1 + d12) * overTime);
    speed[n] = -gammaHere * overSpot * (d1 * overTotal + 1);
    zomma[n] = gammaHere * (d12 - 1) * overSigma;
    color[n] = gammaHere * (q + pull * d1 + (1 - d12) * overTime);
    dualGamma[n] = gammaHere * strikes * strikes;
  }
}
