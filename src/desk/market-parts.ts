import { join } from 'node:path';
import type { Config } from '../config.js';
import { openTickStore } from '../engine/adapters/sqlite/tick-store.js';
import type { Mode } from '../engine/domain/mode.js';
import type { DurationMs } from '../engine/domain/units.js';
import type { Broker } from '../engine/ports/broker.js';
import type { Chance } from '../engine/ports/chance.js';
import type { Clock, MarketClock } from '../engine/ports/clock.js';
import type { Gateway } from '../engine/ports/gateway.js';
import type { Log } from '../engine/ports/log.js';
import type { MarketData } from '../engine/ports/market-data.js';
import type { Scheduler } from '../engine/ports/scheduler.js';
import type { Store } from '../engine/ports/store.js';
import type { TickStore } from '../engine/ports/tick-store.js';
import { openSentence, StartError } from './start-error.js';

/** One market with its time: what differs between simulation, replay and live. */
export interface Market {
  readonly mode: Mode;
  readonly world: string;
  readonly clock: MarketClock;
  readonly scheduler: Scheduler;
  readonly feeds: readonly MarketData[];
  /** Where this market's orders go; null where the paper broker fills them. */
  readonly broker: Broker | null;
  /** The gateway that a person has to log in to; null where there is none. */
  readonly gateway: Gateway | null;
  /** Where ticks go; null where nothing new is seen. */
  readonly ticks: TickStore | null;
  readonly staleAfterMs: DurationMs;
  /** Older quotes than this, in market time, do not trade. */
  readonly tradeAgeMs: DurationMs;
  /** Market time between prices of the feed. */
  readonly pricePeriodMs: DurationMs;
  /** Market time between looks at what is held and worked. */
  readonly watchEveryMs: DurationMs;
  readonly orders: 'on' | 'off';
  close(): Promise<void>;
}

export interface MarketNeeds {
  readonly config: Config;
  readonly home: string;
  /** Symbols of the universe. */
  readonly symbols: readonly string[];
  readonly store: Store;
  readonly wall: Clock;
  /** Runs a live market's jobs. */
  readonly liveScheduler: () => Scheduler;
  readonly chance: Chance;
  readonly log: Log;
}

/** Quotes older than this do not trade, unless a simulation itself makes them less often. */
export const TRADE_AGE_MS: DurationMs = 15_000;
export const WATCH_EVERY_MS: DurationMs = 5_000;

/** @throws StartError with a sentence for the person at the terminal. */
export async function openTicks(
  { config, home, wall, log }: Pick<MarketNeeds, 'config' | 'home' | 'wall' | 'log'>,
  name: string,
): Promise<TickStore> {
  const path = join(home, name);
  const retention = config.VOLDESK_KEEP_DAYS;
  const opened = await openTickStore({ path, clock: wall, log, retention });
  if (!opened.ok) throw new StartError(openSentence(opened.error));
  return opened.value;
}
