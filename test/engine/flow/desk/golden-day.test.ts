import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { GOLDEN_DAY, playGoldenDay } from '../../../support/golden-day.js';

describe('a day of two trades', () => {
  // Renewed by `npx tsx scripts/renew-golden.ts` after a change that is meant to change it.
  it('goes as it is kept in test/golden, row by row', async () => {
    expect(await playGoldenDay()).toBe(readFileSync(GOLDEN_DAY, 'utf8'));
  }, 60_000);
});
