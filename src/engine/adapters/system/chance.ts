import { randomBytes } from 'node:crypto';
import type { Chance } from '../../ports/chance.js';

const UINT53 = 2 ** 53;

/** Randomness of the operating system, fit for ids that must not be guessed. */
export function createChance(): Chance {
  return {
    // 53 bits fill a double's mantissa.
    uniform: () => Number(randomBytes(8).readBigUInt64BE() >> 11n) / UINT53,
    hex: (bytes) => randomBytes(bytes).toString('hex'),
  };
}
