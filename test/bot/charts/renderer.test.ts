import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { afterEach, describe, expect, it } from 'vitest';
import {
  createChartRenderer,
  type ChartRendererOptions,
} from '../../../src/bot/charts/renderer.js';
import type { ChartRenderer } from '../../../src/bot/charts/spec.js';
import { readPicture } from './picture.js';
import { curveSpec, days, historySpec } from './specs.js';

const open: ChartRenderer[] = [];

function renderer(options?: ChartRendererOptions): ChartRenderer {
  const made = createChartRenderer(options);
  open.push(made);
  return made;
}

/** A worker program that runs `body` for each message; `port` and `request` are at hand. */
function program(body: string): URL {
  const source = `
    import { parentPort as port } from 'node:worker_threads';
    port.on('message', (request) => { ${body} });`;
  return new URL(`data:text/javascript,${encodeURIComponent(source)}`);
}

const ANSWER = 'port.postMessage({ id: request.id, png: new Uint8Array([request.id]) });';

afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

describe('the chart renderer', () => {
  it('answers each of many requests with its own picture', async () => {
    const charts = renderer();
    const [curve, history, again] = await Promise.all([
      charts.render(curveSpec(), 'dark'),
      charts.render(historySpec(), 'light'),
      charts.render(curveSpec(), 'dark'),
    ]);
    expect(Buffer.from(curve).equals(again)).toBe(true);
    expect(Buffer.from(curve).equals(history)).toBe(false);
    expect((await readPicture(history)).colourAt(0, 0)).toBe('#ffffff');
  });

  it('draws twenty years of days', async () => {
    const points = days('2003-01-02', 8600);
    const series = [{ name: 'VIX', role: 'main', style: 'area', points } as const];
    const png = await renderer().render(historySpec({ series }), 'light');
    expect((await readPicture(png)).widthPx).toBe(1080);
  });

  it('refuses a spec that cannot be drawn, and goes on', async () => {
    const charts = renderer();
    const wrong = curveSpec({ x: { kind: 'category', labels: [] } });
    await expect(charts.render(wrong, 'light')).rejects.toThrow('x 0 is no index of 0 labels');
    expect((await charts.render(curveSpec(), 'light')).length).toBeGreaterThan(1000);
  });

  it('draws a chart at the second try when the worker dies at the first', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'voldesk-charts-'));
    const mark = JSON.stringify(join(folder, 'died'));
    const diesOnce = program(`
      const fs = process.getBuiltinModule('node:fs');
      if (!fs.existsSync(${mark})) { fs.writeFileSync(${mark}, ''); process.exit(3); }
      ${ANSWER}`);
    const charts = renderer({ workerUrl: diesOnce });
    expect([...(await charts.render(curveSpec(), 'light'))]).toEqual([1]);
    rmSync(folder, { recursive: true });
  });

  it('gives up on a chart that kills two workers, says why, and draws the next', async () => {
    const dies = program(`if (request.id === 1) throw new Error('out of ink'); ${ANSWER}`);
    const charts = renderer({ workerUrl: dies });
    const [first, second] = await Promise.allSettled([
      charts.render(curveSpec(), 'light'),
      charts.render(curveSpec(), 'light'),
    ]);
    expect(first).toMatchObject({
      reason: new Error('chart VX M1 18.35: the worker failed twice: out of ink'),
    });
    expect(second).toMatchObject({ value: new Uint8Array([2]) });
  });

  it('gives up on a chart that takes too long, twice, and draws the next', async () => {
    const hangs = program(`if (request.id === 1) for (;;); ${ANSWER}`);
    const charts = renderer({ workerUrl: hangs, timeoutMs: 300 });
    const [first, second] = await Promise.allSettled([
      charts.render(curveSpec(), 'light'),
      charts.render(curveSpec(), 'light'),
    ]);
    expect(first.status).toBe('rejected');
    expect(second).toMatchObject({ status: 'fulfilled', value: new Uint8Array([2]) });
  });

  it('passes on what the drawing said went wrong', async () => {
    const fails = program(`port.postMessage({ id: request.id, error: 'no ink' });`);
    const charts = renderer({ workerUrl: fails });
    await expect(charts.render(curveSpec(), 'light')).rejects.toThrow('chart VX M1 18.35: no ink');
  });

  it('refuses what its queue cannot hold', async () => {
    const charts = renderer({ maxWaiting: 2 });
    const taken = [charts.render(curveSpec(), 'light'), charts.render(curveSpec(), 'dark')];
    await expect(charts.render(curveSpec(), 'light')).rejects.toThrow('2 charts are waiting');
    expect(await Promise.all(taken)).toHaveLength(2);
  });

  it('closes within a second with charts under way, and says so to all who wait', async () => {
    const charts = renderer();
    const waiting = Array.from({ length: 5 }, () => charts.render(historySpec(), 'light'));
    const settled = Promise.allSettled(waiting);
    const fromMs = performance.now();
    await charts.close();
    expect(performance.now() - fromMs).toBeLessThan(1000);
    expect((await settled).every(({ status }) => status === 'rejected')).toBe(true);
    await expect(charts.render(historySpec(), 'light')).rejects.toThrow('closed');
  });
});
