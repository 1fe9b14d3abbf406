import { describe, expect, it } from 'vitest';
import { chartConfig } from '../../../src/bot/charts/chart-config.js';
import { planLine } from '../../../src/bot/charts/line-plan.js';
import { specProblems } from '../../../src/bot/charts/spec-check.js';
import type { LineChartSpec } from '../../../src/bot/charts/spec.js';
import { curveSpec, days, historySpec } from './specs.js';

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const tickLabels = (spec: LineChartSpec, axis: 'x' | 'y'): readonly string[] | undefined =>
  planLine(spec)?.[axis].ticks.map(({ label }) => label);

describe('the configuration of a chart', () => {
  it('is the same for the same spec and leaves the spec alone', () => {
    const spec = curveSpec();
    const before = structuredClone(spec);
    expect(plain(chartConfig(spec, 'light'))).toEqual(plain(chartConfig(spec, 'light')));
    expect(spec).toEqual(before);
  });

  it('tells the series of a curve apart by colour, weight, dash and mark', () => {
    const { datasets } = chartConfig(curveSpec(), 'light').data;
    const [third, second, main] = datasets;
    const [green, vermillion, blue] = ['#006848', '#c24e00', '#0063a8'];
    expect(third).toMatchObject({ label: '10-20', borderColor: green, borderDash: [2, 6] });
    expect(third).toMatchObject({ borderWidth: 3, pointStyle: 'triangle' });
    expect(second).toMatchObject({ label: '11-13', borderColor: vermillion, borderDash: [10, 6] });
    expect(second).toMatchObject({ borderWidth: 3, pointStyle: 'rectRot' });
    expect(main).toMatchObject({ label: '2026-11-20', borderColor: blue, borderDash: [] });
    expect(main).toMatchObject({ borderWidth: 3.5, pointStyle: 'circle', pointRadius: 5.5 });
  });

  it('has neither series nor axes where there is nothing to draw', () => {
    const { data, options } = chartConfig(curveSpec({ series: [] }), 'dark');
    expect(data.datasets).toEqual([]);
    expect(plain(options?.scales)).toEqual({ x: { display: false }, y: { display: false } });
  });

  it('golden: the curve in the dark', () => {
    expect(plain(chartConfig(curveSpec(), 'dark').options)).toMatchInlineSnapshot(`
      {
        "animation": false,
        "clip": false,
        "devicePixelRatio": 2,
        "events": [],
        "layout": {
          "autoPadding": false,
          "padding": {
            "bottom": 37,
            "right": 133,
            "top": 96,
          },
        },
        "normalized": true,
        "parsing": false,
        "plugins": {
          "legend": {
            "display": false,
          },
          "tooltip": {
            "enabled": false,
          },
        },
        "responsive": false,
        "scales": {
          "x": {
            "border": {
              "color": "#5a6a79",
              "width": 1.5,
            },
            "grid": {
              "color": "#5a6a79",
              "drawOnChartArea": false,
              "drawTicks": true,
              "tickLength": 6,
            },
            "max": 3.25,
            "min": -0.25,
            "ticks": {
              "autoSkip": false,
              "color": "#a3b1be",
              "font": {
                "family": "Voldesk Sans",
                "size": 17,
              },
              "maxRotation": 0,
              "padding": 6,
            },
            "type": "linear",
          },
          "y": {
            "border": {
              "display": false,
            },
            "grid": {
              "color": "#2a3744",
              "drawTicks": false,
              "lineWidth": 1.5,
            },
            "max": 23.3486,
            "min": 17.6714,
            "ticks": {
              "autoSkip": false,
              "color": "#a3b1be",
              "font": {
                "family": "Voldesk Sans",
                "size": 17,
              },
              "maxRotation": 0,
              "padding": 6,
            },
            "type": "linear",
          },
        },
        "spanGaps": false,
      }
    `);
  });

  it('golden: the plan of the curve', () => {
    expect(plain(planLine(curveSpec()))).toMatchInlineSnapshot(`
      {
        "ends": [
          {
            "heightPx": 42,
            "name": "2026-11-20",
            "pointXPx": 381.3571428571429,
            "pointYPx": 234.0064468399915,
            "role": "main",
            "textXPx": 425,
            "topPx": 249.46164776063313,
            "value": "20.30",
          },
          {
            "heightPx": 42,
            "name": "11-13",
            "pointXPx": 381.3571428571429,
            "pointYPx": 224.9526879447615,
            "role": "second",
            "textXPx": 425,
            "topPx": 203.46164776063313,
            "value": "20.50",
          },
          {
            "heightPx": 42,
            "name": "10-20",
            "pointXPx": 381.3571428571429,
            "pointYPx": 220.4258084971464,
            "role": "third",
            "textXPx": 425,
            "topPx": 157.46164776063313,
            "value": "20.60",
          },
        ],
        "levels": [
          {
            "chip": {
              "heightPx": 22,
              "leftPx": 116,
              "topPx": 326.21929824561397,
              "widthPx": 105,
            },
            "label": "VIX 18.02",
            "lineYPx": 337.21929824561397,
          },
        ],
        "plot": {
          "bottomPx": 353,
          "leftPx": 48,
          "rightPx": 407,
          "topPx": 96,
        },
        "series": [
          {
            "name": "2026-11-20",
            "points": [
              {
                "x": 0,
                "y": 18.35,
              },
              {
                "x": 1,
                "y": 19.25,
              },
              {
                "x": 2,
                "y": 19.9,
              },
              {
                "x": 3,
                "y": 20.3,
              },
            ],
            "role": "main",
            "style": "line-points",
          },
          {
            "name": "11-13",
            "points": [
              {
                "x": 0,
                "y": 19.8,
              },
              {
                "x": 1,
                "y": 20.1,
              },
              {
                "x": 2,
                "y": 20.4,
              },
              {
                "x": 3,
                "y": 20.5,
              },
            ],
            "role": "second",
            "style": "dashed",
          },
          {
            "name": "10-20",
            "points": [
              {
                "x": 0,
                "y": 23,
              },
              {
                "x": 1,
                "y": 22,
              },
              {
                "x": 2,
                "y": 21.2,
              },
              {
                "x": 3,
                "y": 20.6,
              },
            ],
            "role": "third",
            "style": "dotted",
          },
        ],
        "unitNote": null,
        "x": {
          "max": 3.25,
          "min": -0.25,
          "ticks": [
            {
              "label": "M1",
              "value": 0,
            },
            {
              "label": "M2",
              "value": 1,
            },
            {
              "label": "M3",
              "value": 2,
            },
            {
              "label": "M4",
              "value": 3,
            },
          ],
        },
        "y": {
          "max": 23.3486,
          "min": 17.6714,
          "ticks": [
            {
              "label": "18",
              "value": 18,
            },
            {
              "label": "20",
              "value": 20,
            },
            {
              "label": "22",
              "value": 22,
            },
          ],
        },
      }
    `);
  });
});

