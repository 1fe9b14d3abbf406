import type { PnlPeriod } from '../../domain/desk-views.js';
import { newYorkDay } from '../../domain/new-york.js';
import { addDays, weekday, ymd, type TradingDay } from '../../domain/trading-day.js';
import type { EpochMs } from '../../domain/units.js';

/** Days of a period up to now, both ends included, by New York's calendar. */
export interface DaySpan {
  /** Null reaches back to the first day. */
  readonly from: TradingDay | null;
  readonly to: TradingDay;
}

/** A week begins on Monday. @param nowMs market time. */
export function spanOf(period: PnlPeriod, nowMs: EpochMs): DaySpan {
  const to = newYorkDay(nowMs);
  switch (period) {
    case 'day':
      return { from: to, to };
    case 'week':
      return { from: addDays(to, -((weekday(to) + 6) % 7)), to };
    case 'month':
      return { from: ymd(Number(to.slice(0, 4)), Number(to.slice(5, 7)), 1), to };
    case 'all':
      return { from: null, to };
  }
}

export function isWithin({ from, to }: DaySpan, day: TradingDay): boolean {
  return day <= to && (from === null || day >= from);
}
