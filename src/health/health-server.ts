import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Mode } from '../engine/domain/mode.js';
import type { PartHealth } from '../engine/api.js';

export interface HealthReport {
  readonly mode: Mode;
  readonly version: string;
  readonly uptimeMs: number;
  readonly parts: readonly PartHealth[];
}

export interface HealthServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Degraded still answers: only a part that is down makes the whole unhealthy. */
function isHealthy(report: HealthReport): boolean {
  return report.parts.every(({ state }) => state !== 'down');
}

function body(report: HealthReport): string {
  const parts = Object.fromEntries(
    report.parts.map(({ part, state, ageMs, detail }) => [part, { state, ageMs, detail }]),
  );
  const status = isHealthy(report) ? 'ok' : 'failing';
  const { mode, version, uptimeMs } = report;
  return JSON.stringify({ status, mode, version, uptimeMs, parts });
}

const STATE_VALUE = { ok: 1, degraded: 0.5, down: 0 } as const;

/** One more figure for `/metrics`, read at each scrape. */
export interface Measured {
  readonly name: string;
  readonly help: string;
  readonly read: () => number;
}

function createMetrics(report: () => HealthReport, measured: readonly Measured[]): Registry {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'voldesk_part_state',
    help: '1 ok, 0.5 degraded, 0 down',
    labelNames: ['part'],
    registers,
    collect() {
      for (const { part, state } of report().parts) this.set({ part }, STATE_VALUE[state]);
    },
  });
  new Gauge({
    name: 'voldesk_part_age_seconds',
    help: 'Age of the newest sign of life of a part',
    labelNames: ['part'],
    registers,
    collect() {
      for (const { part, ageMs } of report().parts) {
        if (ageMs !== null) this.set({ part }, ageMs / 1000);
      }
    },
  });
  for (const { name, help, read } of measured) {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  }
  return registry;
}

function answer(response: ServerResponse, status: number, content: [type: string, text: string]) {
  response.writeHead(status, { 'content-type': content[0], 'cache-control': 'no-store' });
  response.end(content[1]);
}

const JSON_TYPE = 'application/json; charset=utf-8';

/**
 * `GET /health`: 200, or 503 when a part is down, with each part's state and age in JSON;
 * `GET /metrics`: the same and the process's own figures in Prometheus text.
 * @throws the listen error, such as EADDRINUSE.
 */
export async function startHealthServer(options: {
  readonly host: string;
  readonly port: number;
  readonly report: () => HealthReport;
  readonly measured: readonly Measured[];
}): Promise<HealthServer> {
  const registry = createMetrics(options.report, options.measured);
  const server: Server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0];
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      answer(response, 405, [JSON_TYPE, '{"error":"only GET is answered here"}']);
    } else if (path === '/health') {
      const report = options.report();
      answer(response, isHealthy(report) ? 200 : 503, [JSON_TYPE, body(report)]);
    } else if (path === '/metrics') {
      void registry
        .metrics()
        .then((text) => answer(response, 200, [registry.contentType, text]))
        .catch(() => answer(response, 500, ['text/plain', 'metrics failed']));
    } else {
      answer(response, 404, [JSON_TYPE, '{"error":"there is /health and /metrics"}']);
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${options.host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
