import type { DailyValue } from './daily.js';

/** VIX above this counts as elevated. */
export const ELEVATED_VIX = 25;
const Z_WINDOW = 60;
const PERCENTILE_WINDOW = 252;
const DRAWDOWN_WINDOW = 20;

function tail(values: readonly DailyValue[], count: number): number[] | null {
  if (values.length < count) return null;
  return values.slice(-count).map((point) => point.value);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * Standard deviations of the last value from the mean of the last 60 sessions, itself among them,
 * in units of those sessions' sample standard deviation. Null before 60 sessions or without spread.
 */
export function zScore60(values: readonly DailyValue[]): number | null {
  const window = tail(values, Z_WINDOW);
  if (!window) return null;
  const centre = mean(window);
  const sd = Math.sqrt(
    window.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (Z_WINDOW - 1),
  );
  const last = window[Z_WINDOW - 1] ?? centre;
  return sd > 0 ? (last - centre) / sd : null;
}

/** Mean of the 60 sessions up to each session, from the first that has 60. */
export function rollingMean60(values: readonly DailyValue[]): readonly DailyValue[] {
  const means: DailyValue[] = [];
  let sum = 0;
  values.forEach((point, index) => {
    sum += point.value - (values[index - Z_WINDOW]?.value ?? 0);
    if (index >= Z_WINDOW - 1) means.push({ day: point.day, value: sum / Z_WINDOW });
  });
  return means;
}

/** Share of the last 252 sessions, this one among them, at or below the last value, in percent. */
export function percentile252(values: readonly DailyValue[]): number | null {
  const window = tail(values, PERCENTILE_WINDOW);
  if (!window) return null;
  const last = window[PERCENTILE_WINDOW - 1] ?? 0;
  return (100 * window.filter((value) => value <= last).length) / PERCENTILE_WINDOW;
}

/** Sessions in a row, the last among them, above `threshold`. */
export function sessionsAbove(values: readonly DailyValue[], threshold: number): number {
  let count = 0;
  for (let i = values.length - 1; i >= 0 && (values[i]?.value ?? 0) > threshold; i--) count++;
  return count;
}

/** The last value under the highest of 20 sessions, in percent: 0 at the high, else negative. */
export function drawdown20Pct(values: readonly DailyValue[]): number | null {
  const window = tail(values, DRAWDOWN_WINDOW);
  if (!window) return null;
  const last = window[DRAWDOWN_WINDOW - 1] ?? 0;
  return 100 * (last / Math.max(...window) - 1);
}

/** (far − near) / near in percent; positive is contango. Null unless both are known and positive. */
export function slopePct(near: number | null, far: number | null): number | null {
  if (near === null || far === null || near <= 0) return null;
  return (100 * (far - near)) / near;
}
