import { MINUTE_MS, type DurationMs, type EpochMs } from '../domain/units.js';
import type { UnderlyingView } from './strategy.js';

/** Prices come one a minute; a longer hole, or a later begin, leaves the range unknown. */
const MOST_GAP_MS = 3 * MINUTE_MS;

/**
 * High less low of the minutes up to now, in points; null where they were not all seen. Each minute
 * is known by its last price, so the true range is a little larger.
 */
export function recentRange(
  of: Pick<UnderlyingView, 'minutes' | 'spot'>,
  within: {
    readonly nowMs: EpochMs;
    readonly lengthMs: DurationMs;
    /** Market time between prices of the feed. */
    readonly pricePeriodMs: DurationMs;
  },
): number | null {
  const mostGapMs = Math.max(MOST_GAP_MS, 2 * within.pricePeriodMs);
  const fromMs = within.nowMs - within.lengthMs;
  const points = of.minutes.filter(({ atMs }) => atMs >= fromMs && atMs <= within.nowMs);
  // A price from before the span tells where the span began.
  const before = of.minutes.findLast(({ atMs }) => atMs < fromMs);
  let lastMs = before?.atMs ?? fromMs;
  for (const { atMs } of [...points, { atMs: within.nowMs }]) {
    if (atMs - lastMs > mostGapMs) return null;
    lastMs = atMs;
  }
  if (points.length === 0) return null;
  const values = points.map(({ value }) => value);
  if (of.spot && of.spot.atMs >= fromMs) values.push(of.spot.value);
  return Math.max(...values) - Math.min(...values);
}
