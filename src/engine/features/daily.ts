import type { DailyBar } from '../domain/bar.js';
import type { TradingDay } from '../domain/trading-day.js';

/** One session's value of a series: its close, or for the last one the level now. */
export interface DailyValue {
  readonly day: TradingDay;
  readonly value: number;
}

/**
 * Sessions of a series up to a level that may be newer than its last close. Bars of days without a
 * regular session are left out, so that windows count sessions.
 * @param level null where the last close is the newest known.
 */
export function sessionsWithLevel(
  bars: readonly DailyBar[],
  level: DailyValue | null,
): readonly DailyValue[] {
  const values: DailyValue[] = [];
  for (const bar of bars) {
    if (bar.marks.includes('holiday')) continue;
    if (level && bar.day >= level.day) break;
    values.push({ day: bar.day, value: bar.close });
  }
  if (level) values.push(level);
  return values;
}
