import type { InstrumentId } from './instrument.js';
import type { DurationMs, EpochMs } from './units.js';

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

/** A store that is opened again marks the time since a feed's newest quote, where it is longer. */
export const LEAST_REOPENING_GAP_MS: DurationMs = 5_000;

/** The time in which nobody wrote down what a feed said, between two runs. */
export function reopeningGap(
  feed: string,
  between: { readonly newestMs: EpochMs; readonly firstMs: EpochMs },
): DataGap | null {
  const { newestMs: fromMs, firstMs: toMs } = between;
  if (toMs - fromMs <= LEAST_REOPENING_GAP_MS) return null;
  return { feed, instruments: null, fromMs, toMs, reason: 'disconnected' };
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
