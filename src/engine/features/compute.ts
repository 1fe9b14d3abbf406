import { seriesId, type DailyBar, type SeriesId } from '../domain/bar.js';
import type { TradingDay } from '../domain/trading-day.js';
import { closeToCloseVol } from '../pricing/realized-vol.js';
import { LONGEST_LOOK_BACK } from './catalog.js';
import { sessionsWithLevel, type DailyValue } from './daily.js';
import {
  drawdown20Pct,
  ELEVATED_VIX,
  percentile252,
  sessionsAbove,
  slopePct,
  zScore60,
} from './measures.js';

/** Where a term feature comes from: VX futures, the VIX3M proxy, or nowhere. */
export type TermSource = 'futures' | 'vix3m' | 'none';

/** Where an equity feature comes from: SPY, the S&P 500 in its place, or nowhere. */
export type EquitySource = 'spy' | 'spx' | 'none';

/** All features of one session, from nothing later than its close. */
export interface FeatureRow {
  readonly day: TradingDay;
  /** In the catalogue's order; null where history or a source is missing. */
  readonly values: readonly (number | null)[];
  readonly termSource: TermSource;
  readonly equitySource: EquitySource;
}

/** Series that features are made of. */
export const FEATURE_SERIES: readonly SeriesId[] = [
  'VIX',
  'SPY',
  'SPX',
  'VIX3M',
  'VX1',
  'VX2',
  'VX3',
].map(seriesId);

/** Sessions of every series, ready to be cut at a day. */
export type FeatureHistory = ReadonlyMap<string, readonly DailyValue[]>;

/**
 * @param barsOf bars of a series, ascending; empty where there are none. Bars of days without a
 * session, and values carried over or derived from another series, are left out.
 * @param levelOf level of a series now, for a day that has not closed; it takes the place of that
 * day's bar.
 */
export function featureHistory(
  barsOf: (series: SeriesId) => readonly DailyBar[],
  levelOf: (series: SeriesId) => DailyValue | null = () => null,
): FeatureHistory {
  return new Map(
    FEATURE_SERIES.map((series) => {
      const own = barsOf(series).filter(
        ({ marks }) => !marks.includes('carried') && !marks.includes('derived'),
      );
      return [series, sessionsWithLevel(own, levelOf(series))];
    }),
  );
}

