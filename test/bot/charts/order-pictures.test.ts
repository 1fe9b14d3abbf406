import { describe, expect, it } from 'vitest';
import { planBars } from '../../../src/bot/charts/bars-plan.js';
import { readableOn } from '../../../src/bot/charts/colours.js';
import { createDrawing } from '../../../src/bot/charts/draw.js';
import { cellColour } from '../../../src/bot/charts/heat-chart.js';
import { planHeat } from '../../../src/bot/charts/heat-plan.js';
import { planPayoff } from '../../../src/bot/charts/payoff-plan.js';
import { specProblems } from '../../../src/bot/charts/spec-check.js';
import type {
  BarsChartSpec,
  ChartSpec,
  HeatChartSpec,
  PayoffChartSpec,
} from '../../../src/bot/charts/spec.js';
import { textWidthPx } from '../../../src/bot/charts/text-width.js';
import { CHART_SIZE, THEMES } from '../../../src/bot/charts/themes.js';
import { contrast } from './colour.js';
import { readPicture } from './picture.js';

const FRAME = { delta: null, subtitle: '', mode: 'PAPER', footer: '2026-11-23 11:00 EST' } as const;
const SPOTS = Array.from({ length: 61 }, (_, i) => 640 + i * 0.6);

/** A 655/650 put spread sold at 0.50: −450 to +50, even at 654.50. */
function payoffSpec(over: Partial<PayoffChartSpec> = {}): PayoffChartSpec {
  const expiry = (spot: number): number => 50 - 100 * Math.max(0, Math.min(5, 655 - spot));
  return {
    ...FRAME,
    kind: 'payoff',
    title: 'SPY 655/650 P',
    spots: SPOTS,
    nowUsd: SPOTS.map((spot) => expiry(spot) / 2),
    expiryUsd: SPOTS.map(expiry),
    breakevens: [654.5],
    strikes: [650, 655],
    spot: 661.2,
    expectedMove: 4.3,
    ...over,
  };
}

function barsSpec(values: readonly number[]): BarsChartSpec {
  let total = 0;
  const bars = values.map((value, i) => {
    total += value;
    return { label: `11-${String(i + 1).padStart(2, '0')}`, value, total };
  });
  return { ...FRAME, kind: 'bars', title: 'P&L', y: { unit: '$', decimals: 0 }, bars };
}

function heatSpec(cells: readonly (readonly number[])[]): HeatChartSpec {
  return {
    ...FRAME,
    kind: 'heat',
    title: 'SPY',
    axes: { columns: 'Δσ', rows: 'ΔS' },
    columns: (cells[0] ?? []).map((_, i) => `+${i}`),
    rows: cells.map((_, i) => `−${i}%`),
    cells,
    decimals: 0,
  };
}

describe('the plan of a payoff', () => {
  const plan = planPayoff(payoffSpec());

  it('shades loss and gain on their own sides, which meet at the break-even', () => {
    expect(plan?.areas.map(({ side }) => side)).toEqual(['loss', 'gain']);
    const [loss, gain] = plan?.areas ?? [];
    const evenPx = plan?.breakevens[0]?.atPx ?? 0;
    expect(loss?.points.at(-1)?.[0]).toBeCloseTo(evenPx, 1);
    expect(gain?.points[0]?.[0]).toBeCloseTo(evenPx, 1);
    for (const [, y] of loss?.points ?? []) expect(y).toBeGreaterThanOrEqual(plan?.zeroYPx ?? 0);
    for (const [, y] of gain?.points ?? []) expect(y).toBeLessThanOrEqual(plan?.zeroYPx ?? 0);
  });

  it('bends exactly at the strikes, although no spot lies there', () => {
    const at = (strike: number) => plan?.strikes.find(({ text }) => text === String(strike))?.atPx;
    const bend = plan?.expiry.find(([x]) => Math.abs(x - (at(655) ?? 0)) < 0.01);
    const top = Math.min(...(plan?.expiry ?? []).map(([, y]) => y));
    expect(bend?.[1]).toBeCloseTo(top, 6);
  });

  it('holds strikes, break-evens, spot and expected move inside the plot', () => {
    const { leftPx = 0, rightPx = 0 } = plan?.plot ?? {};
    const marks = [
      plan?.spotXPx,
      ...(plan?.band ?? []),
      ...(plan?.strikes ?? []).map(({ atPx }) => atPx),
      ...(plan?.breakevens ?? []).map(({ atPx }) => atPx),
    ];
    expect(marks).toHaveLength(6);
    for (const px of marks) {
      expect(px).toBeGreaterThanOrEqual(leftPx);
      expect(px).toBeLessThanOrEqual(rightPx);
    }
  });

  it('keeps the figures of close strikes apart', () => {
    const close = planPayoff(payoffSpec({ strikes: [654, 654.5, 655, 655.5] }));
    const labels = [...(close?.strikes ?? [])].sort((a, b) => a.middlePx - b.middlePx);
    labels.slice(1).forEach((label, i) => {
      const before = labels[i];
      const gapPx =
        label.middlePx - label.widthPx / 2 - ((before?.middlePx ?? 0) + (before?.widthPx ?? 0) / 2);
      expect(gapPx).toBeGreaterThanOrEqual(-0.001);
    });
  });

  it('leaves out the band where the expected move is not known', () => {
    expect(planPayoff(payoffSpec({ expectedMove: null }))?.band).toBeNull();
  });

  it('of a structure that only loses or only gains has one side', () => {
    const flat = (usd: number) =>
      planPayoff(payoffSpec({ expiryUsd: SPOTS.map(() => usd), breakevens: [], strikes: [] }));
    expect(flat(30)?.areas.map(({ side }) => side)).toEqual(['gain']);
    expect(flat(-30)?.areas.map(({ side }) => side)).toEqual(['loss']);
    expect(flat(0)?.areas).toEqual([]);
  });
});

