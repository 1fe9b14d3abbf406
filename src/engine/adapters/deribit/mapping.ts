import type { Coin } from '../../domain/instrument.js';
import type { Quote, VenueFuture, VenueOption } from '../../domain/quote.js';
import type { EpochMs } from '../../domain/units.js';
import { impliedVol } from '../../pricing/implied-vol.js';
import { timeToExpiry } from '../../pricing/day-count.js';
import type { Listed, ListedOption } from './listed.js';
import { indexId, volIndexId } from './names.js';
import { isRecord, type RawGreeks, type RawIndex, type RawMark, type RawStats } from './raw.js';
import type { RawTicker } from './raw.js';
import { FEED } from './settings.js';
import type { SummaryRow } from './shapes.js';

/** Tickers and summaries give volatility in percent; `markprice.options` alone gives a fraction. */
const PERCENT = 100;
/** From here on a volatility is a percentage by mistake. */
const MOST_VOL = 10;

/** A number, null where the venue gives none, undefined where it is something else. */
function figure(value: unknown): number | null | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  return value === null || value === undefined ? null : undefined;
}

/** Zero stands for none; below zero is no price. */
function price(value: unknown): number | null | undefined {
  const read = figure(value);
  if (read === 0) return null;
  return read !== undefined && read !== null && read < 0 ? undefined : read;
}

