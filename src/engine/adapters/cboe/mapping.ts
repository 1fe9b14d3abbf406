import { z } from 'zod';
import { sessionOf, previousTradingDay } from '../../domain/calendar.js';
import { spotId } from '../../domain/instrument.js';
import { newYorkDay, newYorkInstant, type TimeOfDay } from '../../domain/new-york.js';
import type { Quote } from '../../domain/quote.js';
import { parseDay } from '../../domain/trading-day.js';
import type { EpochMs } from '../../domain/units.js';
import { CBOE_DELAY_MS } from './delay.js';

const INDICES: ReadonlySet<string> = new Set([
  ...['SPX', 'VIX', 'VIX9D', 'VIX3M', 'VIX6M', 'VVIX', 'SKEW'],
]);
const SHARES: ReadonlySet<string> = new Set(['SPY', 'QQQ', 'IWM', 'UVXY', 'VXX', 'SVXY']);

export function carriedByCboe(symbol: string): boolean {
  return INDICES.has(symbol) || SHARES.has(symbol);
}

/** Name in an address: an index has an underscore, and a wrong name is answered with 403. */
export function fileName(symbol: string): string {
  return INDICES.has(symbol) ? `_${symbol}` : symbol;
}

const price = z.number().nullish();

const head = z.object({
  symbol: z.string(),
  current_price: price,
  bid: price,
  ask: price,
  bid_size: price,
  ask_size: price,
  open: price,
  high: price,
  low: price,
  prev_day_close: price,
  /** New York, with a T or a space; null before the first trade. */
  last_trade_time: z.string().nullish(),
});

/** What stands around the options, and all that the quotes endpoint says. */
export const quoteFile = z.object({
  /** UTC: when the file was made, a quarter of an hour after its prices. */
  timestamp: z.string(),
  data: head,
});

export type QuoteFile = z.output<typeof quoteFile>;

const STAMP = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2}):(\d{2})/;

/** The file's own stamp, which is in UTC. */
export function fileAtMs(stamp: string): EpochMs | null {
  const found = STAMP.exec(stamp);
  if (!found) return null;
  const [, on = '', hours = '', minutes = '', seconds = ''] = found;
  const atMs = Date.parse(`${on}T${hours}:${minutes}:${seconds}Z`);
  return Number.isFinite(atMs) ? atMs : null;
}

function newYorkStamp(stamp: string): EpochMs | null {
  const found = STAMP.exec(stamp);
  const on = parseDay(found?.[1] ?? '');
  if (!found || !on) return null;
  const time: TimeOfDay = `${Number(found[2])}:${Number(found[3])}`;
  return newYorkInstant(on, time) + 1000 * Number(found[4]);
}

/** The newest instant at which options had prices, at or before an instant. */
function lastPriced(atMs: EpochMs): EpochMs {
  const on = newYorkDay(atMs);
  const session = sessionOf(on);
  if (session && atMs >= session.openAtMs) return Math.min(atMs, session.indexCloseAtMs);
  const before = sessionOf(previousTradingDay(on));
  return before?.indexCloseAtMs ?? atMs;
}

/**
 * Instant of the option prices of a file, as the house counts: price and delay together give the
 * file's stamp in a session, and a quarter of an hour after its close at other times.
 */
export function optionsAtMs(madeAtMs: EpochMs): EpochMs {
  return lastPriced(madeAtMs - CBOE_DELAY_MS) + CBOE_DELAY_MS;
}

/** Whether delayed prices change: from a session's open to a while after its close. */
export function isMoving(nowMs: EpochMs): boolean {
  const session = sessionOf(newYorkDay(nowMs));
  if (!session) return false;
  return nowMs >= session.openAtMs && nowMs <= session.indexCloseAtMs + 2 * CBOE_DELAY_MS;
}

function known(value: number | null | undefined): number | null {
  return value !== null && value !== undefined && value > 0 ? value : null;
}

/** Spot of a file; null where it has no price. @param of.nowMs no price is from later. */
export function quoteOf(
  file: QuoteFile,
  of: { readonly symbol: string; readonly nowMs: EpochMs },
): Quote | null {
  const { data } = file;
  const madeAtMs = fileAtMs(file.timestamp);
  const last = known(data.current_price);
  if (madeAtMs === null || last === null) return null;
  const tradeAtMs =
    newYorkStamp(data.last_trade_time ?? '') ?? lastPriced(madeAtMs - CBOE_DELAY_MS);
  const [bid, ask] = [known(data.bid), known(data.ask)];
  const crossed = bid !== null && ask !== null && bid > ask;
  const [open, high, low] = [known(data.open), known(data.high), known(data.low)];
  return {
    instrument: spotId(of.symbol),
    bid: crossed ? null : bid,
    ask: crossed ? null : ask,
    bidSize: bid === null ? null : (data.bid_size ?? null),
    askSize: ask === null ? null : (data.ask_size ?? null),
    last,
    prevClose: known(data.prev_day_close),
    ...(open !== null && high !== null && low !== null && low <= high
      ? { dayRange: { open, high, low } }
      : {}),
    atMs: Math.min(tradeAtMs + CBOE_DELAY_MS, madeAtMs, of.nowMs),
    delayMs: CBOE_DELAY_MS,
    source: 'cboe',
  };
}
