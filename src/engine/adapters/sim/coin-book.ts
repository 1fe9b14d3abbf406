import type { Chain, ChainRow, OptionSide } from '../../domain/chain.js';
import { optionId, type Right } from '../../domain/instrument.js';
import type { VenueOption } from '../../domain/quote.js';
import { utcMidnight } from '../../domain/trading-day.js';
import { DAY_MS, type Strike } from '../../domain/units.js';
import { impliedTotalVol } from '../../pricing/implied-vol.js';
import { deribitGreeks } from '../../pricing/inverse.js';
import { coinStrikes, coinTick, daysToExpiry, type CoinExpiry } from './coin-listing.js';
import type { CoinState, CoinWorld } from './coin-state.js';
import { onTick } from './listing.js';
import { makeSmile, pricer } from './smile.js';
import { toCent } from './two-sided.js';

const YEAR_MS = 365 * DAY_MS;
const SECONDS_A_DAY = 86_400;
/** Shortest time to expiry that spreads are measured by, in days. */
const LEAST_DAYS = 0.04;

/** Bids and asks in coin; a bid of 0 is none. */
interface CoinSide {
  readonly bid: number;
  readonly ask: number;
}

/** The expiry's future, in dollars. */
export function coinForward(state: CoinState, expiry: CoinExpiry): number {
  const years = Math.max(0, expiry.settlesAtMs - state.atMs) / YEAR_MS;
  return toCent(state.index * Math.exp(state.basisRate * years));
}

interface Pricing {
  readonly world: CoinWorld;
  readonly state: CoinState;
  readonly expiry: CoinExpiry;
  readonly forward: number;
  readonly years: number;
}

/**
 * A market around a fair price: some vol points wide, which are more for short expiries, wider in the
 * money, out to the next ticks.
 */
function marketOf(fair: number, width: number): CoinSide {
  const tick = coinTick(fair);
  const half = Math.max(0, width / 2 - 0.4 * tick);
  const under = fair - half;
  const over = fair + half;
  const bid = under > 0 ? onTick(under, { tick: coinTick(under), round: 'down' }) : 0;
  const ask = onTick(over, { tick: coinTick(over), round: 'up' });
  const above = ask > bid ? ask : onTick(bid + coinTick(bid), { tick: coinTick(bid), round: 'up' });
  return { bid, ask: above };
}

/** Volatility that a price in coin stands for; null where it stands for none. */
function ivOf(price: number, of: Pricing & { strike: number; right: Right }): number | null {
  if (price <= 0) return null;
  const { forward, strike, right, years } = of;
  const total = impliedTotalVol({ forward, strike, right, price: price * forward });
  return total.ok && total.value > 0 ? digits(total.value / Math.sqrt(years), 4) : null;
}

/** What both sides of a strike share. */
interface StrikeFigures extends Pricing {
  readonly strike: number;
  readonly iv: number;
  /** Coin for one vol point. */
  readonly vegaCoin: number;
  readonly greeks: Readonly<Record<Right, VenueOption['greeks']>>;
}

function digits(value: number, places: number): number {
  const unit = 10 ** places;
  return Math.round(value * unit) / unit;
}

function figuresOf(of: Pricing & { readonly strike: number; readonly iv: number }): StrikeFigures {
  const { forward, strike, years, iv } = of;
  const call = deribitGreeks({ forward, strike, years, vol: iv, right: 'call' });
  const shared = {
    gamma: digits(call.gamma, 7),
    vegaUsdPerVolPt: digits(call.vegaUsdPerVolPt, 5),
    thetaUsdPerDay: digits(call.thetaUsdPerDay, 5),
  };
  const at = (delta: number, rho: number) => ({
    ...shared,
    delta: digits(delta, 5),
    rhoUsdPerPct: digits(rho, 5),
  });
  // Without interest a put's delta is the call's less 1, its rho less K T.
  const put = at(call.delta - 1, call.rhoUsdPerPct - (strike * years) / 100);
  const greeks = { call: at(call.delta, call.rhoUsdPerPct), put };
  return { ...of, vegaCoin: call.vegaUsdPerVolPt / forward, greeks };
}

