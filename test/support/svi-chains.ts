import type { Chain, OptionSide } from '../../src/engine/domain/chain.js';
import { coinOf, optionId, underlyingOf, type Right } from '../../src/engine/domain/instrument.js';
import { dayFromUtc } from '../../src/engine/domain/trading-day.js';
import { DAY_MS, type Strike } from '../../src/engine/domain/units.js';
import { blackPrice } from '../../src/engine/pricing/black.js';
import { settlementOf, settlesAtMs, timeToExpiry } from '../../src/engine/pricing/day-count.js';
import { sviVariance, type SviParams } from '../../src/engine/surface/svi.js';

export interface MarketShape {
  readonly root: string;
  readonly atMs: number;
  readonly spot: number;
  /** Calendar days to the expiries' days. */
  readonly days: readonly number[];
  readonly strikes: number;
  /** Carry a year: forwards grow with it; discounting at the same rate but for coins. */
  readonly rate: number;
  /** Volatility a year at the money of 30 days. */
  readonly vol: number;
  /** Half of bid to ask, of the price. */
  readonly halfShare: number;
  readonly delayMs: number;
}

export const COIN_SHAPE: MarketShape = {
  root: 'BTC',
  atMs: Date.UTC(2026, 10, 23, 15, 0),
  spot: 90_000,
  days: [2, 4, 11, 32, 67, 123, 214],
  strikes: 41,
  rate: 0.05,
  vol: 0.5,
  halfShare: 0.004,
  delayMs: 0,
};

export const INDEX_SHAPE: MarketShape = {
  ...COIN_SHAPE,
  root: 'SPXW',
  spot: 6500,
  rate: 0.04,
  vol: 0.16,
};

/** A smile that flattens as 1/√T and never crosses another's: power-law SSVI (Gatheral & Jacquier 2014). */
export function truthOf({ vol }: Pick<MarketShape, 'vol'>, years: number): SviParams {
  const theta = vol * vol * years * (1 + 0.1 * Math.sqrt(years));
  const rho = -0.4;
  const phi = 0.9 / Math.sqrt(theta * (1 + theta));
  const depth = Math.sqrt(1 - rho * rho);
  return {
    a: 0.5 * theta * depth * depth,
    b: 0.5 * theta * phi,
    rho,
    m: -rho / phi,
    sigma: depth / phi,
  };
}

function settles(root: string, atMs: number, days: number) {
  const expiry = dayFromUtc(atMs + days * DAY_MS);
  return { expiry, settlesAtMs: settlesAtMs(expiry, settlementOf(root)) };
}

/** One expiry quoted around the truth; a coin's dollars are coins times the forward. */
function chainOf(shape: MarketShape, days: number): Chain {
  const { root, atMs, spot, halfShare } = shape;
  const coin = coinOf(root);
  const { expiry, settlesAtMs: endsAtMs } = settles(root, atMs, days);
  const { years } = timeToExpiry(atMs, endsAtMs);
  const forward = spot * Math.exp(shape.rate * years);
  const discount = coin ? 1 : Math.exp(-shape.rate * years);
  const truth = truthOf(shape, years);
  const unit = Math.sqrt(sviVariance(truth, 0));
  const side = (strike: number, right: Right): OptionSide => {
    const volSqrtT = Math.sqrt(sviVariance(truth, Math.log(strike / forward)));
    const price = blackPrice({ forward, strike, volSqrtT, discount, right });
    const half = halfShare * price;
    return {
      instrument: optionId({ root, expiry, strike, right }),
      bid: price - half,
      ask: price + half,
      bidSize: 10,
      askSize: 20,
      atMs,
      ...(coin
        ? {
            venue: {
              forward,
              markPrice: price,
              markIv: volSqrtT / Math.sqrt(years),
              bidIv: null,
              askIv: null,
              greeks: null,
              openInterest: 7,
              volume: 1,
            },
          }
        : {}),
    };
  };
  const strikes = Array.from({ length: shape.strikes }, (_, i) =>
    Number((forward * Math.exp(unit * (-3.5 + (6.5 * i) / (shape.strikes - 1)))).toPrecision(4)),
  );
  return {
    ...{ root, expiry, atMs, spot },
    underlying: underlyingOf(root),
    settlesAtMs: endsAtMs,
    ...(coin ? { coin, future: forward } : {}),
    rows: [...new Set(strikes)].map((strike) => ({
      strike: strike as Strike,
      call: side(strike, 'call'),
      put: side(strike, 'put'),
    })),
    delayMs: shape.delayMs,
    source: 'made',
  };
}

/** All expiries of a market without arbitrage, ascending. */
export function sviChains(shape: MarketShape): Chain[] {
  return shape.days.map((days) => chainOf(shape, days));
}

/** The same chains at another instant, nothing else changed. */
export function restamped(chains: readonly Chain[], atMs: number): Chain[] {
  const moved = (side: OptionSide): OptionSide => ({ ...side, atMs });
  return chains.map((chain) => ({
    ...chain,
    atMs,
    rows: chain.rows.map(({ strike, call, put }) => ({
      strike,
      call: moved(call),
      put: moved(put),
    })),
  }));
}
