import type { LineChartSpec } from './spec.js';

/** A chart that nobody sees; it uses every part that a real one does. */
export const WARM_UP: LineChartSpec = {
  kind: 'line',
  title: '0123456789',
  delta: { text: '+0.1 (−2.3 %)', direction: 'up' },
  subtitle: 'abcdefghijklmnopqrstuvwxyz',
  mode: 'SIM',
  footer: '00:00',
  x: { kind: 'time', zone: 'America/New_York', span: 'months' },
  y: { unit: '%', decimals: 1 },
  series: [
    {
      name: 'VIX',
      role: 'main',
      style: 'area',
      points: Array.from({ length: 200 }, (_, day) => ({ x: day * 86_400_000, y: (day * 7) % 13 })),
    },
    { name: 'μ', role: 'muted', style: 'dashed', points: [{ x: 0, y: 4 }] },
  ],
  levels: [{ value: 5, label: '5' }],
};
