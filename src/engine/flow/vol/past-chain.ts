import type { Chain, ChainRow, OptionSide } from '../../domain/chain.js';
import { coinOf, optionId, parseInstrument, underlyingOf } from '../../domain/instrument.js';
import type { Right } from '../../domain/instrument.js';
import type { Quote } from '../../domain/quote.js';
import type { TradingDay } from '../../domain/trading-day.js';
import type { EpochMs, Strike } from '../../domain/units.js';
import { settlementOf, settlesAtMs, timeToExpiry } from '../../pricing/day-count.js';
import { normalCdf } from '../../pricing/normal.js';

/** The instant whose chains are made again. */
export interface PastInstant {
  readonly atMs: EpochMs;
  /** Level of the underlying then; where it is not known the forward stands for it. */
  readonly spot: number | null;
  /** As the feed's chains say, which quotes do not. */
  readonly exercise?: 'european';
}

interface PastOption {
  readonly quote: Quote;
  readonly strike: Strike;
  readonly right: Right;
}

/** Quotes of one expiry of one root. */
interface PastExpiry {
  readonly root: string;
  readonly expiry: TradingDay;
  readonly options: PastOption[];
}

/** By these bounds of delta an option matters for how old a chain is. */
const [LEAST_DELTA, MOST_DELTA] = [0.1, 0.9];
/** Coins to this many decimals: dollars over a forward come back to the venue's own price. */
const COIN_UNIT = 1e8;

function byExpiry(quotes: readonly Quote[]): readonly PastExpiry[] {
  const groups = new Map<string, PastExpiry>();
  for (const quote of quotes) {
    const option = parseInstrument(quote.instrument);
    if (option?.kind !== 'option') continue;
    const { root, expiry, strike, right } = option;
    const key = `${root}/${expiry}`;
    const group = groups.get(key) ?? { root, expiry, options: [] };
    groups.set(key, group);
    group.options.push({ quote, strike, right });
  }
  return [...groups.values()];
}

function newestOf(quotes: readonly Quote[]): Quote | null {
  return quotes.reduce<Quote | null>(
    (newest, quote) => (newest === null || quote.atMs > newest.atMs ? quote : newest),
    null,
  );
}

/** Whether an option is near the money, by the volatility of the venue's mark. */
function isNear({ quote, strike, right }: PastOption, endsAtMs: EpochMs): boolean {
  const { forward, markIv } = quote.option ?? { forward: null, markIv: null };
  if (forward === null || markIv === null) return true;
  const total = markIv * Math.sqrt(timeToExpiry(quote.atMs, endsAtMs).years);
  const call = normalCdf(Math.log(forward / strike) / total + total / 2);
  const delta = right === 'call' ? call : 1 - call;
  return delta >= LEAST_DELTA && delta <= MOST_DELTA;
}

/** How old a chain was: as its oldest two-sided quote near the money, else as its newest quote. */
function chainAtMs(options: readonly PastOption[], endsAtMs: EpochMs): EpochMs {
  const near = options.filter(
    (option) => option.quote.bid !== null && option.quote.ask !== null && isNear(option, endsAtMs),
  );
  const [of, pick] = near.length > 0 ? [near, Math.min] : [options, Math.max];
  return of.reduce((atMs, { quote }) => pick(atMs, quote.atMs), of[0]?.quote.atMs ?? NaN);
}

/** What a quote's prices are counted in: 1 dollar, or for a coin the quote's own forward. */
type UnitOf = (quote: Quote) => number;

/** A side with a bid alone is none, as it has no ask. */
function sideOf(quote: Quote, unitOf: UnitOf): OptionSide {
  const { instrument, ask, option, atMs } = quote;
  const bid = ask === null ? null : quote.bid;
  const usd = unitOf(quote);
  const side = {
    instrument,
    bid: (bid ?? 0) * usd,
    ask: (ask ?? 0) * usd,
    bidSize: bid === null ? 0 : (quote.bidSize ?? 0),
    askSize: ask === null ? 0 : (quote.askSize ?? 0),
    atMs,
  };
  if (!option) return side;
  const markPrice = option.markPrice === null ? null : option.markPrice * usd;
  return { ...side, venue: { ...option, markPrice } };
}

