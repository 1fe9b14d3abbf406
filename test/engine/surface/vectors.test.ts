import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkButterfly, durrleman } from '../../../src/engine/surface/butterfly.js';
import { checkCalendar } from '../../../src/engine/surface/calendar.js';
import { essviToRaw } from '../../../src/engine/surface/essvi.js';
import { fitPoints } from '../../../src/engine/surface/points.js';
import { deltaSkew } from '../../../src/engine/surface/skew.js';
import { fitSlice } from '../../../src/engine/surface/slice-fit.js';
import type { Smile } from '../../../src/engine/surface/smile-at.js';
import {
  fromJumpWings,
  repairJumpWings,
  sviJet,
  sviVariance,
  toJumpWings,
  wingSlopes,
  type SviParams,
} from '../../../src/engine/surface/svi.js';
import { forwardVol } from '../../../src/engine/surface/term-structure.js';
import { sharedPath } from '../../support/shared.js';
import { rmseBp } from './market.js';

type Numbers = Readonly<Record<string, number>>;

interface Vector {
  readonly id: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly expected: Readonly<Record<string, unknown>>;
  readonly tolerance: Numbers;
}

const path = sharedPath('vectors', 'vectors.json');

function vector(id: string): Vector {
  const all = JSON.parse(readFileSync(path ?? '', 'utf8')) as { public: Vector[] };
  const found = all.public.find((candidate) => candidate.id === id);
  if (!found) throw new Error(`no vector ${id}`);
  return found;
}

const params = (of: unknown) => of as SviParams;
const numbers = (of: unknown) => of as Numbers;

function expectWithin(got: number, want: number, tolerance: number): void {
  expect(Math.abs(got - want)).toBeLessThanOrEqual(tolerance);
}

const relative = (want: number, share: number) => Math.abs(want) * share;

