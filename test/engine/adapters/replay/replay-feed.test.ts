import { describe, expect, it } from 'vitest';
import {
  createReplayFeed,
  replayBounds,
} from '../../../../src/engine/adapters/replay/replay-feed.js';
import {
  barCloseAtMs,
  seriesId,
  type BarMark,
  type DailyBar,
} from '../../../../src/engine/domain/bar.js';
import { futureId, spotId } from '../../../../src/engine/domain/instrument.js';
import { newYorkInstant } from '../../../../src/engine/domain/new-york.js';
import type { Quote } from '../../../../src/engine/domain/quote.js';
import { day } from '../../../../src/engine/domain/trading-day.js';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../../src/engine/domain/units.js';
import { barOf } from '../../../support/bars.js';
import { ManualClock } from '../../../support/manual-clock.js';
import { MemoryTickStore } from '../../../support/memory-tick-store.js';
import { listening } from '../../../support/market-sink.js';

function bar(series: string, on: string, close: number): DailyBar {
  const unknown = { open: null, high: null, low: null, volume: null };
  return { series: seriesId(series), day: day(on), close, ...unknown, marks: [], source: 'test' };
}

function marked(mark: BarMark, of: DailyBar): DailyBar {
  return { ...of, marks: [mark] };
}

/** Invented prices around the settlement of 2018-02-14 (a Wednesday) and a Monday holiday. */
const BARS: readonly DailyBar[] = [
  bar('VIX', '2018-02-12', 25.5),
  bar('VIX', '2018-02-13', 24.5),
  bar('VIX', '2018-02-14', 19.5),
  bar('VIX', '2018-02-15', 19.0),
  bar('VIX', '2018-02-16', 19.4),
  marked('holiday', bar('VIX', '2018-02-19', 19.9)),
  bar('VIX', '2018-02-20', 20.5),
  bar('SPX', '2018-02-13', 2660),
  bar('SPX', '2018-02-14', 2700),
  bar('SPX', '2018-02-16', 2730),
  bar('SPX', '2018-02-20', 2716),
  bar('VX1', '2018-02-13', 25.2),
  bar('VX2', '2018-02-13', 20.1),
  bar('VX1', '2018-02-14', 17.9),
  bar('VX2', '2018-02-14', 17.7),
  marked('carried', bar('VX8', '2018-02-14', 17.0)),
];

interface Heard {
  readonly quotes: Quote[];
  readonly bars: DailyBar[];
}

async function replayAt(nowMs: number, bars: readonly DailyBar[] = BARS) {
  const ticks = new MemoryTickStore();
  await ticks.putBars(bars);
  const clock = new ManualClock(nowMs);
  const feed = createReplayFeed({ ticks, clock });
  const started = await feed.start();
  expect(started.ok).toBe(true);
  const listen = (...names: string[]): Heard & { cancel: () => void } => {
    const heard: Heard = { quotes: [], bars: [] };
    const cancel = feed.subscribe(
      names.map((name) => name as ReturnType<typeof spotId>),
      listening({
        quote: (quote) => heard.quotes.push(quote),
        bar: (closed) => heard.bars.push(closed),
      }),
    );
    return { ...heard, cancel };
  };
  return { clock, feed, listen };
}

const noonOn = (on: string) => newYorkInstant(day(on), '12:00');

