import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../../../src/engine/domain/units.js';
import { startSim } from './sim-rig.js';

/** Processor time of the quickest of some runs, in ms: other tests share the machine. */
async function quickest(run: () => Promise<void>): Promise<number> {
  let least = Infinity;
  for (let left = 3; left > 0; left--) {
    const before = process.cpuUsage();
    await run();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

describe('the cost of the simulated market', () => {
  it('is under a second for two years of history', async () => {
    const ms = await quickest(async () => {
      await startSim({ historySessions: 504 });
    });
    expect(ms).toBeLessThan(1000);
  });

  it('is under two milliseconds for a push of every quote', async () => {
    const { feed, clock } = await startSim();
    let quotes = 0;
    feed.subscribe(feed.instruments(), { quote: () => quotes++, bar: () => undefined });
    const minutes = 4;
    const ms = await quickest(() => {
      clock.advance(minutes * MINUTE_MS);
      return Promise.resolve();
    });
    expect(quotes).toBe(3 * minutes * 60 * feed.instruments().length);
    expect(ms / (minutes * 60)).toBeLessThan(2);
  });
});
