import { marketDataContract } from '../../../contract/market-data.js';
import { createIbkrFeed } from '../../../../src/engine/adapters/ibkr/market-data.js';
import { MINUTE_MS } from '../../../../src/engine/domain/units.js';
import { openIbkr, QUICK, turns } from './ibkr-world.js';

const SYMBOLS = [
  'VIX',
  'VIX9D',
  'VIX3M',
  'VVIX',
  'SKEW',
  'SPX',
  'SPY',
  'UVXY',
  'VXX',
  'BTC',
  'QQQ',
];
const STEP_MS = 15 * MINUTE_MS;

/** Deadlines longer than the steps in which days go by. */
const SLOW = {
  ...QUICK,
  answerWithinMs: 60 * MINUTE_MS,
  heartbeatMs: 30 * MINUTE_MS,
  heartbeatWithinMs: 30 * MINUTE_MS,
  connectWithinMs: 60 * MINUTE_MS,
};

marketDataContract('the feed over the gateway', async () => {
  const world = await openIbkr({
    // What is sent within a step arrives in one instant.
    gateway: { beatMs: 5 * MINUTE_MS, pacing: 'off' },
    settings: { timing: SLOW },
    quotePeriodMs: MINUTE_MS,
  });
  const { clock, connection, gateway } = world;
  // Streams beside the quotes are no part of what every feed keeps.
  const flow = { bars: 0, prints: 0, depth: 0 };
  const feed = createIbkrFeed({ connection, symbols: SYMBOLS, strikes: 2, flow });
  await feed.start();
  // Pacing and coalescing want time to pass while an answer is waited for.
  const ticking = setInterval(() => {
    clock.advance(100);
  }, 1);
  return {
    feed,
    nowMs: () => clock.nowMs(),
    advanceTo: async (atMs) => {
      while (clock.nowMs() < atMs) {
        clock.advance(Math.min(STEP_MS, atMs - clock.nowMs()));
        await turns(2);
        await gateway.idle();
      }
      for (let i = 0; i < 5; i++) {
        await turns(5);
        clock.advance(1_000);
        await gateway.idle();
      }
    },
    close: async () => {
      clearInterval(ticking);
      await feed.stop();
      await world.close();
    },
  };
});
