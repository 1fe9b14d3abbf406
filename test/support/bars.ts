import { seriesId, type DailyBar } from '../../src/engine/domain/bar.js';
import { previousTradingDay } from '../../src/engine/domain/calendar.js';
import { day } from '../../src/engine/domain/trading-day.js';

export function barOf(series: string, on: string, parts: Partial<DailyBar> = {}): DailyBar {
  const close = parts.close ?? 20;
  return {
    series: seriesId(series),
    day: day(on),
    open: close,
    high: close,
    low: close,
    close,
    volume: null,
    marks: [],
    source: 'test',
    ...parts,
  };
}

/** Bars of consecutive sessions that end with a day, one a close, oldest first. */
export function barsUntil(
  series: string,
  lastDay: string,
  closes: readonly number[],
): readonly DailyBar[] {
  const bars: DailyBar[] = [];
  let on = day(lastDay);
  for (const close of [...closes].reverse()) {
    bars.unshift(barOf(series, on, { close }));
    on = previousTradingDay(on);
  }
  return bars;
}
