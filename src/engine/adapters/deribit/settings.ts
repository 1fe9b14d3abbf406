import type { Coin } from '../../domain/instrument.js';
import type { DurationMs } from '../../domain/units.js';
import type { Chance } from '../../ports/chance.js';
import type { Clock } from '../../ports/clock.js';
import type { HttpClient } from '../../ports/http.js';
import type { Log } from '../../ports/log.js';

/** Keys of an account; public prices need none. Never logged. */
export interface DeribitCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** How often a ticker may come: `raw` needs credentials, `agg2` is about one a second. */
export type TickerInterval = '100ms' | 'agg2' | 'raw';

/** Where the venue is, testnet or mainnet by address, and what is wanted of it. */
export interface DeribitSettings {
  /** Such as `wss://www.deribit.com/ws/api/v2`. */
  readonly wsUrl: string;
  /** Such as `https://www.deribit.com`; `/api/v2` is added where it is missing. */
  readonly httpUrl: string;
  /** Wall time, which is market time too, as this is live. */
  readonly clock: Clock;
  readonly chance: Chance;
  readonly log: Log;
  readonly http: HttpClient;
  readonly coins?: readonly Coin[];
  readonly credentials?: DeribitCredentials | null;
  readonly interval?: TickerInterval;
  /** Channels of one connection; where there are more, another one is opened. */
  readonly channelsPerConnection?: number;
  /** Channels of one call; the venue takes 500, and less where their names are long. */
  readonly channelsPerCall?: number;
  readonly timing?: Partial<DeribitTiming>;
}

export interface DeribitTiming {
  readonly connectWithinMs: DurationMs;
  /** Of every request. */
  readonly answerWithinMs: DurationMs;
  /** Asked of the venue, which takes no less than 10 s. */
  readonly heartbeatMs: DurationMs;
  /** Without a byte for so long the connection is gone. */
  readonly deadAfterMs: DurationMs;
  /** Without a price for so long the picture is fetched, and the feed says so. */
  readonly quietAfterMs: DurationMs;
  /** Without a price for so long the connection is made anew. */
  readonly silentAfterMs: DurationMs;
  /** A ticker that does not follow its mark for so long has been missed. */
  readonly missedAfterMs: DurationMs;
  /** Between looks at silence. */
  readonly watchMs: DurationMs;
  readonly backoffMs: DurationMs;
  readonly backoffMostMs: DurationMs;
  /** Least wait after the venue has said that it is too much, or closed. */
  readonly refusedWaitMs: DurationMs;
  /** Between readings of the list of instruments. */
  readonly relistMs: DurationMs;
  /** After 08:00 UTC, until the venue lists what is new. */
  readonly relistAfterExpiryMs: DurationMs;
  /** After the end of a day of UTC, until its bar is asked for. */
  readonly barAfterMs: DurationMs;
  /** Least time between fetched pictures of one coin. */
  readonly pictureEveryMs: DurationMs;
  /** A price from further ahead than this is none. */
  readonly aheadMostMs: DurationMs;
}

export const USUAL_TIMING: DeribitTiming = {
  connectWithinMs: 15_000,
  answerWithinMs: 10_000,
  heartbeatMs: 10_000,
  deadAfterMs: 25_000,
  quietAfterMs: 5_000,
  silentAfterMs: 30_000,
  missedAfterMs: 10_000,
  watchMs: 1_000,
  backoffMs: 500,
  backoffMostMs: 60_000,
  refusedWaitMs: 10_000,
  relistMs: 600_000,
  relistAfterExpiryMs: 15_000,
  barAfterMs: 60_000,
  pictureEveryMs: 5_000,
  aheadMostMs: 10_000,
};

export const USUAL_CHANNELS_PER_CONNECTION = 1_000;
/** A call with 500 long names has been refused as too large; 250 never. */
export const USUAL_CHANNELS_PER_CALL = 250;
export const FEED = 'deribit';
