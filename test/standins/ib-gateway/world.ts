import { settlesAtMs, timeToExpiry } from '../../../src/engine/pricing/day-count.js';
import { bsmPrice } from '../../../src/engine/pricing/black.js';
import { expiriesOn } from '../../../src/engine/adapters/sim/listing.js';
import { vxExpiries } from '../../../src/engine/domain/calendar.js';
import type { Chain, ChainRow, OptionSide } from '../../../src/engine/domain/chain.js';
import {
  optionId,
  spotId,
  type InstrumentId,
  type Right,
} from '../../../src/engine/domain/instrument.js';
import { newYorkDay } from '../../../src/engine/domain/new-york.js';
import { priceOf, type Quote } from '../../../src/engine/domain/quote.js';
import type { TradingDay } from '../../../src/engine/domain/trading-day.js';
import type { Strike } from '../../../src/engine/domain/units.js';
import type { Clock } from '../../../src/engine/ports/clock.js';
import type { MarketData } from '../../../src/engine/ports/market-data.js';
import { OPTION_CLASSES, type IbContract, type OptionClass } from './contract.js';

/** Spots that the feed may lack, as a multiple of one that it has. */
const LIKE: ReadonlyMap<string, { readonly of: string; readonly times: number }> = new Map([
  ['QQQ', { of: 'SPY', times: 0.93 }],
  ['IWM', { of: 'SPY', times: 0.37 }],
  ['AAPL', { of: 'SPY', times: 0.41 }],
  ['VVIX', { of: 'VIX', times: 5.2 }],
  ['SKEW', { of: 'SPY', times: 0.21 }],
]);

/** Flat volatility and strike step of options that the feed has no chain of. */
const MADE: ReadonlyMap<
  string,
  { readonly vol: number; readonly step: number; readonly reach: number }
> = new Map([
  ['QQQ', { vol: 0.2, step: 1, reach: 0.1 }],
  ['IWM', { vol: 0.23, step: 1, reach: 0.12 }],
  ['VIX', { vol: 0.9, step: 1, reach: 0.9 }],
  ['UVXY', { vol: 1.1, step: 0.5, reach: 0.4 }],
  ['VXX', { vol: 0.75, step: 0.5, reach: 0.3 }],
]);

/** Rate and dividend yield a year with which the gateway's own model prices and inverts. */
export const MODEL = { rate: 0.04, yieldRate: 0.013 };

/** The spot that one is made from, where the feed has none of its own. */
export function likeOf(symbol: string): { readonly of: string; readonly times: number } | null {
  return LIKE.get(symbol) ?? null;
}

export interface Listed {
  readonly of: OptionClass;
  readonly settles: TradingDay;
}

const cents = (price: number): number => Math.round(price * 100) / 100;

/** What the gateway knows of prices: the feed, what a test said, and what follows from both. */
export class World {
  readonly #said = new Map<InstrumentId, Quote>();
  readonly #fed = new Map<InstrumentId, { atMs: number; quote: Promise<Quote | null> }>();
  readonly #chains = new Map<string, { atMs: number; chain: Promise<Chain | null> }>();

  constructor(
    private readonly clock: Clock,
    private readonly feed: MarketData | null,
  ) {}

  today(): TradingDay {
    return newYorkDay(this.clock.nowMs());
  }

  /** A quote that stands until it is said anew; it goes before the feed's. */
  say(quote: Quote): void {
    this.#said.set(quote.instrument, quote);
    this.freshen();
  }

  /** A said quote is taken back, and the feed's counts again. */
  unsay(instrument: InstrumentId): void {
    this.#said.delete(instrument);
    this.freshen();
  }

  /** Asks the feed anew, which else is asked once an instant. */
  freshen(): void {
    this.#chains.clear();
    this.#fed.clear();
  }

  async quote(contract: IbContract): Promise<Quote | null> {
    const said = this.#said.get(contract.instrument);
    if (said) return said;
    if (contract.secType === 'OPT') return this.#optionQuote(contract);
    return this.#fedQuote(contract.instrument);
  }

