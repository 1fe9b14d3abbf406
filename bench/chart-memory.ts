/**
 * Speed and memory of chart drawing by four ways, each in a process of its own: decides between
 * chartjs-node-canvas and Chart.js straight on the canvas (docs/adr/0002-charts.md).
 *
 * npm run build && npx tsx bench/chart-memory.ts [charts, default 1000]
 */
import { execFileSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createCanvas } from '@napi-rs/canvas';
import { Chart } from 'chart.js/auto';
import { ChartJSNodeCanvas } from 'chartjs-node-canvas';
import { chartConfig } from '../src/bot/charts/chart-config.js';
import { createDrawing } from '../src/bot/charts/draw.js';
import { createChartRenderer } from '../src/bot/charts/renderer.js';
import type { LineChartSpec } from '../src/bot/charts/spec.js';
import { CHART_SIZE } from '../src/bot/charts/themes.js';

const DAY_MS = 86_400_000;
const POINTS = 126;

function spec(n: number): LineChartSpec {
  const points = Array.from({ length: POINTS }, (_, day) => ({
    x: Date.UTC(2026, 5, 1) + day * DAY_MS,
    y: 18 + 5 * Math.sin((day + n) / 11) + ((day * 7 + n) % 11) / 4,
  }));
  return {
    ...{ kind: 'line', title: `VIX ${n}`, delta: { text: '+1.23 (+7.6 %)', direction: 'up' } },
    ...{ subtitle: '6m · D', mode: 'SIM', footer: '2026-11-20 16:15 ET' },
    x: { kind: 'time', zone: 'America/New_York', span: 'months' },
    y: { unit: '', decimals: 2 },
    series: [
      { name: 'VIX', role: 'main', style: 'area', points },
      {
        name: 'μ60',
        role: 'muted',
        style: 'dashed',
        points: points.map(({ x }) => ({ x, y: 18 })),
      },
    ],
    levels: [{ value: 25, label: '25' }],
  };
}

type Way = () => { draw(n: number): Promise<number>; close(): Promise<void> };
const nothing = (): Promise<void> => Promise.resolve();
const { widthPx, heightPx } = CHART_SIZE;

const WAYS: Readonly<Record<string, Way>> = {
  'chartjs-node-canvas, its PNG': () => {
    createDrawing();
    const charts = new ChartJSNodeCanvas({ width: widthPx, height: heightPx });
    const draw = async (n: number): Promise<number> => {
      const png = charts.renderToBufferSync(chartConfig(spec(n), 'light'));
      await turn();
      return png.length;
    };
    return { draw, close: nothing };
  },
  'chartjs-node-canvas, palette PNG': () => {
    const drawing = createDrawing();
    const draw = async (n: number): Promise<number> => {
      const png = drawing(spec(n), 'light');
      await turn();
      return png.length;
    };
    return { draw, close: nothing };
  },
  'Chart.js alone, async encode': () => {
    createDrawing();
    const draw = async (n: number): Promise<number> => {
      const canvas = createCanvas(widthPx, heightPx);
      const chart = new Chart(canvas, chartConfig(spec(n), 'light'));
      const png = await canvas.encode('png');
      chart.destroy();
      return png.length;
    };
    return { draw, close: nothing };
  },
  'the renderer with its worker': () => {
    const charts = createChartRenderer();
    const draw = async (n: number): Promise<number> =>
      (await charts.render(spec(n), 'light')).length;
    return { draw, close: () => charts.close() };
  },
};

const rssMb = (): number => Math.round(process.memoryUsage.rss() / 1_048_576);

async function measure(name: string, charts: number): Promise<void> {
  const way = WAYS[name]?.();
  if (!way) throw new Error(`no way named ${name}`);
  const tookMs: number[] = [];
  const rss: number[] = [];
  let bytes = 0;
  for (let n = 0; n < charts; n++) {
    const fromMs = performance.now();
    bytes = await way.draw(n);
    tookMs.push(performance.now() - fromMs);
    if (n % Math.ceil(charts / 10) === Math.ceil(charts / 10) - 1) rss.push(rssMb());
  }
  await way.close();
  const first = tookMs[0] ?? NaN;
  tookMs.sort((a, b) => a - b);
  const at = (share: number): string => (tookMs[Math.floor(share * charts)] ?? NaN).toFixed(1);
  process.stdout.write(
    `${name}: first ${first.toFixed(0)} ms, median ${at(0.5)} ms, p95 ${at(0.95)} ms, ` +
      `${Math.round(bytes / 1024)} KB; RSS by tenths ${rss.join(' ')} MB\n`,
  );
}

const [charts = '1000', only] = process.argv.slice(2);
if (only !== undefined) await measure(only, Number(charts));
else {
  for (const name of Object.keys(WAYS)) {
    const again = [...process.execArgv, fileURLToPath(import.meta.url), charts, name];
    execFileSync(process.execPath, again, { stdio: 'inherit' });
  }
}
