import type { InstrumentId } from './instrument.js';
import type { EpochMs } from './units.js';

/** Why prices may be missing: what the feed saw happen. */
export type GapReason =
  'disconnected' | 'feed-broken' | 'no-messages' | 'missed-messages' | 'refused' | 'clock-jump';

/** A time in which a feed may have missed prices. What is kept of it is not the whole. */
export interface DataGap {
  readonly feed: string;
  /** Null is everything that the feed carries. */
  readonly instruments: readonly InstrumentId[] | null;
  /** Market time of the last price before, and of the first after. */
  readonly fromMs: EpochMs;
  readonly toMs: EpochMs;
  readonly reason: GapReason;
}

/** Whether prices of an instrument may have been missed after one instant and before another. */
export function mayHaveMissed(
  gap: DataGap,
  of: {
    readonly feed: string;
    readonly instrument: InstrumentId;
    readonly afterMs: EpochMs;
    readonly beforeMs: EpochMs;
  },
): boolean {
  if (gap.feed !== of.feed || gap.toMs <= of.afterMs || gap.fromMs >= of.beforeMs) return false;
  return gap.instruments?.includes(of.instrument) ?? true;
}