  async spot(symbol: string): Promise<number | null> {
    const said = this.#said.get(spotId(symbol));
    const quote = said ?? (await this.#fedQuote(spotId(symbol)));
    return quote && priceOf(quote);
  }

  /** Expiries of an underlying's classes, ascending. */
  async listing(underlying: string): Promise<readonly Listed[]> {
    const today = this.today();
    const classes = OPTION_CLASSES.filter((one) => one.underlying === underlying);
    const listed: Listed[] = [];
    const add = (root: string, settles: TradingDay): void => {
      const of = classes.find((one) => one.root === root);
      if (of) listed.push({ of, settles });
    };
    if (underlying === 'SPX' || underlying === 'SPY') {
      const open = await this.feed?.expiries(underlying);
      const known = open?.ok ? new Set(open.value) : null;
      for (const { root, day } of expiriesOn(underlying, today)) {
        if (known === null || known.has(day)) add(root, day);
      }
    } else if (underlying === 'VIX') {
      for (const day of vxExpiries(today, 6)) add('VIX', day);
    } else {
      for (const { day } of expiriesOn('SPY', today)) add(underlying, day);
    }
    return listed;
  }

  /** Strikes of one expiry; empty where there is no price to list them around. */
  async strikes(listed: Listed): Promise<readonly number[]> {
    const chain = await this.chain(listed);
    return chain?.rows.map(({ strike }) => strike) ?? [];
  }

  chain(listed: Listed): Promise<Chain | null> {
    const atMs = this.clock.nowMs();
    const key = `${listed.of.root} ${listed.settles}`;
    const kept = this.#chains.get(key);
    if (kept?.atMs === atMs) return kept.chain;
    const chain = this.#makeChain(listed);
    this.#chains.set(key, { atMs, chain });
    return chain;
  }

  async #makeChain({ of, settles }: Listed): Promise<Chain | null> {
    const made = MADE.get(of.root);
    if (made) return this.#flatChain({ of, settles }, made);
    const fed = await this.feed?.chain(of.underlying, settles);
    return fed?.ok && fed.value.root === of.root ? fed.value : null;
  }

  async #flatChain(
    { of, settles }: Listed,
    made: { vol: number; step: number; reach: number },
  ): Promise<Chain | null> {
    const spot = await this.spot(of.underlying);
    if (spot === null) return null;
    const nowMs = this.clock.nowMs();
    const endMs = settlesAtMs(settles, of.settles);
    const { years } = timeToExpiry(nowMs, endMs);
    const side = (strike: number, right: Right): OptionSide => {
      const price = bsmPrice({ spot, strike, years, vol: made.vol, right, ...MODEL });
      const half = 0.01 + price * 0.01;
      const bid = Math.max(0, Math.floor((price - half) * 100) / 100);
      const ask = Math.max(bid + 0.01, Math.ceil((price + half) * 100) / 100);
      const instrument = optionId({ root: of.root, expiry: settles, strike, right });
      return { instrument, bid, ask: cents(ask), bidSize: bid > 0 ? 20 : 0, askSize: 25 };
    };
    const rows: ChainRow[] = [];
    const lowest = Math.max(
      made.step,
      Math.ceil((spot * (1 - made.reach)) / made.step) * made.step,
    );
    for (let strike = lowest; strike <= spot * (1 + made.reach); strike += made.step) {
      rows.push({ strike: strike as Strike, call: side(strike, 'call'), put: side(strike, 'put') });
    }
    return {
      underlying: of.underlying,
      root: of.root,
      expiry: settles,
      settlesAtMs: endMs,
      spot,
      rows,
      atMs: nowMs,
      delayMs: 0,
      source: 'made',
    };
  }

  async #optionQuote(contract: IbContract): Promise<Quote | null> {
    const of = OPTION_CLASSES.find((one) => one.root === contract.tradingClass);
    if (!of || contract.settles === null) return null;
    const chain = await this.chain({ of, settles: contract.settles });
    const row = chain?.rows.find(({ strike }) => strike === contract.strike);
    if (!chain || !row) return null;
    const side = contract.right === 'C' ? row.call : row.put;
    return {
      instrument: contract.instrument,
      bid: side.bid > 0 ? side.bid : null,
      ask: side.ask,
      bidSize: side.bidSize,
      askSize: side.askSize,
      last: null,
      prevClose: null,
      atMs: chain.atMs,
      delayMs: chain.delayMs,
      source: chain.source,
    };
  }

  /** One look at the feed an instant, because all options of an underlying ask for the same one. */
  #fedQuote(instrument: InstrumentId): Promise<Quote | null> {
    const atMs = this.clock.nowMs();
    const kept = this.#fed.get(instrument);
    if (kept?.atMs === atMs) return kept.quote;
    const quote = this.#askFeed(instrument);
    this.#fed.set(instrument, { atMs, quote });
    return quote;
  }

  async #askFeed(instrument: InstrumentId): Promise<Quote | null> {
    if (this.feed?.carries(instrument)) {
      const quote = await this.feed.snapshot(instrument);
      return quote.ok ? quote.value : null;
    }
    const like = LIKE.get(instrument);
    if (!like) return null;
    const base = await this.spot(like.of);
    if (base === null) return null;
    const last = cents(base * like.times);
    return {
      instrument,
      bid: cents(last - 0.01),
      ask: cents(last + 0.01),
      bidSize: 3,
      askSize: 4,
      last,
      prevClose: cents(last * 0.995),
      atMs: this.clock.nowMs(),
      delayMs: 0,
      source: 'made',
    };
  }
}
