import type { Chain, OptionSide } from '../../src/engine/domain/chain.js';
import { sessionOf } from '../../src/engine/domain/calendar.js';
import {
  optionId,
  spotId,
  type InstrumentId,
  type Right,
} from '../../src/engine/domain/instrument.js';
import type { Quote } from '../../src/engine/domain/quote.js';
import { err, ok } from '../../src/engine/domain/result.js';
import type { TradingDay } from '../../src/engine/domain/trading-day.js';
import type { Strike } from '../../src/engine/domain/units.js';
import type { Clock } from '../../src/engine/ports/clock.js';
import { allChains } from '../../src/engine/ports/all-chains.js';
import type { MarketData, MarketSink } from '../../src/engine/ports/market-data.js';
import { blackPrice } from '../../src/engine/pricing/black.js';
import { MINUTES_PER_YEAR } from '../../src/engine/pricing/day-count.js';
import { quoteOf } from './scripted-feed.js';

export const SPY = spotId('SPY');
export const VIX = spotId('VIX');

const LOWEST = 592;
const STRIKES = 13;
const MINUTE_MS = 60_000;

/** How the options are quoted: well, without offers, crossed, old, by a late source, or not at all. */
export type ChainLook = 'fine' | 'unoffered' | 'crossed' | 'stale' | 'delayed' | 'none' | 'silent';

/** What a tiny market shows; a test changes it as it likes. */
export interface TinyPrices {
  spot: number;
  open: number;
  vix: number;
  vixClose: number;
  /** A fraction a year. */
  vol: number;
  /** Half of bid to ask, in cents. */
  halfCents: number;
  size: number;
  look: ChainLook;
}

export function tinyPrices(): TinyPrices {
  return {
    spot: 600,
    open: 600,
    vix: 16,
    vixClose: 16,
    vol: 0.3,
    halfCents: 1,
    size: 20,
    look: 'fine',
  };
}

/** SPY, VIX and a dozen strikes of SPY options at Black's prices: as cheap as a market can be. */
export class TinyMarket implements MarketData {
  readonly feed = 'tiny';
  /** Chains asked for so far. */
  asked = 0;
  readonly #sinks = new Set<MarketSink>();

  constructor(
    private readonly prices: TinyPrices,
    private readonly clock: Clock,
  ) {}

  /** Tells everybody of the spots as they are now. */
  tell(): void {
    for (const sink of this.#sinks) for (const id of this.instruments()) sink.quote(this.quote(id));
  }

  quote(instrument: InstrumentId): Quote {
    const { spot, open, vix, vixClose, look } = this.prices;
    const atMs = this.clock.nowMs();
    const delayMs = look === 'delayed' ? 900_000 : 0;
    if (instrument === VIX) {
      return quoteOf(VIX, { last: vix, prevClose: vixClose, atMs, delayMs, source: this.feed });
    }
    const dayRange = { open, high: Math.max(open, spot), low: Math.min(open, spot) };
    const [bid, ask] = [spot - 0.01, spot + 0.01];
    const sizes = { bidSize: 100, askSize: 100 };
    return quoteOf(SPY, { bid, ask, ...sizes, last: spot, dayRange, atMs, source: this.feed });
  }

  #side(strike: number, right: Right, of: { expiry: TradingDay; settlesAtMs: number }): OptionSide {
    const { spot, vol, halfCents, size, look } = this.prices;
    const years = Math.max(MINUTE_MS, of.settlesAtMs - this.clock.nowMs()) / MINUTE_MS;
    const volSqrtT = vol * Math.sqrt(years / MINUTES_PER_YEAR);
    const price = blackPrice({ forward: spot, strike, volSqrtT, discount: 1, right });
    const cents = Math.round(price * 100);
    const bid = Math.max(0, cents - halfCents) / 100;
    const ask = Math.max(1, cents + halfCents) / 100;
    return {
      instrument: optionId({ root: 'SPY', expiry: of.expiry, strike, right }),
      bid: look === 'crossed' ? ask + 0.05 : bid,
      ask: look === 'unoffered' ? 0 : ask,
      bidSize: size,
      askSize: size,
    };
  }

  chain(underlying: string, expiry: TradingDay) {
    this.asked += 1;
    const session = sessionOf(expiry);
    const { look, spot } = this.prices;
    if (look === 'silent') return new Promise<never>(() => undefined);
    if (look === 'none' || underlying !== 'SPY' || !session) {
      return Promise.resolve(err({ code: 'no-data' as const, name: underlying }));
    }
    const settlesAtMs = session.closeAtMs;
    const rows = Array.from({ length: STRIKES }, (_, i) => {
      const strike = LOWEST + i;
      const of = { expiry, settlesAtMs };
      const [call, put] = [this.#side(strike, 'call', of), this.#side(strike, 'put', of)];
      return { strike: strike as Strike, call, put };
    });
    const chain: Chain = {
      underlying,
      root: 'SPY',
      expiry,
      settlesAtMs,
      spot,
      rows,
      atMs: this.clock.nowMs() - (look === 'stale' ? 10 * MINUTE_MS : 0),
      delayMs: look === 'delayed' ? 900_000 : 0,
      source: this.feed,
    };
    return Promise.resolve(ok(chain));
  }

  instruments() {
    return [SPY, VIX];
  }

  carries(instrument: InstrumentId): boolean {
    return instrument === SPY || instrument === VIX;
  }

  start() {
    return Promise.resolve(ok(undefined));
  }

  stop() {
    this.#sinks.clear();
    return Promise.resolve();
  }

  subscribe(_: readonly InstrumentId[], sink: MarketSink) {
    this.#sinks.add(sink);
    return () => void this.#sinks.delete(sink);
  }

  snapshot(instrument: InstrumentId) {
    return Promise.resolve(ok(this.quote(instrument)));
  }

  expiries() {
    return Promise.resolve(ok([]));
  }

  underlyings() {
    return ['SPY'];
  }

  chains(underlying: string) {
    return allChains(this, underlying);
  }

  streamOptions() {
    return () => undefined;
  }

  series() {
    return [];
  }

  history() {
    return Promise.resolve(ok([]));
  }

  state() {
    const newestAtMs = this.clock.nowMs();
    return {
      feed: this.feed,
      state: 'ready' as const,
      newestAtMs,
      received: 0,
      polls: 0,
      failures: 0,
    };
  }
}
