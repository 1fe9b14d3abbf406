import { lineChart, type LineConfiguration } from './line-chart.js';
import type { ChartSpec, ThemeName } from './spec.js';
import { THEMES } from './themes.js';

/** Chart.js configuration of a spec: a pure function, one file per kind behind it. */
export function chartConfig(spec: ChartSpec, theme: ThemeName): LineConfiguration {
  return lineChart(spec, THEMES[theme]);
}