describe('replay', () => {
  it('knows a VIX bar from 16:15 and an SPX bar from 16:00, not a millisecond sooner', async () => {
    const { clock, feed } = await replayAt(newYorkInstant(day('2018-02-14'), '16:00') - 1);
    const last = async (series: string) => {
      const known = await feed.history(seriesId(series));
      return known.ok ? known.value.at(-1)?.day : null;
    };
    expect([await last('SPX'), await last('VIX')]).toEqual(['2018-02-13', '2018-02-13']);
    clock.advance(1);
    expect([await last('SPX'), await last('VIX')]).toEqual(['2018-02-14', '2018-02-13']);
    clock.advance(15 * MINUTE_MS - 1);
    expect(await last('VIX')).toBe('2018-02-13');
    clock.advance(1);
    expect(await last('VIX')).toBe('2018-02-14');
  });

  it('quotes the close with its instant and the session before it, and no market', async () => {
    const { feed } = await replayAt(noonOn('2018-02-15'));
    const quote = await feed.snapshot(spotId('VIX'));
    expect(quote).toEqual({
      ok: true,
      value: {
        instrument: 'VIX',
        bid: null,
        ask: null,
        bidSize: null,
        askSize: null,
        last: 19.5,
        prevClose: 24.5,
        atMs: newYorkInstant(day('2018-02-14'), '16:15'),
        delayMs: 0,
        source: 'replay',
      },
    });
  });

  it('pushes each bar and quote when market time passes its close', async () => {
    const { clock, listen } = await replayAt(noonOn('2018-02-14'));
    const heard = listen('VIX', 'SPX');
    await clock.advanceAsync(0);
    heard.quotes.length = 0;
    await clock.advanceAsync(4 * HOUR_MS);
    expect(heard.quotes.map(({ instrument, last }) => [instrument, last])).toEqual([['SPX', 2700]]);
    await clock.advanceAsync(15 * MINUTE_MS);
    expect(heard.quotes.map(({ instrument, last }) => [instrument, last])).toEqual([
      ['SPX', 2700],
      ['VIX', 19.5],
    ]);
    expect(heard.bars.map(({ series }) => series)).toEqual(['SPX', 'VIX', 'VX1', 'VX2', 'VX8']);
  });

  it('gives the standing prices right after subscribing', async () => {
    const { clock, listen } = await replayAt(noonOn('2018-02-17'));
    const heard = listen('VIX');
    expect(heard.quotes).toEqual([]);
    await clock.advanceAsync(0);
    expect(heard.quotes.map(({ last }) => last)).toEqual([19.4]);
    expect(heard.bars).toEqual([]);
  });

  it('gives standing prices to those who subscribed before the start', async () => {
    const ticks = new MemoryTickStore();
    await ticks.putBars(BARS);
    const clock = new ManualClock(noonOn('2018-02-17'));
    const feed = createReplayFeed({ ticks, clock });
    const lasts: (number | null)[] = [];
    feed.subscribe(
      [spotId('VIX')],
      listening({
        quote: ({ last }) => lasts.push(last),
      }),
    );
    await feed.start();
    await clock.advanceAsync(0);
    expect(lasts).toEqual([19.4]);
  });

  it('hands over every bar in order after a jump over days, but only the newest quotes', async () => {
    // A clock that leaps: timers run late, as after a laptop slept.
    const ticks = new MemoryTickStore();
    await ticks.putBars(BARS);
    const start = noonOn('2018-02-12');
    let nowMs = start;
    const due: (() => void)[] = [];
    const clock = {
      nowMs: () => nowMs,
      at: (_atMs: number, run: () => void) => {
        due.push(run);
        return () => undefined;
      },
      wallUntilMs: () => 0,
    };
    const feed = createReplayFeed({ ticks, clock });
    await feed.start();
    const heard: Heard = { quotes: [], bars: [] };
    feed.subscribe(
      [spotId('VIX'), spotId('SPX')],
      listening({
        quote: (quote) => heard.quotes.push(quote),
        bar: (closed) => heard.bars.push(closed),
      }),
    );
    nowMs = start + 30 * DAY_MS;
    for (const run of due.splice(0)) run();
    expect(heard.bars).toHaveLength(BARS.length);
    const instants = heard.bars.map((closed) => barCloseAtMs(closed.series, closed.day));
    expect(instants).toEqual([...instants].sort((a, b) => a - b));
    const pushed = heard.quotes.map(({ instrument, last }) => `${instrument} ${last ?? ''}`);
    expect(new Set(pushed)).toEqual(new Set(['VIX 20.5', 'SPX 2716']));
  });

  it('leaves a holiday reading out of the previous close', async () => {
    const { feed } = await replayAt(noonOn('2018-02-21'));
    const quote = await feed.snapshot(spotId('VIX'));
    expect(quote.ok && [quote.value.last, quote.value.prevClose]).toEqual([20.5, 19.4]);
  });

  it('follows a VX contract through the ranks, and its neighbour takes rank 1 on its settlement day', async () => {
    const { clock, feed } = await replayAt(noonOn('2018-02-14'));
    const february = futureId('VX', day('2018-02-14'));
    const march = futureId('VX', day('2018-03-21'));
    const last = async (id: typeof march) => {
      const quote = await feed.snapshot(id);
      return quote.ok ? [quote.value.last, quote.value.prevClose] : quote.error.code;
    };
    expect([await last(february), await last(march)]).toEqual([
      [25.2, null],
      [20.1, null],
    ]);
    clock.advance(5 * HOUR_MS);
    expect(await last(march)).toEqual([17.9, 20.1]);
    clock.advance(DAY_MS);
    expect(await last(february)).toBe('no-data');
    expect(feed.instruments()).not.toContain(february);
    expect(feed.instruments()).toContain(march);
  });

  it('makes no price of a value that was carried over from the nearer contract', async () => {
    const { feed } = await replayAt(noonOn('2018-02-15'));
    expect(feed.instruments().filter((id) => id.startsWith('VX/'))).toEqual([
      'VX/2018-03-21',
      'VX/2018-04-18',
    ]);
  });

  it('names only what has a price by now, as instruments and as series', async () => {
    const { feed } = await replayAt(noonOn('2018-02-13'));
    expect(feed.instruments()).toEqual(['VIX']);
    expect(feed.series()).toEqual(['VIX']);
    expect(feed.carries(spotId('SPX'))).toBe(false);
    const quote = await feed.snapshot(spotId('SPX'));
    expect(quote).toEqual({ ok: false, error: { code: 'no-data', name: 'SPX' } });
  });

  it('has no chain', async () => {
    const { feed } = await replayAt(noonOn('2018-02-15'));
    expect(await feed.expiries('SPX')).toEqual({ ok: true, value: [] });
    const chain = await feed.chain('SPX', day('2018-02-16'));
    expect(chain).toEqual({ ok: false, error: { code: 'no-data', name: 'SPX' } });
  });

  it('knows no other instrument', async () => {
    const { feed } = await replayAt(noonOn('2018-02-15'));
    const quote = await feed.snapshot(spotId('AAPL'));
    expect(quote).toEqual({ ok: false, error: { code: 'unknown-instrument', name: 'AAPL' } });
  });

  it('says that there is no data where nothing was imported', async () => {
    const ticks = new MemoryTickStore();
    const feed = createReplayFeed({ ticks, clock: new ManualClock() });
    const error = { code: 'no-data', name: 'daily history' };
    expect(await feed.start()).toEqual({ ok: false, error });
    expect(await replayBounds(ticks)).toEqual({ ok: false, error });
  });

  it('knows how far the history reaches', async () => {
    const ticks = new MemoryTickStore();
    await ticks.putBars(BARS);
    const bounds = { firstDay: '2018-02-12', lastDay: '2018-02-20' };
    expect(await replayBounds(ticks)).toEqual({ ok: true, value: bounds });
  });

  it('plays prices, and leaves interest rates to the models', async () => {
    const ticks = new MemoryTickStore();
    await ticks.putBars([...BARS, barOf('DFF', '2018-03-01', { close: 1.42 })]);
    const bounds = { firstDay: '2018-02-12', lastDay: '2018-02-20' };
    expect(await replayBounds(ticks)).toEqual({ ok: true, value: bounds });
  });

  it('is silent after a cancel and after the end, and leaves no timer', async () => {
    const { clock, feed, listen } = await replayAt(noonOn('2018-02-12'));
    const cancelled = listen('VIX');
    const kept = listen('VIX');
    cancelled.cancel();
    await clock.advanceAsync(DAY_MS);
    expect(cancelled.bars).toEqual([]);
    const heard = kept.bars.length;
    expect(heard).toBeGreaterThan(0);
    await feed.stop();
    await clock.advanceAsync(10 * DAY_MS);
    expect(kept.bars).toHaveLength(heard);
    expect(clock.waiting()).toBe(0);
    expect(feed.state().state).toBe('down');
    expect(await feed.history(seriesId('VIX'))).toEqual({
      ok: false,
      error: { code: 'not-ready', feed: 'replay' },
    });
  });

  it('reports the newest instant and counts what it has given', async () => {
    const { clock, feed, listen } = await replayAt(noonOn('2018-02-12'));
    expect(feed.state()).toMatchObject({ state: 'ready', newestAtMs: null, received: 0 });
    listen('VIX');
    await clock.advanceAsync(5 * HOUR_MS);
    const newestAtMs = newYorkInstant(day('2018-02-12'), '16:15');
    expect(feed.state()).toMatchObject({ state: 'ready', newestAtMs, received: 2 });
  });
});
