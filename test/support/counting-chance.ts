import type { Chance } from '../../src/engine/ports/chance.js';

/** Ids one after the other: the same run makes the same ids. */
export function countingChance(): Chance {
  let next = 1;
  return {
    uniform: () => 0.5,
    hex: (bytes) => {
      // Spread over all letters, so that the first four differ.
      const mixed = BigInt.asUintN(80, BigInt(next++) * 0x9e37_79b9_7f4a_7c15_f39dn);
      return mixed
        .toString(16)
        .padStart(20, '0')
        .slice(0, 2 * bytes);
    },
  };
}
