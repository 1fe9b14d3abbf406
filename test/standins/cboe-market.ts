import { nextTradingDay, vxExpiries } from '../../src/engine/domain/calendar.js';
import type { Chain, OptionSide } from '../../src/engine/domain/chain.js';
import { optionId, spotId, type Right } from '../../src/engine/domain/instrument.js';
import { newYorkDay } from '../../src/engine/domain/new-york.js';
import type { Quote } from '../../src/engine/domain/quote.js';
import { addDays, weekday, type TradingDay } from '../../src/engine/domain/trading-day.js';
import { DAY_MS, type EpochMs, type Strike } from '../../src/engine/domain/units.js';
import type { MarketData } from '../../src/engine/ports/market-data.js';
import { blackPrice } from '../../src/engine/pricing/black.js';
import { settlementOf, settlesAtMs } from '../../src/engine/pricing/day-count.js';

/** Underlyings that the simulated market has no options on: flat volatility, and a price by another. */
const PLAIN: Readonly<
  Record<string, { readonly by: string; readonly factor: number; readonly vol: number }>
> = {
  VIX: { by: 'VIX', factor: 1, vol: 0.95 },
  UVXY: { by: 'UVXY', factor: 1, vol: 0.9 },
  QQQ: { by: 'SPY', factor: 0.83, vol: 0.21 },
  IWM: { by: 'SPY', factor: 0.36, vol: 0.24 },
};

async function snapshot(market: MarketData, name: string): Promise<Quote | null> {
  const quote = await market.snapshot(spotId(name));
  return quote.ok ? quote.value : null;
}

/** The spot of a symbol; null where the market does not know it. */
export async function spotOf(market: MarketData, symbol: string): Promise<Quote | null> {
  const own = await snapshot(market, symbol);
  const plain = PLAIN[symbol];
  if (own || !plain) return own;
  const other = await snapshot(market, plain.by);
  if (other?.last == null) return null;
  const scaled = (price: number | null): number | null =>
    price === null ? null : Math.round(price * plain.factor * 100) / 100;
  return {
    instrument: spotId(symbol),
    bid: scaled(other.bid),
    ask: scaled(other.ask),
    bidSize: 3,
    askSize: 4,
    last: scaled(other.last),
    prevClose: scaled(other.prevClose),
    atMs: other.atMs,
    delayMs: 0,
    source: 'sim',
  };
}

function fridays(today: TradingDay): TradingDay[] {
  const first = addDays(today, ((5 - weekday(today) + 6) % 7) + 1);
  return [0, 1, 2, 3, 6].map((weeks) => addDays(first, 7 * weeks));
}

function plainChain(of: {
  readonly underlying: string;
  readonly expiry: TradingDay;
  readonly spot: number;
  readonly vol: number;
  readonly atMs: EpochMs;
}): Chain {
  const { underlying, expiry, spot, vol, atMs } = of;
  const endsAtMs = settlesAtMs(expiry, settlementOf(underlying));
  const volSqrtT = vol * Math.sqrt(Math.max(0.01, (endsAtMs - atMs) / DAY_MS) / 365);
  const side = (strike: number, right: Right): OptionSide => {
    const price = blackPrice({ forward: spot, strike, volSqrtT, discount: 1, right });
    const bid = Math.max(0, Math.floor(100 * (0.97 * price - 0.02)) / 100);
    return {
      instrument: optionId({ root: underlying, expiry, strike, right }),
      bid,
      ask: Math.ceil(100 * (1.03 * price + 0.02)) / 100,
      bidSize: bid > 0 ? 10 : 0,
      askSize: 10,
    };
  };
  const step = spot > 100 ? 5 : 1;
  const middle = Math.round(spot / step) * step;
  const strikes = Array.from({ length: 21 }, (_, at) => middle + (at - 10) * step);
  return {
    underlying,
    root: underlying,
    expiry,
    settlesAtMs: endsAtMs,
    spot,
    rows: strikes
      .filter((strike) => strike > 0)
      .map((strike) => ({
        strike: strike as Strike,
        call: side(strike, 'call'),
        put: side(strike, 'put'),
      })),
    atMs,
    delayMs: 0,
    source: 'sim',
  };
}

/** All chains of an underlying; null where it has none. */
export async function chainsOf(
  market: MarketData,
  of: { readonly underlying: string; readonly atMs: EpochMs },
): Promise<readonly Chain[] | null> {
  const { underlying, atMs } = of;
  if (market.underlyings().includes(underlying)) {
    const chains = await market.chains(underlying);
    return chains.ok ? chains.value : null;
  }
  const plain = PLAIN[underlying];
  const spot = (await spotOf(market, underlying))?.last;
  if (!plain || spot == null) return null;
  const today = newYorkDay(atMs);
  const days = underlying === 'VIX' ? vxExpiries(today, 4) : fridays(today);
  const { vol } = plain;
  return days
    .filter((day) => day >= nextTradingDay(today))
    .map((expiry) => plainChain({ underlying, expiry, spot, vol, atMs }));
}
