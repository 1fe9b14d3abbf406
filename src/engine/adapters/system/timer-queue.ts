import type { EpochMs } from '../../domain/units.js';
import type { Cancel } from '../../ports/clock.js';

interface Timer {
  readonly atMs: EpochMs;
  readonly order: number;
  readonly run: () => void;
}

/** Timers of one clock, by instant, then by registration. */
export class TimerQueue {
  private readonly timers: Timer[] = [];
  private nextOrder = 0;

  add(atMs: EpochMs, run: () => void): Cancel {
    const timer: Timer = { atMs, order: this.nextOrder++, run };
    const after = this.timers.findIndex((other) => other.atMs > atMs);
    this.timers.splice(after < 0 ? this.timers.length : after, 0, timer);
    return () => {
      const index = this.timers.indexOf(timer);
      if (index >= 0) this.timers.splice(index, 1);
    };
  }

  nextAtMs(): EpochMs | null {
    return this.timers[0]?.atMs ?? null;
  }

  /** Runs what is due; what a timer adds waits for the next call, so that none can starve others. */
  runDue(nowMs: EpochMs): void {
    const before = this.nextOrder;
    for (;;) {
      const index = this.timers.findIndex((timer) => timer.order < before);
      const timer = this.timers[index];
      if (!timer || timer.atMs > nowMs) return;
      this.timers.splice(index, 1);
      timer.run();
    }
  }
}
