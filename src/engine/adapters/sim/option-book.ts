import type { Chain, ChainRow, OptionSide } from '../../domain/chain.js';
import { optionId, type Right } from '../../domain/instrument.js';
import { daysBetween, utcMidnight, type TradingDay } from '../../domain/trading-day.js';
import { DAY_MS, type EpochMs, type Strike } from '../../domain/units.js';
import type { StripRow } from '../../pricing/variance-index.js';
import { onTick, strikesFor, tickAt, type Expiry, type Optionable } from './listing.js';
import { hash, hashMore, uniformOf } from './random.js';
import { makeSmile, pricer } from './smile.js';

/** Flat rates a year, continuously compounded: cash, and dividends of the index. */
export const SIM_RATE = 0.04;
export const SIM_DIVIDEND = 0.013;

const YEAR_MS = 365 * DAY_MS;

/** Half-spread of an option: a floor and a share of its price, in points. */
const HALF_SPREAD: Record<Optionable, { floor: number; share: number; most: number }> = {
  SPX: { floor: 0.02, share: 0.0045, most: 2 },
  SPY: { floor: 0.004, share: 0.003, most: 0.2 },
};

export interface BookInput {
  readonly underlying: Optionable;
  readonly expiry: Expiry;
  readonly spot: number;
  /** Total variance of the log contract to the expiry's settlement. */
  readonly total: number;
  readonly atMs: EpochMs;
  /** Factor on half-spreads. */
  readonly spread: number;
  readonly today: TradingDay;
  /** Level around which strikes are listed. */
  readonly reference: number;
}

function twoSided(price: number, of: { underlying: Optionable; spread: number }) {
  const { floor, share, most } = HALF_SPREAD[of.underlying];
  const half = of.spread * Math.min(most, floor + share * price);
  const under = Math.max(0, price - half);
  const over = price + half;
  return {
    bid: onTick(under, { tick: tickAt(of.underlying, under), round: 'down' }),
    ask: onTick(over, { tick: tickAt(of.underlying, over), round: 'up' }),
  };
}

interface Side {
  readonly bid: number;
  readonly ask: number;
}

interface StrikeQuotes {
  readonly call: Side;
  readonly put: Side;
}

/** Listed strikes and their quotes; both sides hold the fair price, so parity holds in the spread. */
function book(of: BookInput): {
  strikes: readonly number[];
  forward: number;
  quote: (strike: number) => StrikeQuotes;
} {
  const years = Math.max(0, of.expiry.settlesAtMs - of.atMs) / YEAR_MS;
  const forward = of.spot * Math.exp((SIM_RATE - SIM_DIVIDEND) * years);
  const discount = Math.exp(-SIM_RATE * years);
  const price = pricer(makeSmile({ forward, discount, total: of.total }));
  const daysToExpiry = daysBetween(of.today, of.expiry.day);
  return {
    strikes: listed({ underlying: of.underlying, reference: of.reference, daysToExpiry }),
    forward,
    quote: (strike) => {
      const fair = price(strike);
      return { call: twoSided(fair.call, of), put: twoSided(fair.put, of) };
    },
  };
}

const listings = new Map<string, readonly number[]>();
const LISTINGS_KEPT = 64;

/** Strikes of a range; they change once a day and are asked for every second. */
function listed(of: Parameters<typeof strikesFor>[0]): readonly number[] {
  const key = `${of.underlying} ${of.reference} ${of.daysToExpiry}`;
  let strikes = listings.get(key);
  if (!strikes) {
    if (listings.size >= LISTINGS_KEPT) listings.clear();
    listings.set(key, (strikes = strikesFor(of)));
  }
  return strikes;
}

/**
 * The quotes of one expiry as the index formula reads them: outwards from the forward to the second
 * zero bid in a row on each side, beyond which it does not look.
 */
export function stripRows(of: BookInput): StripRow[] {
  const { strikes, forward, quote } = book(of);
  const above = strikes.findIndex((strike) => strike > forward);
  const middle = above < 0 ? strikes.length : above;
  const walk = (from: number, step: 1 | -1): StripRow[] => {
    const rows: StripRow[] = [];
    let zeroBids = 0;
    for (let i = from; zeroBids < 2; i += step) {
      const strike = strikes[i];
      if (strike === undefined) break;
      const { call, put } = quote(strike);
      zeroBids = (step > 0 ? call : put).bid > 0 ? 0 : zeroBids + 1;
      rows.push({
        strike,
        callBid: call.bid,
        callAsk: call.ask,
        putBid: put.bid,
        putAsk: put.ask,
      });
    }
    return rows;
  };
  return [...walk(middle - 1, -1).reverse(), ...walk(middle, 1)];
}

/** The quotes of one expiry as a chain; sizes change each second. */
export function makeChain(of: BookInput, seed: number): Chain {
  const { root, day, settlesAtMs } = of.expiry;
  const { strikes, quote } = book(of);
  const second = Math.floor(of.atMs / 1000) % 86_400;
  const sizes = hash(seed, 'sizes', [utcMidnight(day) / DAY_MS, second]);
  const side = (strike: number, right: Right, at: Side): OptionSide => {
    const h = hashMore(sizes, 2 * strike + (right === 'call' ? 1 : 0));
    return {
      instrument: optionId({ root, expiry: day, strike, right }),
      bid: at.bid,
      ask: at.ask,
      bidSize: at.bid > 0 ? 1 + Math.floor(120 * uniformOf(h) ** 2) : 0,
      askSize: 1 + Math.floor(120 * uniformOf(hashMore(h, 1)) ** 2),
    };
  };
  return {
    underlying: of.underlying,
    root,
    expiry: day,
    settlesAtMs,
    exercise: 'european',
    spot: of.spot,
    rows: strikes.map((strike): ChainRow => {
      const { call, put } = quote(strike);
      return {
        strike: strike as Strike,
        call: side(strike, 'call', call),
        put: side(strike, 'put', put),
      };
    }),
    atMs: of.atMs,
    delayMs: 0,
    source: 'sim',
  };
}
