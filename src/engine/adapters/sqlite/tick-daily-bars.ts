import type { Database } from 'better-sqlite3';
import type { BarMark, DailyBar, SeriesId } from '../../domain/bar.js';
import type { TradingDay } from '../../domain/trading-day.js';
import type { BarWrite } from '../../ports/tick-store.js';

type Figure = number | null;

interface BarRow {
  readonly series: SeriesId;
  readonly day: TradingDay;
  readonly open: Figure;
  readonly high: Figure;
  readonly low: Figure;
  readonly close: number;
  readonly volume: Figure;
  readonly marks: string;
  readonly source: string;
}

const BAR = 'series, day, open, high, low, close, volume, marks, source';

function prepareStatements(db: Database) {
  return {
    bar: db.prepare<[string, string], BarRow>(
      `SELECT ${BAR} FROM bars WHERE series = ? AND day = ?`,
    ),
    bars: db.prepare<[string], BarRow>(`SELECT ${BAR} FROM bars WHERE series = ? ORDER BY day`),
    putBar: db.prepare<[BarRow]>(
      `INSERT OR REPLACE INTO bars (${BAR})
       VALUES (@series, @day, @open, @high, @low, @close, @volume, @marks, @source)`,
    ),
    series: db.prepare<[], SeriesId>('SELECT DISTINCT series FROM bars ORDER BY series').pluck(),
  };
}

/** History by day; lives in the worker. */
export class DailyBarTable {
  private readonly sql: ReturnType<typeof prepareStatements>;

  constructor(private readonly db: Database) {
    this.sql = prepareStatements(db);
  }

  put(bars: readonly DailyBar[]): BarWrite {
    const run = this.db.transaction(() => {
      const count = { added: 0, changed: 0, unchanged: 0 };
      for (const bar of bars) count[this.putBar(bar)] += 1;
      return count;
    });
    return run.immediate();
  }

  bars(series: SeriesId): readonly DailyBar[] {
    return this.sql.bars.all(series).map((row) => ({
      ...row,
      marks: row.marks === '' ? [] : (row.marks.split(',') as BarMark[]),
    }));
  }

  series(): readonly SeriesId[] {
    return this.sql.series.all();
  }

  private putBar(bar: DailyBar): keyof BarWrite {
    const row: BarRow = { ...bar, marks: bar.marks.join(',') };
    const old = this.sql.bar.get(bar.series, bar.day);
    if (old && (Object.keys(old) as (keyof BarRow)[]).every((field) => old[field] === row[field])) {
      return 'unchanged';
    }
    this.sql.putBar.run(row);
    return old ? 'changed' : 'added';
  }
}
