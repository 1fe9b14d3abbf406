import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acts, play } from '../engine/adapters/paper/paper-market.js';
import {
  calmActs,
  expectConserved,
  told,
  wildActs,
  World,
} from '../engine/adapters/paper/paper-world.js';
import { SOAK, SOAK_SEED } from '../support/soak.js';

const RUNS = SOAK === 'long' ? 500_000 : 20_000;
const WORLDS = SOAK === 'long' ? 100_000 : 5_000;

describe('the paper broker, over a long run', () => {
  it(`never fills too much, too well or twice in ${RUNS} sequences of up to 200 acts`, async () => {
    await fc.assert(fc.asyncProperty(fc.array(acts, { maxLength: 200, size: 'max' }), play), {
      numRuns: RUNS,
      seed: SOAK_SEED,
    });
  });

  it(`keeps cash, holdings and fees together in ${WORLDS} lives with faults`, async () => {
    const property = fc.asyncProperty(wildActs, async (of) => {
      const world = new World('real');
      await world.play(of);
      await expectConserved(world);
    });
    await fc.assert(property, { numRuns: WORLDS, seed: SOAK_SEED });
  });

  it(`is the same with restarts as without in ${WORLDS} lives`, async () => {
    const property = fc.asyncProperty(calmActs, async (of) => {
      const restarted = new World('real');
      const steady = new World('none');
      await restarted.play(of);
      await steady.play(of);
      expect(await told(restarted)).toEqual(await told(steady));
    });
    await fc.assert(property, { numRuns: WORLDS, seed: SOAK_SEED });
  });
});
