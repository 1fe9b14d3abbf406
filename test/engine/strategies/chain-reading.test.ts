import { describe, expect, it } from 'vitest';
import { createSimFeed } from '../../../src/engine/adapters/sim/sim-feed.js';
import { newYorkInstant } from '../../../src/engine/domain/new-york.js';
import { day } from '../../../src/engine/domain/trading-day.js';
import { deltaOf, greeksOf, readChain } from '../../../src/engine/strategies/chain-reading.js';
import { ManualClock } from '../../support/manual-clock.js';

const TODAY = day('2026-11-23');
const START = newYorkInstant(TODAY, '10:30');

describe('the reading of a chain', () => {
  it('gives the same delta alone as among the greeks', async () => {
    const clock = new ManualClock(START);
    const options = { seed: 1, scenario: 'calm', clock, startAtMs: START } as const;
    const feed = createSimFeed({ ...options, historySessions: 5 });
    await feed.start();
    const chain = await feed.chain('SPY', TODAY);
    const reading = chain.ok ? readChain(chain.value) : null;
    if (!reading) throw new Error('there is no chain');
    let compared = 0;
    for (const row of reading.chain.rows) {
      for (const right of ['call', 'put'] as const) {
        const whole = greeksOf(reading, row, right);
        const alone = deltaOf(reading, row, right);
        if (whole === null) expect(alone).toBeNull();
        else expect(Math.abs((alone ?? NaN) - whole.delta)).toBeLessThan(1e-12);
        compared += whole === null ? 0 : 1;
      }
    }
    expect(compared).toBeGreaterThan(20);
    await feed.stop();
  });
});
