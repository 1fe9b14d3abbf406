import type { Quote } from '../../../src/engine/domain/quote.js';
import type { IbContract } from './contract.js';
import { computation, type Computation } from './greeks.js';
import type { Field } from './wire.js';

/** A field of a line: prices carry the size that belongs to them. */
export type Tick =
  | {
      readonly kind: 'price';
      readonly type: number;
      readonly price: number;
      readonly size: number;
      readonly mask: number;
    }
  | { readonly kind: 'size'; readonly type: number; readonly size: number }
  | { readonly kind: 'generic'; readonly type: number; readonly value: number }
  | { readonly kind: 'text'; readonly type: number; readonly value: string }
  | { readonly kind: 'option'; readonly type: number; readonly of: Computation };

/** Delayed prices have types of their own. */
const DELAYED: ReadonlyMap<number, number> = new Map([
  [1, 66], [2, 67], [4, 68], [0, 69], [3, 70], [5, 71], [6, 72], [7, 73], [8, 74], [9, 75], [14, 76],
  [10, 80], [11, 81], [12, 82], [13, 83], [45, 88],
]); // prettier-ignore

/** The tick as a delayed line shows it; null where delayed lines do not have it. */
export function delayedTick(tick: Tick): Tick | null {
  const type = DELAYED.get(tick.type);
  return type === undefined ? null : { ...tick, type };
}

/** @returns the message of a tick on a line. */
export function tickMessage(reqId: number, tick: Tick): Field[] {
  switch (tick.kind) {
    case 'price':
      return [1, 6, reqId, tick.type, tick.price, tick.size, tick.mask];
    case 'size':
      return [2, 6, reqId, tick.type, tick.size];
    case 'generic':
      return [45, 6, reqId, tick.type, tick.value];
    case 'text':
      return [46, 6, reqId, tick.type, tick.value];
    case 'option': {
      const { iv, delta, price, gamma, vega, theta, under } = tick.of;
      return [
        21, reqId, tick.type, 0, iv ?? -1, delta ?? -2, price ?? -1, 0,
        gamma ?? -2, vega ?? -2, theta ?? -2, under,
      ]; // prettier-ignore
    }
  }
}

/** Bid or ask with its size twice, as the gateway sends it. */
function side(types: readonly [number, number], price: number | null, size: number | null): Tick[] {
  const shown = price === null ? 0 : (size ?? 0);
  return [
    {
      kind: 'price',
      type: types[0],
      price: price ?? -1,
      size: shown,
      mask: price === null ? 0 : 1,
    },
    { kind: 'size', type: types[1], size: shown },
  ];
}

/** What a quote shows on a line of a stock, an index or a future. */
export function quoteTicks(quote: Quote, of: IbContract): Tick[] {
  const ticks: Tick[] = [];
  const price = (type: number, value: number | null | undefined): void => {
    if (value !== null && value !== undefined) {
      ticks.push({ kind: 'price', type, price: value, size: 0, mask: 0 });
    }
  };
  if (of.secType !== 'IND') {
    ticks.push(
      ...side([1, 0], quote.bid, quote.bidSize),
      ...side([2, 3], quote.ask, quote.askSize),
    );
  }
  if (quote.last !== null) {
    const size = of.secType === 'IND' ? 0 : 1;
    ticks.push({ kind: 'price', type: 4, price: quote.last, size, mask: 0 });
    if (size > 0) ticks.push({ kind: 'size', type: 5, size });
    ticks.push({ kind: 'text', type: 45, value: String(Math.floor(quote.atMs / 1000)) });
  }
  price(6, quote.dayRange?.high);
  price(7, quote.dayRange?.low);
  price(9, quote.prevClose);
  price(14, quote.dayRange?.open);
  return ticks;
}

/** Bid, ask and model computations of an option, where there is a price to invert. */
export function optionTicks(
  quote: Quote,
  of: IbContract,
  at: { spot: number; nowMs: number },
): Tick[] {
  const { bid, ask, last } = quote;
  const mid = ask === null ? null : ((bid ?? 0) + ask) / 2;
  const ticks: Tick[] = [];
  const add = (type: number, price: number | null): void => {
    if (price !== null) ticks.push({ kind: 'option', type, of: computation(of, { ...at, price }) });
  };
  add(10, bid);
  add(11, ask);
  add(12, last);
  add(13, mid);
  return ticks;
}

/** price;size;time;volume;vwap;single: one print of generic tick 233. */
export function printTick(
  trade: { price: number; size: number },
  at: { nowMs: number; volume: number },
): Tick {
  const value = `${trade.price};${trade.size};${at.nowMs};${at.volume};${trade.price};true`;
  return { kind: 'text', type: 48, value };
}
