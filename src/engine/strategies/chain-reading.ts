import type { Chain, ChainRow, OptionSide } from '../domain/chain.js';
import type { Right } from '../domain/instrument.js';
import { timeToExpiry } from '../pricing/day-count.js';
import { blackGreeks, type Greeks } from '../pricing/greeks.js';
import { impliedVol } from '../pricing/implied-vol.js';
import { normalCdf } from '../pricing/normal.js';

/** Strikes nearest to the forward from which it is taken. */
const PARITY_ROWS = 5;
/** Rows within this share of the spot tell interest, where there are this many years to pay it. */
const DISCOUNT_REACH = 0.1;
const DISCOUNT_YEARS = 0.05;
const DISCOUNT_ROWS = 12;

export function isTwoSided(side: OptionSide): boolean {
  return side.bid > 0 && side.ask >= side.bid;
}

/** Middle of a side with an offer; a side without a buyer is worth half its offer. Null unquoted. */
export function midOf(side: OptionSide): number | null {
  return side.ask > 0 && side.ask >= side.bid && side.bid >= 0 ? (side.bid + side.ask) / 2 : null;
}

/** Forward and discount of one expiry with the time left, and what is at the money. */
export interface ChainReading {
  readonly chain: Chain;
  readonly forward: number;
  /** Present value of a dollar at the expiry. */
  readonly discount: number;
  /** Calendar years, never under a minute. */
  readonly years: number;
  /** The quoted row nearest to the forward. */
  readonly atm: ChainRow;
  /** Middle of call and put at that strike. */
  readonly straddle: number;
  /** A fraction a year, on the calendar clock. */
  readonly atmVol: number | null;
}

interface Gap {
  readonly row: ChainRow;
  readonly gap: number;
}

function gapsOf(chain: Chain): Gap[] {
  return chain.rows.flatMap((row) => {
    if (!isTwoSided(row.call) || !isTwoSided(row.put)) return [];
    const call = (row.call.bid + row.call.ask) / 2;
    return [{ row, gap: call - (row.put.bid + row.put.ask) / 2 }];
  });
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[half - 1] ?? upper)) / 2;
}

/** Slope of call less put over strikes; days from expiry it says nothing about interest. */
function discountOf(gaps: readonly Gap[], of: { spot: number; years: number }): number {
  if (of.years < DISCOUNT_YEARS) return 1;
  const near = gaps.filter(({ row }) => Math.abs(row.strike / of.spot - 1) < DISCOUNT_REACH);
  if (near.length < DISCOUNT_ROWS) return 1;
  const centre = near.reduce((sum, { row }) => sum + row.strike, 0) / near.length;
  let [xx, xy] = [0, 0];
  for (const { row, gap } of near) {
    xx += (row.strike - centre) ** 2;
    xy += (row.strike - centre) * gap;
  }
  return Math.min(1.01, Math.max(0.8, -xy / xx));
}

/** @returns null where no strike has both sides. */
export function readChain(chain: Chain): ChainReading | null {
  const gaps = gapsOf(chain);
  if (gaps.length === 0) return null;
  const { years } = timeToExpiry(chain.atMs, chain.settlesAtMs);
  const discount = discountOf(gaps, { spot: chain.spot, years });
  const nearest = [...gaps]
    .sort((a, b) => Math.abs(a.gap) - Math.abs(b.gap) || a.row.strike - b.row.strike)
    .slice(0, PARITY_ROWS);
  const forward = median(nearest.map(({ row, gap }) => row.strike + gap / discount));
  const atm = gaps.reduce((best, { row }) =>
    Math.abs(row.strike - forward) < Math.abs(best.row.strike - forward) ? { row, gap: 0 } : best,
  ).row;
  const straddle = (atm.call.bid + atm.call.ask + atm.put.bid + atm.put.ask) / 2;
  const base = { chain, forward, discount, years, atm, straddle };
  const vols = (['call', 'put'] as const).flatMap((right) => {
    const vol = volOf({ ...base, atmVol: null }, atm, right);
    return vol === null ? [] : [vol];
  });
  const atmVol = vols.length === 0 ? null : vols.reduce((a, b) => a + b, 0) / vols.length;
  return { ...base, atmVol };
}

/** Volatility of the middle of one option, a fraction a year; null where its price has none. */
export function volOf(reading: ChainReading, row: ChainRow, right: Right): number | null {
  const price = midOf(row[right]);
  if (price === null) return null;
  const { forward, discount, years } = reading;
  const vol = impliedVol({ forward, strike: row.strike, right, price, years, discount });
  return vol.ok && vol.value > 0 ? vol.value : null;
}

/** Greeks of one option by its own volatility, as `blackGreeks`; null where its price has none. */
export function greeksOf(
  reading: ChainReading,
  row: ChainRow,
  right: Right,
): (Greeks & { readonly vol: number }) | null {
  const vol = volOf(reading, row, right);
  if (vol === null) return null;
  const { forward, discount, years } = reading;
  const rate = -Math.log(discount) / years;
  return { ...blackGreeks({ forward, strike: row.strike, years, rate, vol, right }), vol };
}

/** Delta by the forward as in `greeksOf`, alone: it is asked of every strike at every look. */
export function deltaOf(reading: ChainReading, row: ChainRow, right: Right): number | null {
  const vol = volOf(reading, row, right);
  if (vol === null) return null;
  const { forward, discount, years } = reading;
  const total = vol * Math.sqrt(years);
  const d1 = Math.log(forward / row.strike) / total + total / 2;
  return right === 'call' ? discount * normalCdf(d1) : -discount * normalCdf(-d1);
}
