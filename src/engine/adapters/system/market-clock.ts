import { newYorkDay } from '../../domain/new-york.js';
import type { DurationMs, EpochMs } from '../../domain/units.js';
import type { Cancel, Clock, MarketClock } from '../../ports/clock.js';
import { elapsedWithoutNights, skipNights } from './nights.js';
import { TimerQueue } from './timer-queue.js';

export interface MarketClockOptions {
  readonly wall: Clock;
  readonly startAtMs: EpochMs;
  /** Market seconds a wall second. */
  readonly speed: number;
  readonly nights: 'kept' | 'skipped';
}

/** Market time = start + speed × wall time since, less the holds. */
class MarketTime {
  private readonly wallStartMs: EpochMs;
  private heldMs: DurationMs = 0;
  private heldSinceMs: EpochMs | null = null;
  private anchor: { readonly atMs: EpochMs; readonly elapsedMs: DurationMs };

  constructor(private readonly options: MarketClockOptions) {
    this.wallStartMs = options.wall.nowMs();
    this.anchor = { atMs: options.startAtMs, elapsedMs: 0 };
  }

  get held(): boolean {
    return this.heldSinceMs !== null;
  }

  freeze(): void {
    this.heldSinceMs = this.options.wall.nowMs();
  }

  thaw(): void {
    if (this.heldSinceMs === null) return;
    this.heldMs += this.options.wall.nowMs() - this.heldSinceMs;
    this.heldSinceMs = null;
  }

  nowMs(): EpochMs {
    const elapsedMs = this.elapsedMs();
    const atMs = this.shownAt(elapsedMs);
    // Days already walked are not walked again on each look.
    if (newYorkDay(atMs) !== newYorkDay(this.anchor.atMs)) this.anchor = { atMs, elapsedMs };
    // Less than a microsecond is the error of floating point, not time that is missing.
    return Math.floor(atMs + 1e-3);
  }

  /** Wall time until an instant is shown, rounded up; a hold counts as if released now. */
  wallUntilMs(atMs: EpochMs): DurationMs {
    const { atMs: fromMs, elapsedMs } = this.anchor;
    const needMs =
      this.options.nights === 'kept' ? atMs - fromMs : elapsedWithoutNights(fromMs, atMs);
    const leftMs = (elapsedMs + needMs - this.elapsedMs()) / this.options.speed;
    return Math.max(0, Math.ceil(leftMs - 1e-6));
  }

  private elapsedMs(): DurationMs {
    const wallMs = (this.heldSinceMs ?? this.options.wall.nowMs()) - this.wallStartMs;
    return (wallMs - this.heldMs) * this.options.speed;
  }

  private shownAt(elapsedMs: DurationMs): EpochMs {
    const sinceMs = elapsedMs - this.anchor.elapsedMs;
    return this.options.nights === 'kept'
      ? this.anchor.atMs + sinceMs
      : skipNights(this.anchor.atMs, sinceMs);
  }
}

/** Market time of simulation and replay, driven by wall time. */
export function createMarketClock(options: MarketClockOptions): MarketClock {
  if (!(options.speed > 0)) throw new Error(`speed must be positive: ${options.speed}`);
  const time = new MarketTime(options);
  const queue = new TimerQueue();
  let wake: Cancel | null = null;
  let holds = 0;

  function arm(): void {
    wake?.();
    wake = null;
    const nextAtMs = queue.nextAtMs();
    if (nextAtMs === null || (time.held && nextAtMs > time.nowMs())) return;
    wake = options.wall.at(options.wall.nowMs() + time.wallUntilMs(nextAtMs), () => {
      wake = null;
      try {
        queue.runDue(time.nowMs());
      } finally {
        arm();
      }
    });
  }

  return {
    nowMs: () => time.nowMs(),
    wallUntilMs: (atMs) => time.wallUntilMs(atMs),
    at(atMs, run) {
      const remove = queue.add(atMs, run);
      arm();
      return () => {
        remove();
        arm();
      };
    },
    hold() {
      holds += 1;
      if (holds === 1) time.freeze();
      arm();
      let released = false;
      return () => {
        if (released) return;
        released = true;
        holds -= 1;
        if (holds === 0) time.thaw();
        arm();
      };
    },
  };
}

/** Live, market time is wall time: the world does not stand still for a ticket. */
export function createLiveMarketClock(wall: Clock): MarketClock {
  return {
    nowMs: () => wall.nowMs(),
    at: (atMs, run) => wall.at(atMs, run),
    wallUntilMs: (atMs) => wall.wallUntilMs(atMs),
    hold: () => () => undefined,
  };
}