/** Index of a day in ascending sessions; -1 where it is not among them. */
function indexOf(values: readonly DailyValue[], day: TradingDay): number {
  let [low, high] = [0, values.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const at = values[middle]?.day ?? '';
    if (at === day) return middle;
    if (at < day) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** At most 252 sessions that end with the day; empty where the series has no such day. */
function upTo(history: FeatureHistory, series: string, day: TradingDay): readonly DailyValue[] {
  const values = history.get(series) ?? [];
  const at = indexOf(values, day);
  return at < 0 ? [] : values.slice(Math.max(0, at + 1 - LONGEST_LOOK_BACK), at + 1);
}

function lastOf(values: readonly DailyValue[]): number | null {
  return values.at(-1)?.value ?? null;
}

/** Change of the last value against the one `sessions` before, in percent. */
function changePct(values: readonly DailyValue[], sessions: number): number | null {
  const [now, then] = [values.at(-1)?.value, values.at(-1 - sessions)?.value];
  return now === undefined || then === undefined || then <= 0 ? null : 100 * (now / then - 1);
}

interface Term {
  readonly slope: number | null;
  readonly curvature: number | null;
  readonly premium: number | null;
  readonly source: TermSource;
}

/** Share of the way from VIX to VIX3M that lies the mean of M1 and M2, in logs, 2009-2023. */
const PROXY_PREMIUM = 0.8;

/** 100 times the logarithm of a ratio; null unless both are known and positive. */
function logPct(of: number | null, base: number | null): number | null {
  return of === null || base === null || !(of > 0 && base > 0) ? null : 100 * Math.log(of / base);
}

/** Days from the horizon of VIX (30) to that of VIX3M (93), and of one futures month. */
const PROXY_DAYS = 63;
const MONTH_DAYS = 30;

function termOn(history: FeatureHistory, day: TradingDay): Term {
  const [m1, m2, m3, vix, vix3m] = ['VX1', 'VX2', 'VX3', 'VIX', 'VIX3M'].map((series) =>
    lastOf(upTo(history, series, day)),
  );
  const slope = slopePct(m1 ?? null, m2 ?? null);
  if (slope !== null && typeof m1 === 'number' && typeof m2 === 'number') {
    const bend = typeof m3 === 'number' ? (100 * (m1 - 2 * m2 + m3)) / m1 : null;
    const premium = logPct((m1 + m2) / 2, vix ?? null);
    return { slope, curvature: bend, premium, source: 'futures' };
  }
  const proxy = slopePct(vix ?? null, vix3m ?? null);
  const far = logPct(vix3m ?? null, vix ?? null);
  if (proxy === null || far === null) {
    return { slope: null, curvature: null, premium: null, source: 'none' };
  }
  return {
    slope: (proxy * MONTH_DAYS) / PROXY_DAYS,
    curvature: null,
    premium: PROXY_PREMIUM * far,
    source: 'vix3m',
  };
}

const RETURN_SESSIONS = 21;
const SESSIONS_A_YEAR = 252;

/**
 * Closes of SPY, or of the S&P 500 where SPY lacks the day or a part of the window: every feature of
 * them is a ratio within the window, so the two are never mixed in one.
 */
function equityOn(
  history: FeatureHistory,
  day: TradingDay,
): { closes: readonly DailyValue[]; source: EquitySource } {
  const [spy, spx] = [upTo(history, 'SPY', day), upTo(history, 'SPX', day)];
  const firstOf = (closes: readonly DailyValue[]) => closes.at(-1 - RETURN_SESSIONS)?.day;
  const [spyFrom, spxFrom] = [firstOf(spy), firstOf(spx)];
  // A window that begins earlier than the other's has a hole in it.
  const whole = spyFrom !== undefined && (spxFrom === undefined || spyFrom >= spxFrom);
  if (whole || spx.length === 0) return { closes: spy, source: spy.length > 0 ? 'spy' : 'none' };
  return { closes: spx, source: 'spx' };
}

const HALF_YEAR_SESSIONS = 126;

/** VIX against the mean of its last half year, in log percent. */
function halfYearPct(vix: readonly DailyValue[]): number | null {
  if (vix.length < HALF_YEAR_SESSIONS) return null;
  const window = vix.slice(-HALF_YEAR_SESSIONS);
  const mean = window.reduce((sum, { value }) => sum + value, 0) / HALF_YEAR_SESSIONS;
  return logPct(lastOf(vix), mean);
}

function realizedPct(closes: readonly DailyValue[]): number | null {
  if (closes.length <= RETURN_SESSIONS) return null;
  const window = closes.slice(-1 - RETURN_SESSIONS).map(({ value }) => value);
  const vol = closeToCloseVol(window, SESSIONS_A_YEAR);
  return vol === null ? null : 100 * vol;
}

/**
 * All features of one session, from bars of that day and before: later bars in the history are not
 * looked at. The same function serves a live day and every row of the data set.
 *
 * @returns null where VIX has no session on that day.
 */
export function featuresOn(history: FeatureHistory, day: TradingDay): FeatureRow | null {
  const vix = upTo(history, 'VIX', day);
  const level = lastOf(vix);
  if (level === null) return null;
  const term = termOn(history, day);
  const equity = equityOn(history, day);
  const realized = realizedPct(equity.closes);
  return {
    day,
    values: [
      level,
      zScore60(vix),
      changePct(vix, 1),
      changePct(vix, 3),
      changePct(vix, 5),
      term.slope,
      term.curvature,
      drawdown20Pct(equity.closes),
      changePct(equity.closes, 5),
      realized === null ? null : realized - level,
      percentile252(vix),
      sessionsAbove(vix, ELEVATED_VIX),
      halfYearPct(vix),
      term.premium,
    ],
    termSource: term.source,
    equitySource: equity.source,
  };
}