function side(of: StrikeFigures & { readonly right: Right; readonly fair: number }): OptionSide {
  const { world, state, expiry, forward, strike, right, years } = of;
  const fair = of.fair / forward;
  const days = Math.max(LEAST_DAYS, years * 365);
  const inside = Math.max(0, (right === 'call' ? forward - strike : strike - forward) / forward);
  const deep = Math.min(0.001, 0.03 * inside) + 0.02 * inside;
  const points = 0.45 + 1.6 / Math.sqrt(days);
  const { bid, ask } = marketOf(fair, state.spread * (of.vegaCoin * points + deep + 0.0001));
  const salt = 4 * (utcMidnight(expiry.day) / DAY_MS);
  const name = 2 * strike + (right === 'call' ? 1 : 0);
  const second = Math.floor(state.atMs / 1000) % SECONDS_A_DAY;
  const size = (part: number): number =>
    Math.round(1 + 600 * world.draw(name, salt + part + second * 7919) ** 3) / 10;
  const spread = 0.2 + of.iv * Math.sqrt(years);
  const near = Math.exp(-((Math.log(strike / forward) / spread) ** 2));
  const openInterest = Math.round(12_000 * world.draw(name, salt + 2) ** 3 * near) / 10;
  return {
    instrument: optionId({ root: state.coin, expiry: expiry.day, strike, right }),
    bid: bid * forward,
    ask: ask * forward,
    bidSize: bid > 0 ? size(0) : 0,
    askSize: size(1),
    venue: {
      forward,
      markPrice: digits(fair, 6) * forward,
      markIv: digits(of.iv, 4),
      bidIv: ivOf(bid, of),
      askIv: ivOf(ask, of),
      greeks: of.greeks[right],
      openInterest,
      volume: Math.round(openInterest * world.draw(name, salt + 3)) / 10,
    },
    atMs: state.atMs,
  };
}

/**
 * The quotes of one expiry as a chain in dollars: fair prices by one law of returns for all expiries,
 * so free of arbitrage, in coin on the venue's ticks, times the expiry's future.
 *
 * @param of.reference index when the coin's day began, around which strikes are listed.
 */
export function makeCoinChain(of: {
  readonly world: CoinWorld;
  readonly state: CoinState;
  readonly expiry: CoinExpiry;
  readonly reference: number;
}): Chain {
  const { world, state, expiry, reference } = of;
  const { coin, atMs } = state;
  const forward = coinForward(state, expiry);
  const years = Math.max(1, expiry.settlesAtMs - atMs) / YEAR_MS;
  const pricing: Pricing = { world, state, expiry, forward, years };
  const smile = makeSmile({ forward, discount: 1, total: state.total(years), parts: state.parts });
  const price = pricer(smile);
  const days = daysToExpiry(expiry, atMs);
  const rows = coinStrikes({ coin, reference, days }).map((strike): ChainRow => {
    const fair = price(strike);
    const outside: Right = strike >= forward ? 'call' : 'put';
    const total = impliedTotalVol({ forward, strike, right: outside, price: fair[outside] });
    const iv = total.ok && total.value > 0 ? total.value / Math.sqrt(years) : smile.scale;
    const figures = figuresOf({ ...pricing, strike, iv });
    const make = (right: Right) => side({ ...figures, right, fair: fair[right] });
    return { strike: strike as Strike, call: make('call'), put: make('put') };
  });
  return {
    underlying: coin,
    root: coin,
    expiry: expiry.day,
    settlesAtMs: expiry.settlesAtMs,
    spot: toCent(state.index),
    future: forward,
    coin,
    rows,
    atMs,
    delayMs: 0,
    source: 'sim',
  };
}
