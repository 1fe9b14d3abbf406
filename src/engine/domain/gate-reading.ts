import type { DurationMs, EpochMs } from './units.js';

/** Unit of a gate's figure; decides how it is written. */
export type GateUnit =
  'vol-pts' | 'points' | 'usd' | 'pct' | 'ratio' | 'delta' | 'count' | 'minutes';

/** What a gate compares. `word` is a variant of the text `gate-word`, such as `open` or `early`. */
export type GateValue =
  | { readonly kind: 'number'; readonly value: number; readonly unit: GateUnit }
  | { readonly kind: 'duration'; readonly ms: DurationMs }
  | { readonly kind: 'instant'; readonly atMs: EpochMs }
  | { readonly kind: 'span'; readonly fromMs: EpochMs; readonly toMs: EpochMs }
  | { readonly kind: 'word'; readonly word: string }
  | { readonly kind: 'names'; readonly names: readonly string[] };

/**
 * One named condition with what was seen and what it must be. `unknown` blocks like `fail`: what
 * cannot be read is not passed. Words: the variants of `gate-name`.
 */
export interface GateReading {
  readonly name: string;
  readonly verdict: 'pass' | 'fail' | 'unknown';
  readonly value: GateValue | null;
  readonly limit: GateValue | null;
}

export function passes(readings: readonly GateReading[]): boolean {
  return readings.every(({ verdict }) => verdict === 'pass');
}
