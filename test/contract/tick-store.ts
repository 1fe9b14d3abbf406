import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { spotId, type InstrumentId } from '../../src/engine/domain/instrument.js';
import { MINUTE_MS } from '../../src/engine/domain/units.js';
import type { TickStore } from '../../src/engine/ports/tick-store.js';
import { ManualClock } from '../support/manual-clock.js';
import { barContract } from './tick-bars.js';
import { ALL, RETENTION, tick, TICK_NOW_MS, valueOf, type TickHome } from './tick-facts.js';
import { flowContract } from './tick-flow.js';
import { optionsContract } from './tick-options.js';
import { surfaceContract } from './tick-surfaces.js';
import { thinningContract } from './tick-thinning.js';

/** What every store of ticks and history keeps to. */
export function tickStoreContract(name: string, makeHome: () => TickHome): void {
  describe(`${name} keeps the tick store's contract`, () => {
    let home: TickHome;
    let clock: ManualClock;
    let store: TickStore;
    const open = () => home.open({ clock, retention: RETENTION });
    const reopen = async () => {
      await store.close();
      store = await open();
    };
    const read = async (instrument: InstrumentId = spotId('SPY'), span = ALL) =>
      valueOf(await store.ticks(instrument, span));
    const state = async () => valueOf(await store.state());
    const rowsStored = async () => (await state()).rows;

    beforeEach(async () => {
      home = makeHome();
      clock = new ManualClock(TICK_NOW_MS);
      store = await open();
    });
    afterEach(async () => {
      await store.close();
      await home.dispose();
    });

    test('quotes come back as they were, ascending, also after a restart', async () => {
      const nothing = { bid: null, ask: null, bidSize: null, askSize: null, last: null };
      const quotes = [
        tick(1_000, { bid: 0.1 + 0.2, last: -37.63, delayMs: 900_000, source: 'cboe' }),
        tick(1_001, { ...nothing, prevClose: null }),
        tick(1_002, { bid: 0, ask: 98_765.4321, bidSize: 0.00001 }),
      ];
      for (const quote of [...quotes].reverse()) store.append(quote);
      store.append(tick(1_001, { instrument: spotId('QQQ') }));
      await reopen();
      expect(await read()).toEqual(quotes);
    });

    test('a span holds its first instant and not its last', async () => {
      for (const atMs of [10, 20, 30]) store.append(tick(atMs));
      const found = await read(spotId('SPY'), { fromMs: 10, toMs: 30 });
      expect(found.map((quote) => quote.atMs)).toEqual([10, 20]);
      expect(await read(spotId('NONE'))).toEqual([]);
    });

    test('quotes of one instant are all kept, in order; an exact repeat is kept once', async () => {
      const quotes = [5, 3, 4].map((last) => tick(1_000, { last }));
      for (const quote of [...quotes, ...quotes]) store.append(quote);
      expect(await read()).toEqual(quotes);
      for (const quote of quotes) store.append(quote);
      expect(await read()).toEqual(quotes);
      expect(await rowsStored()).toBe(3);
    });

    test('a batch goes after a second, or at 2,000 rows', async () => {
      store.append(tick(1));
      expect(await state()).toMatchObject({ rows: 0, waiting: 1 });
      clock.advance(1_000);
      await expect.poll(rowsStored).toBe(1);
      for (let n = 0; n < 2_000; n++) store.append(tick(100 + n));
      await expect.poll(rowsStored).toBe(2_001);
      expect((await state()).waiting).toBe(0);
    });

    test('what was flushed is there for the next to open', async () => {
      for (let n = 0; n < 4_500; n++) store.append(tick(n));
      valueOf(await store.flush());
      expect(await state()).toMatchObject({ rows: 4_500, waiting: 0, dropped: 0 });
      await reopen();
      expect(await rowsStored()).toBe(4_500);
    });

    test('a flood keeps the newest within bounded memory, and tells how many and when it dropped', async () => {
      const flood = 250_000;
      for (let n = 0; n < flood; n++) store.append(tick(n));
      const { waiting } = await state();
      expect(waiting).toBeLessThanOrEqual(220_000);
      valueOf(await store.flush());
      const after = await state();
      expect(after.dropped).toBeGreaterThan(0);
      const lost = valueOf(await store.gaps(ALL));
      expect(after.rows - lost.length + after.dropped).toBe(flood);
      expect(lost.reduce((sum, gap) => sum + gap.toMs - gap.fromMs + 1, 0)).toBe(after.dropped);
      for (const { feed, fromMs, toMs } of lost) {
        expect(feed).toBe('sim');
        expect(await read(spotId('SPY'), { fromMs, toMs: toMs + 1 })).toEqual([]);
      }
      const newest = await read(spotId('SPY'), { fromMs: flood - 1_000, toMs: flood });
      expect(newest).toHaveLength(1_000);
    });

    test('the state tells the rate of the last minute and what the disk would hold', async () => {
      expect(await state()).toMatchObject({ rows: 0, rowsPerSecond: 0, projectedBytes: 0 });
      for (let second = 0; second < 90; second++) {
        for (let n = 0; n < 5; n++) store.append(tick(second * 1_000 + n));
        clock.advance(1_000);
      }
      valueOf(await store.flush());
      const busy = await state();
      expect(busy.rowsPerSecond).toBeGreaterThan(4.8);
      expect(busy.rowsPerSecond).toBeLessThanOrEqual(5);
      expect(busy.projectedBytes).toBeGreaterThan(5 * 5.5 * 20);
      expect(busy.diskBytes).toBeGreaterThan(450 * 20);
      clock.advance(MINUTE_MS);
      expect((await state()).rowsPerSecond).toBe(0);
    });

    test('after close nothing is written, and closing twice is closing once', async () => {
      store.append(tick(1));
      await store.close();
      store.append(tick(2));
      await store.close();
      expect((await store.flush()).ok).toBe(true);
      expect((await store.state()).ok).toBe(false);
      store = await open();
      expect((await read()).map((quote) => quote.atMs)).toEqual([1]);
    });

    thinningContract(() => store);
    barContract(() => ({ store, reopen }));
    flowContract(() => ({ store, reopen }));
    optionsContract(() => ({ store, reopen }));
    surfaceContract(() => ({ store, reopen }));
  });
}