describe('the plan of bars', () => {
  it('puts gains over zero, losses under it, and nothing where there was nothing', () => {
    const plan = planBars(barsSpec([20, -45, 0, 10]));
    expect(plan?.bars.map(({ side }) => side)).toEqual(['gain', 'loss', 'gain']);
    expect(plan?.bars[0]?.bottomPx).toBe(plan?.zeroYPx);
    expect(plan?.bars[1]?.topPx).toBe(plan?.zeroYPx);
    expect(plan?.totals).toHaveLength(4);
    expect(plan?.end.text).toBe('−$15');
  });

  it('shows a result of a cent, and always labels the newest', () => {
    const plan = planBars(barsSpec([0.01, ...Array.from({ length: 200 }, (_, i) => 40 - i)]));
    const [least] = plan?.bars ?? [];
    expect((least?.bottomPx ?? 0) - (least?.topPx ?? 0)).toBeGreaterThanOrEqual(1.5);
    expect(plan?.x.ticks.at(-1)?.value).toBe(200);
    expect(plan?.x.ticks.length).toBeLessThan(9);
  });

  it('has nothing to plan without bars', () => {
    expect(planBars(barsSpec([]))).toBeNull();
  });
});

describe('the plan of a grid', () => {
  it('writes every figure inside its cell, in thousands where it must', () => {
    const rows = [0.08, 0.04, 0, -0.04, -0.08];
    for (const scale of [100, 10_000, 1_000_000]) {
      const cells = rows.map((spot) =>
        [-10, -5, 0, 5, 10, 15, 20].map((vol) => spot * scale + vol),
      );
      const plan = planHeat(heatSpec(cells));
      for (const { text, widthPx } of plan?.cells ?? []) {
        expect(textWidthPx(text, plan?.font ?? { sizePx: 99, weight: 'bold' })).toBeLessThan(
          widthPx,
        );
      }
    }
  });

  it('has a sign at each figure, and no colour and no figure where there is none', () => {
    const plan = planHeat(heatSpec([[50, -450, 0, NaN]]));
    expect(plan?.cells.map(({ text }) => text)).toEqual(['+50', '−450', '0', '']);
    expect(plan?.cells.map(({ share }) => Math.sign(share))).toEqual([1, -1, 0, NaN]);
  });

  it('has figures that read on every shade, in both themes', () => {
    for (const theme of Object.values(THEMES)) {
      for (let share = -1; share <= 1; share += 0.05) {
        const colour = cellColour({ share }, theme);
        expect(contrast(colour, readableOn(colour))).toBeGreaterThan(4.5);
      }
    }
  });
});

describe('the check of a spec', () => {
  it('passes what can be drawn', () => {
    for (const spec of [payoffSpec(), barsSpec([1, -2]), barsSpec([]), heatSpec([[1, NaN]])]) {
      expect(specProblems(spec)).toEqual([]);
    }
  });

  it('names what cannot', () => {
    const problems = (spec: ChartSpec) => specProblems(spec).join('; ');
    expect(problems(payoffSpec({ nowUsd: [1] }))).toContain('1 and 61 profits for 61 spots');
    expect(problems(payoffSpec({ spots: [...SPOTS].reverse() }))).toContain(
      'not above the one before',
    );
    expect(problems(payoffSpec({ spot: NaN }))).toContain('NaN cannot be drawn');
    expect(problems(barsSpec([NaN]))).toContain('cannot be drawn');
    expect(problems({ ...heatSpec([[1, 2]]), columns: ['a'] })).toContain('not 1 by 1');
    expect(problems(heatSpec([Array.from({ length: 12 }, () => 1)]))).toContain('at most 11 by 9');
  });
});

describe('the picture', () => {
  const draw = createDrawing();
  const specs: readonly ChartSpec[] = [
    payoffSpec(),
    barsSpec([20, -45, 30]),
    heatSpec([
      [50, 20],
      [-100, -450],
    ]),
  ];

  it.each(specs)(
    'of a $kind has two pixels to the logical one, a mode and ink, in both themes',
    async (spec) => {
      for (const name of ['light', 'dark'] as const) {
        const theme = THEMES[name];
        const picture = await readPicture(draw(spec, name));
        expect(picture.widthPx).toBe(2 * CHART_SIZE.widthPx);
        expect(picture.heightPx).toBe(2 * CHART_SIZE.heightPx);
        expect(picture.inkIn([880, 110, 1044, 162], theme.background)).toBeGreaterThan(2_000);
        expect(picture.inkIn([100, 300, 1000, 700], theme.background)).toBeGreaterThan(5_000);
      }
    },
  );

  it('of the same spec is the same bytes', () => {
    for (const spec of specs) expect(draw(spec, 'dark').equals(draw(spec, 'dark'))).toBe(true);
  });

  it('of nothing says so with a dash', async () => {
    const picture = await readPicture(draw(barsSpec([]), 'light'));
    expect(picture.inkIn([480, 440, 600, 560], THEMES.light.background)).toBeGreaterThan(50);
  });
});