describe('the plan of a line chart', () => {
  it('puts months under half a year and round numbers beside it', () => {
    expect(tickLabels(historySpec(), 'x')).toEqual(['07-01', '08-01', '09-01', '10-01', '11-01']);
    expect(tickLabels(historySpec(), 'y')).toEqual(['15', '20', '25']);
  });

  it('shows a level that is far off as an arrow instead of squeezing the data', () => {
    const far = planLine(historySpec({ levels: [{ value: 80, label: '80' }] }));
    expect(far?.levels[0]).toMatchObject({ label: '80 ↑', lineYPx: null });
    expect(far?.y.max).toBeLessThan(25);
  });

  it('keeps the chips of close levels apart', () => {
    const levels = [17.9, 18, 18.1].map((value) => ({ value, label: String(value) }));
    const tops = planLine(historySpec({ levels }))?.levels.map(({ chip }) => chip.topPx) ?? [];
    tops.sort((a, b) => a - b);
    expect(tops).toHaveLength(3);
    for (const i of [1, 2]) expect((tops[i] ?? 0) - (tops[i - 1] ?? 0)).toBeGreaterThanOrEqual(22);
  });

  it('has room around a flat line, one point and a huge range', () => {
    const points = days('2026-06-01', 3);
    const withYs = (...ys: readonly number[]): LineChartSpec =>
      historySpec({
        levels: [],
        series: [
          {
            ...{ name: 'x', role: 'main', style: 'line' },
            points: ys.map((y, i) => ({ x: points[i]?.x ?? 0, y })),
          },
        ],
      });
    for (const spec of [withYs(20, 20, 20), withYs(0, 0), withYs(17), withYs(-1e15, 1e-9, 1e15)]) {
      const plan = planLine(spec);
      expect(plan?.y.max).toBeGreaterThan(plan?.y.min ?? NaN);
      expect(plan?.x.max).toBeGreaterThan(plan?.x.min ?? NaN);
      expect(plan?.y.ticks.length).toBeGreaterThanOrEqual(2);
      expect((plan?.plot.rightPx ?? 0) - (plan?.plot.leftPx ?? 0)).toBeGreaterThan(250);
    }
  });

  it('has nothing to plan without a number', () => {
    const gap = { name: 'x', role: 'main', style: 'line', points: [{ x: 0, y: NaN }] } as const;
    expect(planLine(historySpec({ series: [] }))).toBeNull();
    expect(planLine(historySpec({ series: [gap] }))).toBeNull();
  });

  it('shows a number between two gaps as a dot', () => {
    const points = [20, NaN, 19, NaN, 21].map((y, x) => ({ x, y }));
    const spec = curveSpec({
      x: { kind: 'category', labels: ['a', 'b', 'c', 'd', 'e'] },
      series: [{ name: 'x', role: 'main', style: 'line', points }],
    });
    const [dataset] = chartConfig(spec, 'light').data.datasets;
    expect(dataset?.pointRadius).toEqual([3.5, 0, 3.5, 0, 3.5]);
  });

  it('thins twenty years of days', () => {
    const series = [
      { name: 'VIX', role: 'main', style: 'line', points: days('2003-01-02', 8600) } as const,
    ];
    const spec = historySpec({ x: { kind: 'time', zone: 'UTC', span: 'years' }, series });
    expect(planLine(spec)?.series[0]?.points.length).toBeLessThanOrEqual(1600);
    expect(tickLabels(spec, 'x')).toEqual(['2005', '2010', '2015', '2020', '2025']);
  });

  it('puts a sign beside each tick and a word above the axis', () => {
    const inUsd = historySpec({ y: { unit: '$', decimals: 0 } });
    expect(tickLabels(inUsd, 'y')?.[0]).toBe('$15');
    expect(tickLabels(historySpec({ y: { unit: '%', decimals: 0 } }), 'y')?.[0]).toBe('15%');
    expect(planLine(historySpec({ y: { unit: 'USD', decimals: 0 } }))?.unitNote).toBe('USD');
  });
});

