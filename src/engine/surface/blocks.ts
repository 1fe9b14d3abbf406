import { WIDTH } from './box.js';

const BLOCK = WIDTH * WIDTH;

/**
 * Normal equations of `count` slices with neighbours coupled: a symmetric block-tridiagonal matrix,
 * its diagonal blocks and the blocks to the left of them, row-major, and the gradient.
 */
export interface Normal {
  readonly count: number;
  readonly diagonal: Float64Array;
  /** Block i couples slice i (rows) to slice i - 1 (columns). */
  readonly left: Float64Array;
  readonly gradient: Float64Array;
}

export function emptyNormal(count: number): Normal {
  return {
    count,
    diagonal: new Float64Array(count * BLOCK),
    left: new Float64Array(count * BLOCK),
    gradient: new Float64Array(count * WIDTH),
  };
}

export function clearNormal({ diagonal, left, gradient }: Normal): void {
  diagonal.fill(0);
  left.fill(0);
  gradient.fill(0);
}

/** Room for the factors, kept by the caller. */
export interface Factors {
  readonly diagonal: Float64Array;
  readonly left: Float64Array;
}

export function emptyFactors(count: number): Factors {
  return { diagonal: new Float64Array(count * BLOCK), left: new Float64Array(count * BLOCK) };
}

/** Damped copy with the rows and columns of held unknowns replaced by the identity. */
function load(normal: Normal, into: Factors, of: Damping): void {
  const { held, damping } = of;
  // A loop, because a call of `set` costs more than these few numbers.
  for (let i = 0; i < normal.diagonal.length; i++) {
    into.diagonal[i] = normal.diagonal[i] as number;
    into.left[i] = normal.left[i] as number;
  }
  for (let s = 0; s < normal.count; s++) {
    for (let i = 0; i < WIDTH; i++) {
      const at = s * BLOCK + i * WIDTH + i;
      const own = normal.diagonal[at] as number;
      into.diagonal[at] = own + damping * own + 1e-14;
      if (held[s * WIDTH + i] === 0) continue;
      for (let j = 0; j < WIDTH; j++) {
        into.diagonal[s * BLOCK + i * WIDTH + j] = 0;
        into.diagonal[s * BLOCK + j * WIDTH + i] = 0;
        into.left[s * BLOCK + i * WIDTH + j] = 0;
        if (s + 1 < normal.count) into.left[(s + 1) * BLOCK + j * WIDTH + i] = 0;
      }
      into.diagonal[at] = 1;
    }
  }
}

/** Cholesky factor of the block at `at`, in place, in the lower triangle. False where not positive. */
function factorBlock(m: Float64Array, at: number): boolean {
  for (let i = 0; i < WIDTH; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = m[at + i * WIDTH + j] as number;
      for (let k = 0; k < j; k++) {
        sum -= (m[at + i * WIDTH + k] as number) * (m[at + j * WIDTH + k] as number);
      }
      if (i === j) {
        if (!(sum > 0)) return false;
        m[at + i * WIDTH + i] = Math.sqrt(sum);
      } else m[at + i * WIDTH + j] = sum / (m[at + j * WIDTH + j] as number);
    }
  }
  return true;
}

/** Left block times the inverse transpose of the factor before it, then the Schur complement. */
function eliminate({ diagonal, left }: Factors, s: number): void {
  const at = s * BLOCK;
  const before = at - BLOCK;
  for (let i = 0; i < WIDTH; i++) {
    for (let j = 0; j < WIDTH; j++) {
      let sum = left[at + i * WIDTH + j] as number;
      for (let k = 0; k < j; k++) {
        sum -= (left[at + i * WIDTH + k] as number) * (diagonal[before + j * WIDTH + k] as number);
      }
      left[at + i * WIDTH + j] = sum / (diagonal[before + j * WIDTH + j] as number);
    }
  }
  for (let i = 0; i < WIDTH; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < WIDTH; k++) {
        sum += (left[at + i * WIDTH + k] as number) * (left[at + j * WIDTH + k] as number);
      }
      diagonal[at + i * WIDTH + j] = (diagonal[at + i * WIDTH + j] as number) - sum;
    }
  }
}

function forwards({ diagonal, left }: Factors, x: Float64Array, count: number): void {
  for (let s = 0; s < count; s++) {
    for (let i = 0; i < WIDTH; i++) {
      let sum = x[s * WIDTH + i] as number;
      if (s > 0) {
        for (let k = 0; k < WIDTH; k++) {
          sum -= (left[s * BLOCK + i * WIDTH + k] as number) * (x[(s - 1) * WIDTH + k] as number);
        }
      }
      for (let k = 0; k < i; k++) {
        sum -= (diagonal[s * BLOCK + i * WIDTH + k] as number) * (x[s * WIDTH + k] as number);
      }
      x[s * WIDTH + i] = sum / (diagonal[s * BLOCK + i * WIDTH + i] as number);
    }
  }
}

function backwards({ diagonal, left }: Factors, x: Float64Array, count: number): void {
  for (let s = count - 1; s >= 0; s--) {
    for (let i = WIDTH - 1; i >= 0; i--) {
      let sum = x[s * WIDTH + i] as number;
      if (s + 1 < count) {
        for (let k = 0; k < WIDTH; k++) {
          const below = (s + 1) * BLOCK + k * WIDTH + i;
          sum -= (left[below] as number) * (x[(s + 1) * WIDTH + k] as number);
        }
      }
      for (let k = i + 1; k < WIDTH; k++) {
        sum -= (diagonal[s * BLOCK + k * WIDTH + i] as number) * (x[s * WIDTH + k] as number);
      }
      x[s * WIDTH + i] = sum / (diagonal[s * BLOCK + i * WIDTH + i] as number);
    }
  }
}

export interface Damping {
  /** 1 where an unknown stays at its bound. */
  readonly held: Uint8Array;
  /** Share of the diagonal that is added to it (Marquardt). */
  readonly damping: number;
}

/** Writes the damped step -(A + λ diag A)⁻¹ g into `step`; false where the matrix is not positive. */
export function solveStep(
  normal: Normal,
  of: Damping & { readonly factors: Factors },
  step: Float64Array,
): boolean {
  const { factors, held } = of;
  load(normal, factors, of);
  for (let s = 0; s < normal.count; s++) {
    if (s > 0) eliminate(factors, s);
    if (!factorBlock(factors.diagonal, s * BLOCK)) return false;
  }
  for (let i = 0; i < step.length; i++) {
    step[i] = held[i] === 0 ? -(normal.gradient[i] as number) : 0;
  }
  forwards(factors, step, normal.count);
  backwards(factors, step, normal.count);
  return true;
}
