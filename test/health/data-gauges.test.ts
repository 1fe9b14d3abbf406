import { afterEach, expect, test } from 'vitest';
import type { FeedQuality } from '../../src/engine/domain/data-quality.js';
import { dataGauges } from '../../src/health/data-gauges.js';
import { startHealthServer, type HealthServer } from '../../src/health/health-server.js';

let server: HealthServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

test('what was wrong with prices is a metric a problem, over all feeds', async () => {
  const none = { stale: 0, crossed: 0, 'high-iv': 0, gap: 0, 'no-underlying': 0, dropped: 0 };
  const feed = (name: string, gap: number): FeedQuality => {
    const hour = { ...none, gap };
    return { feed: name, hour, day: hour, quotes: 1, over: [], longestGapMs: null };
  };
  server = await startHealthServer({
    host: '127.0.0.1',
    port: 0,
    report: () => ({ mode: 'SIM', version: '0', uptimeMs: 1, parts: [] }),
    measured: dataGauges(() => [feed('deribit', 3), feed('ibkr', 4)]),
  });
  const text = await (await fetch(`${server.url}/metrics`)).text();
  expect(text).toContain('voldesk_data_gap_hour 7');
  expect(text).toContain('voldesk_data_no_underlying_hour 0');
});
