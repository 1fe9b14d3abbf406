import { sessionOf } from '../../domain/calendar.js';
import type { ShortBar } from '../../domain/flow-item.js';
import { spotId } from '../../domain/instrument.js';
import { newYorkDay } from '../../domain/new-york.js';
import type { DayRange, Quote } from '../../domain/quote.js';
import { MINUTE_MS, type DurationMs, type EpochMs } from '../../domain/units.js';
import type { ChartResult, YahooName } from './mapping.js';

/** What is taken for the delay where nothing is said: indices and many shares are so late. */
const UNSAID_DELAY_MS: DurationMs = 15 * MINUTE_MS;
/** Prices are looked at once a minute, so that they are never quite live. */
const LEAST_DELAY_MS: DurationMs = MINUTE_MS;

/** A session so far. */
export interface Intraday {
  /** Null where there is no price, as before the first trade of a listing. */
  readonly quote: Quote | null;
  /** Minutes that are over, ascending. */
  readonly bars: readonly ShortBar[];
}

/** Single precision has seven digits; the rest is noise. */
export function withoutNoise(price: number): number {
  return Number(price.toPrecision(7));
}

type Meta = ChartResult['meta'];

function positive(value: number | null | undefined): number | null {
  return value !== null && value !== undefined && value > 0 ? withoutNoise(value) : null;
}

function delayOf(meta: Meta): DurationMs {
  const said = meta.exchangeDataDelayedBy;
  if (said === null || said === undefined) return UNSAID_DELAY_MS;
  return Math.max(LEAST_DELAY_MS, said * MINUTE_MS);
}

function barsOf(of: ChartResult, name: YahooName, overAtMs: EpochMs): ShortBar[] {
  const [columns] = of.indicators.quote;
  const bars: ShortBar[] = [];
  for (const [index, stamp] of (of.timestamp ?? []).entries()) {
    const fromMs = stamp * 1000;
    const [open, high, low, close] = [
      columns?.open,
      columns?.high,
      columns?.low,
      columns?.close,
    ].map((column) => positive(column?.[index]));
    // The running quote stands behind the minutes with a stamp of its own.
    const isMinute = fromMs % MINUTE_MS === 0 && fromMs + MINUTE_MS <= overAtMs;
    if (!isMinute || !open || !high || !low || !close || fromMs <= (bars.at(-1)?.fromMs ?? 0))
      continue;
    bars.push({
      kind: 'bar',
      instrument: spotId(name),
      fromMs,
      periodMs: MINUTE_MS,
      open,
      high: Math.max(open, high, low, close),
      low: Math.min(open, high, low, close),
      close,
      volume: columns?.volume?.[index] || null,
      vwap: null,
      trades: null,
      source: 'yahoo',
    });
  }
  return bars;
}

/** Minutes after the open within which the first price has to be, to be the day's own. */
const OPENING_MS: DurationMs = 5 * MINUTE_MS;

function rangeOf(meta: Meta, bars: readonly ShortBar[]): DayRange | null {
  const session = sessionOf(newYorkDay((meta.regularMarketTime ?? 0) * 1000));
  const day = session ? bars.filter(({ fromMs }) => fromMs >= session.openAtMs) : [];
  const [first] = day;
  if (!session || !first || first.fromMs > session.openAtMs + OPENING_MS) return null;
  const highs = [positive(meta.regularMarketDayHigh), ...day.map(({ high }) => high)];
  const lows = [positive(meta.regularMarketDayLow), ...day.map(({ low }) => low)];
  return {
    open: first.open,
    high: Math.max(...highs.filter((price) => price !== null)),
    low: Math.min(...lows.filter((price) => price !== null)),
  };
}

/** @returns null where the columns are not as long as the stamps. */
export function toIntraday(of: ChartResult, name: YahooName, nowMs: EpochMs): Intraday | null {
  const count = of.timestamp?.length ?? 0;
  const [columns] = of.indicators.quote;
  const lengths = Object.values(columns ?? {}).map((column) => column?.length ?? count);
  if (lengths.some((length) => length !== count)) return null;
  const { meta } = of;
  const delayMs = delayOf(meta);
  const madeAtMs = (meta.regularMarketTime ?? NaN) * 1000;
  const last = positive(meta.regularMarketPrice);
  const bars = barsOf(of, name, Number.isNaN(madeAtMs) ? nowMs - delayMs : madeAtMs);
  if (last === null || Number.isNaN(madeAtMs)) return { quote: null, bars };
  const range = rangeOf(meta, bars);
  const quote: Quote = {
    instrument: spotId(name),
    bid: null,
    ask: null,
    bidSize: null,
    askSize: null,
    last,
    prevClose: positive(meta.previousClose ?? meta.chartPreviousClose),
    ...(range ? { dayRange: range } : {}),
    // Its own instant is this less the delay, unless the vendor is quicker than it says.
    atMs: Math.min(nowMs, madeAtMs + delayMs),
    delayMs,
    source: 'yahoo',
  };
  return { quote, bars };
}
