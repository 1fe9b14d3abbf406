import { afterEach, expect, test } from 'vitest';
import type { PartHealth } from '../../src/engine/api.js';
import { startHealthServer, type HealthServer } from '../../src/health/health-server.js';

const running: HealthServer[] = [];

afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});

async function serve(parts: readonly PartHealth[]): Promise<string> {
  const server = await startHealthServer({
    host: '127.0.0.1',
    port: 0,
    report: () => ({ mode: 'SIM', version: '1.2.3', uptimeMs: 5_000, parts }),
    measured: [{ name: 'voldesk_queue_steps', help: 'Steps since the start', read: () => 42 }],
  });
  running.push(server);
  return server.url;
}

const feed: PartHealth = { part: 'feed:sim', state: 'ok', ageMs: 1_500, detail: 'ready' };

test('all parts up, or merely degraded, answer 200 with state and age', async () => {
  const url = await serve([feed, { ...feed, part: 'queue', state: 'degraded', ageMs: null }]);
  const response = await fetch(`${url}/health`);
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({
    status: 'ok',
    mode: 'SIM',
    version: '1.2.3',
    uptimeMs: 5_000,
    parts: {
      'feed:sim': { state: 'ok', ageMs: 1_500, detail: 'ready' },
      queue: { state: 'degraded', ageMs: null, detail: 'ready' },
    },
  });
});

test('one part down answers 503', async () => {
  const response = await fetch(`${await serve([feed, { ...feed, state: 'down' }])}/health`);
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({ status: 'failing' });
});

test('metrics are in Prometheus text', async () => {
  const text = await (await fetch(`${await serve([feed])}/metrics`)).text();
  expect(text).toContain('voldesk_part_state{part="feed:sim"} 1');
  expect(text).toContain('voldesk_part_age_seconds{part="feed:sim"} 1.5');
  expect(text).toContain('voldesk_queue_steps 42');
  expect(text).toContain('process_resident_memory_bytes');
});

test('anything else is refused in JSON', async () => {
  const url = await serve([feed]);
  expect((await fetch(`${url}/`)).status).toBe(404);
  expect((await fetch(`${url}/health`, { method: 'POST' })).status).toBe(405);
});
