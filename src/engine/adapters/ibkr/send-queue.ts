import type { DurationMs, EpochMs } from '../../domain/units.js';
import type { Cancel, Clock } from '../../ports/clock.js';

/** Orders go before questions, those before data lines, and looks at whole surfaces come last. */
export type Lane = 'order' | 'ask' | 'data' | 'sweep';

const LANES: readonly Lane[] = ['order', 'ask', 'data', 'sweep'];

export interface Outgoing {
  readonly lane: Lane;
  readonly write: () => void;
  /** The connection went before this was written: it was never sent. */
  readonly dropped: () => void;
}

export interface Pace {
  /** The gateway answers 100 above 50 messages a second, and in the end hangs up. */
  readonly messages: number;
  readonly perMs: DurationMs;
}

export const USUAL_PACE: Pace = { messages: 40, perMs: 1_000 };

/** Sends at most so many messages in any window; what waits is dropped with its connection. */
export class SendQueue {
  private readonly lanes: Record<Lane, Outgoing[]> = {
    order: [],
    ask: [],
    data: [],
    sweep: [],
  };
  private readonly sentAtMs: EpochMs[] = [];
  private timer: Cancel | null = null;

  constructor(
    private readonly clock: Clock,
    private readonly pace: Pace = USUAL_PACE,
  ) {}

  /** @returns what takes it back, where it has not been written. */
  add(outgoing: Outgoing): () => 'withdrawn' | 'sent' {
    const lane = this.lanes[outgoing.lane];
    lane.push(outgoing);
    this.drain();
    return () => {
      const at = lane.indexOf(outgoing);
      if (at < 0) return 'sent';
      lane.splice(at, 1);
      return 'withdrawn';
    };
  }

  /** The connection is gone, and with it everything that waited for it. */
  clear(): void {
    this.timer?.();
    this.timer = null;
    this.sentAtMs.length = 0;
    const waiting = LANES.flatMap((lane) => this.lanes[lane].splice(0));
    for (const { dropped } of waiting) dropped();
  }

  waiting(): number {
    return LANES.reduce((sum, lane) => sum + this.lanes[lane].length, 0);
  }

  private drain(): void {
    for (;;) {
      const lane = LANES.find((each) => this.lanes[each].length > 0);
      if (lane === undefined) return;
      const nowMs = this.clock.nowMs();
      while ((this.sentAtMs[0] ?? Infinity) <= nowMs - this.pace.perMs) this.sentAtMs.shift();
      const oldestMs = this.sentAtMs[0];
      if (this.sentAtMs.length >= this.pace.messages && oldestMs !== undefined) {
        this.timer ??= this.clock.at(oldestMs + this.pace.perMs, () => {
          this.timer = null;
          this.drain();
        });
        return;
      }
      this.sentAtMs.push(nowMs);
      this.lanes[lane].shift()?.write();
    }
  }
}
