import type { Chain, ChainRow } from '../../domain/chain.js';
import { parseInstrument, type Right } from '../../domain/instrument.js';
import type { Leg } from '../../domain/order.js';
import type { PlainGreeks } from '../../domain/ticket.js';
import { blackPrice } from '../../pricing/black.js';
import { greeksOf, readChain, type ChainReading } from '../../strategies/chain-reading.js';

const DAYS_PER_YEAR = 365;

/** What one option of an order is worth and how it moves. */
export interface LegModel {
  readonly leg: Leg;
  readonly right: Right;
  readonly strike: number;
  /** A fraction a year; null where the price has none (at or under intrinsic value). */
  readonly vol: number | null;
  readonly delta: number;
  readonly gamma: number;
  /** For 1.00 of volatility and for a year. */
  readonly vega: number;
  readonly theta: number;
}

/** An order's legs on one chain. */
export interface OrderModel {
  readonly reading: ChainReading;
  readonly legs: readonly LegModel[];
}

function rowOf(chain: Chain, strike: number): ChainRow | null {
  return chain.rows.find((row) => row.strike === strike) ?? null;
}

/** Each leg by its own implied volatility; null where the chain cannot be read or lacks a leg. */
export function modelOrder(legs: readonly Leg[], chain: Chain): OrderModel | null {
  const reading = readChain(chain);
  if (!reading) return null;
  const models: LegModel[] = [];
  for (const leg of legs) {
    const parsed = parseInstrument(leg.instrument);
    if (parsed?.kind !== 'option' || parsed.expiry !== chain.expiry) return null;
    const { right, strike } = parsed;
    const row = rowOf(chain, strike);
    if (!row) return null;
    const greeks = greeksOf(reading, row, right);
    const inside = right === 'call' ? reading.forward > strike : reading.forward < strike;
    // Without a volatility it is worth its intrinsic value and moves with it.
    const plain = { delta: inside ? (right === 'call' ? 1 : -1) : 0, gamma: 0, vega: 0, theta: 0 };
    const { delta, gamma, vega, theta } = greeks ?? plain;
    models.push({ leg, right, strike, vol: greeks?.vol ?? null, delta, gamma, vega, theta });
  }
  return { reading, legs: models };
}

/** Greeks of `quantity` units in money. */
export function orderGreeks(model: OrderModel, quantity: number): PlainGreeks {
  let [delta, gamma, vega, theta] = [0, 0, 0, 0];
  for (const { leg, ...of } of model.legs) {
    const size = leg.ratio * leg.multiplier * quantity;
    delta += size * of.delta;
    gamma += size * of.gamma;
    vega += size * of.vega;
    theta += size * of.theta;
  }
  return {
    deltaUnits: delta + 0,
    gammaUnits: gamma + 0,
    vegaUsdPerVolPt: vega / 100 + 0,
    thetaUsdPerDay: theta / DAYS_PER_YEAR + 0,
  };
}

/** Vega-weighted volatility of the legs, a fraction a year; at the money where none has any. */
export function orderVol(model: OrderModel): number {
  let [sum, weight] = [0, 0];
  for (const { leg, vol, vega } of model.legs) {
    if (vol === null) continue;
    const share = Math.abs(leg.ratio * leg.multiplier * vega);
    sum += share * vol;
    weight += share;
  }
  return weight > 0 ? sum / weight : (model.reading.atmVol ?? 0);
}

/** Least volatility that a stress leaves, a fraction a year. */
const LEAST_VOL = 0.01;

export interface Shift {
  /** Spot and forward times 1 + this. */
  readonly spotShare: number;
  /** Added to every volatility, in points. */
  readonly volPts: number;
}

/** Dollars that `quantity` units are worth after a shift, each strike keeping its volatility. */
export function orderValueUsd(model: OrderModel, quantity: number, shift: Shift): number {
  const { forward, discount, years } = model.reading;
  const root = Math.sqrt(years);
  let value = 0;
  for (const { leg, right, strike, vol } of model.legs) {
    const shifted = vol === null ? 0 : Math.max(LEAST_VOL, vol + shift.volPts / 100);
    const price = blackPrice({
      forward: forward * (1 + shift.spotShare),
      strike,
      volSqrtT: shifted * root,
      discount,
      right,
    });
    value += leg.ratio * leg.multiplier * quantity * price;
  }
  return value;
}
