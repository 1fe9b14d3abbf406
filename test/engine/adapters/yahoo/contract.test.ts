import { HOUR_MS } from '../../../../src/engine/domain/units.js';
import { marketDataContract } from '../../../contract/market-data.js';
import { startYahoo } from './yahoo-rig.js';

marketDataContract('charts of Yahoo', async () => {
  const { feed, clock, advanceTo, close } = await startYahoo({
    pollMs: HOUR_MS,
    marketMs: HOUR_MS / 2,
  });
  return { feed, nowMs: () => clock.nowMs(), advanceTo, close };
});
