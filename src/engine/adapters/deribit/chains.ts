import type { Chain, ChainRow, OptionSide } from '../../domain/chain.js';
import { optionId, type Coin, type InstrumentId, type Right } from '../../domain/instrument.js';
import type { Quote } from '../../domain/quote.js';
import type { TradingDay } from '../../domain/trading-day.js';
import type { EpochMs, Strike } from '../../domain/units.js';
import type { ListedOption } from './listed.js';
import { FEED } from './settings.js';
import type { Slot } from './slot.js';

interface Pair {
  readonly strike: number;
  call: Slot | null;
  put: Slot | null;
}

/** Options of one expiry, ascending by strike. */
export interface ExpirySlots {
  readonly coin: Coin;
  readonly expiry: TradingDay;
  readonly settlesAtMs: EpochMs;
  readonly pairs: readonly Pair[];
}

/** Groups slots of options by expiry, ascending. */
export function byExpiry(slots: Iterable<Slot>, coin: Coin): readonly ExpirySlots[] {
  const groups = new Map<TradingDay, { first: ListedOption; pairs: Map<number, Pair> }>();
  for (const slot of slots) {
    const { listed } = slot;
    if (listed?.kind !== 'option' || listed.coin !== coin) continue;
    const group = groups.get(listed.expiry) ?? { first: listed, pairs: new Map<number, Pair>() };
    groups.set(listed.expiry, group);
    const { strike } = listed;
    const pair = group.pairs.get(strike) ?? { strike, call: null, put: null };
    group.pairs.set(strike, pair);
    pair[listed.right] = slot;
  }
  return [...groups.values()]
    .map(({ first: { expiry, settlesAtMs }, pairs }) => ({
      ...{ coin, expiry, settlesAtMs },
      pairs: [...pairs.values()].sort((a, b) => a.strike - b.strike),
    }))
    .sort((a, b) => a.settlesAtMs - b.settlesAtMs);
}

/** By these bounds of delta an option matters for how old a chain is. */
const [LEAST_DELTA, MOST_DELTA] = [0.1, 0.9];

function isNear(quote: Quote): boolean {
  const delta = Math.abs(quote.option?.greeks?.delta ?? 0.5);
  return delta >= LEAST_DELTA && delta <= MOST_DELTA;
}

function newestForward(slots: readonly Slot[]): number | null {
  let newest: { readonly forward: number; readonly atMs: EpochMs } | null = null;
  for (const { quote } of slots) {
    const forward = quote?.option?.forward ?? null;
    if (quote && forward !== null && (newest === null || quote.atMs > newest.atMs)) {
      newest = { forward, atMs: quote.atMs };
    }
  }
  return newest?.forward ?? null;
}

function nothing(instrument: InstrumentId): OptionSide {
  return { instrument, bid: 0, ask: 0, bidSize: 0, askSize: 0 };
}

/** Coins times the forward of the quote itself; a side with a bid alone is none, as it has no ask. */
function sideOf(instrument: InstrumentId, quote: Quote | null, forward: number): OptionSide {
  if (!quote?.option) return nothing(instrument);
  const dollars = quote.option.forward ?? forward;
  const { ask, option } = quote;
  const bid = ask === null ? null : quote.bid;
  return {
    instrument,
    bid: (bid ?? 0) * dollars,
    ask: (ask ?? 0) * dollars,
    bidSize: bid === null ? 0 : (quote.bidSize ?? 0),
    askSize: ask === null ? 0 : (quote.askSize ?? 0),
    venue: {
      ...option,
      markPrice: option.markPrice === null ? null : option.markPrice * dollars,
    },
    atMs: quote.atMs,
  };
}

/** How old a chain is: as its oldest two-sided quote near the money, else as its newest quote. */
function oldestThatMatters(quotes: readonly Quote[]): EpochMs {
  const twoSided = quotes.filter(({ bid, ask }) => bid !== null && ask !== null);
  const near = twoSided.filter(isNear);
  const [of, pick] = near.length > 0 ? [near, Math.min] : [quotes, Math.max];
  return of.reduce((atMs, quote) => pick(atMs, quote.atMs), of[0]?.atMs ?? 0);
}

/**
 * The newest quotes of one expiry as a chain in dollars.
 * @param spot level of the index; where it is unknown the forward stands for it.
 * @returns null before the first quote with a forward.
 */
export function chainOf(of: ExpirySlots, spot: number | null): Chain | null {
  const { coin, expiry, settlesAtMs } = of;
  const slots = of.pairs.flatMap(({ call, put }) => [call, put]).filter((slot) => slot !== null);
  const forward = newestForward(slots);
  if (forward === null) return null;
  const quotes = slots.flatMap(({ quote }) => (quote?.option ? [quote] : []));
  const side = (strike: number, right: Right, slot: Slot | null): OptionSide =>
    sideOf(
      slot?.id ?? optionId({ root: coin, expiry, strike, right }),
      slot?.quote ?? null,
      forward,
    );
  const rows = of.pairs.map(({ strike, call, put }): ChainRow => {
    return {
      strike: strike as Strike,
      call: side(strike, 'call', call),
      put: side(strike, 'put', put),
    };
  });
  return {
    ...{ underlying: coin, root: coin, expiry, settlesAtMs, rows, coin },
    spot: spot ?? forward,
    future: forward,
    atMs: oldestThatMatters(quotes),
    delayMs: 0,
    source: FEED,
  };
}
