import type { NewRow } from '../../src/engine/ports/journal.js';
import type { JournalRow } from '../../src/engine/domain/record.js';
import type { MarketClock } from '../../src/engine/ports/clock.js';
import type { Store } from '../../src/engine/ports/store.js';
import type { ManualClock } from './manual-clock.js';

/** What a disk that takes nothing, or a process that is gone, throws. */
export class DiskError extends Error {}

/** Where the next death waits: the rows are on disk, and nobody acts on them any more. */
export type Trap = 'none' | 'after-commit' | 'after-paper-row';

/** A process that can be killed: its timers stop and nothing of it reaches the disk any more. */
export class MortalProcess {
  alive = true;
  trap: Trap = 'none';
  /** Writes that are still to fail. */
  failing = 0;
  /** What nobody has caught: it ends a process. */
  uncaught: unknown = null;
  private readonly timers = new Set<() => void>();

  constructor(private readonly journaled: (rows: readonly JournalRow[]) => void) {}

  die(): void {
    this.alive = false;
    for (const cancel of [...this.timers]) cancel();
    this.timers.clear();
  }

  clock(base: ManualClock): MarketClock {
    return {
      nowMs: () => base.nowMs(),
      wallUntilMs: (atMs) => base.wallUntilMs(atMs),
      hold: () => () => undefined,
      at: (atMs, run) => {
        const cancel = base.at(atMs, () => {
          this.timers.delete(cancel);
          if (this.alive) this.guarded(run);
        });
        this.timers.add(cancel);
        return () => {
          this.timers.delete(cancel);
          cancel();
        };
      },
    };
  }

  private guarded(run: () => void): void {
    try {
      run();
    } catch (cause) {
      this.uncaught = cause;
      this.die();
    }
  }

  private beforeWrite(): void {
    if (!this.alive) throw new DiskError('gone');
    if (this.failing <= 0) return;
    this.failing -= 1;
    throw new DiskError('disk full');
  }

  private afterWrite(at: Trap): void {
    if (this.trap !== at) return;
    this.trap = 'none';
    this.die();
    throw new DiskError('killed');
  }

  /** The same book, as this process sees it. */
  store(real: Store): Store {
    let kept: JournalRow[] = [];
    const journal = Object.assign(Object.create(real.journal) as Store['journal'], {
      append: (world: string, rows: readonly NewRow[]) => {
        const done = real.journal.append(world, rows);
        kept.push(...done);
        return done;
      },
    });
    const paper = Object.assign(Object.create(real.paper) as Store['paper'], {
      append: (account: string, rows: readonly string[]) => {
        this.beforeWrite();
        real.paper.append(account, rows);
        this.afterWrite('after-paper-row');
      },
    });
    const transaction = <T>(run: () => T): T => {
      this.beforeWrite();
      kept = [];
      const done = real.transaction(run);
      if (kept.length > 0) this.journaled(kept);
      if (kept.length > 0) this.afterWrite('after-commit');
      return done;
    };
    return Object.assign(Object.create(real) as Store, { journal, paper, transaction });
  }
}
