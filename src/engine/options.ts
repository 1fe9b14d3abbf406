import type { Mode } from './domain/mode.js';
import type { ScoreModel } from './score-model.js';
import type { JournalRow } from './domain/record.js';
import type { UserId } from './domain/people.js';
import type { DurationMs } from './domain/units.js';
import type { Broker } from './ports/broker.js';
import type { EventCalendar } from './domain/event-calendar.js';
import type { DeskStrategy } from './flow/desk/state.js';
import type { Chance } from './ports/chance.js';
import type { Clock, MarketClock } from './ports/clock.js';
import type { Gateway } from './ports/gateway.js';
import type { Log } from './ports/log.js';
import type { MarketData } from './ports/market-data.js';
import type { Scheduler } from './ports/scheduler.js';
import type { Store } from './ports/store.js';
import type { SurfaceFitter } from './ports/surface-fitter.js';
import type { TickStore } from './ports/tick-store.js';

export interface EngineOptions {
  readonly mode: Mode;
  /** `live`, or a name for one simulated or replayed run; see `DeskState`. */
  readonly world: string;
  readonly version: string;
  readonly feeds: readonly MarketData[];
  readonly broker: Broker;
  /** Left out or null where no person has to log in anywhere. */
  readonly gateway?: Gateway | null;
  readonly store: Store;
  /** Null keeps no ticks (a replay would only store what it reads). */
  readonly ticks: TickStore | null;
  readonly wall: Clock;
  readonly market: MarketClock;
  readonly chance: Chance;
  readonly scheduler: Scheduler;
  readonly log: Log;
  readonly owners: readonly UserId[];
  readonly strategies: ReadonlyMap<string, DeskStrategy>;
  readonly calendar: EventCalendar | null;
  /** Older quotes than this, in market time, do not trade. */
  readonly tradeAgeMs: DurationMs;
  /** Market time between prices of the feed. */
  readonly pricePeriodMs: DurationMs;
  /** Market time between looks at what is held and worked. */
  readonly watchEveryMs: DurationMs;
  /** `off` where orders have no meaning: a replay has no chain. */
  readonly orders: 'on' | 'off';
  /** Told of every row of the journal once it is on disk. */
  readonly journaled: (rows: readonly JournalRow[]) => void;
  /** A live price older than this, in market time during a session, is stale. */
  readonly staleAfterMs: DurationMs;
  /** Told after each step that took quotes: a paper broker matches its resting orders then. */
  readonly quotesTaken: () => void;
  /** Left out, the rule alone is shown. */
  readonly model?: ScoreModel;
  /** Left out, no surface is fitted. */
  readonly fitter?: SurfaceFitter;
  readonly machine: {
    diskFreeBytes(): Promise<number>;
    memoryBytes(): number;
  };
}
