import type { DayFacts } from '../../domain/day-facts.js';
import type { DayReport } from '../../domain/day-report.js';
import { newYorkDay } from '../../domain/new-york.js';
import type { TradingDay } from '../../domain/trading-day.js';
import type { DatedAlert } from './book-types.js';

/** What is kept by New York day. */
export class DayShelf {
  private readonly factsByKey = new Map<string, DayFacts>();
  private readonly reportByDay = new Map<TradingDay, DayReport>();
  private readonly alertsByDay = new Map<TradingDay, DatedAlert[]>();

  addFacts(facts: DayFacts): void {
    this.factsByKey.set(`${facts.underlying}:${facts.day}`, facts);
  }

  facts(underlying: string, day: TradingDay): DayFacts | null {
    return this.factsByKey.get(`${underlying}:${day}`) ?? null;
  }

  addReport(report: DayReport): void {
    this.reportByDay.set(report.day, report);
  }

  report(day: TradingDay): DayReport | null {
    return this.reportByDay.get(day) ?? null;
  }

  reports(): readonly DayReport[] {
    return [...this.reportByDay.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
  }

  addAlert(alert: DatedAlert): void {
    const day = newYorkDay(alert.atMs);
    const known = this.alertsByDay.get(day);
    if (known) known.push(alert);
    else this.alertsByDay.set(day, [alert]);
  }

  alerts(day: TradingDay): readonly DatedAlert[] {
    return [...(this.alertsByDay.get(day) ?? [])];
  }
}
