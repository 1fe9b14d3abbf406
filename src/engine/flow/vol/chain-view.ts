import type { Chain, ChainRow, OptionSide } from '../../domain/chain.js';
import type { Stamp } from '../../domain/digest.js';
import type { ChainLine, ChainView } from '../../domain/vol-views.js';
import type { EpochMs } from '../../domain/units.js';
import { smileVol } from '../../surface/option-at.js';
import { forwardDelta } from '../../surface/skew.js';
import type { Smile } from '../../surface/smile-at.js';
import { expiriesOf } from './expiry-names.js';

const LINES = 12;
const DAYS_PER_MS = 1 / 86_400_000;

/** A side's price as the venue quotes it: in the coin where the chain's dollars were coins. */
export function quoted(price: number, side: OptionSide, chain: Chain): number | null {
  if (!(price > 0)) return null;
  if (!chain.coin) return price;
  return price / coinForward(side, chain);
}

/** Dollars of a coin by which a side's premium was counted in dollars. */
export function coinForward({ venue }: OptionSide, { future, spot }: Chain): number {
  return venue?.forward ?? future ?? spot;
}

function openInterest({ call, put }: ChainRow): number | null {
  const sides = [call.venue?.openInterest ?? null, put.venue?.openInterest ?? null];
  const known = sides.filter((count) => count !== null);
  return known.length === 0 ? null : known.reduce((sum, count) => sum + count, 0);
}

function lineOf(chain: Chain, row: ChainRow, smile: Smile | null): ChainLine {
  const { strike, call, put } = row;
  return {
    strike,
    callBid: quoted(call.bid, call, chain),
    callAsk: quoted(call.ask, call, chain),
    putBid: quoted(put.bid, put, chain),
    putAsk: quoted(put.ask, put, chain),
    vol: smile && smileVol(smile, strike),
    callDelta: smile && forwardDelta(smile, Math.log(strike / smile.forward)),
    openInterest: openInterest(row),
  };
}

/** First row of a page; page 0 holds the money in its middle, pages beyond the ends show the ends. */
function firstRow(rows: readonly ChainRow[], money: number, page: number): number {
  const above = rows.findIndex(({ strike }) => strike >= money);
  const middle = above < 0 ? rows.length : above;
  const wanted = middle - LINES / 2 + page * LINES;
  return Math.max(0, Math.min(rows.length - LINES, wanted));
}

/** @param smile of the expiry; null where it has no fit. */
export function chainView(
  stamp: Stamp,
  of: {
    readonly chain: Chain;
    readonly chains: readonly Chain[];
    readonly smile: Smile | null;
    readonly page: number;
    readonly nowMs: EpochMs;
  },
): ChainView {
  const { chain, smile } = of;
  const forward = chain.future ?? smile?.forward ?? null;
  const from = firstRow(chain.rows, forward ?? chain.spot, of.page);
  return {
    stamp,
    underlying: chain.underlying,
    coin: chain.coin ?? null,
    unit: chain.coin ? 'coin' : 'usd',
    spot: chain.spot,
    forward,
    expiry: chain.expiry,
    days: Math.max(0, chain.settlesAtMs - chain.atMs) * DAYS_PER_MS,
    expiries: expiriesOf(of.chains),
    lines: chain.rows.slice(from, from + LINES).map((row) => lineOf(chain, row, smile)),
  };
}