describe.skipIf(path === null)('vectors of the surface (needs the shared vectors)', () => {
  test.each(['svi-vogt-eval', 'ssvi-powerlaw'])('%s: variances at strikes', (id) => {
    const { inputs, expected, tolerance } = vector(id);
    let slice = params(inputs);
    if (id === 'ssvi-powerlaw') {
      const { theta = 0, rho = 0, eta = 0, gamma = 0 } = numbers(inputs);
      const phi = eta / (theta ** gamma * (1 + theta) ** (1 - gamma));
      expectWithin(phi, expected['phi'] as number, relative(phi, 1e-12));
      slice = essviToRaw({ theta, rho, psi: theta * phi });
    }
    for (const [k, w] of Object.entries(numbers(expected['w']))) {
      expectWithin(sviVariance(slice, Number(k)), w, relative(w, tolerance['rel'] ?? 0));
    }
  });

  test('svi-quantlib: the variance at the centre of the smile', () => {
    const { inputs, expected, tolerance } = vector('svi-quantlib');
    const { F = 0, K = 0 } = numbers(inputs);
    const want = expected['w'] as number;
    const got = sviVariance(params(inputs), Math.log(K / F));
    expectWithin(got, want, relative(want, tolerance['rel'] ?? 0));
  });

  test('svi-vogt-jw and svi-vogt-repair: jump wings and the closed repair', () => {
    const { inputs, expected, tolerance } = vector('svi-vogt-jw');
    const wings = toJumpWings(params(inputs), 1);
    const exact = Object.values(numbers(expected['exact']));
    const got = Object.values(wings).filter((value): value is number => typeof value === 'number');
    for (const want of exact) {
      const nearest = Math.min(...got.map((value) => Math.abs(value - want)));
      expect(nearest).toBeLessThanOrEqual(relative(want, tolerance['exact_rel'] ?? 0));
    }
    const repair = vector('svi-vogt-repair');
    const raw = fromJumpWings(repairJumpWings(wings), 1);
    for (const [name, want] of Object.entries(numbers(repair.expected['raw_after']))) {
      const share = repair.tolerance['raw_rel'] ?? 0;
      expectWithin(raw[name as keyof SviParams], want, relative(want, share));
    }
    expect(checkButterfly(raw).state).toBe('free');
  });

  test('svi-vogt-butterfly and svi-good: the least of g, where it is, and the wings', () => {
    const vogt = vector('svi-vogt-butterfly');
    const found = checkButterfly(params(vogt.inputs));
    const g = vogt.tolerance['g_abs'] ?? 0;
    expect(found.state).toBe('arbitrage');
    expectWithin(found.minG, vogt.expected['g_min'] as number, g);
    expectWithin(found.atK, vogt.expected['k_at_min'] as number, vogt.tolerance['k_abs'] ?? 0);
    for (const [k, name] of [
      [0, 'g_at_0'],
      [0.9, 'g_at_0_9'],
    ] as const) {
      const got = durrleman(sviJet(params(vogt.inputs), k), k);
      expectWithin(got, vogt.expected[name] as number, g);
    }
    const good = vector('svi-good');
    expect(checkButterfly(params(good.inputs)).state).toBe('free');
    const slopes = Object.values(wingSlopes(params(good.inputs)));
    for (const want of good.expected['lee_slopes'] as number[]) {
      expect(Math.min(...slopes.map((slope) => Math.abs(slope - want)))).toBeLessThan(1e-12);
    }
  });

  test('svi-calendar-ok: two slices that do not cross', () => {
    const { inputs, expected, tolerance } = vector('svi-calendar-ok');
    const check = checkCalendar(params(inputs['slice1']), params(inputs['slice2']));
    expect(check.state).toBe('free');
    expectWithin(check.minGap, expected['min_gap'] as number, tolerance['abs'] ?? 0);
  });

  test.each(['svi-calib-heston-7d', 'svi-calib-heston-91d', 'svi-calib-exact'])(
    '%s: a fit as good as many starts',
    (id) => {
      const { inputs, expected, tolerance } = vector(id);
      const years = inputs['T'] as number;
      const k = Float64Array.from(inputs['k'] as number[]);
      const totalVol = Float64Array.from(inputs['iv'] as number[], (iv) => iv * Math.sqrt(years));
      const weighed = fitPoints(k, totalVol, { halfSpreadVol: null, years });
      // The vector counts every strike alike.
      const points = { ...weighed, root: new Float64Array(k.length).fill(1) };
      const fitted = fitSlice(points, null).params;
      expect(rmseBp(fitted, points)).toBeLessThanOrEqual(tolerance['rmse_volbp_max'] ?? 0);
      const wanted = expected['params_a_b_rho_m_sigma'] as number[] | undefined;
      const names = ['a', 'b', 'rho', 'm', 'sigma'] as const;
      wanted?.forEach((want, i) => {
        expectWithin(fitted[names[i] ?? 'a'], want, tolerance['param_abs'] ?? 0);
      });
    },
  );

  test('rrbf-1: risk reversal and butterfly at forward delta 0.25', () => {
    const { inputs, expected, tolerance } = vector('rrbf-1');
    const years = inputs['T'] as number;
    const smile: Smile = {
      ...{ years, forward: 100, discount: 1, rate: 0 },
      jet: (k) => sviJet(params(inputs), k),
    };
    const skew = deltaSkew(smile, 0.25);
    const abs = tolerance['abs'] ?? 0;
    expectWithin(skew.callK, expected['k_call'] as number, abs);
    expectWithin(skew.putK, expected['k_put'] as number, abs);
    expectWithin(skew.riskReversal, expected['rr25'] as number, abs);
    expectWithin(skew.butterfly, expected['bf25'] as number, abs);
  });

  test('term-1: the forward volatility between two expiries', () => {
    const { inputs, expected, tolerance } = vector('term-1');
    const [, near, far] = (inputs['nodes'] as [number, number][]).map(([years, vol]) => ({
      years,
      totalVariance: vol * vol * years,
    }));
    if (!near || !far) throw new Error('two nodes were expected');
    const want = expected['forward_vol_30_90'] as number;
    const got = forwardVol(near, far) ?? Number.NaN;
    expectWithin(got, want, relative(want, tolerance['rel'] ?? 0));
  });
});
