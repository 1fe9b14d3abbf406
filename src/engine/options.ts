import type { Mode } from './domain/mode.js';
import type { UserId } from './domain/people.js';
import type { DurationMs } from './domain/units.js';
import type { Broker } from './ports/broker.js';
import type { Clock } from './ports/clock.js';
import type { Log } from './ports/log.js';
import type { MarketData } from './ports/market-data.js';
import type { Scheduler } from './ports/scheduler.js';
import type { Store } from './ports/store.js';
import type { TickStore } from './ports/tick-store.js';

export interface EngineOptions {
  readonly mode: Mode;
  /** `live`, or a name for one simulated or replayed run; see `DeskState`. */
  readonly world: string;
  readonly version: string;
  readonly feeds: readonly MarketData[];
  readonly broker: Broker;
  readonly store: Store;
  /** Null keeps no ticks (a replay would only store what it reads). */
  readonly ticks: TickStore | null;
  readonly wall: Clock;
  readonly market: Clock;
  readonly scheduler: Scheduler;
  readonly log: Log;
  readonly owners: readonly UserId[];
  /** A live price older than this, in market time during a session, is stale. */
  readonly staleAfterMs: DurationMs;
  /** Told after each step that took quotes: a paper broker matches its resting orders then. */
  readonly quotesTaken: () => void;
  readonly machine: {
    diskFreeBytes(): Promise<number>;
    memoryBytes(): number;
  };
}
