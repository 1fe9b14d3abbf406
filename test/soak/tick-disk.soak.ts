import { statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openTickStore } from '../../src/engine/adapters/sqlite/tick-store.js';
import { optionId, spotId } from '../../src/engine/domain/instrument.js';
import { addDays, day } from '../../src/engine/domain/trading-day.js';
import { MINUTE_MS } from '../../src/engine/domain/units.js';
import type { TickStore } from '../../src/engine/ports/tick-store.js';
import { tick, TICK_NOW_MS, valueOf } from '../contract/tick-facts.js';
import { tempFolder } from '../engine/adapters/sqlite/temp-folder.js';
import { ManualClock } from '../support/manual-clock.js';
import { SOAK } from '../support/soak.js';

/** Tiers short enough that all of them fill. */
const RETENTION = {
  rawMs: 4 * MINUTE_MS,
  secondMs: 8 * MINUTE_MS,
  minuteMs: 20 * MINUTE_MS,
  fiveMinuteMs: 35 * MINUTE_MS,
};
const OPTIONS = SOAK === 'long' ? 200 : 60;
const MINUTES = SOAK === 'long' ? 90 : 40;
/** Quotes of an instrument a second; prints and books of the spot as many. */
const PER_SECOND = 4;

function appendSecond(store: TickStore, fromMs: number): void {
  const expiry = day('2027-03-26');
  const step = 1_000 / PER_SECOND;
  for (let atMs = fromMs; atMs < fromMs + 1_000; atMs += step) {
    for (let n = 0; n < OPTIONS; n++) {
      const instrument = optionId({ root: 'BTC', expiry, strike: 1_000 * (n + 1), right: 'put' });
      store.append(tick(atMs + (n % step), { instrument, bid: (atMs % 977) / 100 }));
    }
    const of = { instrument: spotId('SPY'), atMs, source: 'sim' };
    store.appendFlow({
      ...{ kind: 'print', ...of },
      ...{ price: 660.12, size: 100, exchange: 'ARCA', conditions: null },
    });
    const levels = Array.from({ length: 10 }, (_, n) => ({
      ...{ price: 660 + n / 100, size: 100 * n, maker: null },
    }));
    store.appendFlow({ kind: 'depth', ...of, bids: levels, asks: levels });
  }
}

function appendMinute(store: TickStore, atMs: number): void {
  const figures = { atmVol: 0.5, rr25: 0, bf25: 0, rr10: 0, bf10: 0, rmseVolPts: 0.1, quotes: 80 };
  const slices = Array.from({ length: 12 }, (_, n) => {
    const expiry = addDays(day('2026-11-27'), 7 * n);
    const params = { a: 0.01, b: 0.1, rho: -0.2, m: 0, sigma: 0.2 };
    const curve = { years: 0.1, forward: 91_000, discount: 1 };
    return { id: `BTC/${expiry}`, expiry, settlesAtMs: 0, ...curve, params, ...figures };
  });
  store.appendSurface({
    ...{ underlying: 'BTC', atMs, delayMs: 0, source: 'sim', spot: 91_000, slices },
  });
}

describe('what the disk would hold', () => {
  it(`is what it holds once all tiers are full, with ${OPTIONS} options over ${MINUTES} minutes`, async () => {
    const folder = tempFolder();
    const clock = new ManualClock(TICK_NOW_MS);
    const path = folder.file('ticks.db');
    const store = valueOf(await openTickStore({ path, clock, retention: RETENTION }));
    let projected = 0;
    for (let minute = 0; minute < MINUTES; minute++) {
      appendMinute(store, clock.nowMs());
      for (let second = 0; second < 60; second++) {
        appendSecond(store, clock.nowMs());
        clock.advance(1_000);
      }
      valueOf(await store.flush());
      if (minute % 5 === 0) valueOf(await store.compact(clock.nowMs()));
      if (minute === 15) projected = valueOf(await store.state()).projectedBytes;
    }
    const { projectedBytes, dropped } = valueOf(await store.state());
    expect(dropped).toBe(0);
    await store.close();
    const diskBytes = statSync(path).size;
    // Before the first thinning has given its pages back the file is larger than its rows need.
    expect(diskBytes / projected).toBeGreaterThan(0.6);
    expect(diskBytes / projected).toBeLessThan(1.4);
    expect(diskBytes / projectedBytes).toBeGreaterThan(0.9);
    expect(diskBytes / projectedBytes).toBeLessThan(1.1);
    folder.dispose();
  });
});
