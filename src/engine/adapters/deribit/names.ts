import { futureId, optionId, perpetualId, spotId, type Coin } from '../../domain/instrument.js';
import type { InstrumentId, Right } from '../../domain/instrument.js';
import { dayFromUtc, type TradingDay } from '../../domain/trading-day.js';
import { HOUR_MS, type EpochMs } from '../../domain/units.js';

/** What a name of the venue says. */
export type VenueName =
  | { readonly kind: 'perpetual'; readonly coin: Coin; readonly id: InstrumentId }
  | {
      readonly kind: 'future';
      readonly coin: Coin;
      readonly id: InstrumentId;
      readonly expiry: TradingDay;
      readonly settlesAtMs: EpochMs;
    }
  | {
      readonly kind: 'option';
      readonly coin: Coin;
      readonly id: InstrumentId;
      readonly expiry: TradingDay;
      readonly settlesAtMs: EpochMs;
      readonly strike: number;
      readonly right: Right;
    };

const MONTHS = [
  'JAN',
  'FEB',
  'MAR',
  'APR',
  'MAY',
  'JUN',
  'JUL',
  'AUG',
  'SEP',
  'OCT',
  'NOV',
  'DEC',
] as const;

const PERPETUAL = /^(BTC|ETH)-PERPETUAL$/;
const FUTURE = /^(BTC|ETH)-(\d{1,2})([A-Z]{3})(\d{2})$/;
// A decimal point in a strike is written `d`.
const OPTION = /^(BTC|ETH)-(\d{1,2})([A-Z]{3})(\d{2})-(\d+(?:d\d+)?)-([CP])$/;

/** Futures and options end at 08:00 UTC. */
const SETTLES_AFTER_MS = 8 * HOUR_MS;

function dateOf(date = '', month = '', year = ''): EpochMs | null {
  const at = MONTHS.indexOf(month as (typeof MONTHS)[number]);
  const atMs = Date.UTC(2_000 + Number(year), at, Number(date));
  const said = new Date(atMs);
  return at >= 0 && said.getUTCDate() === Number(date) ? atMs : null;
}

/** @returns null for anything that is not an inverse option or future on a coin of the house. */
export function readName(name: string): VenueName | null {
  const option = OPTION.exec(name);
  if (option) return readOption(option);
  const future = FUTURE.exec(name);
  if (future) {
    const atMs = dateOf(...future.slice(2, 5));
    if (atMs === null) return null;
    const [coin, expiry] = [future[1] as Coin, dayFromUtc(atMs)];
    const settlesAtMs = atMs + SETTLES_AFTER_MS;
    return { kind: 'future', coin, id: futureId(coin, expiry), expiry, settlesAtMs };
  }
  const perpetual = PERPETUAL.exec(name);
  if (!perpetual) return null;
  const coin = perpetual[1] as Coin;
  return { kind: 'perpetual', coin, id: perpetualId(coin) };
}

function readOption(of: RegExpExecArray): VenueName | null {
  const atMs = dateOf(...of.slice(2, 5));
  const strike = Number((of[5] ?? '').replace('d', '.'));
  if (atMs === null || !(strike > 0)) return null;
  const [root, expiry] = [of[1] as Coin, dayFromUtc(atMs)];
  const right = of[6] === 'C' ? 'call' : 'put';
  const id = optionId({ root, expiry, strike, right });
  const settlesAtMs = atMs + SETTLES_AFTER_MS;
  return { kind: 'option', coin: root, id, expiry, settlesAtMs, strike, right };
}

/** The venue's name of an index, such as `btc_usd`. */
export function indexName(coin: Coin): string {
  return `${coin.toLowerCase()}_usd`;
}

export function coinOfIndex(name: unknown): Coin | null {
  if (name === 'btc_usd') return 'BTC';
  return name === 'eth_usd' ? 'ETH' : null;
}

export function indexId(coin: Coin): InstrumentId {
  return spotId(coin);
}

/** The venue's volatility index of a coin, in vol points. */
export function volIndexId(coin: Coin): InstrumentId {
  return spotId(`${coin}DVOL`);
}
