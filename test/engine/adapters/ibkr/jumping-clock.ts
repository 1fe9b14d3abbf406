import { ManualClock } from '../../../support/manual-clock.js';

/** A manual clock that can be set forward: what waits is not run on the way, and runs late. */
export class JumpingClock extends ManualClock {
  private jumpedMs = 0;

  override nowMs(): number {
    return super.nowMs() + this.jumpedMs;
  }

  override at(atMs: number, run: () => void): () => void {
    return super.at(atMs - this.jumpedMs, run);
  }

  jump(durationMs: number): void {
    this.jumpedMs += durationMs;
  }
}