function rowsOf({ root, expiry, options }: PastExpiry, unitOf: UnitOf): readonly ChainRow[] {
  const sides = new Map<Strike, Partial<Record<Right, OptionSide>>>();
  for (const { quote, strike, right } of options) {
    const pair = sides.get(strike) ?? {};
    sides.set(strike, pair);
    pair[right] = sideOf(quote, unitOf);
  }
  const none = (strike: Strike, right: Right): OptionSide => ({
    instrument: optionId({ root, expiry, strike, right }),
    ...{ bid: 0, ask: 0, bidSize: 0, askSize: 0 },
  });
  return [...sides]
    .sort(([a], [b]) => a - b)
    .map(([strike, { call, put }]) => ({
      strike,
      call: call ?? none(strike, 'call'),
      put: put ?? none(strike, 'put'),
    }));
}

/** The forward by parity without interest, where call and put are nearest to each other in price. */
function parityForward(rows: readonly ChainRow[]): number | null {
  let best: { readonly gap: number; readonly forward: number } | null = null;
  for (const { strike, call, put } of rows) {
    if (!(call.bid > 0) || !(put.bid > 0)) continue;
    const difference = (call.bid + call.ask - put.bid - put.ask) / 2;
    const gap = Math.abs(difference);
    if (best === null || gap < best.gap) best = { gap, forward: strike + difference };
  }
  return best?.forward ?? null;
}

function chainOf(of: PastExpiry, at: PastInstant): Chain | null {
  const { root, expiry, options } = of;
  const endsAtMs = settlesAtMs(expiry, settlementOf(root));
  const quotes = options.map(({ quote }) => quote);
  const newest = newestOf(quotes);
  if (newest === null || endsAtMs <= at.atMs) return null;
  const told = quotes.filter(({ option }) => (option?.forward ?? null) !== null);
  const forward = newestOf(told)?.option?.forward ?? null;
  const coin = coinOf(root);
  if (coin !== null && forward === null) return null;
  const rows = rowsOf(of, (quote) =>
    coin === null ? 1 : (quote.option?.forward ?? forward ?? NaN),
  );
  const spot = at.spot ?? forward ?? parityForward(rows);
  if (spot === null) return null;
  return {
    ...{ underlying: underlyingOf(root), root, expiry, settlesAtMs: endsAtMs, spot, rows },
    ...(coin !== null && forward !== null ? { coin, future: forward } : {}),
    ...(at.exercise ? { exercise: at.exercise } : {}),
    atMs: chainAtMs(options, endsAtMs),
    delayMs: Math.max(...quotes.map(({ delayMs }) => delayMs)),
    source: newest.source,
  };
}

/**
 * The chains of an underlying as they stood at an instant, from the quotes that the tick store had of
 * it then (`TickStore.optionsAt`): ascending by settlement, strikes of which no quote is kept left
 * out, coin prices in dollars by each quote's own forward. Volatilities at bid and ask, greeks and
 * volume of the venue are not kept and null here. An expiry without any price of its underlying is
 * left out.
 */
export function chainsFrom(quotes: readonly Quote[], at: PastInstant): readonly Chain[] {
  return byExpiry(quotes)
    .flatMap((expiry) => chainOf(expiry, at) ?? [])
    .sort((a, b) => a.settlesAtMs - b.settlesAtMs);
}

/** The quotes that a chain was made of: the other way round, options on a coin in coin again. */
export function chainQuotes(chain: Chain): readonly Quote[] {
  const { coin, future, spot, delayMs, source } = chain;
  const quoteOf = ({ instrument, venue, atMs = chain.atMs, ...side }: OptionSide): Quote => {
    const usd = coin === undefined ? 1 : (venue?.forward ?? future ?? spot);
    const price = (dollars: number) =>
      coin === undefined ? dollars : Math.round((dollars / usd) * COIN_UNIT) / COIN_UNIT;
    const figure = (value: number, of: (value: number) => number) => (value > 0 ? of(value) : null);
    const same = (value: number) => value;
    const markPrice = venue?.markPrice ?? null;
    return {
      instrument,
      bid: figure(side.bid, price),
      ask: figure(side.ask, price),
      bidSize: figure(side.bid > 0 ? side.bidSize : 0, same),
      askSize: figure(side.ask > 0 ? side.askSize : 0, same),
      ...{ last: null, prevClose: null },
      ...(venue
        ? { option: { ...venue, markPrice: markPrice === null ? null : price(markPrice) } }
        : {}),
      ...{ atMs, delayMs, source },
    };
  };
  return chain.rows.flatMap(({ call, put }) => [quoteOf(call), quoteOf(put)]);
}
