import { seriesId, type SeriesId } from '../../domain/bar.js';
import { vxExpiries, vxExpiry } from '../../domain/calendar.js';
import type { TradingDay } from '../../domain/trading-day.js';
import type { RowRefusal } from './row-refusal.js';

/** Where contract rows are counted that belong to no rank. */
export const UNRANKED = seriesId('VX');

const MONTH_LETTERS = 'FGHJKMNQUVXZ';
const CONTRACT = /^([FGHJKMNQUVXZ]) \([A-Za-z]{3} (\d{2}|\d{4})\)$/;
/** Ranks that are kept; further months exist but hardly trade. */
const RANKS = 8;

/** `K (May 04)` or `H (Mar 2020)` to the contract's settlement day; null where it is no month. */
function expiryOf(contract: string): TradingDay | null {
  const [, letter = '', year = ''] = CONTRACT.exec(contract.trim()) ?? [];
  if (letter === '') return null;
  const full = year.length === 2 ? 2000 + Number(year) : Number(year);
  return vxExpiry(full, MONTH_LETTERS.indexOf(letter) + 1);
}

const expiriesAfter = new Map<TradingDay, readonly TradingDay[]>();

function listed(day: TradingDay): readonly TradingDay[] {
  let found = expiriesAfter.get(day);
  if (!found) expiriesAfter.set(day, (found = vxExpiries(day, RANKS)));
  return found;
}

/**
 * The roll: rank 1 is the nearest month that has not settled by the end of the day, rank 2 the
 * calendar month after it, whether or not either was listed then.
 */
export function seriesOfContract(
  contract: string,
  day: TradingDay,
): { readonly series: SeriesId } | { readonly refusal: RowRefusal } {
  const expiry = expiryOf(contract);
  if (expiry === null) return { refusal: 'unknown-contract' };
  if (expiry <= day) return { refusal: 'settled' };
  const rank = listed(day).indexOf(expiry) + 1;
  return rank > 0 ? { series: seriesId(`VX${rank}`) } : { refusal: 'far-month' };
}

/** CFE quoted VX at ten times the index until the contract was rescaled on this day. */
const RESCALED_ON = '2007-03-26';
/** VX never stood above 30 in those years, nor ten times VX below 90. */
const TENFOLD_FROM = 60;

/** A price in points from one in either quotation. */
export function inPoints(
  price: number,
  day: TradingDay,
): { readonly points: number; readonly rescaled: boolean } {
  const rescaled = day < RESCALED_ON && price >= TENFOLD_FROM;
  return { points: rescaled ? Math.round(price * 1_000) / 10_000 : price, rescaled };
}
