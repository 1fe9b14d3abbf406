import { statSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { spotId } from '../../../../src/engine/domain/instrument.js';
import { seriesId } from '../../../../src/engine/domain/bar.js';
import { DAY_MS } from '../../../../src/engine/domain/units.js';
import { copyDatabase } from '../../../../src/engine/adapters/sqlite/backup.js';
import { openDeskStore } from '../../../../src/engine/adapters/sqlite/desk-store.js';
import { migrate } from '../../../../src/engine/adapters/sqlite/migrate.js';
import { fromStored, toStored } from '../../../../src/engine/adapters/sqlite/tick-figures.js';
import {
  TICK_MIGRATIONS,
  TICK_SCHEMA,
} from '../../../../src/engine/adapters/sqlite/tick-migrations.js';
import { projectedRows } from '../../../../src/engine/adapters/sqlite/tick-rate.js';
import {
  DEFAULT_RETENTION,
  openTickStore,
  type SqliteTickStore,
} from '../../../../src/engine/adapters/sqlite/tick-store.js';
import { workerUrl } from '../../../../src/engine/adapters/sqlite/tick-worker-client.js';
import { ALL, bar, tick, TICK_NOW_MS, valueOf } from '../../../contract/tick-facts.js';
import { tickStoreContract } from '../../../contract/tick-store.js';
import { ManualClock } from '../../../support/manual-clock.js';
import { tempFolder, type TempFolder } from './temp-folder.js';

tickStoreContract('the SQLite tick store', () => {
  const folder = tempFolder();
  return {
    open: async (options) =>
      valueOf(await openTickStore({ path: folder.file('ticks.db'), ...options })),
    dispose: folder.dispose,
  };
});

describe('a ticks.db', () => {
  let folder: TempFolder;
  let path: string;
  let opened: SqliteTickStore[];
  const open = async () => openTickStore({ path, clock: new ManualClock(TICK_NOW_MS) });
  const openOrThrow = async () => {
    const store = valueOf(await open());
    opened.push(store);
    return store;
  };
  beforeEach(() => {
    folder = tempFolder();
    path = folder.file('home/ticks.db');
    opened = [];
  });
  afterEach(async () => {
    for (const store of opened) await store.close();
    folder.dispose();
  });

  test('of a later program is refused', async () => {
    await (await openOrThrow()).close();
    const raw = new Database(path);
    raw.pragma('user_version = 99');
    raw.close();
    const known = TICK_MIGRATIONS.length;
    const error = { code: 'newer-database', path, found: 99, known };
    expect(await open()).toEqual({ ok: false, error });
  });

  test('that is the desk or no database is refused', async () => {
    path = folder.file('desk.db');
    const desk = openDeskStore(path, {});
    if (desk.ok) desk.value.close();
    expect(await open()).toEqual({ ok: false, error: { code: 'not-ours', path } });
    path = folder.file('junk.db');
    writeFileSync(path, 'only a long line of text, no database. '.repeat(50));
    expect(await open()).toMatchObject({ ok: false, error: { code: 'corrupt' } });
  });

  test.each(TICK_MIGRATIONS.map((step) => step.version))(
    'of version %i is brought up to date with its rows',
    async (version) => {
      path = folder.file('ticks.db');
      const raw = new Database(path);
      migrate(raw, { ...TICK_SCHEMA, migrations: TICK_MIGRATIONS.slice(0, version) });
      raw.exec(`INSERT INTO instruments VALUES (3, 'SPY'); INSERT INTO sources VALUES (9, 'sim');
        INSERT INTO ticks (instrument, at_ms, n, bid, ask, bid_size, ask_size, last, prev_close,
          delay_ms, source) VALUES (3, 5000, 0, 6601000, NULL, 10000, NULL, 660.00001, NULL, 0, 9);
        UPDATE tick_count SET rows = 1;`);
      const old = `INSERT INTO bars VALUES ('VIX', '2026-11-20', 1, 2, 1, 1.5, NULL, 'flat', 'x')`;
      if (version >= 2) raw.exec(old);
      raw.close();

      const store = await openOrThrow();
      store.append(tick(6_000));
      const quotes = valueOf(await store.ticks(spotId('SPY'), ALL));
      expect(quotes[0]).toMatchObject({ bid: 660.1, ask: null, bidSize: 1, last: 660.00001 });
      expect(quotes).toHaveLength(2);
      expect(quotes[0]).not.toHaveProperty('future');
      expect(valueOf(await store.state()).rows).toBe(2);
      expect(valueOf(await store.gaps(ALL))).toEqual([]);
      const bars = valueOf(await store.bars(seriesId('VIX')));
      expect(bars.map((found) => found.marks)).toEqual(version >= 2 ? [['flat']] : []);
    },
  );

  test('that cannot be written for a while loses nothing', async () => {
    const store = await openOrThrow();
    store.append(tick(1));
    valueOf(await store.flush());
    const other = new Database(path);
    other.exec('ALTER TABLE ticks RENAME TO aside');
    store.append(tick(2, { instrument: spotId('QQQ'), source: 'cboe' }));
    expect(await store.flush()).toMatchObject({ ok: false, error: { code: 'failed' } });
    expect(valueOf(await store.state())).toMatchObject({ waiting: 1, dropped: 0 });
    other.exec('ALTER TABLE aside RENAME TO ticks');
    other.close();
    valueOf(await store.flush());
    const found = valueOf(await store.ticks(spotId('QQQ'), ALL));
    expect(found).toEqual([tick(2, { instrument: spotId('QQQ'), source: 'cboe' })]);
  });

  test('may be written by two at once, as by an import beside the desk', async () => {
    const [desk, other] = [await openOrThrow(), await openOrThrow()];
    desk.append(tick(1, { source: 'sim' }));
    other.append(tick(2, { source: 'cboe' }));
    await Promise.all([desk.flush(), other.flush(), other.putBars([bar('2026-11-20')])]);
    const found = valueOf(await desk.ticks(spotId('SPY'), ALL));
    expect(found.map((quote) => quote.source)).toEqual(['sim', 'cboe']);
    expect(valueOf(await desk.series())).toEqual(['VIX']);
  });

  test('is copied while quotes come in, by itself and by another process', async () => {
    const store = await openOrThrow();
    for (let n = 0; n < 3_000; n++) store.append(tick(n));
    const copies = [folder.file('copies/one.db'), folder.file('copies/two.db')];
    valueOf(await store.backup(copies[0] ?? ''));
    store.append(tick(5_000));
    expect(await copyDatabase(path, copies[1] ?? '')).toEqual({ ok: true, value: undefined });
    for (const copy of copies) {
      const raw = new Database(copy);
      expect(raw.prepare('SELECT count(*) FROM ticks').pluck().get()).toBe(3_000);
      raw.close();
    }
    const missing = folder.file('missing.db');
    expect(await copyDatabase(missing, copies[1] ?? '')).toMatchObject({ ok: false });
  });

  test('takes batches between the turns of a long thinning, and its count stays true', async () => {
    const store = await openOrThrow();
    const youngMs = 3 * DAY_MS;
    for (let n = 0; n < 40_000; n++) store.append(tick(n * 20, { last: n }));
    const thinned = store.compact(youngMs);
    for (let n = 0; n < 20; n++) {
      store.append(tick(youngMs + n));
      // Late, among what is being thinned.
      store.append(tick(n * 20_000 + 1, { last: -n }));
      valueOf(await store.flush());
    }
    valueOf(await thinned);
    await Promise.all([store.compact(youngMs), store.compact(youngMs)]);
    const { rows } = valueOf(await store.state());
    expect(rows).toBe(800 + 20);
    const raw = new Database(path, { readonly: true });
    expect(raw.prepare('SELECT count(*) FROM ticks').pluck().get()).toBe(rows);
    raw.close();
  });

  test('gives disk back after thinning', async () => {
    const store = await openOrThrow();
    for (let n = 0; n < 60_000; n++) store.append(tick(n, { last: n / 7 }));
    valueOf(await store.flush());
    await store.close();
    const fullBytes = statSync(path).size;
    const again = await openOrThrow();
    valueOf(await again.compact(2 * DAY_MS));
    await again.close();
    expect(statSync(path).size).toBeLessThan(fullBytes / 5);
  });
});

test('a figure is stored without loss', () => {
  const figures = fc.oneof(
    fc.double({ min: -9e11, max: 9e11, noNaN: true }),
    fc.integer({ min: -90_000_000, max: 90_000_000 }).map((n) => n / 100),
    fc.integer(),
  );
  fc.assert(
    fc.property(figures, (figure) => {
      expect(fromStored(toStored(figure)) + 0).toBe(figure + 0);
    }),
  );
  expect(fromStored(toStored(Number.NaN))).toBeNaN();
  expect(toStored(660.12)).toBe(6_601_200);
});

test('the projection fills each tier with at most one row of an instrument and bucket', () => {
  const kept = { rawMs: 10_000, secondMs: 70_000, minuteMs: 670_000, fiveMinuteMs: 3_670_000 };
  // 2 instruments at 50 a second: 500 raw, 2 × 60 seconds, 2 × 10 minutes, 2 × 10 of 5 minutes.
  expect(projectedRows(kept, { rowsPerSecond: 50, instruments: 2 })).toBeCloseTo(660, 6);
  // A slow instrument fills no tier faster than it ticks: one row in 1,000 s for 3,670 s.
  expect(projectedRows(kept, { rowsPerSecond: 0.001, instruments: 1 })).toBeCloseTo(3.67, 6);
  expect(projectedRows(DEFAULT_RETENTION, { rowsPerSecond: 0, instruments: 0 })).toBe(0);
});

test('a worker that was not built is asked for by name', () => {
  expect(() => workerUrl('file:///nowhere/src/engine/x.ts', 'tick-worker')).toThrow(
    'The worker /nowhere/dist/engine/tick-worker.js is missing; build it with: npm run build',
  );
});
