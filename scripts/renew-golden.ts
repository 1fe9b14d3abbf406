/**
 * Writes the golden digest of a trading day anew, after a change that is meant to change it.
 * Run: `npx tsx scripts/renew-golden.ts`, and read the difference before it is committed.
 */
import { writeFileSync } from 'node:fs';
import { GOLDEN_DAY, playGoldenDay } from '../test/support/golden-day.js';

writeFileSync(GOLDEN_DAY, await playGoldenDay());
