/** Where a value stands in its own recent past. */
export type Regime = 'low' | 'normal' | 'high' | 'extreme';

export interface RegimePoint {
  readonly value: number;
  /** Share of the window before it that lies strictly below; null with too little past. */
  readonly percentile: number | null;
  readonly regime: Regime | null;
}

export interface RegimeRule {
  /** Values before the present one that count. */
  readonly window: number;
  /** Fewest of them. */
  readonly least: number;
}

/** A year of sessions, at least a quarter. */
export const YEAR_RULE: RegimeRule = { window: 252, least: 63 };

/** Percentiles at which a regime begins: 25 %, 75 %, 95 %. */
export function regimeOf(percentile: number): Regime {
  if (percentile < 0.25) return 'low';
  if (percentile < 0.75) return 'normal';
  return percentile < 0.95 ? 'high' : 'extreme';
}

/** Rolling percentile of each value among those before it: nothing of the future is used. */
export function regimes(values: readonly number[], rule: RegimeRule = YEAR_RULE): RegimePoint[] {
  return values.map((value, i) => {
    const past = values.slice(Math.max(0, i - rule.window), i);
    if (past.length < rule.least) return { value, percentile: null, regime: null };
    const percentile = past.filter((other) => other < value).length / past.length;
    return { value, percentile, regime: regimeOf(percentile) };
  });
}
