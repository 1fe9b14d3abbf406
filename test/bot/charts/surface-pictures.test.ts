import { describe, expect, it } from 'vitest';
import { readableOn, SCALE_STEPS, scaleColour } from '../../../src/bot/charts/colours.js';
import { daysPlace, daysTicks } from '../../../src/bot/charts/days-axis.js';
import { createDrawing } from '../../../src/bot/charts/draw.js';
import { planHeat } from '../../../src/bot/charts/heat-plan.js';
import { cameraAt, type Px } from '../../../src/bot/charts/mesh-camera.js';
import { gridOf } from '../../../src/bot/charts/mesh-grid.js';
import { planMesh } from '../../../src/bot/charts/mesh-plan.js';
import { planPlot } from '../../../src/bot/charts/plot-plan.js';
import { specProblems } from '../../../src/bot/charts/spec-check.js';
import {
  MESH_TURNS,
  type HeatChartSpec,
  type MeshChartSpec,
  type PlotChartSpec,
  type PlotPanel,
} from '../../../src/bot/charts/spec.js';
import { CHART_SIZE, THEMES } from '../../../src/bot/charts/themes.js';
import { contrast, deltaE } from './colour.js';
import { readPicture } from './picture.js';

const FRAME = { delta: null, subtitle: '', mode: 'SIM', footer: '2026-11-23 11:00 EST' } as const;
const DAYS = [1, 7, 30, 90, 365];
const DEVIATIONS = [-2, -1, 0, 1, 2];
const turns = Array.from({ length: MESH_TURNS }, (_, turn) => turn);

function meshSpec(
  volAt: (row: number, column: number) => number,
  over: Partial<MeshChartSpec> = {},
): MeshChartSpec {
  return {
    ...FRAME,
    kind: 'mesh',
    title: 'BTC 45.2%',
    days: DAYS,
    deviations: DEVIATIONS,
    vols: DAYS.map((_, row) => DEVIATIONS.map((_, column) => volAt(row, column))),
    turn: 0,
    ...over,
  };
}

/** Heights that jump about: every turn hides much. */
const rough = meshSpec((row, column) => 30 + 25 * Math.sin(row * 12.9898 + column * 78.233));

const cross = ([ax, ay]: Px, [bx, by]: Px, [px, py]: Px): number =>
  (bx - ax) * (py - ay) - (by - ay) * (px - ax);

/** Weights of a triangle's corners at a point well inside it; null outside. */
function weights(corners: readonly [Px, Px, Px], at: Px): readonly number[] | null {
  const [a, b, c] = corners;
  const whole = cross(a, b, c);
  if (Math.abs(whole) < 1e-9) return null;
  const found = [cross(b, c, at) / whole, cross(c, a, at) / whole, cross(a, b, at) / whole];
  return found.every((weight) => weight > 0.04) ? found : null;
}

describe('the scale of colours', () => {
  it.each(['normal', 'deuteranopia', 'protanopia'] as const)(
    'rises in even steps for %s eyes',
    (vision) => {
      const eighths = Array.from({ length: 9 }, (_, i) => scaleColour(i / 8));
      const steps = eighths.slice(1).map((colour, i) => deltaE(eighths[i] ?? '', colour, vision));
      expect(Math.min(...steps)).toBeGreaterThan(5);
      expect(Math.max(...steps) / Math.min(...steps)).toBeLessThan(2.6);
    },
  );

  it('is lighter at each step, so that it reads without any hue', () => {
    const light = Array.from({ length: SCALE_STEPS + 1 }, (_, i) =>
      contrast(scaleColour(i / SCALE_STEPS), '#000000'),
    );
    light.slice(1).forEach((value, i) => expect(value).toBeGreaterThan(light[i] ?? 0));
  });

  it('carries figures that read, and stands off both backgrounds', () => {
    for (let share = 0; share <= 1; share += 0.05) {
      const colour = scaleColour(share);
      expect(contrast(colour, readableOn(colour))).toBeGreaterThan(4.5);
    }
    expect(contrast(scaleColour(0), THEMES.dark.background)).toBeGreaterThan(1.2);
    expect(contrast(scaleColour(1), THEMES.light.background)).toBeGreaterThan(1.2);
  });
});

