import { parseDay, type TradingDay } from './trading-day.js';
import { makeStrike, type Brand, type Strike } from './units.js';

/**
 * The one name of an instrument in the house: `VIX`, `SPY`, `VX/2026-12-16`,
 * `SPXW/2026-11-23/6000/P`. Vendor names are converted in that vendor's `mapping.ts`.
 */
export type InstrumentId = Brand<string, 'InstrumentId'>;

/** `call` or `put`. */
export type Right = 'call' | 'put';

export type Instrument =
  | { readonly kind: 'spot'; readonly id: InstrumentId; readonly symbol: string }
  | {
      readonly kind: 'future';
      readonly id: InstrumentId;
      readonly root: string;
      readonly expiry: TradingDay;
    }
  | {
      readonly kind: 'option';
      readonly id: InstrumentId;
      /** Trading class: `SPX` settles at the open, `SPXW` at the close. */
      readonly root: string;
      readonly expiry: TradingDay;
      readonly strike: Strike;
      readonly right: Right;
    };

/** Coins whose options are quoted, paid and settled in the coin itself. */
export type Coin = 'BTC' | 'ETH';

export function coinOf(root: string): Coin | null {
  return root === 'BTC' || root === 'ETH' ? root : null;
}

/** The perpetual future on a coin, such as `BTC.PERP`. */
export function perpetualId(coin: Coin): InstrumentId {
  return spotId(`${coin}.PERP`);
}

const SYMBOL = /^[A-Z][A-Z0-9.]{0,9}$/;

export function spotId(symbol: string): InstrumentId {
  if (!SYMBOL.test(symbol)) throw new Error(`not a symbol: ${symbol}`);
  return symbol as InstrumentId;
}

export function futureId(root: string, expiry: TradingDay): InstrumentId {
  return `${root}/${expiry}` as InstrumentId;
}

export function optionId(of: {
  root: string;
  expiry: TradingDay;
  strike: number;
  right: Right;
}): InstrumentId {
  return `${of.root}/${of.expiry}/${of.strike}/${of.right === 'call' ? 'C' : 'P'}` as InstrumentId;
}

/** @returns null where the text names no instrument. */
export function parseInstrument(text: string): Instrument | null {
  const [root = '', expiryText, strikeText, rightText, more] = text.split('/');
  if (!SYMBOL.test(root) || more !== undefined) return null;
  const id = text as InstrumentId;
  if (expiryText === undefined) return { kind: 'spot', id, symbol: root };
  const expiry = parseDay(expiryText);
  if (!expiry) return null;
  if (strikeText === undefined) return { kind: 'future', id, root, expiry };
  const strike = makeStrike(Number(strikeText));
  if (!strike.ok || (rightText !== 'C' && rightText !== 'P')) return null;
  const right = rightText === 'C' ? 'call' : 'put';
  return { kind: 'option', id, root, expiry, strike: strike.value, right };
}

/** Underlying of an option root or future root, for quotes and chains. */
export function underlyingOf(root: string): string {
  if (root === 'SPXW') return 'SPX';
  return root === 'VX' || root === 'VIXW' ? 'VIX' : root;
}