describe('the check of a spec', () => {
  it('passes what can be drawn, gaps and emptiness included', () => {
    expect(specProblems(historySpec())).toEqual([]);
    expect(specProblems(curveSpec({ series: [] }))).toEqual([]);
    const gap = { name: 'x', role: 'main', style: 'line', points: [{ x: 0, y: NaN }] } as const;
    expect(specProblems(curveSpec({ series: [gap] }))).toEqual([]);
  });

  it('names everything that is wrong', () => {
    const series = (...points: readonly { x: number; y: number }[]) =>
      ({ name: 'VIX', role: 'main', style: 'line', points }) as const;
    const wrong = historySpec({
      x: { kind: 'time', zone: 'Mars/Olympus', span: 'day' },
      y: { unit: '', decimals: 1.5 },
      series: [series({ x: 2, y: 1 }, { x: 1, y: 1 }), series({ x: 9e15, y: 1 })],
      levels: [{ value: NaN, label: 'mean' }],
    });
    expect(specProblems(wrong)).toEqual([
      'zone Mars/Olympus is unknown',
      'decimals 1.5 is not a whole number from 0 to 8',
      'level mean: NaN is not a number',
      'series VIX: x 1 after 2 is not ascending',
      'series VIX: x 9000000000000000 is no epoch ms between 1900 and 2200',
    ]);
    expect(specProblems(curveSpec({ series: [series({ x: 4, y: 1 })] }))).toEqual([
      'series VIX: x 4 is no index of 4 labels',
    ]);
    expect(specProblems(curveSpec({ series: Array.from({ length: 7 }, () => series()) }))).toEqual([
      '7 series, at most 6 can be told apart',
    ]);
  });
});
