import { createReplayFeed } from '../../../../src/engine/adapters/replay/replay-feed.js';
import { seriesId, type DailyBar } from '../../../../src/engine/domain/bar.js';
import { addTradingDays } from '../../../../src/engine/domain/calendar.js';
import { newYorkInstant } from '../../../../src/engine/domain/new-york.js';
import { day } from '../../../../src/engine/domain/trading-day.js';
import { marketDataContract } from '../../../contract/market-data.js';
import { ManualClock } from '../../../support/manual-clock.js';
import { MemoryTickStore } from '../../../support/memory-tick-store.js';

/** Twelve invented sessions, over a settlement of VX and an early close. */
function twelveSessions(): DailyBar[] {
  const unknown = { open: null, high: null, low: null, volume: null };
  const levels = { VIX: 17, SPX: 2650, SPY: 265, VX1: 18, VX2: 18.5, VX8: 19 };
  return Object.entries(levels).flatMap(([name, level]) =>
    Array.from({ length: 12 }, (_, i) => ({
      series: seriesId(name),
      day: addTradingDays(day('2018-11-16'), i),
      ...unknown,
      close: level + i / 10,
      marks: [],
      source: 'test',
    })),
  );
}

marketDataContract('the replay feed', async () => {
  const ticks = new MemoryTickStore();
  await ticks.putBars(twelveSessions());
  const clock = new ManualClock(newYorkInstant(day('2018-11-20'), '11:00'));
  const feed = createReplayFeed({ ticks, clock });
  const started = await feed.start();
  if (!started.ok) throw new Error(started.error.code);
  return {
    feed,
    nowMs: () => clock.nowMs(),
    advanceTo: (atMs) => clock.advanceAsync(Math.max(0, atMs - clock.nowMs())),
    close: () => feed.stop(),
  };
});
