import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { createDeribitFeed } from '../../src/engine/adapters/deribit/market-data.js';
import { createSurfaceFitter } from '../../src/engine/adapters/fitter/surface-fitter.js';
import { openTickStore } from '../../src/engine/adapters/sqlite/tick-store.js';
import { createChance } from '../../src/engine/adapters/system/chance.js';
import { createHttpClient } from '../../src/engine/adapters/system/http-client.js';
import { createWallClock } from '../../src/engine/adapters/system/wall-clock.js';
import { createEngine } from '../../src/engine/engine.js';
import { folderOf } from '../support/folder.js';
import { plainEngine } from '../support/plain-engine.js';
import { quietLog } from '../support/quiet-log.js';
import { SOAK } from '../support/soak.js';
import { KeptNotices, openBook } from '../support/started-desk.js';
import { notFinite, viewOf } from '../support/vol-desk.js';
import { spawnVenue } from './deribit-venue.js';

const RUN_MS = SOAK === 'long' ? 120_000 : 10_000;
const ASK_EVERY_MS = 250;
/** Ten updates a second of a thousand options. */
const VENUE = { tickEveryMs: 100, strikesPerExpiry: 63 };
const MOST_AGE_MS = 1_000;
const MOST_LAG_MS = 50;
const MOST_GROWTH_MB = 64;

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function wait(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}

/** A desk on the venue's stream, its ticks on disk and its fits on a thread. */
async function openDesk(port: number) {
  const wall = createWallClock();
  const clock = {
    nowMs: () => wall.nowMs(),
    at: wall.at.bind(wall),
    wallUntilMs: wall.wallUntilMs.bind(wall),
    hold: () => () => undefined,
  };
  const folder = folderOf({});
  closing.push(() => folder.remove());
  const opened = await openTickStore({ path: join(folder.path, 'ticks.db'), clock });
  if (!opened.ok) throw new Error(`not opened: ${opened.error.code}`);
  closing.push(() => opened.value.close());
  const base = `127.0.0.1:${port}`;
  const http = createHttpClient({ clock, userAgent: 'voldesk', spacingMs: 50 });
  const feed = createDeribitFeed({
    ...{ wsUrl: `ws://${base}/ws/api/v2`, httpUrl: `http://${base}`, clock, http },
    ...{ chance: createChance(), log: quietLog(), coins: ['BTC'] },
  });
  const fitter = createSurfaceFitter({ wall });
  closing.push(() => fitter.stop());
  const engine = createEngine({
    ...plainEngine({ store: openBook(), wall, market: clock }),
    mode: 'PAPER',
    feeds: [feed],
    ticks: opened.value,
    fitter,
  });
  closing.push(() => engine.stop());
  await engine.start(new KeptNotices());
  return { engine, clock, ticks: opened.value, feed };
}

it(`shows no surface of a thousand streamed options that is older than a second, for ${RUN_MS / 1_000} s`, async () => {
  const venue = await spawnVenue(VENUE);
  closing.push(() => venue.end());
  const { engine, clock, ticks, feed } = await openDesk(venue.first.port);
  const { vol } = engine.api;
  for (let left = 10_000; left > 0 && feed.state().state !== 'ready'; left -= 100) await wait(100);
  await wait(1_500);
  viewOf(await vol.surface('BTC'));
  await wait(1_500);
  const startMs = clock.nowMs();
  const [ages, waits, fits, lags]: [number[], number[], number[], number[]] = [[], [], [], []];
  const memoryMb: number[] = [];
  let options = 0;
  while (clock.nowMs() - startMs < RUN_MS) {
    const askedMs = clock.nowMs();
    const view = viewOf(await vol.surface('BTC'));
    waits.push(clock.nowMs() - askedMs);
    // The stamp holds the oldest quote at the money of any expiry.
    ages.push(clock.nowMs() - view.stamp.asOfMs);
    fits.push(view.fitMs);
    lags.push((await engine.api.status()).queue.lagP99Ms);
    memoryMb.push(process.memoryUsage().rss / 2 ** 20);
    options = view.slices.reduce((sum, { quotes }) => sum + quotes, 0);
    expect(notFinite(view, /changes/)).toEqual([]);
    await wait(ASK_EVERY_MS);
  }
  await ticks.flush();
  const kept = await ticks.surfaces('BTC', { fromMs: 0, toMs: clock.nowMs() + 1, pick: 'all' });
  const figures = {
    options,
    asked: ages.length,
    ageMs: { p50: quantile(ages, 0.5), p99: quantile(ages, 0.99), most: Math.max(...ages) },
    answerMs: { p50: quantile(waits, 0.5), p99: quantile(waits, 0.99) },
    fitMs: { p50: quantile(fits, 0.5), p99: quantile(fits, 0.99) },
    lagP99Ms: quantile(lags, 0.5),
    kept: kept.ok ? kept.value.length : 0,
    memoryMb: [0, 1 / 3, 2 / 3, 1].map((share) =>
      Math.round(memoryMb[Math.min(memoryMb.length - 1, Math.floor(share * memoryMb.length))] ?? 0),
    ),
    load: Number((loadavg()[0] ?? 0).toFixed(1)),
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
  expect(figures.kept).toBeGreaterThanOrEqual(Math.floor(RUN_MS / 60_000));
  const [, third = 0, , last = 0] = figures.memoryMb;
  expect(last - third).toBeLessThan(MOST_GROWTH_MB);
  // Where more wants to run than can, everything waits for the processor: said, not judged.
  if (figures.load <= 2 * cpus().length) {
    expect(figures.ageMs.p99).toBeLessThan(MOST_AGE_MS);
    expect(figures.lagP99Ms).toBeLessThan(MOST_LAG_MS);
  }
});
