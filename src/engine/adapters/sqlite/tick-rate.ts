import type { FlowItem } from '../../domain/flow-item.js';
import type { SurfaceMinute } from '../../domain/surface-minute.js';
import type { DurationMs, EpochMs } from '../../domain/units.js';
import type { Retention } from '../../ports/tick-store.js';
import { flowBytes, surfaceBytes } from './tick-bytes.js';
import { tiersOf } from './tick-thinning.js';

const WINDOW_SECONDS = 60;

/** An amount of the last minute. */
class MinuteWindow {
  private readonly amounts = new Float64Array(WINDOW_SECONDS);
  private readonly seconds = new Float64Array(WINDOW_SECONDS);

  add(amount: number, second: number): void {
    const slot = second % WINDOW_SECONDS;
    if (this.seconds[slot] !== second) {
      this.seconds[slot] = second;
      this.amounts[slot] = 0;
    }
    this.amounts[slot] = (this.amounts[slot] ?? 0) + amount;
  }

  sum(second: number): number {
    let sum = 0;
    this.amounts.forEach((amount, slot) => {
      if (second - (this.seconds[slot] ?? 0) < WINDOW_SECONDS) sum += amount;
    });
    return sum;
  }
}

/** Rows of the last minute, the instruments that they were of, and bytes of what is no quote. */
export class TickRate {
  private readonly rows = new MinuteWindow();
  private readonly quotes = new MinuteWindow();
  private readonly bytes = {
    raw: new MinuteWindow(),
    bars: new MinuteWindow(),
    surfaces: new MinuteWindow(),
  };
  private readonly lastSecond = new Map<number, number>();
  private readonly sinceSecond: number;

  constructor(startedAtMs: EpochMs) {
    this.sinceSecond = secondOf(startedAtMs);
  }

  addQuote(instrument: number, nowMs: EpochMs): void {
    const second = secondOf(nowMs);
    this.rows.add(1, second);
    this.quotes.add(1, second);
    this.lastSecond.set(instrument, second);
  }

  addFlow(item: FlowItem, nowMs: EpochMs): void {
    this.addOther(item.kind === 'bar' ? 'bars' : 'raw', { bytes: flowBytes(item), nowMs });
  }

  /** A gap is too seldom to tell in what the disk would hold. */
  addGap(nowMs: EpochMs): void {
    this.rows.add(1, secondOf(nowMs));
  }

  addSurface(minute: SurfaceMinute, nowMs: EpochMs): void {
    this.addOther('surfaces', { bytes: surfaceBytes(minute), nowMs });
  }

  /** Over the last minute, or the time since the start where that is shorter. */
  rowsPerSecond(nowMs: EpochMs): number {
    return this.perSecond(this.rows, nowMs);
  }

  /** Bytes held once every tier is full, at this rate. */
  projectedBytes(kept: Retention, now: { nowMs: EpochMs; quoteBytes: number }): number {
    const { nowMs } = now;
    const rowsPerSecond = this.perSecond(this.quotes, nowMs);
    const rows = projectedRows(kept, { rowsPerSecond, instruments: this.instruments(nowMs) });
    const [raw, , minutes, end] = tiersOf(kept).map((tier) => tier.olderThanMs / 1_000);
    const { bytes } = this;
    const others =
      this.perSecond(bytes.raw, nowMs) * (raw ?? 0) +
      this.perSecond(bytes.bars, nowMs) * (minutes ?? 0) +
      // They come once a minute, and of old ones one of five minutes is kept.
      (bytes.surfaces.sum(secondOf(nowMs)) / WINDOW_SECONDS) *
        ((minutes ?? 0) + ((end ?? 0) - (minutes ?? 0)) / 5);
    return Math.round(rows * now.quoteBytes + others);
  }

  private addOther(of: keyof TickRate['bytes'], add: { bytes: number; nowMs: EpochMs }): void {
    const second = secondOf(add.nowMs);
    this.rows.add(1, second);
    this.bytes[of].add(add.bytes, second);
  }

  private instruments(nowMs: EpochMs): number {
    const second = secondOf(nowMs);
    let active = 0;
    for (const last of this.lastSecond.values()) if (second - last < WINDOW_SECONDS) active += 1;
    return active;
  }

  private perSecond(window: MinuteWindow, nowMs: EpochMs): number {
    const second = secondOf(nowMs);
    const past = Math.max(1, Math.min(WINDOW_SECONDS, second - this.sinceSecond + 1));
    return window.sum(second) / past;
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
