/** Sessions that rank and percentile look back on. */
export const IV_WINDOW = 252;

export interface IvStanding {
  /** (now - lowest)/(highest - lowest) in percent, outside 0–100 at a new extreme; null if flat. */
  readonly rankPct: number | null;
  /** Share of past days strictly below now, in percent. */
  readonly percentilePct: number;
  /** Days that were looked at. */
  readonly days: number;
}

/**
 * Where a volatility stands among its past, which does not include it.
 * @param history oldest first; the last 252 count. @returns null without history.
 */
export function ivStanding(history: readonly number[], now: number): IvStanding | null {
  const past = history.slice(-IV_WINDOW);
  if (past.length === 0) return null;
  const lowest = Math.min(...past);
  const highest = Math.max(...past);
  return {
    rankPct: highest > lowest ? (100 * (now - lowest)) / (highest - lowest) : null,
    percentilePct: (100 * past.filter((value) => value < now).length) / past.length,
    days: past.length,
  };
}
