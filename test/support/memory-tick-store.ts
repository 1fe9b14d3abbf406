import type { DailyBar, SeriesId } from '../../src/engine/domain/bar.js';
import type { InstrumentId } from '../../src/engine/domain/instrument.js';
import type { Quote } from '../../src/engine/domain/quote.js';
import { ok, type Result } from '../../src/engine/domain/result.js';
import type { TradingDay } from '../../src/engine/domain/trading-day.js';
import type { EpochMs } from '../../src/engine/domain/units.js';
import type {
  BarWrite,
  StoreError,
  TickStore,
  TickStoreState,
} from '../../src/engine/ports/tick-store.js';

type Stored<T> = Promise<Result<T, StoreError>>;

/** A tick store that keeps everything in memory and thins nothing. */
export class MemoryTickStore implements TickStore {
  private readonly quotes: Quote[] = [];
  private readonly daily = new Map<SeriesId, Map<TradingDay, DailyBar>>();

  append(quote: Quote): void {
    this.quotes.push(quote);
  }

  flush(): Stored<void> {
    return Promise.resolve(ok(undefined));
  }

  ticks(
    instrument: InstrumentId,
    span: { readonly fromMs: EpochMs; readonly toMs: EpochMs },
  ): Stored<readonly Quote[]> {
    const inside = this.quotes.filter(
      (quote) =>
        quote.instrument === instrument && quote.atMs >= span.fromMs && quote.atMs < span.toMs,
    );
    return Promise.resolve(ok(inside.sort((a, b) => a.atMs - b.atMs)));
  }

  putBars(bars: readonly DailyBar[]): Stored<BarWrite> {
    const written = { added: 0, changed: 0, unchanged: 0 };
    for (const bar of bars) {
      let series = this.daily.get(bar.series);
      if (!series) this.daily.set(bar.series, (series = new Map<TradingDay, DailyBar>()));
      const before = series.get(bar.day);
      if (!before) written.added += 1;
      else if (fingerprint(before) === fingerprint(bar)) written.unchanged += 1;
      else written.changed += 1;
      series.set(bar.day, bar);
    }
    return Promise.resolve(ok(written));
  }

  bars(series: SeriesId): Stored<readonly DailyBar[]> {
    const found = [...(this.daily.get(series)?.values() ?? [])];
    return Promise.resolve(ok(found.sort((a, b) => (a.day < b.day ? -1 : 1))));
  }

  series(): Stored<readonly SeriesId[]> {
    return Promise.resolve(ok([...this.daily.keys()].sort()));
  }

  compact(): Stored<void> {
    return Promise.resolve(ok(undefined));
  }

  state(): Stored<TickStoreState> {
    const rows = this.quotes.length;
    const none = { diskBytes: 0, rowsPerSecond: 0, projectedBytes: 0, waiting: 0, dropped: 0 };
    return Promise.resolve(ok({ rows, ...none }));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

function fingerprint(bar: DailyBar): string {
  const { open, high, low, close, volume, marks, source } = bar;
  return JSON.stringify([open, high, low, close, volume, marks, source]);
}
