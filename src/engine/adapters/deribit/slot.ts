import type { InstrumentId } from '../../domain/instrument.js';
import type { Quote } from '../../domain/quote.js';
import type { EpochMs } from '../../domain/units.js';
import type { MarketSink } from '../../ports/market-data.js';
import type { Listed } from './listed.js';

const NOBODY: readonly MarketSink[] = [];

/** Everything that is known of one instrument now. */
export class Slot {
  quote: Quote | null = null;
  /** Of the newest ticker; 0 before the first. Pictures and marks do not count. */
  tickerAtMs: EpochMs = 0;
  /** When the venue's mark first left that of the newest ticker; 0 while they agree. */
  strayedAtMs: EpochMs = 0;
  /** Replaced, never changed, so that a sink may leave while it is told. */
  sinks: readonly MarketSink[] = NOBODY;

  constructor(
    readonly id: InstrumentId,
    /** Null for an index. */
    readonly listed: Listed | null,
  ) {}

  take(quote: Quote): void {
    this.quote = quote;
    for (const sink of this.sinks) sink.quote(quote);
  }
}
