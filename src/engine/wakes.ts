import type { EpochMs } from './domain/units.js';
import type { Cancel, Clock, MarketClock } from './ports/clock.js';

/** When the desk looks again though nothing happens, and market time that stands still meanwhile. */
export class Wakes {
  #cancelMarket: Cancel = () => undefined;
  #cancelWall: Cancel = () => undefined;
  #release: Cancel | null = null;
  #closed = false;

  constructor(
    private readonly clocks: { readonly market: MarketClock; readonly wall: Clock },
    private readonly wake: () => void,
  ) {}

  /** In place of what was asked for before; infinite is not at all. */
  plan(at: { readonly marketMs: EpochMs; readonly wallMs: EpochMs }): void {
    const { market, wall } = this.clocks;
    this.#cancelMarket();
    this.#cancelWall();
    if (this.#closed) return;
    if (Number.isFinite(at.marketMs)) {
      // A hair's breadth later than now, so that time which stands still is not asked in a circle.
      this.#cancelMarket = market.at(Math.max(at.marketMs, market.nowMs() + 1), this.wake);
    }
    if (Number.isFinite(at.wallMs)) {
      this.#cancelWall = wall.at(Math.max(at.wallMs, wall.nowMs() + 1), this.wake);
    }
  }

  holdMarket(): void {
    this.#release ??= this.clocks.market.hold();
  }

  releaseMarket(): void {
    this.#release?.();
    this.#release = null;
  }

  close(): void {
    this.#closed = true;
    this.#cancelMarket();
    this.#cancelWall();
    this.releaseMarket();
  }
}
