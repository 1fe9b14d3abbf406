import { barsChart } from './bars-chart.js';
import { heatChart } from './heat-chart.js';
import { lineChart, type LineConfiguration } from './line-chart.js';
import { meshChart } from './mesh-chart.js';
import { payoffChart } from './payoff-chart.js';
import { plotChart } from './plot-chart.js';
import type { ChartSpec, ThemeName } from './spec.js';
import { THEMES } from './themes.js';

/** Chart.js configuration of a spec: a pure function, one file per kind behind it. */
export function chartConfig(spec: ChartSpec, theme: ThemeName): LineConfiguration {
  const colours = THEMES[theme];
  switch (spec.kind) {
    case 'line':
      return lineChart(spec, colours);
    case 'payoff':
      return payoffChart(spec, colours);
    case 'bars':
      return barsChart(spec, colours);
    case 'heat':
      return heatChart(spec, colours);
    case 'mesh':
      return meshChart(spec, colours);
    case 'plot':
      return plotChart(spec, colours);
  }
}
