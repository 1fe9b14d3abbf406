import { expect, test } from 'vitest';
import { seriesId } from '../../src/engine/domain/bar.js';
import { addDays, day } from '../../src/engine/domain/trading-day.js';
import { bar, valueOf, type Current } from './tick-facts.js';

/** How history by day is kept. */
export function barContract(current: Current): void {
  test('bars come back by day with their marks, and series by name', async () => {
    const marked = bar('2026-11-18', { open: null, marks: ['repaired', 'holiday'] });
    const bars = [bar('2026-11-20', { volume: 1.5e9 }), marked, bar('2026-11-19')];
    const other = bar('2026-11-19', { series: seriesId('SPX'), close: 6_612.5 });
    expect(valueOf(await current().store.putBars([...bars, other]))).toEqual({
      added: 4,
      changed: 0,
      unchanged: 0,
    });
    await current().reopen();
    expect(valueOf(await current().store.bars(seriesId('VIX')))).toEqual([
      marked,
      bars[2],
      bars[0],
    ]);
    expect(valueOf(await current().store.series())).toEqual(['SPX', 'VIX']);
    expect(valueOf(await current().store.bars(seriesId('VVIX')))).toEqual([]);
  });

  test('the same bars again change nothing; a corrected one is counted', async () => {
    const bars = Array.from({ length: 300 }, (_, n) => bar(addDays(day('2025-01-01'), n)));
    valueOf(await current().store.putBars(bars));
    const again = bars.map((old, n) => (n === 7 ? { ...old, close: 17.3 } : old));
    const fresh = bar('2026-11-20', { marks: ['flat'] });
    expect(valueOf(await current().store.putBars([...again, fresh, fresh]))).toEqual({
      added: 1,
      changed: 1,
      unchanged: 300,
    });
    const remarked = { ...fresh, marks: [] };
    expect(valueOf(await current().store.putBars([remarked]))).toMatchObject({ changed: 1 });
  });
}
