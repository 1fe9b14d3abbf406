import { afterEach, describe, expect, it } from 'vitest';
import type { DailyBar } from '../../../../src/engine/domain/bar.js';
import type { FlowItem } from '../../../../src/engine/domain/flow-item.js';
import { spotId } from '../../../../src/engine/domain/instrument.js';
import { newYorkInstant } from '../../../../src/engine/domain/new-york.js';
import { ageMs, type Quote } from '../../../../src/engine/domain/quote.js';
import type { Result } from '../../../../src/engine/domain/result.js';
import { day } from '../../../../src/engine/domain/trading-day.js';
import { HOUR_MS, MINUTE_MS } from '../../../../src/engine/domain/units.js';
import type { FeedError } from '../../../../src/engine/ports/market-data.js';
import { listening } from '../../../support/market-sink.js';
import { DELAY_MS, START_MS, startYahoo, type YahooRig } from './yahoo-rig.js';

const open: YahooRig[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((rig) => rig.close()));
});

async function begin(of: Parameters<typeof startYahoo>[0] = {}): Promise<YahooRig> {
  const rig = await startYahoo(of);
  open.push(rig);
  return rig;
}

async function must<T>(answer: Promise<Result<T, FeedError>>): Promise<T> {
  const got = await answer;
  if (!got.ok) throw new Error(JSON.stringify(got.error));
  return got.value;
}

function listen(rig: YahooRig) {
  const heard = { quotes: [] as Quote[], bars: [] as DailyBar[], flow: [] as FlowItem[] };
  rig.feed.subscribe(
    rig.feed.instruments(),
    listening({
      quote: (quote) => heard.quotes.push(quote),
      bar: (bar) => heard.bars.push(bar),
      flow: (item) => heard.flow.push(item),
    }),
  );
  return heard;
}

const SPY = spotId('SPY');
const TODAY = newYorkInstant(day('2026-11-23'), '9:30') / 1000;
/** What is said of a price that was made a minute before the start. */
const META = {
  regularMarketPrice: 600.25,
  regularMarketTime: START_MS / 1000 - 60,
  chartPreviousClose: 598,
};

describe('last prices of Yahoo', () => {
  it('are as old as they say, with the close before', async () => {
    const rig = await begin();
    const quote = await must(rig.feed.snapshot(SPY));
    const drawn = await must(rig.market.snapshot(SPY));
    expect(quote).toMatchObject({
      last: drawn.last,
      prevClose: drawn.prevClose,
      bid: null,
      ask: null,
      delayMs: DELAY_MS,
      source: 'yahoo',
    });
    expect(ageMs(quote, rig.clock.nowMs())).toBe(rig.clock.nowMs() - drawn.atMs);
  });

  it('have the range of the day where its first minute is there', async () => {
    const rig = await begin();
    const range = { regularMarketDayHigh: 602.5, regularMarketDayLow: 598.75 };
    rig.server.metas.set('SPY', { ...META, ...range });
    rig.server.bars.set('SPY', [
      { stamp: TODAY - 3600, close: 640 },
      { stamp: TODAY, close: 600 },
      { stamp: TODAY + 60, close: 601 },
    ]);
    const quote = await must(rig.feed.snapshot(SPY));
    expect(quote.dayRange).toEqual({ open: 600, high: 602.5, low: 598.75 });
    rig.server.bars.set('SPY', [{ stamp: TODAY + 1200, close: 601 }]);
    rig.clock.advance(MINUTE_MS);
    rig.server.metas.set('SPY', { ...META, ...range, regularMarketTime: START_MS / 1000 - 30 });
    expect(await must(rig.feed.snapshot(SPY))).not.toHaveProperty('dayRange');
  });

  it('are as late as the service says, and never quite live', async () => {
    const rig = await begin();
    rig.server.bars.set('SPY', []);
    rig.server.metas.set('SPY', { ...META, exchangeDataDelayedBy: 0 });
    rig.server.bars.set('^VIX', []);
    rig.server.metas.set('^VIX', { ...META, exchangeDataDelayedBy: 20 });
    expect(await must(rig.feed.snapshot(SPY))).toMatchObject({ delayMs: MINUTE_MS });
    expect(await must(rig.feed.snapshot(spotId('VIX')))).toMatchObject({ delayMs: 20 * MINUTE_MS });
  });

  it('stand without a chart, as before the first trade of a day', async () => {
    const rig = await begin();
    rig.server.bars.set('SPY', []);
    rig.server.metas.set('SPY', META);
    const quote = await must(rig.feed.snapshot(SPY));
    expect(quote).toMatchObject({ last: 600.25, prevClose: 598 });
    expect(quote).not.toHaveProperty('dayRange');
  });

  it('come each minute, with the minutes that are over, each once', async () => {
    const rig = await begin({ symbols: ['SPY'] });
    const heard = listen(rig);
    await rig.advanceTo(START_MS + 30 * MINUTE_MS);
    expect(rig.server.seen.length).toBe(31);
    expect(heard.quotes.length).toBeGreaterThanOrEqual(29);
    const from = heard.flow.map((item) => (item.kind === 'bar' ? item.fromMs : NaN));
    expect(from).toEqual([...new Set(from)].sort((a, b) => a - b));
    expect(from.length).toBeGreaterThan(25);
    for (const atMs of from) {
      expect(atMs % MINUTE_MS).toBe(0);
      expect(atMs + MINUTE_MS + DELAY_MS).toBeLessThanOrEqual(rig.clock.nowMs());
    }
  });

  it('leave out minutes without a price and stamps that are none', async () => {
    const rig = await begin({ symbols: ['SPY'] });
    const minute = START_MS / 1000 - 600;
    rig.server.bars.set('SPY', [
      { stamp: minute, close: 600 },
      { stamp: minute + 60, close: null },
      { stamp: minute + 120, close: 14.550000190734863 },
      { stamp: minute + 120, close: 601 },
      { stamp: minute + 187, close: 602 },
      { stamp: minute + 540, close: 603 },
    ]);
    rig.server.metas.set('SPY', META);
    const heard = listen(rig);
    await rig.advanceTo(START_MS + 1);
    expect(heard.flow.map((item) => (item.kind === 'bar' ? item.close : NaN))).toEqual([
      600, 14.55,
    ]);
  });
});

