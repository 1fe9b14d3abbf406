import { seriesId, type DailyBar, type SeriesId } from '../../domain/bar.js';
import { ok, type Result } from '../../domain/result.js';
import { dayFromUtc, type TradingDay } from '../../domain/trading-day.js';
import { DAY_MS, type EpochMs } from '../../domain/units.js';
import type { Coin } from '../../domain/instrument.js';
import { Rest, type RestError, type RestOptions } from './rest.js';
import { FEED } from './settings.js';
import { tradeCandles, volatilityCandles } from './shapes.js';

/** Daily series of the venue: what a coin costs (by its perpetual) and its volatility index. */
export const DERIBIT_SERIES = ['BTC', 'ETH', 'BTCDVOL', 'ETHDVOL'] as const;

export type DeribitSeries = (typeof DERIBIT_SERIES)[number];

/** The perpetuals began in August 2018, the volatility index in March 2021. */
export const FIRST_DAY_MS: Readonly<Record<'price' | 'vol', EpochMs>> = {
  price: Date.UTC(2018, 7, 14),
  vol: Date.UTC(2021, 2, 24),
};

/** Of one answer: the venue gives no more than some thousand candles. */
const SPAN_MS = 1_000 * DAY_MS;
/** More pages than the index has thousands of days. */
const MOST_PAGES = 20;

export function isDeribitSeries(series: string): series is DeribitSeries {
  return (DERIBIT_SERIES as readonly string[]).includes(series);
}

export function seriesOf(coins: readonly Coin[]): readonly SeriesId[] {
  return [...coins.map((coin) => seriesId(coin)), ...coins.map((coin) => seriesId(`${coin}DVOL`))];
}

type Candle = readonly [
  atMs: EpochMs,
  open: number,
  high: number,
  low: number,
  close: number,
  volume?: number,
];

interface Span {
  readonly fromMs: EpochMs;
  /** Wall time: a day that is not over by then is left out. */
  readonly nowMs: EpochMs;
}

/** Days of UTC, whole ones alone, ascending, each once; what is no price is left out. */
function barsOf(series: DeribitSeries, candles: readonly Candle[], nowMs: EpochMs): DailyBar[] {
  const bars = new Map<TradingDay, DailyBar>();
  for (const [atMs, open, high, low, close, volume] of candles) {
    const prices = [open, high, low, close];
    if (atMs + DAY_MS > nowMs || !prices.every((price) => price > 0 && price < Infinity)) continue;
    const [top, bottom] = [Math.max(...prices), Math.min(...prices)];
    const isFlat = top === bottom;
    const isRepaired = top !== high || bottom !== low;
    bars.set(dayFromUtc(atMs), {
      series: seriesId(series),
      day: dayFromUtc(atMs),
      ...{ open, close, high: top, low: bottom, volume: volume ?? null },
      marks: [
        ...(isFlat ? (['flat'] as const) : []),
        ...(isRepaired ? (['repaired'] as const) : []),
      ],
      source: FEED,
    });
  }
  return [...bars.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
}

async function volatility(
  rest: Rest,
  coin: string,
  span: Span,
): Promise<Result<readonly Candle[], RestError>> {
  const candles: Candle[] = [];
  let end = span.nowMs;
  for (let page = 0; page < MOST_PAGES; page++) {
    const params = {
      currency: coin,
      start_timestamp: String(span.fromMs),
      end_timestamp: String(end),
      resolution: '1D',
    };
    const answer = await rest.ask('get_volatility_index_data', params, volatilityCandles);
    if (!answer.ok) return answer;
    candles.push(...answer.value.data);
    // Pages go back in time: the next ends where this one says.
    const next = Number(answer.value.continuation ?? NaN);
    if (!(next < end) || next < span.fromMs) break;
    end = next;
  }
  return ok(candles);
}

async function prices(
  rest: Rest,
  coin: string,
  span: Span,
): Promise<Result<readonly Candle[], RestError>> {
  const candles: Candle[] = [];
  for (let fromMs = span.fromMs; fromMs < span.nowMs; fromMs += SPAN_MS) {
    const params = {
      instrument_name: `${coin}-PERPETUAL`,
      start_timestamp: String(fromMs),
      end_timestamp: String(Math.min(span.nowMs, fromMs + SPAN_MS - 1)),
      resolution: '1D',
    };
    const answer = await rest.ask('get_tradingview_chart_data', params, tradeCandles);
    if (!answer.ok) return answer;
    const of = answer.value;
    of.ticks.forEach((atMs, i) => {
      const at = (values: readonly number[]) => values[i] ?? NaN;
      candles.push([atMs, at(of.open), at(of.high), at(of.low), at(of.close), at(of.volume)]);
    });
  }
  return ok(candles);
}

/**
 * Daily bars of a series from an instant on, days of UTC that are over. A coin's prices are those of
 * its perpetual, which follows the index within basis points; the index itself has no bars.
 */
export async function dailyBars(
  rest: Rest,
  series: DeribitSeries,
  span: Span,
): Promise<Result<readonly DailyBar[], RestError>> {
  const isVol = series.endsWith('DVOL');
  const coin = series.slice(0, 3);
  const first = FIRST_DAY_MS[isVol ? 'vol' : 'price'];
  const from = { ...span, fromMs: Math.max(first, span.fromMs) };
  const candles = await (isVol ? volatility(rest, coin, from) : prices(rest, coin, from));
  return candles.ok ? ok(barsOf(series, candles.value, span.nowMs)) : candles;
}

/** Daily history without a stream. */
export interface DeribitHistory {
  daily(series: DeribitSeries, span: Span): Promise<Result<readonly DailyBar[], RestError>>;
}

export function createDeribitHistory(options: RestOptions): DeribitHistory {
  const rest = new Rest(options);
  return { daily: (series, span) => dailyBars(rest, series, span) };
}
