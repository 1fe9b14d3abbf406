import type { DurationMs, EpochMs } from '../../domain/units.js';
import type { Retention } from '../../ports/tick-store.js';
import { tiersOf } from './tick-thinning.js';

const WINDOW_SECONDS = 60;

/** Rows of the last minute, and the instruments that they were of. */
export class TickRate {
  private readonly counts = new Float64Array(WINDOW_SECONDS);
  private readonly seconds = new Float64Array(WINDOW_SECONDS);
  private readonly lastSecond = new Map<number, number>();
  private readonly sinceSecond: number;

  constructor(startedAtMs: EpochMs) {
    this.sinceSecond = secondOf(startedAtMs);
  }

  add(instrument: number, nowMs: EpochMs): void {
    const second = secondOf(nowMs);
    const slot = second % WINDOW_SECONDS;
    if (this.seconds[slot] !== second) {
      this.seconds[slot] = second;
      this.counts[slot] = 0;
    }
    this.counts[slot] = (this.counts[slot] ?? 0) + 1;
    this.lastSecond.set(instrument, second);
  }

  /** Over the last minute, or the time since the start where that is shorter. */
  rowsPerSecond(nowMs: EpochMs): number {
    const second = secondOf(nowMs);
    let rows = 0;
    this.counts.forEach((count, slot) => {
      if (second - (this.seconds[slot] ?? 0) < WINDOW_SECONDS) rows += count;
    });
    return rows / Math.max(1, Math.min(WINDOW_SECONDS, second - this.sinceSecond + 1));
  }

  instruments(nowMs: EpochMs): number {
    const second = secondOf(nowMs);
    let active = 0;
    for (const last of this.lastSecond.values()) if (second - last < WINDOW_SECONDS) active += 1;
    return active;
  }
}

function secondOf(atMs: EpochMs): number {
  return Math.floor(atMs / 1_000);
}

/**
 * Rows held once every tier is full, at a steady rate: a tier holds at most one row of each
 * instrument and bucket, and never more than came in.
 */
export function projectedRows(
  kept: Retention,
  now: { readonly rowsPerSecond: number; readonly instruments: number },
): number {
  let rows = 0;
  let bucketMs: DurationMs = 0;
  let fromMs: DurationMs = 0;
  for (const tier of tiersOf(kept)) {
    const rate =
      bucketMs === 0
        ? now.rowsPerSecond
        : Math.min(now.rowsPerSecond, (now.instruments * 1_000) / bucketMs);
    rows += (rate * (tier.olderThanMs - fromMs)) / 1_000;
    bucketMs = tier.bucketMs;
    fromMs = tier.olderThanMs;
  }
  return rows;
}
