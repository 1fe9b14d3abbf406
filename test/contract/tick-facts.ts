import { seriesId, type DailyBar } from '../../src/engine/domain/bar.js';
import { spotId } from '../../src/engine/domain/instrument.js';
import type { Quote } from '../../src/engine/domain/quote.js';
import { day } from '../../src/engine/domain/trading-day.js';
import { HOUR_MS, MINUTE_MS } from '../../src/engine/domain/units.js';
import type { Clock } from '../../src/engine/ports/clock.js';
import type { Retention, TickStore } from '../../src/engine/ports/tick-store.js';

/** One place that holds ticks: opening it again after `close` finds what was kept. */
export interface TickHome {
  open(options: { readonly clock: Clock; readonly retention: Retention }): Promise<TickStore>;
  dispose(): void | Promise<void>;
}

/** The store that is open now, and how to close it and open it again. */
export type Current = () => {
  readonly store: TickStore;
  readonly reopen: () => Promise<void>;
};

/** Short tiers, so that a few hundred quotes reach all of them. */
export const RETENTION: Retention = {
  rawMs: 5_500,
  secondMs: MINUTE_MS,
  minuteMs: 10 * MINUTE_MS,
  fiveMinuteMs: HOUR_MS,
};
export const TICK_NOW_MS = Date.UTC(2026, 10, 20, 18, 30, 12, 345);
export const ALL = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER };

export function tick(atMs: number, more: Partial<Quote> = {}): Quote {
  const figures = { bid: 660.1, ask: 660.12, bidSize: 300, askSize: 2, last: 660.11 };
  const rest = { prevClose: 657.02, delayMs: 0, source: 'sim', instrument: spotId('SPY') };
  return { ...figures, ...rest, atMs, ...more };
}

export function bar(of: string, more: Partial<DailyBar> = {}): DailyBar {
  const prices = { open: 17.1, high: 18.4, low: 16.9, close: 17.25, volume: null };
  return {
    series: seriesId('VIX'),
    day: day(of),
    ...prices,
    marks: [],
    source: 'cboe-csv',
    ...more,
  };
}

/** The value of a result that must be one. */
export function valueOf<T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
