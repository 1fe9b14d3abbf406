import { afterEach, describe, expect, it } from 'vitest';
import { createHttpClient } from '../../../../src/engine/adapters/system/http-client.js';
import { startLoopback, type Loopback } from '../../../standins/loopback.js';
import { HastyClock } from '../../../support/hasty-clock.js';

const START_MS = Date.UTC(2026, 10, 20, 12);

const servers: Loopback[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

interface Step {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** A server that goes through these answers and stays at the last. */
async function serving(...steps: readonly Step[]): Promise<Loopback> {
  let next = 0;
  const server = await startLoopback((_, response) => {
    const step = steps[Math.min(next++, steps.length - 1)];
    response.writeHead(step?.status ?? 500, step?.headers).end(step?.body ?? '');
  });
  servers.push(server);
  return server;
}

function client(clock: HastyClock, more: { maxBytes?: number; deadlineMs?: number } = {}) {
  return createHttpClient({ clock, userAgent: 'Mozilla/5.0 test', spacingMs: 1_000, ...more });
}

describe('a polite client', () => {
  it('spaces its requests and says who it is', async () => {
    const server = await serving({ status: 200, body: 'a' });
    const clock = new HastyClock(START_MS);
    const http = client(clock);
    await Promise.all([http.get(server.url), http.get(`${server.url}/b`, { accept: 'text/csv' })]);
    expect(clock.waits).toEqual([1_000]);
    expect(server.seen.map(({ path }) => path)).toEqual(['/', '/b']);
    expect(server.seen[1]?.headers).toMatchObject({
      'user-agent': 'Mozilla/5.0 test',
      accept: 'text/csv',
    });
  });

  it.each([200, 304, 403, 404])('takes %d as an answer', async (status) => {
    const server = await serving({ status, headers: { 'X-Name': 'value' } });
    const got = await client(new HastyClock(START_MS)).get(server.url);
    expect(got.ok && [got.value.status, got.value.headers.get('x-name')]).toEqual([
      status,
      'value',
    ]);
    expect(server.seen).toHaveLength(1);
  });

  it('tries again after what may pass, waiting longer each time', async () => {
    const server = await serving(
      { status: 503 },
      { status: 500 },
      { status: 200, body: 'at last' },
    );
    const clock = new HastyClock(START_MS);
    const got = await client(clock).get(server.url);
    expect(got.ok && got.value.text).toBe('at last');
    expect(clock.waits).toEqual([2_000, 4_000]);
  });

  it('waits as long as it is asked to, by seconds or by date', async () => {
    const date = new Date(START_MS + 60_000).toUTCString();
    const server = await serving(
      { status: 429, headers: { 'retry-after': '30' } },
      { status: 429, headers: { 'retry-after': date } },
      { status: 200 },
    );
    const clock = new HastyClock(START_MS);
    expect((await client(clock).get(server.url)).ok).toBe(true);
    expect(clock.waits).toEqual([30_000, 30_000]);
  });

  it('does not wait for hours', async () => {
    const server = await serving({ status: 429, headers: { 'retry-after': '3600' } });
    const got = await client(new HastyClock(START_MS)).get(server.url);
    const error = { code: 'refused', status: 429, attempts: 1, retryAfterMs: 3_600_000 };
    expect(got).toEqual({ ok: false, error });
  });

  it('gives up after four attempts', async () => {
    const server = await serving({ status: 502 });
    const got = await client(new HastyClock(START_MS)).get(server.url);
    expect(got).toMatchObject({ ok: false, error: { code: 'refused', status: 502, attempts: 4 } });
    expect(server.seen).toHaveLength(4);
  });

  it('says that nobody is there', async () => {
    const server = await serving({ status: 200 });
    await server.close();
    const got = await client(new HastyClock(START_MS)).get(server.url);
    expect(got).toMatchObject({ ok: false, error: { code: 'unreachable', attempts: 4 } });
  });

  it('does not wait for ever for a body', async () => {
    const server = await startLoopback((_, response) => void response.writeHead(200).write('half'));
    servers.push(server);
    const got = await client(new HastyClock(START_MS), { deadlineMs: 30 }).get(server.url);
    expect(got).toMatchObject({ ok: false, error: { code: 'timeout', afterMs: 30, attempts: 4 } });
  });

  it('does not take more than it can hold', async () => {
    const server = await serving({ status: 200, body: 'x'.repeat(2_000) });
    const got = await client(new HastyClock(START_MS), { maxBytes: 1_000 }).get(server.url);
    expect(got).toEqual({ ok: false, error: { code: 'too-large', maxBytes: 1_000 } });
  });

  it('goes on after a failure', async () => {
    const server = await serving(
      { status: 429, headers: { 'retry-after': '3600' } },
      { status: 200 },
    );
    const http = client(new HastyClock(START_MS));
    const both = await Promise.all([http.get(server.url), http.get(server.url)]);
    expect(both.map(({ ok }) => ok)).toEqual([false, true]);
  });

  it('pours a body of status 200 away piece by piece, and begins anew when it tries again', async () => {
    const server = await serving({ status: 500, body: 'no' }, { status: 200, body: 'whole' });
    const poured: string[] = [];
    const sink = {
      begin: () => poured.push('begin'),
      bytes: (piece: Uint8Array) => poured.push(Buffer.from(piece).toString()),
    };
    const got = await client(new HastyClock(START_MS)).download(server.url, sink);
    expect(got.ok && got.value.status).toBe(200);
    expect(poured).toEqual(['begin', 'whole']);
  });

  it('pours nothing of any other status, and no more than is allowed', async () => {
    const poured: number[] = [];
    const sink = {
      begin: () => undefined,
      bytes: (piece: Uint8Array) => poured.push(piece.length),
    };
    const absent = await serving({ status: 404, body: 'none' });
    const clock = new HastyClock(START_MS);
    const none = await client(clock).download(absent.url, sink);
    expect(none.ok && none.value.status).toBe(404);
    const large = await serving({ status: 200, body: 'x'.repeat(2_000) });
    const got = await client(clock, { maxBytes: 1_000 }).download(large.url, sink);
    expect(got).toEqual({ ok: false, error: { code: 'too-large', maxBytes: 1_000 } });
    expect(poured).toEqual([]);
  });
});