describe('a mesh', () => {
  it.each(turns)('shows the nearest of all pieces at every place, at turn %i', (turn) => {
    const spec = { ...rough, turn };
    const plan = planMesh(spec);
    if (!plan) throw new Error('no plan');
    const grid = gridOf(spec);
    const [columns, rows] = [grid.across.length - 1, grid.along.length - 1];
    const { away } = cameraAt(turn, { leftPx: 0, rightPx: 1 });
    const depth = (row: number, column: number): number =>
      (grid.across[column] ?? 0) * away.across + (grid.along[row] ?? 0) * away.along;
    const far = (count: number, by: number, i: number): number => (by > 0 ? count - 1 - i : i);
    const halves = plan.faces.flatMap(({ corners }, order) => {
      const row = far(rows, away.along, Math.floor(order / columns));
      const column = far(columns, away.across, order % columns);
      const depths = [
        depth(row, column),
        depth(row, column + 1),
        depth(row + 1, column + 1),
        depth(row + 1, column),
      ];
      const [a, b, c, d] = corners;
      if (!a || !b || !c || !d) return [];
      const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
      const box = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)] as const;
      return [
        { order, box, at: [a, b, c] as const, depths: depths.slice(0, 3) },
        { order, box, at: [a, c, d] as const, depths: [depths[0] ?? 0, ...depths.slice(2)] },
      ];
    });
    let covered = 0;
    for (let x = 60; x < CHART_SIZE.widthPx - 60; x += 7) {
      for (let y = 100; y < CHART_SIZE.heightPx - 70; y += 7) {
        const hits = halves.flatMap(({ at, box, depths, order }) => {
          const [left, right, top, bottom] = box;
          if (x < left || x > right || y < top || y > bottom) return [];
          const share = weights(at, [x, y]);
          if (!share) return [];
          return [{ order, depth: share.reduce((sum, s, i) => sum + s * (depths[i] ?? 0), 0) }];
        });
        if (hits.length < 2) continue;
        covered++;
        const nearest = hits.reduce((best, hit) => (hit.depth < best.depth ? hit : best));
        const last = hits.reduce((best, hit) => (hit.order > best.order ? hit : best));
        expect(last.order).toBe(nearest.order);
      }
    }
    expect(covered).toBeGreaterThan(8);
  });

  it('has a peak in front cover what is behind, and uncovers it from the other side', async () => {
    const wall = meshSpec((row) => (row === 1 ? 60 : 20));
    const draw = createDrawing();
    const colourBehind = async (turn: number): Promise<string> => {
      const spec = { ...wall, turn };
      const plan = planMesh(spec);
      const picture = await readPicture(draw(spec, 'light'));
      // Four rows and columns of cells, three pieces each: behind the wall, in the middle.
      const [row, column] = [7, 6];
      const order = turn === 0 ? (11 - row) * 12 + column : row * 12 + (11 - column);
      const corners = plan?.faces[order]?.corners ?? [];
      const [x, y] = [0, 1].map((i) => corners.reduce((sum, px) => sum + (px[i] ?? 0), 0) / 4);
      return picture.colourAt(2 * (x ?? 0), 2 * (y ?? 0));
    };
    expect(deltaE(await colourBehind(4), scaleColour(0), 'normal')).toBeLessThan(3);
    expect(deltaE(await colourBehind(0), scaleColour(0), 'normal')).toBeGreaterThan(20);
  });

  it('says its ticks with their units, none over another', () => {
    for (const turn of turns) {
      const plan = planMesh({ ...rough, turn });
      const labels = plan?.labels ?? [];
      expect(labels.some(({ text }) => text.endsWith('σ'))).toBe(true);
      expect(labels.some(({ text }) => text.endsWith('d'))).toBe(true);
      expect(labels.filter(({ text }) => text.endsWith('%')).length).toBeGreaterThan(1);
      labels.forEach((one, i) =>
        labels.slice(i + 1).forEach((other) => {
          const apart = Math.hypot((one.xPx - other.xPx) / 2, one.yPx - other.yPx);
          expect(apart, `${turn}: ${one.text} and ${other.text}`).toBeGreaterThan(8);
        }),
      );
    }
  });

  it('stays inside the picture at every turn, and comes round after eight', () => {
    for (const turn of turns) {
      const all = planMesh({ ...rough, turn })?.faces.flatMap(({ corners }) => corners) ?? [];
      for (const [x, y] of all) {
        expect(x).toBeGreaterThan(0);
        expect(x).toBeLessThan(CHART_SIZE.widthPx);
        expect(y).toBeGreaterThan(80);
        expect(y).toBeLessThan(CHART_SIZE.heightPx - 37);
      }
    }
    const [once, again] = [0, 8].map((turn) => planMesh({ ...rough, turn })?.labels);
    expect(again?.map(({ text }) => text)).toEqual(once?.map(({ text }) => text));
  });

  it('leaves holes open, and is nothing without figures', () => {
    const holed = meshSpec((row, column) => (row === 2 && column === 2 ? NaN : 30 + row));
    const whole = meshSpec((row) => 30 + row);
    expect(planMesh(holed)?.faces.length).toBe((planMesh(whole)?.faces.length ?? 0) - 36);
    expect(planMesh(meshSpec(() => NaN))).toBeNull();
    expect(planMesh({ ...whole, days: [1], vols: whole.vols.slice(0, 1) })).toBeNull();
  });

  it('of one level everywhere is drawn flat', () => {
    expect(planMesh(meshSpec(() => 40))?.faces.every(({ share }) => share === 0)).toBe(true);
  });

  it('is refused where it cannot be drawn', () => {
    expect(specProblems(rough)).toEqual([]);
    const problems = (over: Partial<MeshChartSpec>) => specProblems({ ...rough, ...over }).join();
    expect(problems({ turn: 0.5 })).toContain('not a whole number');
    expect(problems({ days: [1, 1, 2, 3, 4] })).toContain('do not ascend');
    expect(problems({ vols: [] })).toContain('vols that are not 5 by 5');
  });
});

