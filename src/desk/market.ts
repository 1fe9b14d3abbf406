import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config.js';
import { createReplayFeed, replayBounds } from '../engine/adapters/replay/replay-feed.js';
import { createSimFeed } from '../engine/adapters/sim/sim-feed.js';
import { openTickStore } from '../engine/adapters/sqlite/tick-store.js';
import { createClockScheduler } from '../engine/adapters/system/clock-scheduler.js';
import { createMarketClock } from '../engine/adapters/system/market-clock.js';
import { sessionOf } from '../engine/domain/calendar.js';
import type { Mode } from '../engine/domain/mode.js';
import { newYorkDay, newYorkInstant } from '../engine/domain/new-york.js';
import { addDays } from '../engine/domain/trading-day.js';
import type { DurationMs, EpochMs } from '../engine/domain/units.js';
import { HOUR_MS, MINUTE_MS } from '../engine/domain/units.js';
import type { Clock } from '../engine/ports/clock.js';
import type { Log } from '../engine/ports/log.js';
import type { FeedError, MarketData } from '../engine/ports/market-data.js';
import type { Scheduler } from '../engine/ports/scheduler.js';
import type { TickStore } from '../engine/ports/tick-store.js';
import { openSentence, StartError } from './start-error.js';

/** The sentence for a market that cannot start. */
export function marketSentence(error: FeedError): string {
  switch (error.code) {
    case 'no-data':
      return NO_HISTORY;
    case 'not-ready':
      return `The feed ${error.feed} is not ready.`;
    case 'failed':
      return `The feed ${error.feed} failed: ${error.reason}.`;
    case 'unknown-instrument':
      return `The feed does not know ${error.name}.`;
  }
}

/** One market with its time: what differs between simulation, replay and, later, live. */
export interface Market {
  readonly mode: Mode;
  readonly world: string;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly feeds: readonly MarketData[];
  /** Where ticks go; null where nothing new is seen. */
  readonly ticks: TickStore | null;
  readonly staleAfterMs: DurationMs;
  close(): Promise<void>;
}

interface Needs {
  readonly config: Config;
  readonly home: string;
  readonly wall: Clock;
  readonly log: Log;
}

async function openTicks({ home, wall, log }: Needs, name: string): Promise<TickStore> {
  const opened = await openTickStore({ path: join(home, name), clock: wall, log });
  if (!opened.ok) throw new StartError(openSentence(opened.error));
  return opened.value;
}

/** The next session's 10:30, so that a newcomer meets an open market at any hour. */
export function defaultSimStartMs(nowMs: EpochMs): EpochMs {
  for (let of = newYorkDay(nowMs); ; of = addDays(of, 1)) {
    const atMs = newYorkInstant(of, '10:30');
    if (sessionOf(of) && atMs >= nowMs) return atMs;
  }
}

const NO_HISTORY =
  'There is no history to replay. Import some first: npx voldesk history import <dir>';
const SIM_TICKS = 'ticks-sim.db';

async function simMarket(needs: Needs): Promise<Market> {
  const { config, home, wall } = needs;
  const startAtMs = config.VOLDESK_SIM_START ?? defaultSimStartMs(wall.nowMs());
  const speed = config.VOLDESK_SIM_SPEED;
  const clock = createMarketClock({ wall, startAtMs, speed, nights: 'skipped' });
  // Each run is a world of its own: ticks of an earlier one would stand at the same instants.
  for (const end of ['', '-wal', '-shm']) rmSync(join(home, `${SIM_TICKS}${end}`), { force: true });
  const ticks = await openTicks(needs, SIM_TICKS);
  const quotePeriodMs = Math.max(1_000, Math.round(1_000 * speed));
  const feed = createSimFeed({
    seed: config.VOLDESK_SIM_SEED,
    scenario: config.VOLDESK_SIM_SCENARIO,
    clock,
    startAtMs,
    quotePeriodMs,
  });
  return {
    mode: 'SIM',
    world: `sim:${wall.nowMs()}`,
    clock,
    scheduler: createClockScheduler({ clock }),
    feeds: [feed],
    ticks,
    staleAfterMs: Math.max(MINUTE_MS, 5 * quotePeriodMs),
    close: () => ticks.close(),
  };
}

async function replayStartMs(ticks: TickStore): Promise<EpochMs> {
  const bounds = await replayBounds(ticks);
  if (bounds.ok) return newYorkInstant(bounds.value.lastDay, '09:30');
  await ticks.close();
  throw new StartError(NO_HISTORY);
}

async function replayMarket(needs: Needs): Promise<Market> {
  const { config, wall, log } = needs;
  const ticks = await openTicks(needs, 'ticks.db');
  const startAtMs = config.VOLDESK_REPLAY_START ?? (await replayStartMs(ticks));
  const speed = config.VOLDESK_REPLAY_SPEED;
  const clock = createMarketClock({ wall, startAtMs, speed, nights: 'kept' });
  return {
    mode: 'REPLAY',
    world: `replay:${wall.nowMs()}`,
    clock,
    scheduler: createClockScheduler({ clock }),
    feeds: [createReplayFeed({ ticks, clock, log })],
    ticks: null,
    staleAfterMs: 24 * HOUR_MS,
    close: () => ticks.close(),
  };
}

/** @throws StartError with a sentence for the person at the terminal. */
export function openMarket(needs: Needs): Promise<Market> {
  return needs.config.VOLDESK_FEED.includes('replay') ? replayMarket(needs) : simMarket(needs);
}
