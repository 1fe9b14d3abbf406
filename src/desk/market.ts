import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createReplayFeed, replayBounds } from '../engine/adapters/replay/replay-feed.js';
import { createSimFeed } from '../engine/adapters/sim/sim-feed.js';
import { createClockScheduler } from '../engine/adapters/system/clock-scheduler.js';
import { createMarketClock } from '../engine/adapters/system/market-clock.js';
import { sessionOf } from '../engine/domain/calendar.js';
import { newYorkDay, newYorkInstant } from '../engine/domain/new-york.js';
import { addDays } from '../engine/domain/trading-day.js';
import type { EpochMs } from '../engine/domain/units.js';
import { HOUR_MS, MINUTE_MS } from '../engine/domain/units.js';
import type { FeedError } from '../engine/ports/market-data.js';
import type { TickStore } from '../engine/ports/tick-store.js';
import { liveMarket } from './live-market.js';
import {
  openTicks,
  TRADE_AGE_MS,
  WATCH_EVERY_MS,
  type Market,
  type MarketNeeds,
} from './market-parts.js';
import { keepSimTime, resumeSim, type SimWorld } from './sim-world.js';
import { StartError } from './start-error.js';

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

/** What the configuration asks for: an earlier simulation goes on where it asks for the same. */
function simWorld({ config, store, wall }: MarketNeeds): SimWorld {
  const asked = {
    seed: config.VOLDESK_SIM_SEED,
    scenario: config.VOLDESK_SIM_SCENARIO,
    startAtMs: config.VOLDESK_SIM_START ?? null,
  };
  return resumeSim(store, asked, {
    startAtMs: defaultSimStartMs(wall.nowMs()),
    world: `sim:${wall.nowMs()}`,
  });
}

async function simMarket(needs: MarketNeeds): Promise<Market> {
  const { config, home, store, wall } = needs;
  const { world, startAtMs, atMs, kind } = simWorld(needs);
  const speed = config.VOLDESK_SIM_SPEED;
  const clock = createMarketClock({ wall, startAtMs: atMs, speed, nights: 'skipped' });
  if (kind === 'new') {
    // Ticks of an earlier world would stand at the same instants.
    for (const end of ['', '-wal', '-shm']) {
      rmSync(join(home, `${SIM_TICKS}${end}`), { force: true });
    }
  }
  const ticks = await openTicks(needs, SIM_TICKS);
  const keeping = keepSimTime({ store, wall, market: clock });
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
    world,
    clock,
    scheduler: createClockScheduler({ clock }),
    feeds: [feed],
    broker: null,
    gateway: null,
    ticks,
    staleAfterMs: Math.max(MINUTE_MS, 5 * quotePeriodMs),
    tradeAgeMs: Math.max(TRADE_AGE_MS, 3 * quotePeriodMs),
    pricePeriodMs: quotePeriodMs,
    watchEveryMs: Math.max(WATCH_EVERY_MS, quotePeriodMs),
    orders: 'on',
    close: async () => {
      keeping();
      await ticks.close();
    },
  };
}

async function replayStartMs(ticks: TickStore): Promise<EpochMs> {
  const bounds = await replayBounds(ticks);
  if (bounds.ok) return newYorkInstant(bounds.value.lastDay, '09:30');
  await ticks.close();
  throw new StartError(NO_HISTORY);
}

async function replayMarket(needs: MarketNeeds): Promise<Market> {
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
    broker: null,
    gateway: null,
    ticks: null,
    staleAfterMs: 24 * HOUR_MS,
    tradeAgeMs: TRADE_AGE_MS,
    pricePeriodMs: WATCH_EVERY_MS,
    watchEveryMs: WATCH_EVERY_MS,
    orders: 'off',
    close: () => ticks.close(),
  };
}

/** @throws StartError with a sentence for the person at the terminal. */
export function openMarket(needs: MarketNeeds): Promise<Market> {
  const { VOLDESK_FEED: feeds } = needs.config;
  if (feeds.includes('replay')) return replayMarket(needs);
  return feeds.includes('sim') ? simMarket(needs) : liveMarket(needs);
}
