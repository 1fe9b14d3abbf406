import { seriesId, type DailyBar } from '../../domain/bar.js';
import type { TradingDay } from '../../domain/trading-day.js';

const SPY = seriesId('SPY');

/** Source of bars that no file gave. */
export const DERIVED_SOURCE = 'derived:spx';

function isSession(bar: DailyBar): boolean {
  return !bar.marks.includes('holiday');
}

function scaled(price: number | null, ratio: number): number | null {
  return price === null ? null : Math.round(price * ratio * 100) / 100;
}

/**
 * SPY on sessions that SPX has and SPY itself lacks, from its first own bar on: SPX at the ratio of
 * the last day that both have, in cents, marked `derived`. Dividends paid since that day are not
 * taken out, about 0.4 % a quarter, so levels drift apart while moves within weeks stay true.
 *
 * @param bars.spy may hold bars derived before; they count as missing.
 */
export function deriveSpy(bars: {
  readonly spy: readonly DailyBar[];
  readonly spx: readonly DailyBar[];
}): readonly DailyBar[] {
  const own = new Map<TradingDay, number>();
  for (const bar of bars.spy) if (!bar.marks.includes('derived')) own.set(bar.day, bar.close);
  const derived: DailyBar[] = [];
  let ratio: number | null = null;
  for (const spx of bars.spx.filter(isSession)) {
    const close = own.get(spx.day);
    if (close !== undefined) ratio = close / spx.close;
    else if (ratio !== null) {
      derived.push({
        series: SPY,
        day: spx.day,
        open: scaled(spx.open, ratio),
        high: scaled(spx.high, ratio),
        low: scaled(spx.low, ratio),
        close: scaled(spx.close, ratio) ?? spx.close * ratio,
        volume: null,
        marks: ['derived'],
        source: DERIVED_SOURCE,
      });
    }
  }
  return derived;
}
