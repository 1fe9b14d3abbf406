import { MILLS_TABLE } from './tables/mills.js';

/** Single-precision numbers of a base64 text, copied so that they are aligned. */
export function singlesOf(base64: string): Float32Array {
  return new Float32Array(new Uint8Array(Buffer.from(base64, 'base64')).buffer);
}

function doublesOf(base64: string): Float64Array {
  return new Float64Array(new Uint8Array(Buffer.from(base64, 'base64')).buffer);
}

/** 64 rows of 8: powers 0 to 6 of the fraction of 192/(z + 3.8), for M(z)(z + 3.8)/3. */
export const millsTable = doublesOf(MILLS_TABLE);
/** Arguments below this lie outside the table. */
const MILLS_FROM = -0.79;
const ROOT_2PI = 2.5066282746310002;

/**
 * Mills ratio N(-z)/n(z) of the standard normal law: relative error below 1e-15 from -0.79 up.
 * Below it the mirror image is subtracted from 1/n(z), which is infinite from z = -37.7 down.
 */
export function millsRatio(z: number): number {
  if (z < MILLS_FROM) return ROOT_2PI * Math.exp(0.5 * z * z) - millsRatio(-z);
  const w = 3 / (z + 3.8);
  const p = 64 * w;
  const i = p | 0;
  const f = p - i;
  let sum = 0;
  for (let k = (i << 3) + 6; k >= i << 3; k--) sum = sum * f + (millsTable[k] as number);
  return w * sum;
}
