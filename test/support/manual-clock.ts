interface Timer {
  readonly dueAtMs: number;
  readonly order: number;
  readonly run: () => void;
}

/**
 * A clock that moves only by hand. Fits every clock interface of the house: `nowMs`, `at` and
 * `wallUntilMs` (its wall time is its own time).
 */
export class ManualClock {
  private current: number;
  private nextOrder = 0;
  private readonly timers = new Set<Timer>();

  constructor(startAtMs = Date.UTC(2026, 10, 20, 15, 30)) {
    this.current = startAtMs;
  }

  nowMs(): number {
    return this.current;
  }

  /** Runs once when time reaches `atMs`; a passed instant runs on the next microtask. */
  at(atMs: number, run: () => void): () => void {
    const timer: Timer = { dueAtMs: atMs, order: this.nextOrder++, run };
    this.timers.add(timer);
    if (atMs <= this.current) {
      queueMicrotask(() => {
        if (this.timers.delete(timer)) run();
      });
    }
    return () => {
      this.timers.delete(timer);
    };
  }

  /** Moved by hand, it stands still anyway. */
  hold(): () => void {
    return () => undefined;
  }

  wallUntilMs(atMs: number): number {
    return Math.max(0, atMs - this.current);
  }

  /** Moves time on and runs what falls due, in order of instant, then of registration. */
  advance(durationMs: number): void {
    const endAtMs = this.current + durationMs;
    for (let next = this.earliest(endAtMs); next !== null; next = this.earliest(endAtMs)) {
      this.timers.delete(next);
      this.current = Math.max(this.current, next.dueAtMs);
      next.run();
    }
    this.current = endAtMs;
  }

  /** Time goes by while nothing runs, as on a machine asleep; what fell due runs at the waking. */
  sleep(durationMs: number): void {
    this.current += durationMs;
    this.advance(0);
  }

  /**
   * As `advance`, and lets promises settle after each instant, so that chains of timers run.
   * @param settled resolves when what an instant has brought is done; one turn of the loop unless told.
   */
  async advanceAsync(durationMs: number, settled: () => Promise<void> = settle): Promise<void> {
    const endAtMs = this.current + durationMs;
    await settled();
    for (let next = this.earliest(endAtMs); next !== null; next = this.earliest(endAtMs)) {
      this.advance(Math.max(0, next.dueAtMs - this.current));
      await settled();
    }
    this.current = endAtMs;
  }

  /** Timers that still wait. */
  waiting(): number {
    return this.timers.size;
  }

  private earliest(untilMs: number): Timer | null {
    let first: Timer | null = null;
    for (const timer of this.timers) {
      if (timer.dueAtMs > untilMs) continue;
      if (
        first === null ||
        timer.dueAtMs < first.dueAtMs ||
        (timer.dueAtMs === first.dueAtMs && timer.order < first.order)
      ) {
        first = timer;
      }
    }
    return first;
  }
}

function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
