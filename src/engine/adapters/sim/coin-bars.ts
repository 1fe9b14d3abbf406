import { barCloseAtMs, type DailyBar, type SeriesId } from '../../domain/bar.js';
import { nextTradingDay } from '../../domain/calendar.js';
import type { TradingDay } from '../../domain/trading-day.js';
import type { EpochMs } from '../../domain/units.js';

/** Daily bars that are made when they are first asked for, a session after the other. */
export class LazyBars {
  private readonly made = new Map<SeriesId, DailyBar[]>();
  /** The next session to close, for the pushes that ask each second. */
  private next: { readonly day: TradingDay; readonly closesAtMs: EpochMs };

  constructor(
    private readonly of: {
      readonly names: readonly SeriesId[];
      readonly firstDay: TradingDay;
      readonly bar: (series: SeriesId, day: TradingDay) => DailyBar | null;
    },
  ) {
    this.next = this.closing(of.firstDay);
  }

  series(): readonly SeriesId[] {
    return this.of.names;
  }

  /** Bars whose close has come, ascending; null for a series there is not. */
  bars(series: SeriesId, nowMs: EpochMs): readonly DailyBar[] | null {
    if (!this.of.names.includes(series)) return null;
    const made = this.made.get(series) ?? [];
    this.made.set(series, made);
    const last = made.at(-1);
    let day = last ? nextTradingDay(last.day) : this.of.firstDay;
    for (; barCloseAtMs(series, day) <= nowMs; day = nextTradingDay(day)) {
      const bar = this.of.bar(series, day);
      if (bar) made.push(bar);
    }
    // Someone may ask for an instant before the newest that was asked for.
    const ends = made.findLastIndex((bar) => barCloseAtMs(series, bar.day) <= nowMs);
    return made.slice(0, ends + 1);
  }

  /** Bars that closed after one instant and by another, in order of closing. */
  closedBetween(afterMs: EpochMs, untilMs: EpochMs): readonly DailyBar[] {
    while (this.next.closesAtMs <= afterMs) this.next = this.closing(nextTradingDay(this.next.day));
    const found: DailyBar[] = [];
    while (this.next.closesAtMs <= untilMs) {
      for (const series of this.of.names) {
        const bar = this.of.bar(series, this.next.day);
        if (bar) found.push(bar);
      }
      this.next = this.closing(nextTradingDay(this.next.day));
    }
    return found;
  }

  private closing(day: TradingDay): { day: TradingDay; closesAtMs: EpochMs } {
    // Days of all coins end at one instant.
    const [first] = this.of.names;
    return { day, closesAtMs: first === undefined ? Infinity : barCloseAtMs(first, day) };
  }
}
