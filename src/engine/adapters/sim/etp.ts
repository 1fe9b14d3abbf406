import { nextTradingDay, vxExpiries } from '../../domain/calendar.js';
import { addDays, type TradingDay } from '../../domain/trading-day.js';

export type EtpSymbol = 'UVXY' | 'VXX';

/** Leverage on the daily roll return and cost, a session, net of interest on the cash. */
const TERMS: Record<EtpSymbol, { leverage: number; costADay: number }> = {
  UVXY: { leverage: 1.5, costADay: -0.00002 },
  VXX: { leverage: 1, costADay: -0.00005 },
};

/** Price at the start of the simulation, and the price below which shares are merged ten to one. */
const START_USD: Record<EtpSymbol, number> = { UVXY: 22, VXX: 46 };
const MERGE_BELOW_USD = 5;
const MERGE = 10;

export const etpSymbols: readonly EtpSymbol[] = ['UVXY', 'VXX'];

/** Futures held overnight: weights of the first two contracts by settlement day. */
export interface Holding {
  readonly expiries: readonly [TradingDay, TradingDay];
  readonly weights: readonly [number, number];
  /** Settlements at the close from which the holding runs. */
  readonly prices: readonly [number, number];
}

/**
 * Holding after a day's close. An equal share moves from the first to the second contract on each
 * session of the roll period, from one settlement day to the session before the next one
 * (S&P VIX Futures Indices Methodology).
 */
export function holdingAfter(day: TradingDay, priceOf: (expiry: TradingDay) => number): Holding {
  const [first, second] = vxExpiries(day, 2);
  if (!first || !second) throw new Error(`no VX expiries after ${day}`);
  let left = 0;
  for (let at = nextTradingDay(day); at < first; at = nextTradingDay(at)) left++;
  const weight = left / rollSessions(first);
  return {
    expiries: [first, second],
    weights: [weight, 1 - weight],
    prices: [priceOf(first), priceOf(second)],
  };
}

/** Sessions from the settlement day before `first` (included) to `first` (excluded). */
function rollSessions(first: TradingDay): number {
  // Settlement days are 28 or 35 days apart, a day more or less around holidays.
  const [previous] = vxExpiries(addDays(first, -40), 1);
  if (!previous) throw new Error(`no VX expiry before ${first}`);
  let count = 1;
  for (let at = nextTradingDay(previous); at < first; at = nextTradingDay(at)) count++;
  return count;
}

/** Return of the holding since its close, as a fraction, at futures prices now. */
export function holdingReturn(held: Holding, priceOf: (expiry: TradingDay) => number): number {
  const [first, second] = held.expiries;
  const [a, b] = held.weights;
  const before = a * held.prices[0] + b * held.prices[1];
  // On its settlement day the first contract has no weight left and no price.
  const now = (a > 0 ? a * priceOf(first) : 0) + b * priceOf(second);
  return now / before - 1;
}

/** Level of a product whose level at the last close and whose holding's return are given. */
export function etpLevel(symbol: EtpSymbol, of: { before: number; rollReturn: number }): number {
  const { leverage, costADay } = TERMS[symbol];
  return of.before * Math.max(0.01, 1 + leverage * of.rollReturn + costADay);
}

/** Shares' factor on raw levels: sets the price at the start. */
export function startFactor(symbol: EtpSymbol, level: number): number {
  return START_USD[symbol] / level;
}

/** The factor after any merger that a price asks for; past prices are adjusted by it as well. */
export function mergedFactor(factor: number, level: number): number {
  let merged = factor;
  while (merged * level < MERGE_BELOW_USD) merged *= MERGE;
  return merged;
}
