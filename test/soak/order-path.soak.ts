import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roughActs } from '../support/rough-acts.js';
import { playRough } from '../support/rough-life.js';
import { SOAK, SOAK_SEED } from '../support/soak.js';

const RUNS = SOAK === 'long' ? 10_000 : 1_000;

describe('the order path, over many rough lives', () => {
  it(`sends nothing twice, late or past a cap, and keeps its books, in ${RUNS} lives`, async () => {
    const all = { tickets: 0, sent: 0, orders: 0, fills: 0, closed: 0, unknown: 0 };
    const life = fc.asyncProperty(roughActs, async (acts) => {
      const sums = await playRough(acts);
      for (const key of Object.keys(all) as (keyof typeof all)[]) all[key] += sums[key];
    });
    await fc.assert(life, { numRuns: RUNS, seed: SOAK_SEED });
    // Lives in which nothing happens prove nothing.
    expect(all.sent).toBeGreaterThan(RUNS / 2);
    expect(all.closed).toBeGreaterThan(RUNS / 10);
    expect(all.unknown).toBeGreaterThan(RUNS / 50);
    process.stdout.write(`order path: ${RUNS} lives, ${JSON.stringify(all)}\n`);
  });
});