describe('a grid by size', () => {
  const spec: HeatChartSpec = {
    ...FRAME,
    kind: 'heat',
    colours: 'size',
    title: 'BTC',
    axes: { columns: 'Δ', rows: 't' },
    columns: ['25P', 'ATM', '25C'],
    rows: ['7d', '30d'],
    cells: [
      [50, 45, 46],
      [48, NaN, 40],
    ],
    decimals: 1,
  };

  it('goes from the least to the largest without signs, and leaves the unknown empty', () => {
    const plan = planHeat(spec);
    expect(plan?.cells.map(({ text }) => text)).toEqual([
      '50.0',
      '45.0',
      '46.0',
      '48.0',
      '',
      '40.0',
    ]);
    expect(plan?.cells.map(({ share }) => share)).toEqual([1, 0.5, 0.6, 0.8, NaN, 0]);
  });

  it('rounds what has no room, and never tells small figures in thousands', () => {
    const wide = {
      ...spec,
      colours: 'sign',
      columns: ['5P', '10P', '25P', '40P', 'ATM', '40C', '25C', '10C', '5C'],
      rows: ['185d'],
      cells: [[-123.4, -10.24, -9.9, 0.04, 0, 1.2, 9.96, 12.3, NaN]],
    } as const;
    const texts = planHeat(wide)?.cells.map(({ text }) => text);
    expect(texts).toEqual(['−123', '−10', '−9.9', '0.0', '0.0', '+1.2', '+10', '+12', '']);
  });

  it('paints its cells on the scale', async () => {
    const picture = await readPicture(createDrawing()(spec, 'dark'));
    const corner = planHeat(spec)?.cells[0];
    const at = [2 * ((corner?.leftPx ?? 0) + 8), 2 * ((corner?.topPx ?? 0) + 8)] as const;
    expect(picture.colourAt(...at)).toBe(scaleColour(1));
  });
});

describe('an axis of days', () => {
  it('gives the first week more room than a week a year on', () => {
    expect(daysPlace(7) - daysPlace(0)).toBeGreaterThan(20 * (daysPlace(372) - daysPlace(365)));
  });

  it('has round ticks that keep apart', () => {
    const toPx = (days: number): number => (400 * daysPlace(days)) / daysPlace(700);
    const ticks = daysTicks({ minDays: 1, maxDays: 700, toPx, gapPx: 44 });
    expect(ticks.map(({ label }) => label)).toEqual(['1d', '7d', '30d', '90d', '180d', '365d']);
  });
});

const panel = (over: Partial<PlotPanel> = {}): PlotPanel => ({
  name: '',
  x: { kind: 'number' },
  y: { unit: '%', decimals: 1 },
  series: [
    {
      name: 'SVI',
      role: 'main',
      style: 'line',
      points: [1, 2, 3, 4].map((x) => ({ x, y: 40 + x })),
    },
  ],
  marks: [],
  levels: [],
  ...over,
});