/** A figure that may be missing: what is not a number is as if it were not there. */
function loose(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function loosePrice(value: unknown): number | null {
  return typeof value === 'number' && value > 0 && value < Infinity ? value : null;
}

function volOfPercent(value: unknown): number | null {
  return typeof value === 'number' && value > 0 && value < MOST_VOL * PERCENT
    ? value / PERCENT
    : null;
}

function volOfFraction(value: unknown): number | null {
  return typeof value === 'number' && value > 0 && value < MOST_VOL ? value : null;
}

/** The venue's own units are the house's: dollars for 1 vol point, a day, 1 % of interest. */
function greeksOf(value: unknown): VenueOption['greeks'] {
  if (!isRecord(value)) return null;
  const { delta, gamma, vega, theta, rho } = value as RawGreeks;
  if (
    typeof delta !== 'number' ||
    typeof gamma !== 'number' ||
    typeof vega !== 'number' ||
    typeof theta !== 'number'
  ) {
    return null;
  }
  // All zero: not computed, as after the settlement.
  if (delta === 0 && gamma === 0 && vega === 0 && theta === 0) return null;
  return {
    delta,
    gamma,
    vegaUsdPerVolPt: vega,
    thetaUsdPerDay: theta,
    rhoUsdPerPct: typeof rho === 'number' ? rho : null,
  };
}

function volumeOf(stats: unknown): number | null {
  return isRecord(stats) ? loose((stats as RawStats).volume) : null;
}

/** Price before a change in percent over 24 hours. */
function before(last: number | null, changePct: number | null): number | null {
  return last === null || changePct === null || changePct <= -100
    ? null
    : last / (1 + changePct / PERCENT);
}

/** Why a frame says nothing. */
export type BadFrame =
  'no-name' | 'no-time' | 'bad-price' | 'bad-size' | 'crossed' | 'ahead' | 'older' | 'bad-unit';

function optionFigures(data: RawTicker): VenueOption {
  return {
    forward: loosePrice(data.underlying_price),
    markPrice: loosePrice(data.mark_price),
    markIv: volOfPercent(data.mark_iv),
    bidIv: volOfPercent(data.bid_iv),
    askIv: volOfPercent(data.ask_iv),
    greeks: greeksOf(data.greeks),
    openInterest: loose(data.open_interest),
    volume: volumeOf(data.stats),
  };
}

function futureFigures(listed: Listed, data: RawTicker): VenueFuture {
  const isPerpetual = listed.kind === 'perpetual';
  return {
    markPrice: loosePrice(data.mark_price),
    indexPrice: loosePrice(data.index_price),
    openInterest: loose(data.open_interest),
    fundingNow8h: isPerpetual ? loose(data.current_funding) : null,
    funding8h: isPerpetual ? loose(data.funding_8h) : null,
  };
}

/**
 * One ticker as a quote; the caller has checked its time. Prices of options stay in coin.
 * @param atMs the ticker's own stamp, no later than now.
 */
export function tickerQuote(listed: Listed, data: RawTicker, atMs: EpochMs): Quote | BadFrame {
  const isOpen = data.state !== 'closed';
  const bid = isOpen ? price(data.best_bid_price) : null;
  const ask = isOpen ? price(data.best_ask_price) : null;
  if (bid === undefined || ask === undefined) return 'bad-price';
  if (price(data.mark_price) === undefined || price(data.underlying_price) === undefined) {
    return 'bad-price';
  }
  if (bid !== null && ask !== null && bid > ask) return 'crossed';
  const bidSize = price(data.best_bid_amount);
  const askSize = price(data.best_ask_amount);
  if (bidSize === undefined || askSize === undefined) return 'bad-size';
  const last = loosePrice(data.last_price);
  // Written out, as spreading costs more than all the rest of it.
  if (listed.kind === 'option') {
    return {
      instrument: listed.id,
      bid,
      ask,
      bidSize: bid === null ? null : bidSize,
      askSize: ask === null ? null : askSize,
      last,
      prevClose: null,
      option: optionFigures(data),
      atMs,
      delayMs: 0,
      source: FEED,
    };
  }
  const changePct = isRecord(data.stats) ? loose((data.stats as RawStats).price_change) : null;
  return {
    instrument: listed.id,
    bid,
    ask,
    bidSize: bid === null ? null : bidSize,
    askSize: ask === null ? null : askSize,
    last,
    prevClose: before(last, changePct),
    future: futureFigures(listed, data),
    atMs,
    delayMs: 0,
    source: FEED,
  };
}

/** One row of `markprice.options`: the one place where volatility comes as a fraction. */
export interface Mark {
  readonly atMs: EpochMs;
  readonly markIv: number | null;
  readonly markPrice: number;
}

export function markOf(data: RawMark): Mark | BadFrame {
  if (typeof data.timestamp !== 'number' || !(data.timestamp > 0)) return 'no-time';
  const markPrice = figure(data.mark_price);
  const iv = figure(data.iv);
  if (typeof markPrice !== 'number' || markPrice < 0 || iv === undefined) return 'bad-price';
  if (iv !== null && iv >= MOST_VOL) return 'bad-unit';
  return { atMs: data.timestamp, markIv: volOfFraction(iv), markPrice };
}

/** A quote that knows nothing but the venue's mark. */
export function markQuote(listed: Listed, mark: Mark): Quote {
  return {
    instrument: listed.id,
    ...{ bid: null, ask: null, bidSize: null, askSize: null, last: null, prevClose: null },
    option: {
      ...{ forward: null, bidIv: null, askIv: null, greeks: null },
      ...{ openInterest: null, volume: null },
      markPrice: mark.markPrice > 0 ? mark.markPrice : null,
      markIv: mark.markIv,
    },
    atMs: mark.atMs,
    delayMs: 0,
    source: FEED,
  };
}

function spotQuote(instrument: Quote['instrument'], last: number, atMs: EpochMs): Quote {
  return {
    instrument,
    ...{ bid: null, ask: null, bidSize: null, askSize: null, last, prevClose: null },
    atMs,
    delayMs: 0,
    source: FEED,
  };
}

/** The index of a coin in dollars. */
export function indexQuote(coin: Coin, data: RawIndex, atMs: EpochMs): Quote | BadFrame {
  const level = price(data.price);
  return typeof level === 'number' ? spotQuote(indexId(coin), level, atMs) : 'bad-price';
}

/** The volatility index of a coin, in vol points as the venue writes it. */
export function volIndexQuote(coin: Coin, data: RawIndex, atMs: EpochMs): Quote | BadFrame {
  const level = price(data.volatility);
  return typeof level === 'number' ? spotQuote(volIndexId(coin), level, atMs) : 'bad-price';
}

/** Volatility of a price in coin, where a summary leaves it out; null where there is none. */
function inverted(listed: ListedOption, row: SummaryRow): number | null {
  const forward = row.underlying_price ?? 0;
  const [bid, ask] = [row.bid_price ?? 0, row.ask_price ?? 0];
  const middle = bid > 0 && ask > 0 ? (bid + ask) / 2 : null;
  const coins = row.mark_price && row.mark_price > 0 ? row.mark_price : middle;
  if (coins === null || !(forward > 0)) return null;
  const { years } = timeToExpiry(row.creation_timestamp, listed.settlesAtMs);
  const { strike, right } = listed;
  const found = impliedVol({ forward, strike, right, price: coins * forward, years, discount: 1 });
  return found.ok && found.value > 0 ? found.value : null;
}

/** One row of a book summary, whose names differ from a ticker's; it has no sizes and no greeks. */
export function summaryQuote(listed: Listed, row: SummaryRow): Quote | BadFrame {
  const [bid, ask, last] = [price(row.bid_price), price(row.ask_price), price(row.last)];
  if (bid === undefined || ask === undefined) return 'bad-price';
  if (bid !== null && ask !== null && bid > ask) return 'crossed';
  const quote = {
    instrument: listed.id,
    ...{ bid, ask, bidSize: null, askSize: null, last: last ?? null },
    atMs: row.creation_timestamp,
    delayMs: 0,
    source: FEED,
  };
  const markPrice = loosePrice(row.mark_price);
  if (listed.kind !== 'option') {
    const isPerpetual = listed.kind === 'perpetual';
    return {
      ...quote,
      prevClose: before(quote.last, row.price_change ?? null),
      future: {
        markPrice,
        indexPrice: loosePrice(row.estimated_delivery_price),
        openInterest: row.open_interest ?? null,
        fundingNow8h: isPerpetual ? (row.current_funding ?? null) : null,
        funding8h: isPerpetual ? (row.funding_8h ?? null) : null,
      },
    };
  }
  return {
    ...quote,
    prevClose: null,
    option: {
      ...{ bidIv: null, askIv: null, greeks: null, markPrice },
      forward: loosePrice(row.underlying_price),
      markIv:
        row.mark_iv === null || row.mark_iv === undefined
          ? inverted(listed, row)
          : volOfPercent(row.mark_iv),
      openInterest: row.open_interest ?? null,
      volume: row.volume ?? null,
    },
  };
}
