import type { DeskAlert } from '../../domain/alert.js';
import type { DeskRecord } from '../../domain/record.js';
import type { DurationMs, EpochMs } from '../../domain/units.js';
import type { Effect, Write } from './events.js';
import type { DeskState } from './state.js';

/** Market and wall time of a step. */
export interface Now {
  readonly atMs: EpochMs;
  readonly wallMs: EpochMs;
}

/** Earliest instants at which the desk wants to be woken; infinite where none. */
export interface Wakes {
  marketMs: EpochMs;
  wallMs: EpochMs;
}

const ALERT_AGAIN_MS: DurationMs = 60_000;

/**
 * One step under way: records are folded into the book at once, so that what follows in the same
 * step sees them, and are kept on disk together before any effect leaves.
 */
export class Turn {
  readonly records: DeskRecord[] = [];
  readonly writes: Write[] = [];
  readonly effects: Effect[] = [];
  readonly wakes: Wakes = { marketMs: Number.POSITIVE_INFINITY, wallMs: Number.POSITIVE_INFINITY };

  constructor(
    readonly state: DeskState,
    readonly now: Now,
  ) {}

  get nowMs(): EpochMs {
    return this.now.atMs;
  }

  record(record: DeskRecord): void {
    this.state.trading.apply({ record, atMs: this.now.atMs, wallMs: this.now.wallMs });
    this.records.push(record);
    this.writes.push({ kind: 'record', record });
  }

  effect(effect: Effect): void {
    this.effects.push(effect);
  }

  /** An alert is given once a minute at most for the same thing. */
  alert(alert: DeskAlert, key: string): void {
    const { alertedAtMs } = this.state.transient;
    const lastMs = alertedAtMs.get(key) ?? Number.NEGATIVE_INFINITY;
    if (this.now.wallMs - lastMs < ALERT_AGAIN_MS) return;
    alertedAtMs.set(key, this.now.wallMs);
    this.record({ kind: 'alert', alert });
  }

  wakeAt(atMs: EpochMs | null): void {
    if (atMs !== null) this.wakes.marketMs = Math.min(this.wakes.marketMs, atMs);
  }

  wakeAtWall(wallMs: EpochMs | null): void {
    if (wallMs !== null) this.wakes.wallMs = Math.min(this.wakes.wallMs, wallMs);
  }
}
