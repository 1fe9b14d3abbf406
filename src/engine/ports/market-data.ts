import type { DailyBar, SeriesId } from '../domain/bar.js';
import type { Chain } from '../domain/chain.js';
import type { DataGap } from '../domain/data-gap.js';
import type { FlowItem } from '../domain/flow-item.js';
import type { InstrumentId } from '../domain/instrument.js';
import type { Quote } from '../domain/quote.js';
import type { Result } from '../domain/result.js';
import type { TradingDay } from '../domain/trading-day.js';
import type { DurationMs, EpochMs } from '../domain/units.js';
import type { Cancel } from './clock.js';

export type FeedError =
  | { readonly code: 'unknown-instrument'; readonly name: string }
  | { readonly code: 'no-data'; readonly name: string }
  | { readonly code: 'not-ready'; readonly feed: string }
  | { readonly code: 'failed'; readonly feed: string; readonly reason: string };

export interface FeedState {
  readonly feed: string;
  readonly state: 'connecting' | 'ready' | 'degraded' | 'down';
  /** Market time of the newest price; null before the first. */
  readonly newestAtMs: EpochMs | null;
  /** Quotes and bars received, and requests or polls answered or failed, since the start. */
  readonly received: number;
  readonly polls: number;
  readonly failures: number;
}

export interface MarketSink {
  quote(quote: Quote): void;
  /** A bar that has just closed: no bar is ever given before `barCloseAtMs`. */
  bar(bar: DailyBar): void;
  /** A time in which prices may have been missed, told once it is over. */
  gap(gap: DataGap): void;
  /** Prints, depth and short bars, where the feed streams them. */
  flow(item: FlowItem): void;
}

/** Within it a chain comes, or the desk goes on without. */
export const USUAL_LOOK_MS: DurationMs = 4_000;

/** Prices of the world. A vendor's adapter converts names and units once, in its `mapping.ts`. */
export interface MarketData {
  readonly feed: string;
  /** Names this feed can quote now (spots and futures; chains are asked for by underlying). */
  instruments(): readonly InstrumentId[];
  carries(instrument: InstrumentId): boolean;
  start(): Promise<Result<void, FeedError>>;
  /** Ends timers, sockets and listeners; no sink is called afterwards. */
  stop(): Promise<void>;
  /** Pushes every quote of the named instruments and every closing bar until cancelled. */
  subscribe(instruments: readonly InstrumentId[], sink: MarketSink): Cancel;
  snapshot(instrument: InstrumentId): Promise<Result<Quote, FeedError>>;
  /** Expiries listed for an underlying, ascending; empty where the feed has no chain. */
  expiries(underlying: string): Promise<Result<readonly TradingDay[], FeedError>>;
  chain(underlying: string, expiry: TradingDay): Promise<Result<Chain, FeedError>>;
  /** Wall time that looks at a few chains at once may take; `USUAL_LOOK_MS` unless told. */
  readonly lookWithinMs?: DurationMs;
  /** Underlyings with chains. */
  underlyings(): readonly string[];
  /**
   * Chains of the listed expiries as near to one instant as the feed can, ascending by settlement. A
   * feed that cannot look at all of them in reasonable time gives those that matter most.
   */
  chains(underlying: string): Promise<Result<readonly Chain[], FeedError>>;
  /** Pushes every quote of every option of an underlying, where the feed streams them; else nothing. */
  streamOptions(underlying: string, sink: MarketSink): Cancel;
  /** Daily series known at this market time, ascending by day; nothing that closes later. */
  series(): readonly SeriesId[];
  history(series: SeriesId): Promise<Result<readonly DailyBar[], FeedError>>;
  state(): FeedState;
}
