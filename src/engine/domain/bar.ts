import { sessionOf } from './calendar.js';
import { newYorkInstant } from './new-york.js';
import { utcMidnight, type TradingDay } from './trading-day.js';
import { DAY_MS, type Brand, type EpochMs } from './units.js';

/**
 * Name of a daily series: a symbol (`VIX`, `SPX`, `SPY`) or a constant-rank future (`VX1`…`VX8`,
 * rank 1 is the nearest monthly contract that has not settled).
 */
export type SeriesId = Brand<string, 'SeriesId'>;

export function seriesId(text: string): SeriesId {
  if (!/^[A-Z][A-Z0-9.]{0,9}$/.test(text)) throw new Error(`not a series: ${text}`);
  return text as SeriesId;
}

/** Interest rates in percent a year, by FRED's names: no prices, and known a day later. */
export function isRate(series: SeriesId): boolean {
  return /^(DFF|SOFR|DTB3|DGS\w+)$/.test(series);
}

/** What was done to a bar, or is known of it; a reader may leave such bars out. */
export type BarMark =
  | 'flat' // open = high = low = close: the source had one price
  | 'repaired' // high or low widened to hold open and close
  | 'carried' // value carried forward by the source, not traded
  | 'holiday' // a day without a regular session
  | 'derived'; // made from another series: SPY from the S&P 500 where SPY itself is missing

/** One day of one series. Prices in the series' quote currency, futures in points. */
export interface DailyBar {
  readonly series: SeriesId;
  readonly day: TradingDay;
  readonly open: number | null;
  readonly high: number | null;
  readonly low: number | null;
  readonly close: number;
  readonly volume: number | null;
  readonly marks: readonly BarMark[];
  /** Where it came from: a file shape or a feed. */
  readonly source: string;
}

const INDEX_CLOSE_SERIES = /^(VIX.*|VVIX|SKEW|VX\d)$/;
/** Coins and their volatility indices never close: their days are those of UTC. */
const UTC_SERIES = /^(BTC|ETH)(DVOL)?$/;

/**
 * The instant at which a day's bar is known: 16:15 for the VIX family and VX settlements, 16:00 for
 * stocks and SPX, a quarter past or on 13:00 on an early close. A day without a session uses the
 * full-day times. Days of a coin end at midnight UTC.
 */
export function barCloseAtMs(series: SeriesId, of: TradingDay): EpochMs {
  if (UTC_SERIES.test(series)) return utcMidnight(of) + DAY_MS;
  const session = sessionOf(of);
  if (INDEX_CLOSE_SERIES.test(series)) {
    return session ? session.indexCloseAtMs : newYorkInstant(of, '16:15');
  }
  return session ? session.closeAtMs : newYorkInstant(of, '16:00');
}
