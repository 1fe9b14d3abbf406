import { createClockScheduler } from '../../src/engine/adapters/system/clock-scheduler.js';
import { MINUTE_MS } from '../../src/engine/domain/units.js';
import type { EngineOptions } from '../../src/engine/options.js';
import type { MarketClock } from '../../src/engine/ports/clock.js';
import type { Clock } from '../../src/engine/ports/clock.js';
import type { Store } from '../../src/engine/ports/store.js';
import { countingChance } from './counting-chance.js';
import { idleBroker } from './idle-broker.js';
import { quietLog } from './quiet-log.js';

/** An engine that trades nothing and keeps no ticks: what a test does not name. */
export function plainEngine(of: {
  readonly store: Store;
  readonly wall: Clock;
  readonly market: MarketClock;
}): EngineOptions {
  return {
    ...of,
    mode: 'SIM',
    world: 'test',
    version: '0.0.0',
    feeds: [],
    broker: idleBroker(),
    ticks: null,
    scheduler: createClockScheduler({ clock: of.market }),
    log: quietLog(),
    owners: [],
    chance: countingChance(),
    strategies: new Map(),
    calendar: null,
    tradeAgeMs: MINUTE_MS,
    pricePeriodMs: 1_000,
    watchEveryMs: 5_000,
    orders: 'off',
    journaled: () => undefined,
    staleAfterMs: MINUTE_MS,
    quotesTaken: () => undefined,
    machine: { diskFreeBytes: () => Promise.resolve(1e9), memoryBytes: () => 1e8 },
  };
}