describe('days of Yahoo', () => {
  it('are dated by the exchange, free of noise and of the running day', async () => {
    const rig = await begin();
    const stamp = (on: string) => newYorkInstant(day(on), '3:00') / 1000;
    rig.server.zones.set('^VIX', 'America/Chicago');
    rig.server.bars.set('^VIX', [
      { stamp: stamp('2026-11-18'), close: 14.550000190734863 },
      { stamp: stamp('2026-11-19'), close: null },
      { stamp: stamp('2026-11-20'), close: 15 },
      { stamp: stamp('2026-11-23'), close: 16 },
      { stamp: START_MS / 1000 - 907, close: 16.2 },
    ]);
    const bars = await must(rig.feed.history('VIX' as never));
    expect(bars.map((bar) => [bar.day, bar.close, bar.volume])).toEqual([
      ['2026-11-18', 14.55, null],
      ['2026-11-20', 15, null],
    ]);
  });

  it('are none where the span is empty', async () => {
    const rig = await begin();
    rig.server.bars.set('SPY', []);
    expect(await must(rig.feed.history('SPY' as never))).toEqual([]);
  });

  it('are told once they have closed and settled', async () => {
    const rig = await begin({ symbols: ['SPY', 'VIX'], pollMs: HOUR_MS });
    const heard = listen(rig);
    await rig.advanceTo(newYorkInstant(day('2026-11-23'), '16:10'));
    expect(heard.bars).toEqual([]);
    await rig.advanceTo(newYorkInstant(day('2026-11-23'), '18:30'));
    expect(heard.bars.map((bar) => [bar.series, bar.day])).toEqual([
      ['SPY', '2026-11-23'],
      ['VIX', '2026-11-23'],
    ]);
  });
});

describe('Yahoo in trouble', () => {
  it.each([
    ['throttles', { status: 429, body: 'Too Many Requests' }],
    ['fails', { status: 500 }],
    ['cuts its answer off', { status: 200, cutAfter: 40 }],
    ['answers with a page', { status: 200, body: '<html></html>' }],
    ['answers with another shape', { status: 200, body: '{"chart":{"result":null,"error":null}}' }],
  ])('is left alone for longer each time it %s, its last price growing old', async (_, fault) => {
    const rig = await begin({ symbols: ['SPY'] });
    const heard = listen(rig);
    await rig.advanceTo(START_MS + MINUTE_MS);
    const last = heard.quotes.at(-1);
    const before = rig.server.seen.length;
    rig.server.faults.push(fault, fault, fault);
    await rig.advanceTo(START_MS + 13 * MINUTE_MS);
    // At minutes 2, 4 and 8.
    expect(rig.server.seen.length - before).toBe(3);
    expect(rig.feed.state()).toMatchObject({ state: 'degraded', failures: 3 });
    expect(await must(rig.feed.snapshot(SPY))).toMatchObject({
      atMs: expect.any(Number) as number,
    });
    expect(heard.quotes.at(-1)?.atMs ?? NaN).toBeGreaterThanOrEqual(last?.atMs ?? NaN);
    await rig.advanceTo(START_MS + 20 * MINUTE_MS);
    expect(rig.feed.state().state).toBe('ready');
  });

  it('is not asked again for hours about a name that it does not know', async () => {
    const rig = await begin({ symbols: ['IWM', 'SPY'] });
    listen(rig);
    await rig.advanceTo(START_MS + 20 * MINUTE_MS);
    const asked = rig.server.seen.filter(({ path }) => path.includes('/IWM'));
    expect(asked.length).toBe(1);
    expect(rig.feed.state().state).toBe('ready');
    const none = await rig.feed.history('IWM' as never);
    expect(none).toMatchObject({
      ok: false,
      error: { reason: expect.stringMatching(/^404: No data/) as string },
    });
  });

  it('does not answer for a symbol that was not asked for', async () => {
    const rig = await begin();
    rig.server.bars.set('SPY', [{ stamp: TODAY, close: 600 }]);
    rig.server.metas.set('SPY', { ...META, symbol: 'SPX' });
    expect(await rig.feed.snapshot(SPY)).toMatchObject({
      ok: false,
      error: { code: 'failed', reason: 'bad answer: symbol SPX' },
    });
  });
});
