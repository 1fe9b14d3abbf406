import fc from 'fast-check';
import { describe, it } from 'vitest';
import { roughActs, type RoughAct } from '../../../support/rough-acts.js';
import { playRough } from '../../../support/rough-life.js';

/** Shrunk lives in which something was wrong once. */
const KEPT: readonly (readonly RoughAct[])[] = [
  // The card of a second tap was told with the next news only.
  [
    { kind: 'trade', quantity: 2, seconds: 0 },
    { kind: 'again', which: 0 },
    { kind: 'pass', seconds: 5 },
  ],
  // A broker's row on disk, and nobody to hear that its call had failed.
  [
    { kind: 'trade', quantity: 2, seconds: 0 },
    { kind: 'kill', when: 'after-paper-row' },
    { kind: 'pass', seconds: 20 },
  ],
  // An entry that fills a unit a quote was taken for stopped out between its legs.
  [
    { kind: 'fault', fault: 7 },
    { kind: 'trade', quantity: 2, seconds: 65 },
  ],
  // A way out that waited while a rule had left the position.
  [
    { kind: 'trade', quantity: 2, seconds: 65 },
    { kind: 'leave', times: 2, first: 'stop' },
  ],
];

describe('a desk that lives roughly', () => {
  it.each(KEPT.map((acts) => [acts] as const))(
    'holds in a life that it once did not: %j',
    async (acts) => {
      await playRough(acts);
    },
  );

  it('sends nothing twice, late or past a cap, and keeps its books', async () => {
    const life = fc.asyncProperty(roughActs, async (acts) => {
      await playRough(acts);
    });
    await fc.assert(life, { numRuns: 25, seed: 7 });
  });
});
