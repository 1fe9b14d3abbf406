import type { DurationMs, EpochMs } from '../../domain/units.js';
import type { Cancel, Clock } from '../../ports/clock.js';

/** A pool of credits that fills again. */
export interface CreditPool {
  readonly pool: number;
  readonly perSecond: number;
  /** Of one call. */
  readonly cost: number;
}

/** A fifth below what the venue grants to an address: who overdraws is cut off. */
export const SUBSCRIBE_CREDITS: CreditPool = { pool: 24_000, perSecond: 8_000, cost: 3_000 };
export const CALL_CREDITS: CreditPool = { pool: 40_000, perSecond: 8_000, cost: 500 };

interface Waiting {
  readonly run: () => void;
}

/** Lets calls through in order, as credits allow; shared by all connections of one address. */
export class Credits {
  private left: number;
  private atMs: EpochMs;
  private readonly waiting: Waiting[] = [];
  private timer: Cancel | null = null;

  constructor(
    private readonly clock: Clock,
    private readonly of: CreditPool,
  ) {
    this.left = of.pool;
    this.atMs = clock.nowMs();
  }

  /** @returns what takes the call back, where it has not been let through. */
  take(run: () => void): Cancel {
    const waiting = { run };
    this.waiting.push(waiting);
    this.drain();
    return () => {
      const at = this.waiting.indexOf(waiting);
      if (at >= 0) this.waiting.splice(at, 1);
    };
  }

  private drain(): void {
    while (this.waiting.length > 0) {
      this.refill();
      const missing = this.of.cost - this.left;
      if (missing > 0) {
        this.wait(Math.ceil((missing / this.of.perSecond) * 1_000));
        return;
      }
      this.left -= this.of.cost;
      this.waiting.shift()?.run();
    }
  }

  private refill(): void {
    const nowMs = this.clock.nowMs();
    const gained = ((nowMs - this.atMs) / 1_000) * this.of.perSecond;
    this.left = Math.min(this.of.pool, this.left + gained);
    this.atMs = nowMs;
  }

  private wait(forMs: DurationMs): void {
    this.timer ??= this.clock.at(this.atMs + forMs, () => {
      this.timer = null;
      this.drain();
    });
  }
}
