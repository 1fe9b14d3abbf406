// A desk of its own process, for tests that kill it: `desk-child.ts <desk.db>` keeps one fact and
// one whole transaction, then stays inside another transaction until it is killed.
import { writeSync } from 'node:fs';
import { openDeskStore } from '../../../../src/engine/adapters/sqlite/desk-store.js';

const path = process.argv[2];
if (path === undefined) throw new Error('name the database');
const opened = openDeskStore(path, {});
if (!opened.ok) throw new Error(opened.error.code);
const store = opened.value;

store.chat.putFact('alone', 'kept');
store.transaction(() => {
  store.chat.putFact('whole 1', 'kept');
  store.chat.putFact('whole 2', 'kept');
});
store.transaction(() => {
  for (let n = 0; n < 2_000; n++) store.chat.putFact(`half ${String(n)}`, 'x'.repeat(200));
  writeSync(1, 'inside\n');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});
