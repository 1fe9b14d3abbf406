/** Fixed-point arithmetic of 320 binary places on BigInt: 96 digits for tables and tests. */
const BITS = 320n;
export const ONE = 1n << BITS;

export const times = (a: bigint, b: bigint): bigint => (a * b) >> BITS;
export const over = (a: bigint, b: bigint): bigint => (a << BITS) / b;
export const toNumber = (a: bigint): number => Number(a) / 2 ** Number(BITS);

function squareRoot(of: bigint): bigint {
  const target = of << BITS;
  let guess = 1n << (BigInt(target.toString(2).length) / 2n + 1n);
  for (;;) {
    const next = (guess + target / guess) >> 1n;
    if (next >= guess) return guess;
    guess = next;
  }
}

/** arctan(1/n) by its series, for Machin's formula of pi. */
function arctanInverse(n: bigint): bigint {
  let term = ONE / n;
  let sum = term;
  for (let k = 3n; term !== 0n; k += 2n) {
    term = -term / (n * n);
    sum += term / k;
  }
  return sum;
}

export const PI = 16n * arctanInverse(5n) - 4n * arctanInverse(239n);
export const ROOT_HALF_PI = squareRoot(PI / 2n);

export function exponential(of: bigint): bigint {
  let term = ONE;
  let sum = ONE;
  for (let k = 1n; term !== 0n; k++) {
    term = times(term, of) / k;
    sum += term;
  }
  return sum;
}

/** cos(numerator · pi / denominator) by its series. */
export function cosine(numerator: bigint, denominator: bigint): bigint {
  const angle = (PI * numerator) / denominator;
  const square = times(angle, angle);
  let term = ONE;
  let sum = ONE;
  for (let k = 1n; term !== 0n; k += 2n) {
    term = -times(term, square) / (k * (k + 1n));
    sum += term;
  }
  return sum;
}

/**
 * Mills ratio N(-z)/n(z): series below 4 (Abramowitz & Stegun 26.2.11), Laplace's continued fraction
 * above (26.2.14), whose default length is exact to the last place; 3000/z² + 20 terms are to 1e-22.
 */
export function mills(z: bigint, terms = 1500): bigint {
  if (z >= 4n * ONE) {
    let tail = z;
    for (let k = BigInt(terms); k > 0n; k--) tail = z + over(k * ONE, tail);
    return over(ONE, tail);
  }
  const square = times(z, z);
  let term = z;
  let sum = z;
  for (let k = 3n; term / k !== 0n; k += 2n) {
    term = times(term, square) / k;
    sum += term;
  }
  return times(ROOT_HALF_PI, exponential(square / 2n)) - sum;
}

/** The exact value of a double. */
export function fromNumber(value: number): bigint {
  let scaled = value;
  let shift = 0n;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    shift += 1n;
  }
  return (BigInt(scaled) << BITS) >> shift;
}

/** Natural logarithm of a positive number by Newton's steps from the double's. */
export function logarithm(of: bigint): bigint {
  let guess = fromNumber(Math.log(toNumber(of)));
  for (let step = 0; step < 4; step++) guess += over(of, exponential(guess)) - ONE;
  return guess;
}

const LN2 = logarithm(2n * ONE);

/** factor · exp(of) for arguments far below zero, rounded to a double that may be as small as 1e-300. */
export function scaledExponential(of: bigint, factor: bigint): number {
  const halvings = -of / LN2;
  const rest = exponential(of + halvings * LN2);
  const half = Math.floor(Number(halvings) / 2);
  return toNumber(times(rest, factor)) * 2 ** -half * 2 ** -(Number(halvings) - half);
}
