import type { DurationMs, EpochMs } from './domain/units.js';

const LAGS_KEPT = 1_000;
/** A run of steps lets sockets and timers through after this long. */
const SLICE_MS = 8;

export interface QueueStats {
  readonly waiting: number;
  readonly steps: number;
  readonly lagP50Ms: DurationMs;
  readonly lagP99Ms: DurationMs;
}

export interface SerialQueue<Event> {
  push(event: Event): void;
  /** Resolves when nothing waits. */
  idle(): Promise<void>;
  stats(): QueueStats;
  /** Nothing more is taken; what waits is dropped. */
  close(): void;
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

/**
 * The one serial queue: events are stepped through one at a time, in the order of arrival, each by
 * a synchronous function. What a step throws is a bug and is handed to `onBug`; the queue goes on.
 */
export function createSerialQueue<Event>(options: {
  readonly nowMs: () => EpochMs;
  readonly step: (event: Event) => void;
  readonly onBug: (cause: unknown, event: Event) => void;
}): SerialQueue<Event> {
  let waiting: { readonly event: Event; readonly atMs: EpochMs }[] = [];
  let next = 0;
  let steps = 0;
  let scheduled = false;
  let closed = false;
  const lags: number[] = [];
  let idlers: (() => void)[] = [];

  function runOne(): void {
    const item = waiting[next];
    if (!item) return;
    next++;
    lags[steps % LAGS_KEPT] = options.nowMs() - item.atMs;
    steps++;
    try {
      options.step(item.event);
    } catch (cause) {
      options.onBug(cause, item.event);
    }
  }

  function drain(): void {
    scheduled = false;
    const untilMs = options.nowMs() + SLICE_MS;
    while (!closed && next < waiting.length) {
      runOne();
      if (options.nowMs() >= untilMs) break;
    }
    if (closed || next >= waiting.length) {
      waiting = [];
      next = 0;
      const done = idlers;
      idlers = [];
      for (const resolve of done) resolve();
    } else {
      schedule();
    }
  }

  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    setImmediate(drain);
  }

  return {
    push(event) {
      if (closed) return;
      waiting.push({ event, atMs: options.nowMs() });
      schedule();
    },
    idle() {
      if (waiting.length === next) return Promise.resolve();
      return new Promise((resolve) => idlers.push(resolve));
    },
    stats() {
      const sorted = [...lags].sort((a, b) => a - b);
      return {
        waiting: waiting.length - next,
        steps,
        lagP50Ms: quantile(sorted, 0.5),
        lagP99Ms: quantile(sorted, 0.99),
      };
    },
    close() {
      closed = true;
    },
  };
}
