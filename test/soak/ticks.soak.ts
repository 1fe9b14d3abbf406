import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../engine/adapters/sqlite/temp-folder.js';
import { crashAgainAndAgain } from '../engine/adapters/sqlite/tick-crash.js';
import { createWallClock } from '../../src/engine/adapters/system/wall-clock.js';
import { openTickStore } from '../../src/engine/adapters/sqlite/tick-store.js';
import { dayOfQuotes } from '../../bench/ticks-day.js';
import { valueOf } from '../contract/tick-facts.js';
import { SOAK } from '../support/soak.js';

const DEATHS = SOAK === 'long' ? 150 : 5;

const PER_SECOND = 10_000;
const SECONDS = SOAK === 'long' ? 120 : 8;
const SLICE_MS = 10;
/** What may wait is bounded to 42 MB; all else that the store holds is small. */
const MOST_BUFFER_BYTES = 60 * 1024 * 1024;

describe('the tick store', () => {
  it(`takes ${PER_SECOND} quotes a second for ${SECONDS} s, all of them, in bounded memory`, async () => {
    const folder = tempFolder();
    const clock = createWallClock();
    const store = valueOf(await openTickStore({ path: folder.file('ticks.db'), clock }));
    const quotes = dayOfQuotes(PER_SECOND * SECONDS);
    const startMs = clock.nowMs();
    const buffersBefore = process.memoryUsage().arrayBuffers;
    let sent = 0;
    let most = 0;
    while (sent < PER_SECOND * SECONDS) {
      const due = Math.min(PER_SECOND * SECONDS, (clock.nowMs() - startMs) * (PER_SECOND / 1_000));
      for (; sent < due; sent++) {
        const next = quotes.next();
        if (next.done !== true) store.append(next.value);
      }
      most = Math.max(most, process.memoryUsage().arrayBuffers - buffersBefore);
      await wait(SLICE_MS);
    }
    const sentS = (clock.nowMs() - startMs) / 1_000;
    valueOf(await store.flush());
    const { rows, dropped } = valueOf(await store.state());
    expect(dropped).toBe(0);
    expect(rows).toBe(PER_SECOND * SECONDS);
    expect(rows / sentS).toBeGreaterThan(0.98 * PER_SECOND);
    expect(most).toBeLessThan(MOST_BUFFER_BYTES);
    await store.close();
    folder.dispose();
  });

  it(`lives through ${DEATHS} deaths while it writes: whole batches, and all that it had told of`, async () => {
    const folder = tempFolder();
    // Waits spread over what a few transactions take, so that death meets every part of them.
    const waitsMs = Array.from({ length: DEATHS }, (_, n) => (n * 37) % 200);
    const rows = await crashAgainAndAgain(folder.file('ticks.db'), waitsMs);
    expect(rows).toBeGreaterThan(DEATHS * 2_000);
    folder.dispose();
  });
});
