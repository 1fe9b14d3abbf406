import { sessionOf, type Session } from '../../src/engine/domain/calendar.js';
import type { Chain, OptionSide } from '../../src/engine/domain/chain.js';
import { optionId, type Right } from '../../src/engine/domain/instrument.js';
import { newYorkInstant, type TimeOfDay } from '../../src/engine/domain/new-york.js';
import type { Quote } from '../../src/engine/domain/quote.js';
import { day } from '../../src/engine/domain/trading-day.js';
import type { Strike } from '../../src/engine/domain/units.js';
import { blackPrice } from '../../src/engine/pricing/black.js';
import { MINUTES_PER_YEAR } from '../../src/engine/pricing/day-count.js';

export const SESSION_DAY = day('2026-11-23');

export function sessionOn(on: string): Session {
  const session = sessionOf(day(on));
  if (!session) throw new Error(`no session on ${on}`);
  return session;
}

export function at(time: TimeOfDay, on = '2026-11-23'): number {
  return newYorkInstant(day(on), time);
}

export interface ChainShape {
  readonly atMs: number;
  readonly expiry?: string;
  readonly underlying?: 'SPX' | 'SPY';
  readonly spot?: number;
  /** A fraction a year, the same at all strikes. */
  readonly vol?: number;
  readonly step?: number;
  /** Half of bid to ask. */
  readonly half?: number;
  readonly delayMs?: number;
}

/** A chain of Black's prices around the spot, quoted to the cent. */
export function blackChain(of: ChainShape): Chain {
  const { atMs, underlying = 'SPY', spot = 600, vol = 0.2, step = 1, half = 0.01 } = of;
  const session = sessionOn(of.expiry ?? SESSION_DAY);
  const root = underlying === 'SPX' ? 'SPXW' : 'SPY';
  const years = (session.closeAtMs - atMs) / 60_000 / MINUTES_PER_YEAR;
  const volSqrtT = vol * Math.sqrt(years);
  const side = (strike: number, right: Right): OptionSide => {
    const price = blackPrice({ forward: spot, strike, volSqrtT, discount: 1, right });
    const cents = (usd: number) => Math.max(0, Math.round(usd * 100) / 100);
    const bid = cents(price - half);
    return {
      instrument: optionId({ root, expiry: session.day, strike, right }),
      bid,
      ask: Math.max(cents(price + half), cents(bid + 0.01)),
      bidSize: 20,
      askSize: 20,
    };
  };
  const middle = Math.round(spot / step) * step;
  const strikes = Array.from({ length: 121 }, (_, i) => middle + (i - 60) * step);
  return {
    underlying,
    root,
    expiry: session.day,
    settlesAtMs: session.closeAtMs,
    spot,
    rows: strikes.map((strike) => ({
      strike: strike as Strike,
      call: side(strike, 'call'),
      put: side(strike, 'put'),
    })),
    atMs,
    delayMs: of.delayMs ?? 0,
    source: 'test',
  };
}

/** Quotes of a chain's options, as a book gives them. */
export function quotesOf(chain: Chain): (instrument: string) => Quote | null {
  const sides = new Map(
    chain.rows.flatMap(({ call, put }) => [call, put].map((side) => [side.instrument, side])),
  );
  return (instrument) => {
    const side = sides.get(instrument as OptionSide['instrument']);
    if (!side) return null;
    const { atMs, delayMs, source } = chain;
    return { ...side, last: null, prevClose: null, atMs, delayMs, source };
  };
}
