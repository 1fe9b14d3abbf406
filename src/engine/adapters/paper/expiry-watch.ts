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

interface Watched {
  readonly of: OptionClass;
  /** When to ask next; after its end while its price is not known. */
  readonly askAtMs: EpochMs;
}

/**
 * Wakes at the end of each watched class and at each session's close, also for ends long passed. What
 * falls due together happens in one order, so that a restart changes nothing: classes by their end and
 * name, then the close.
 */
export class ExpiryWatch {
  private readonly classes = new Map<string, Watched>();
  private closeAtMs: EpochMs = Infinity;
  private timer: Cancel | null = null;

  constructor(
    private readonly clock: Clock,
    private readonly endings: Endings,
  ) {}

  start(): void {
    this.closeAtMs = sessionAtOrAfter(this.clock.nowMs()).closeAtMs;
    this.arm();
  }

  watch(contract: Contract | null): void {
    if (contract?.kind !== 'option') return;
    const { root, expiry, endsAtMs } = contract;
    const key = `${root}/${expiry}`;
    if (this.classes.has(key)) return;
    this.classes.set(key, { of: { root, expiry, endsAtMs }, askAtMs: endsAtMs });
    this.arm();
  }

  stop(): void {
    this.timer?.();
    this.timer = null;
    this.closeAtMs = Infinity;
    this.classes.clear();
  }

  /** News of the market has come: prices that were missing may be known. */
  askAgain(): void {
    for (const { of, askAtMs } of this.classes.values()) {
      if (askAtMs > of.endsAtMs) {
        this.run('late');
        return;
      }
    }
  }

  private arm(): void {
    this.timer?.();
    let nextAtMs = this.closeAtMs;
    for (const { askAtMs } of this.classes.values()) nextAtMs = Math.min(nextAtMs, askAtMs);
    if (nextAtMs === Infinity) return;
    this.timer = this.clock.at(nextAtMs, () => {
      this.run('due');
    });
  }

  private run(which: 'due' | 'late'): void {
    const nowMs = this.clock.nowMs();
    const due = [...this.classes].filter(([, { of, askAtMs }]) =>
      which === 'late' ? askAtMs > of.endsAtMs : askAtMs <= nowMs,
    );
    due.sort(([a, { of: x }], [b, { of: y }]) => x.endsAtMs - y.endsAtMs || (a < b ? -1 : 1));
    for (const [key, { of }] of due) {
      if (this.endings.expired(of) === 'done') this.classes.delete(key);
      else this.classes.set(key, { of, askAtMs: nowMs + ASK_AGAIN_MS });
    }
    const { closeAtMs } = this;
    if (closeAtMs <= nowMs) {
      this.closeAtMs = sessionAtOrAfter(nowMs).closeAtMs;
      this.endings.closed(closeAtMs);
    }
    this.arm();
  }
}
