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
