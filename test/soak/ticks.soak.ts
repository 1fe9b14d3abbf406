import { describe, expect, it } from 'vitest';
import { tempFolder } from '../engine/adapters/sqlite/temp-folder.js';
import { crashAgainAndAgain } from '../engine/adapters/sqlite/tick-crash.js';
import { SOAK } from '../support/soak.js';

const DEATHS = SOAK === 'long' ? 150 : 8;

describe('the tick store', () => {
  it(`lives through ${DEATHS} deaths while it writes: whole batches, and all that it had told of`, async () => {
    const folder = tempFolder();
    // Waits spread over what a few transactions take, so that death meets every part of them.
    const waitsMs = Array.from({ length: DEATHS }, (_, n) => (n * 37) % 200);
    const rows = await crashAgainAndAgain(folder.file('ticks.db'), waitsMs);
    expect(rows).toBeGreaterThan(DEATHS * 2_000);
    folder.dispose();
  });
});