const plotSpec = (panels: readonly PlotPanel[]): PlotChartSpec => ({
  ...FRAME,
  kind: 'plot',
  title: 'BTC',
  panels,
});

describe('panels', () => {
  it.each([1, 2, 3, 4])('lie side by side without touching: %i', (count) => {
    const plans = planPlot(plotSpec(Array.from({ length: count }, () => panel()))) ?? [];
    expect(plans).toHaveLength(count);
    plans.forEach(({ plot: one }, i) =>
      plans.slice(i + 1).forEach(({ plot: other }) => {
        const beside = one.rightPx < other.leftPx || other.rightPx < one.leftPx;
        const over = one.bottomPx < other.topPx || other.bottomPx < one.topPx;
        expect(beside || over).toBe(true);
      }),
    );
    for (const { y } of plans) expect(y.ticks.length).toBeGreaterThan(1);
  });

  it('draw bid to ask as upright bars, steps with corners, and break lines at gaps', () => {
    const at = (style: 'ranges' | 'steps' | 'line', gap: number) =>
      planPlot(
        plotSpec([
          panel({
            series: [
              {
                name: '',
                role: 'main',
                style,
                points: [
                  { x: 1, y: 40, high: 42 },
                  { x: 2, y: gap, high: 43 },
                  { x: 3, y: 41, high: 44 },
                ],
              },
            ],
          }),
        ]),
      )?.[0]?.series[0]?.runs ?? [];
    for (const [foot, top] of at('ranges', 41)) {
      expect(foot?.[0]).toBe(top?.[0]);
      expect(top?.[1]).toBeLessThan(foot?.[1] ?? 0);
    }
    const [steps] = at('steps', 41);
    expect(steps).toHaveLength(5);
    expect(steps?.[1]?.[0]).toBe(steps?.[0]?.[0]);
    expect(at('line', NaN)).toHaveLength(2);
  });

  it('set marks aside that would meet, and leave out those beyond the axis', () => {
    const marks = [
      { x: 2, label: 'F 91 560' },
      { x: 2.01, label: 'S 91 234' },
      { x: 9, label: 'far' },
    ];
    const placed = planPlot(plotSpec([panel({ marks })]))?.[0]?.marks ?? [];
    expect(placed).toHaveLength(2);
    const [a, b] = placed;
    expect(Math.abs((b?.middlePx ?? 0) - (a?.middlePx ?? 0))).toBeGreaterThan(60);
  });

  it('without figures are left out, and all of them say so', () => {
    const none = panel({ series: [] });
    expect(planPlot(plotSpec([panel(), none]))).toHaveLength(1);
    expect(planPlot(plotSpec([none]))).toBeNull();
  });

  it('are refused where they cannot be drawn', () => {
    const problems = (over: Partial<PlotPanel>) => specProblems(plotSpec([panel(over)])).join();
    expect(problems({})).toBe('');
    expect(problems({ marks: [{ x: NaN, label: '' }] })).toContain('cannot be drawn');
    expect(problems({ x: { kind: 'time', zone: 'Mars/Base', span: 'day' } })).toContain('unknown');
    const back = { name: 'b', role: 'main', style: 'line' } as const;
    const points = [
      { x: 2, y: 1 },
      { x: 1, y: 1 },
    ];
    expect(problems({ series: [{ ...back, points }] })).toContain('not ascending');
    const five = Array.from({ length: 5 }, () => panel());
    expect(specProblems(plotSpec(five)).join()).toContain('at most 4');
  });
});

describe('the picture', () => {
  const draw = createDrawing();

  it.each([
    { ...rough, theme: 'dark' },
    { ...plotSpec([panel(), panel()]), theme: 'light' },
  ] as const)(
    'of a $kind in the $theme has ink and its mode, and the same bytes twice',
    async (spec) => {
      const { background } = THEMES[spec.theme];
      const png = draw(spec, spec.theme);
      const picture = await readPicture(png);
      expect(picture.inkIn([880, 110, 1044, 162], background)).toBeGreaterThan(1_000);
      expect(picture.inkIn([100, 200, 1000, 740], background)).toBeGreaterThan(3_000);
      expect(draw(spec, spec.theme).equals(png)).toBe(true);
    },
  );
});
