import type { DailyBar } from '../../src/engine/domain/bar.js';
import { sessionOf } from '../../src/engine/domain/calendar.js';
import { newYorkDay, newYorkInstant } from '../../src/engine/domain/new-york.js';
import type { Quote } from '../../src/engine/domain/quote.js';
import { MINUTE_MS, type EpochMs } from '../../src/engine/domain/units.js';
import type { MarketData } from '../../src/engine/ports/market-data.js';
import { listening } from '../support/market-sink.js';
import type { ChartBar } from './yahoo-chart.js';

/** Symbols of the simulated market by the service's names. */
const NAMES: Readonly<Record<string, string>> = {
  '^GSPC': 'SPX',
  '^VIX': 'VIX',
  '^VIX9D': 'VIX9D',
  '^VIX3M': 'VIX3M',
  SPY: 'SPY',
  UVXY: 'UVXY',
  VXX: 'VXX',
};

/** A chart of the simulated market, as the service would draw it. */
export interface DrawnChart {
  readonly bars: readonly ChartBar[];
  readonly zone: string;
  readonly last: Quote;
}

export interface YahooMarket {
  /** Null for a symbol that the service does not know. */
  chart(symbol: string, interval: string): Promise<DrawnChart | null>;
}

/** Day bars of ^VIX are stamped at the begin of its night session, all others at the open. */
function dayStamp(bar: DailyBar, name: string): number {
  const atMs = newYorkInstant(bar.day, name.startsWith('VIX') ? '3:00' : '9:30');
  return atMs / 1000;
}

async function daysOf(market: MarketData, name: string): Promise<ChartBar[]> {
  const series = market.series().find((known) => known === name);
  const bars = series ? await market.history(series) : null;
  if (!bars?.ok) return [];
  return bars.value.map((bar) => ({
    stamp: dayStamp(bar, name),
    close: Math.fround(bar.close),
    volume: bar.volume,
  }));
}

/**
 * Draws charts of a market: days from its history with the running day behind them, minutes as they
 * were heard since this began, single-precision noise and odd stamps included.
 */
export function drawMarket(of: {
  readonly market: MarketData;
  readonly nowMs: () => EpochMs;
}): YahooMarket {
  const { market } = of;
  const minutes = new Map<string, Map<EpochMs, number>>();
  market.subscribe(
    market.instruments().filter((id) => Object.values(NAMES).includes(id)),
    listening({
      quote(quote: Quote) {
        const heard = minutes.get(quote.instrument) ?? new Map<EpochMs, number>();
        minutes.set(quote.instrument, heard);
        const fromMs = Math.floor(quote.atMs / MINUTE_MS) * MINUTE_MS;
        if (quote.last !== null) heard.set(fromMs, quote.last);
      },
    }),
  );
  return {
    async chart(symbol, interval) {
      const name = NAMES[symbol];
      const id = market.instruments().find((known) => known === name);
      const last = id ? await market.snapshot(id) : null;
      if (name === undefined || !last?.ok) return null;
      const zone = name.startsWith('VIX') ? 'America/Chicago' : 'America/New_York';
      const running = { stamp: Math.floor(last.value.atMs / 1000), close: last.value.last };
      if (interval === '1d') {
        return { bars: [...(await daysOf(market, name)), running], zone, last: last.value };
      }
      const openAtMs = sessionOf(newYorkDay(last.value.atMs))?.openAtMs ?? 0;
      const today = [...(minutes.get(name) ?? [])].filter(([fromMs]) => fromMs >= openAtMs);
      const bars = today.map(([fromMs, close]) => ({
        stamp: fromMs / 1000,
        close: Math.fround(close),
      }));
      return { bars: [...bars, { ...running, stamp: running.stamp + 7 }], zone, last: last.value };
    },
  };
}
