import fc from 'fast-check';
import { describe, it } from 'vitest';
import { acts, play } from '../engine/adapters/paper/paper-market.js';
import { SOAK, SOAK_SEED } from '../support/soak.js';

const RUNS = SOAK === 'long' ? 500_000 : 20_000;

describe('the paper broker, over a long run', () => {
  it(`never fills too much, too well or twice in ${RUNS} sequences of up to 200 acts`, async () => {
    await fc.assert(fc.asyncProperty(fc.array(acts, { maxLength: 200, size: 'max' }), play), {
      numRuns: RUNS,
      seed: SOAK_SEED,
    });
  });
});
