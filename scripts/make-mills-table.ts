/**
 * Writes src/engine/pricing/tables/mills.ts: the Mills ratio M(z) = N(-z)/n(z) as 64 polynomials of
 * degree 6 in w = 3/(z + 3.8), each interpolating M/w at Chebyshev points computed to 90 digits.
 *
 * npx tsx scripts/make-mills-table.ts
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cosine, mills, ONE, over, times, toNumber } from './fixed-point.js';
import { base64Lines } from './table-text.js';

const INTERVALS = 64;
const DEGREE = 6;
/** w = SPAN / (z + SHIFT): z from -0.8 to infinity is w from 1 to 0. */
const SPAN = 3n * ONE;
const SHIFT = (38n * ONE) / 10n;

/** Powers of f = 64 w - i from Newton's divided differences at the Chebyshev points of [0, 1]. */
function interpolate(points: readonly bigint[], values: readonly bigint[]): bigint[] {
  const at = (list: readonly bigint[], i: number): bigint => list[i] ?? 0n;
  const differences = [...values];
  for (let k = 1; k <= DEGREE; k++) {
    for (let j = DEGREE; j >= k; j--) {
      const rise = at(differences, j) - at(differences, j - 1);
      differences[j] = over(rise, at(points, j) - at(points, j - k));
    }
  }
  let powers: bigint[] = [at(differences, DEGREE)];
  for (let k = DEGREE - 1; k >= 0; k--) {
    const raised = [0n, ...powers];
    powers = raised.map((power, i) => power - times(at(powers, i), at(points, k)));
    powers[0] = at(powers, 0) + at(differences, k);
  }
  return powers;
}

const points = Array.from(
  { length: DEGREE + 1 },
  (_, j) => (ONE + cosine(BigInt(2 * j + 1), BigInt(2 * (DEGREE + 1)))) / 2n,
);
const table = new Float64Array(INTERVALS * (DEGREE + 2));
for (let i = 0; i < INTERVALS; i++) {
  const values = points.map((f) => {
    const w = (BigInt(i) * ONE + f) / BigInt(INTERVALS);
    return over(mills(over(SPAN, w) - SHIFT), w);
  });
  interpolate(points, values).forEach((power, k) => {
    table[i * (DEGREE + 2) + k] = toNumber(power);
  });
}

const text = `/** Written by scripts/make-mills-table.ts: 64 rows of 8 little-endian doubles, powers 0 to 6. */
export const MILLS_TABLE =
${base64Lines(Buffer.from(table.buffer))};
`;
writeFileSync(join(import.meta.dirname, '../src/engine/pricing/tables/mills.ts'), text);
