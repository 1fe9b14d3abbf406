import { marketDataContract } from '../../../contract/market-data.js';
import { newYork, startSim } from './sim-rig.js';

for (const scenario of ['calm', 'dislocation'] as const) {
  marketDataContract(`the simulated market, ${scenario},`, async () => {
    const { feed, clock, advanceTo } = await startSim({ scenario, quotePeriodMs: 600_000 });
    return { feed, nowMs: () => clock.nowMs(), advanceTo, close: () => feed.stop() };
  });
}

marketDataContract('the simulated market before an early close', async () => {
  const { feed, clock, advanceTo } = await startSim({
    startAtMs: newYork('2026-11-26', '11:00'),
    quotePeriodMs: 840_000,
  });
  return { feed, nowMs: () => clock.nowMs(), advanceTo, close: () => feed.stop() };
});
