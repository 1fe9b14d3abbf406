import { expect, test } from 'vitest';
import { openTickStore } from '../../../../src/engine/adapters/sqlite/tick-store.js';
import { valueOf } from '../../../contract/tick-facts.js';
import { ManualClock } from '../../../support/manual-clock.js';
import { tempFolder } from './temp-folder.js';
import { crashAgainAndAgain } from './tick-crash.js';

test('a process killed while it writes leaves whole batches, all that it had told of, and goes on', async () => {
  const folder = tempFolder();
  const path = folder.file('ticks.db');
  const rows = await crashAgainAndAgain(path, [3, 61]);
  const store = valueOf(await openTickStore({ path, clock: new ManualClock(0) }));
  const at = { atMs: rows, withinMs: rows };
  const found = valueOf(await store.optionsAt(['BTC'], at));
  expect(Math.max(...found.map(({ atMs }) => atMs))).toBe(rows - 1);
  await store.close();
  folder.dispose();
});
