import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calmActs, expectConserved, told, wildActs, World } from './paper-world.js';

describe('any life of a paper account', () => {
  it('keeps cash, holdings and fees together, whatever goes wrong', async () => {
    await fc.assert(
      fc.asyncProperty(wildActs, async (acts) => {
        const world = new World('real');
        await world.play(acts);
        await expectConserved(world);
        const { fills, settlements } = await told(world);
        const { heard } = world.made;
        for (const fill of heard.fills) expect(fills).toContainEqual(fill);
        for (const settlement of heard.settled) expect(settlements).toContainEqual(settlement);
      }),
    );
  });

  it('is the same with restarts at any point as without', async () => {
    await fc.assert(
      fc.asyncProperty(calmActs, async (acts) => {
        const restarted = new World('real');
        const steady = new World('none');
        await restarted.play(acts);
        await steady.play(acts);
        expect(await told(restarted)).toEqual(await told(steady));
        expect(restarted.made.rows.rows('test')).toEqual(steady.made.rows.rows('test'));
      }),
    );
  });
});
