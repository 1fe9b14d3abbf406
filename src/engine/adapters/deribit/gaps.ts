import type { DataGap, GapReason } from '../../domain/data-gap.js';
import type { InstrumentId } from '../../domain/instrument.js';
import type { EpochMs } from '../../domain/units.js';
import { FEED } from './settings.js';

/** Times in which one connection may have missed prices; each is told once it is over. */
export class GapWatch {
  private open: { readonly reason: GapReason; readonly fromMs: EpochMs } | null = null;

  constructor(private readonly tell: (gap: DataGap) => void) {}

  /** @param fromMs of the last price before; 0 where there was none, which is no gap. */
  begin(reason: GapReason, fromMs: EpochMs): void {
    if (fromMs > 0) this.open ??= { reason, fromMs };
  }

  isOpen(): boolean {
    return this.open !== null;
  }

  /** The first price after. @param instruments null for everything that the feed carries. */
  end(atMs: EpochMs, instruments: readonly InstrumentId[] | null): void {
    const { open } = this;
    if (!open) return;
    this.open = null;
    const { reason, fromMs } = open;
    this.tell({ feed: FEED, instruments, fromMs, toMs: Math.max(fromMs, atMs), reason });
  }
}
