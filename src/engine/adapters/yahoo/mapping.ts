import { z } from 'zod';
import { barCloseAtMs, seriesId, type SeriesId } from '../../domain/bar.js';
import { dayFromUtc, parseDay, weekday, type TradingDay } from '../../domain/trading-day.js';
import { MINUTE_MS, type EpochMs } from '../../domain/units.js';

/** Series whose whole history is fetched; prices there are adjusted for splits, not for dividends. */
export const YAHOO_SYMBOLS = {
  SPX: '^GSPC',
  SPY: 'SPY',
  VXX: 'VXX',
  SVXY: 'SVXY',
} as const;

export type YahooSeries = keyof typeof YAHOO_SYMBOLS;

/** Names at Yahoo of all that is quoted. Its coins close at midnight UTC, unlike ours: not here. */
export const YAHOO_NAMES = {
  ...YAHOO_SYMBOLS,
  VIX: '^VIX',
  VIX9D: '^VIX9D',
  VIX3M: '^VIX3M',
  VVIX: '^VVIX',
  SKEW: '^SKEW',
  QQQ: 'QQQ',
  IWM: 'IWM',
  UVXY: 'UVXY',
} as const;

export type YahooName = keyof typeof YAHOO_NAMES;

export function isYahooName(symbol: string): symbol is YahooName {
  return Object.hasOwn(YAHOO_NAMES, symbol);
}

const column = z.array(z.number().nullable());
type Column = z.output<typeof column>;

const result = z.object({
  meta: z.object({
    symbol: z.string(),
    exchangeTimezoneName: z.string(),
    dataGranularity: z.string().optional(),
    regularMarketPrice: z.number().nullish(),
    /** Seconds: when that price was made. */
    regularMarketTime: z.number().nullish(),
    regularMarketDayHigh: z.number().nullish(),
    regularMarketDayLow: z.number().nullish(),
    previousClose: z.number().nullish(),
    chartPreviousClose: z.number().nullish(),
    /** Minutes, where it is said at all. */
    exchangeDataDelayedBy: z.number().nullish(),
  }),
  // Absent where the span holds no bar at all.
  timestamp: z.array(z.number().int()).optional(),
  indicators: z.object({
    quote: z
      .array(
        z.object({
          open: column.optional(),
          high: column.optional(),
          low: column.optional(),
          close: column.optional(),
          volume: column.optional(),
        }),
      )
      .min(1),
  }),
});

export const chartAnswer = z.object({
  chart: z.object({
    result: z.array(result).nullable(),
    error: z.object({ code: z.string(), description: z.string().nullish() }).nullable(),
  }),
});

export type ChartResult = z.output<typeof result>;

/** One day as Yahoo gives it, single-precision noise and all. */
export interface ChartRow {
  readonly day: TradingDay;
  readonly open: number | null;
  readonly high: number | null;
  readonly low: number | null;
  readonly close: number;
  readonly volume: number | null;
}

/** Bars that are none, by reason. */
export interface ChartGaps {
  /** A stamp without a close: a holiday, or a day still to come. */
  readonly blank: number;
  /** A stamp that falls on a weekend in the exchange's zone. */
  readonly weekend: number;
  /** The second stamp of one day: the running quote beside the day's bar. */
  readonly repeated: number;
  /** The day is not over. */
  readonly unfinished: number;
}

export interface Chart {
  readonly series: SeriesId;
  readonly rows: readonly ChartRow[];
  readonly gaps: ChartGaps;
}

/** The vendor's last prints come up to a quarter of an hour late. */
const SETTLING_MS = 20 * MINUTE_MS;

function dayReader(zone: string): ((stampSeconds: number) => TradingDay | null) | null {
  try {
    // Swedish dates are ISO dates.
    const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' });
    return (stampSeconds) => parseDay(format.format(stampSeconds * 1_000));
  } catch {
    return null;
  }
}

type Columns = ChartResult['indicators']['quote'][number];

function rowAt(columns: Columns, index: number, day: TradingDay): ChartRow | null {
  const close = columns.close?.[index] ?? null;
  if (close === null || close <= 0) return null;
  // A zero is a price that was not recorded.
  const price = (values: Columns['open']) => values?.[index] || null;
  return {
    day,
    open: price(columns.open),
    high: price(columns.high),
    low: price(columns.low),
    close,
    volume: columns.volume?.[index] ?? null,
  };
}

/**
 * Days of a chart: dated in the exchange's own zone, blanks, weekends, repeats and the running day
 * left out and counted.
 *
 * @returns null where zone or columns make no sense.
 */
export function toChart(of: ChartResult, series: YahooName, nowMs: EpochMs): Chart | null {
  const id = seriesId(series);
  const stamps = of.timestamp ?? [];
  const dayOf = dayReader(of.meta.exchangeTimezoneName);
  const [columns] = of.indicators.quote;
  if (dayOf === null || columns === undefined) return null;
  const lengths = Object.values(columns).map((values: Column | undefined) => values?.length);
  if (lengths.some((length) => length !== undefined && length !== stamps.length)) return null;
  const gaps = { blank: 0, weekend: 0, repeated: 0, unfinished: 0 };
  const rows = new Map<TradingDay, ChartRow>();
  stamps.forEach((stamp, index) => {
    const day = dayOf(stamp) ?? dayFromUtc(stamp * 1_000);
    const row = rowAt(columns, index, day);
    if ([0, 6].includes(weekday(day))) gaps.weekend += 1;
    else if (row === null) gaps.blank += 1;
    else if (nowMs < barCloseAtMs(id, day) + SETTLING_MS) gaps.unfinished += 1;
    else if (rows.has(day)) gaps.repeated += 1;
    else rows.set(day, row);
  });
  const ordered = [...rows.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
  return { series: id, rows: ordered, gaps };
}
