import { describe, expect, it } from 'vitest';
import { seriesId } from '../../src/engine/domain/bar.js';
import { spotId, type InstrumentId } from '../../src/engine/domain/instrument.js';
import { err, ok } from '../../src/engine/domain/result.js';
import { createEngine } from '../../src/engine/engine.js';
import type { MarketSink } from '../../src/engine/ports/market-data.js';
import { barsUntil } from '../support/bars.js';
import { ManualClock } from '../support/manual-clock.js';
import { MemoryTickStore } from '../support/memory-tick-store.js';
import { plainEngine } from '../support/plain-engine.js';
import { ScriptedFeed, quoteOf } from '../support/scripted-feed.js';
import { KeptNotices, openBook, START, startedDesk } from '../support/started-desk.js';

const VIX = spotId('VIX');
const SPX = spotId('SPX');

/** A feed that is not up before a test says so. */
class LateFeed extends ScriptedFeed {
  up: 'down' | 'ready' = 'down';
  readonly streamed: string[] = [];
  readonly subscribed: InstrumentId[] = [];

  override start() {
    const away = err({ code: 'not-ready', feed: this.feed } as const);
    return Promise.resolve(this.up === 'ready' ? ok(undefined) : away);
  }

  override subscribe(instruments: readonly InstrumentId[], sink: MarketSink) {
    this.subscribed.push(...instruments);
    return super.subscribe(instruments, sink);
  }

  override underlyings() {
    return ['SPX'];
  }

  override readonly streamOptions = (underlying: string) => {
    this.streamed.push(underlying);
    return () => undefined;
  };

  override state() {
    return { ...super.state(), state: this.up };
  }
}

function lateFeed(): LateFeed {
  const feed = new LateFeed('late');
  feed.list(VIX);
  feed.list(SPX);
  feed.remember(barsUntil('VIX', '2026-11-20', [15, 16, 17]));
  return feed;
}

describe('a feed that comes up after the desk', () => {
  it('keeps nobody waiting, and brings its history and option streams once it is up', async () => {
    const feed = lateFeed();
    const desk = await startedDesk({ feeds: [feed], options: { mode: 'PAPER' } });
    const part = () => desk.engine.health().find((each) => each.part === 'feed:late');
    expect(part()).toMatchObject({ state: 'down', detail: 'down' });
    expect(desk.engine.bars(seriesId('VIX'))).toEqual([]);
    expect(feed.streamed).toEqual([]);

    feed.up = 'ready';
    await desk.pass(2_000);
    expect(desk.engine.bars(seriesId('VIX')).map(({ close }) => close)).toEqual([15, 16, 17]);
    expect(feed.streamed).toEqual(['SPX']);
    feed.say(quoteOf(VIX, { last: 21, atMs: START + 2_000 }));
    await desk.engine.idle();
    expect(desk.engine.quote(VIX)?.last).toBe(21);
    expect(part()).toMatchObject({ state: 'ok' });
  });

  it('is subscribed to what it lists later, each instrument and stream once', async () => {
    const feed = lateFeed();
    feed.up = 'ready';
    const desk = await startedDesk({ feeds: [feed], options: { mode: 'PAPER' } });
    feed.list(spotId('VVIX'));
    await desk.pass(180_000);
    expect(feed.subscribed).toEqual([VIX, SPX, 'VVIX']);
    expect(feed.streamed).toEqual(['SPX']);
  });

  it('adds its bars to those of a feed that was there before, and the earlier named one wins', async () => {
    const first = lateFeed();
    const second = new ScriptedFeed('second');
    second.list(VIX);
    second.remember(barsUntil('VIX', '2026-11-20', [11, 12, 13, 14, 15.5]));
    const desk = await startedDesk({ feeds: [first, second], options: { mode: 'PAPER' } });
    expect(desk.engine.bars(seriesId('VIX')).at(-1)?.close).toBe(15.5);
    first.up = 'ready';
    await desk.pass(2_000);
    const closes = desk.engine.bars(seriesId('VIX')).map(({ close }) => close);
    expect(closes).toEqual([11, 12, 15, 16, 17]);
  });

  it('goes over bars that were imported, which stand where it has none', async () => {
    const feed = lateFeed();
    const ticks = new MemoryTickStore();
    await ticks.putBars(barsUntil('VIX', '2026-11-19', [1, 2, 3]));
    const desk = await startedDesk({ feeds: [feed], options: { mode: 'PAPER', ticks } });
    const closes = () => desk.engine.bars(seriesId('VIX')).map(({ close }) => close);
    expect(closes()).toEqual([1, 2, 3]);
    feed.up = 'ready';
    await desk.pass(2_000);
    expect(closes()).toEqual([1, 15, 16, 17]);
  });

  it('a simulation without its feed does not start', async () => {
    const wall = new ManualClock(START);
    const engine = createEngine({
      ...plainEngine({ store: openBook(), wall, market: wall }),
      feeds: [lateFeed()],
    });
    const away = { ok: false, error: { code: 'not-ready' } };
    expect(await engine.start(new KeptNotices())).toMatchObject(away);
  });
});
