import type { Clock } from '../../src/engine/ports/clock.js';

/** A clock that need not be waited for: whatever is due later comes next, and time jumps to it. */
export class HastyClock implements Clock {
  private current: number;
  /** Lengths of the waits that were asked for. */
  readonly waits: number[] = [];

  constructor(startAtMs: number) {
    this.current = startAtMs;
  }

  nowMs(): number {
    return this.current;
  }

  at(atMs: number, run: () => void): () => void {
    let cancelled = false;
    this.waits.push(Math.max(0, atMs - this.current));
    setImmediate(() => {
      if (cancelled) return;
      this.current = Math.max(this.current, atMs);
      run();
    });
    return () => {
      cancelled = true;
    };
  }

  wallUntilMs(atMs: number): number {
    return Math.max(0, atMs - this.current);
  }

  /** Time that passes by itself, such as between two runs. */
  pass(durationMs: number): void {
    this.current += durationMs;
  }
}
