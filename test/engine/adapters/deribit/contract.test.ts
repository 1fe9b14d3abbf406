import { DAY_MS, HOUR_MS } from '../../../../src/engine/domain/units.js';
import { marketDataContract } from '../../../contract/market-data.js';
import { GeneratedMarket } from '../../../standins/deribit/generated.js';
import { openDeribit } from './deribit-world.js';

const STEP_MS = 3 * HOUR_MS;

/** Deadlines longer than the steps in which days go by. */
const SLOW = {
  answerWithinMs: 12 * HOUR_MS,
  connectWithinMs: 12 * HOUR_MS,
  heartbeatMs: 6 * HOUR_MS,
  deadAfterMs: 15 * HOUR_MS,
  quietAfterMs: 12 * HOUR_MS,
  silentAfterMs: 18 * HOUR_MS,
  missedAfterMs: 12 * HOUR_MS,
  watchMs: 3 * HOUR_MS,
  relistMs: DAY_MS,
};

marketDataContract('the feed over the venue', async () => {
  const market = new GeneratedMarket({
    coins: ['BTC'],
    expiryDays: [1, 6, 34],
    strikesPerExpiry: 2,
  });
  const world = await openDeribit({
    market,
    venue: { tickEveryMs: STEP_MS, slowEveryMs: STEP_MS },
    settings: { coins: ['BTC'], timing: SLOW },
  });
  const { feed, clock, pass, settle, close } = world;
  const started = feed.start();
  await settle();
  await started;
  return {
    ...{ feed, close, nowMs: () => clock.nowMs() },
    advanceTo: (atMs) => pass(atMs - clock.nowMs(), STEP_MS),
  };
});
