import type { SandboxClock } from './clock.js';
import type { Change, Journal } from './journal.js';
import type { StoredQuery } from './records.js';
import { Table } from './table.js';

export interface PressAnswer {
  /** What the toast says; null where there is none. */
  readonly answer: string | null;
  readonly alert: boolean;
}

/** Presses of buttons that wait for `answerCallbackQuery`. */
export class Queries {
  private readonly table: Table<StoredQuery>;
  private readonly waiters = new Map<string, (answer: PressAnswer) => void>();
  private readonly cancels = new Set<() => void>();

  constructor(
    journal: Journal,
    private readonly clock: SandboxClock,
    private readonly lifeMs: number,
  ) {
    this.table = new Table('query', journal);
  }

  /** Settles with the bot's answer, or with none when the time is over. */
  open(queryId: string): Promise<PressAnswer> {
    const atMs = this.clock.nowMs();
    this.table.put(queryId, { queryId, atMs });
    return new Promise((resolve) => {
      const cancel = this.clock.at(atMs + this.lifeMs, () =>
        settle({ answer: null, alert: false }),
      );
      const settle = (answer: PressAnswer): void => {
        this.waiters.delete(queryId);
        this.table.delete(queryId);
        cancel();
        this.cancels.delete(cancel);
        resolve(answer);
      };
      this.cancels.add(cancel);
      this.waiters.set(queryId, settle);
    });
  }

  /** Works once, in time. */
  answer(queryId: string, answer: PressAnswer): 'answered' | 'unknown' {
    const query = this.table.get(queryId);
    if (query === undefined) return 'unknown';
    this.table.delete(queryId);
    if (this.clock.nowMs() >= query.atMs + this.lifeMs) return 'unknown';
    this.waiters.get(queryId)?.(answer);
    return 'answered';
  }

  /** Leaves no timer behind. */
  close(): void {
    for (const cancel of this.cancels) cancel();
  }

  restore(change: Change): void {
    this.table.restore(change);
  }

  changes(): Iterable<Change> {
    return this.table.changes();
  }
}
