import {
  createSimFeed,
  type SimFeedOptions,
} from '../../../../src/engine/adapters/sim/sim-feed.js';
import type { DailyBar } from '../../../../src/engine/domain/bar.js';
import { seriesId } from '../../../../src/engine/domain/bar.js';
import type { Chain } from '../../../../src/engine/domain/chain.js';
import { newYorkInstant, type TimeOfDay } from '../../../../src/engine/domain/new-york.js';
import type { Quote } from '../../../../src/engine/domain/quote.js';
import { parseInstrument } from '../../../../src/engine/domain/instrument.js';
import { day, type TradingDay } from '../../../../src/engine/domain/trading-day.js';
import type { MarketData } from '../../../../src/engine/ports/market-data.js';
import { ManualClock } from '../../../support/manual-clock.js';

export function newYork(on: string, time: TimeOfDay): number {
  return newYorkInstant(day(on), time);
}

/** A Monday morning with a full session ahead. */
export const START_MS = newYork('2026-11-23', '10:30');

export interface SimRig {
  readonly feed: MarketData;
  readonly clock: ManualClock;
  readonly advanceTo: (atMs: number) => void;
}

export async function startSim(
  options: Partial<Omit<SimFeedOptions, 'clock'>> = {},
): Promise<SimRig> {
  const startAtMs = options.startAtMs ?? START_MS;
  const clock = new ManualClock(startAtMs);
  const feed = createSimFeed({
    seed: 1,
    scenario: 'calm',
    historySessions: 30,
    ...options,
    startAtMs,
    clock,
  });
  await feed.start();
  return { feed, clock, advanceTo: (atMs) => clock.advance(Math.max(0, atMs - clock.nowMs())) };
}

async function must<T>(answer: Promise<{ ok: true; value: T } | { ok: false; error: unknown }>) {
  const result = await answer;
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.error)}`);
  return result.value;
}

export function historyOf(feed: MarketData, series: string): Promise<readonly DailyBar[]> {
  return must(feed.history(seriesId(series)));
}

export async function closesOf(feed: MarketData, series: string): Promise<number[]> {
  return (await historyOf(feed, series)).map((bar) => bar.close);
}

export function snapshotOf(feed: MarketData, name: string): Promise<Quote> {
  const instrument = parseInstrument(name);
  if (!instrument) throw new Error(`not an instrument: ${name}`);
  return must(feed.snapshot(instrument.id));
}

export function expiriesOf(feed: MarketData, symbol: string): Promise<readonly TradingDay[]> {
  return must(feed.expiries(symbol));
}

export async function chainsOf(feed: MarketData, symbol: string): Promise<readonly Chain[]> {
  const expiries = await expiriesOf(feed, symbol);
  return Promise.all(expiries.map((expiry) => must(feed.chain(symbol, expiry))));
}
