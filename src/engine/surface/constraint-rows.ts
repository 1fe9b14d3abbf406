import { WIDTH } from './box.js';
import type { Normal } from './blocks.js';

/** A constraint c ≥ margin that is broken: its value and gradient, on one slice or two neighbours. */
export interface BrokenRow {
  readonly value: number;
  /** Index of the slice to which `own` belongs; `before` belongs to the one before it. */
  readonly slice: number;
  readonly own: Float64Array;
  readonly before: Float64Array | null;
}

/** Adds √weight·(margin - c) as a residual. */
export function addRow(into: Normal, row: BrokenRow, of: { weight: number; margin: number }): void {
  const { own, before, slice } = row;
  const residual = of.weight * (row.value - of.margin);
  const block = slice * WIDTH * WIDTH;
  const at = slice * WIDTH;
  const { diagonal, left, gradient } = into;
  for (let i = 0; i < WIDTH; i++) {
    const oi = own[i] as number;
    gradient[at + i] = (gradient[at + i] as number) + residual * oi;
    for (let j = 0; j < WIDTH; j++) {
      const cell = block + i * WIDTH + j;
      diagonal[cell] = (diagonal[cell] as number) + of.weight * oi * (own[j] as number);
      if (before) left[cell] = (left[cell] as number) + of.weight * oi * (before[j] as number);
    }
  }
  if (!before) return;
  for (let i = 0; i < WIDTH; i++) {
    const bi = before[i] as number;
    gradient[at - WIDTH + i] = (gradient[at - WIDTH + i] as number) + residual * bi;
    for (let j = 0; j < WIDTH; j++) {
      const cell = block - WIDTH * WIDTH + i * WIDTH + j;
      diagonal[cell] = (diagonal[cell] as number) + of.weight * bi * (before[j] as number);
    }
  }
}
