import { sessionAtOrAfter } from '../../domain/calendar.js';
import type { TradingDay } from '../../domain/trading-day.js';
import type { DurationMs, EpochMs } from '../../domain/units.js';
import type { Cancel, Clock } from '../../ports/clock.js';
import type { Contract } from './contracts.js';

/** Options that end together, at one settlement price. */
export interface OptionClass {
  readonly root: string;
  readonly expiry: TradingDay;
  readonly endsAtMs: EpochMs;
}

export interface Endings {
  /** The end of a class has come. `later` is asked again, as its price is not known yet. */
  readonly expired: (of: OptionClass) => 'done' | 'later';
  readonly closed: (closeAtMs: EpochMs) => void;
}

/** Market time between two questions for a settlement price. */
const ASK_AGAIN_MS: DurationMs = 30_000;

/** Wakes at the end of each watched class and at each session's close, also for ends long passed. */
export class ExpiryWatch {
  private readonly classes = new Map<string, Cancel>();
  /** Classes that have ended and whose price is not known yet. */
  private readonly late = new Map<string, OptionClass>();
  private close: Cancel | null = null;

  constructor(
    private readonly clock: Clock,
    private readonly endings: Endings,
  ) {}

  start(): void {
    const { closeAtMs } = sessionAtOrAfter(this.clock.nowMs());
    this.close = this.clock.at(closeAtMs, () => {
      this.endings.closed(closeAtMs);
      if (this.close) this.start();
    });
  }

  watch(contract: Contract | null): void {
    if (contract?.kind !== 'option') return;
    const { root, expiry, endsAtMs } = contract;
    const key = `${root}/${expiry}`;
    if (!this.classes.has(key)) this.wake(key, { root, expiry, endsAtMs }, endsAtMs);
  }

  stop(): void {
    this.close?.();
    this.close = null;
    for (const cancel of this.classes.values()) cancel();
    this.classes.clear();
    this.late.clear();
  }

  /** News of the market has come: prices that were missing may be known. */
  askAgain(): void {
    if (this.late.size === 0) return;
    for (const [key, of] of [...this.late]) this.ask(key, of);
  }

  private wake(key: string, of: OptionClass, atMs: EpochMs): void {
    this.classes.get(key)?.();
    const cancel = this.clock.at(atMs, () => {
      this.ask(key, of);
    });
    this.classes.set(key, cancel);
  }

  private ask(key: string, of: OptionClass): void {
    if (this.endings.expired(of) === 'done') {
      this.classes.get(key)?.();
      this.classes.delete(key);
      this.late.delete(key);
    } else {
      this.late.set(key, of);
      this.wake(key, of, this.clock.nowMs() + ASK_AGAIN_MS);
    }
  }
}
