import { HOUR_MS } from '../../../../src/engine/domain/units.js';
import { marketDataContract } from '../../../contract/market-data.js';
import { startCboe } from './cboe-rig.js';

marketDataContract('delayed quotes of Cboe', async () => {
  const { feed, clock, advanceTo, close } = await startCboe({
    pollMs: HOUR_MS,
    marketMs: HOUR_MS / 2,
  });
  return { feed, nowMs: () => clock.nowMs(), advanceTo, close };
});
