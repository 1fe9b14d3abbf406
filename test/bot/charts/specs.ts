import type { ChartPoint, LineChartSpec } from '../../../src/bot/charts/spec.js';

const DAY_MS = 86_400_000;

/** Days in a row from a date, with values that rise and fall. */
export function days(from: string, count: number): readonly ChartPoint[] {
  const first = Date.parse(`${from}T21:00:00Z`);
  return Array.from({ length: count }, (_, day) => ({
    x: first + day * DAY_MS,
    y: 18 + 4 * Math.sin(day / 9) + ((day * 7) % 5) / 5,
  }));
}

export function historySpec(over: Partial<LineChartSpec> = {}): LineChartSpec {
  return {
    kind: 'line',
    title: 'VIX 17.42',
    delta: { text: '+1.23 (+7.6 %)', direction: 'up' },
    subtitle: '6m · D · sim',
    mode: 'SIM',
    footer: '2026-11-20 16:15 ET',
    x: { kind: 'time', zone: 'America/New_York', span: 'months' },
    y: { unit: '', decimals: 2 },
    series: [{ name: 'VIX', role: 'main', style: 'area', points: days('2026-06-01', 170) }],
    levels: [{ value: 25, label: '25' }],
    ...over,
  };
}

const curve = (values: readonly number[]): readonly ChartPoint[] =>
  values.map((y, x) => ({ x, y }));

export function curveSpec(over: Partial<LineChartSpec> = {}): LineChartSpec {
  return historySpec({
    title: 'VX M1 18.35',
    delta: { text: '−0.45 (−2.4 %)', direction: 'down' },
    subtitle: 'M2/M1 +4.9 %',
    mode: 'PAPER',
    x: { kind: 'category', labels: ['M1', 'M2', 'M3', 'M4'] },
    series: [
      {
        name: '2026-11-20',
        role: 'main',
        style: 'line-points',
        points: curve([18.35, 19.25, 19.9, 20.3]),
      },
      { name: '11-13', role: 'second', style: 'dashed', points: curve([19.8, 20.1, 20.4, 20.5]) },
      { name: '10-20', role: 'third', style: 'dotted', points: curve([23, 22, 21.2, 20.6]) },
    ],
    levels: [{ value: 18.02, label: 'VIX 18.02' }],
    ...over,
  });
}
