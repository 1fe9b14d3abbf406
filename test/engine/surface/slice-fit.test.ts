import { describe, expect, it } from 'vitest';
import { checkButterfly } from '../../../src/engine/surface/butterfly.js';
import { checkCalendar } from '../../../src/engine/surface/calendar.js';
import { fitOne } from '../../../src/engine/surface/joint-fit.js';
import { fitSlice } from '../../../src/engine/surface/slice-fit.js';
import { sliceBox } from '../../../src/engine/surface/slice-problem.js';
import { leastVariance } from '../../../src/engine/surface/svi.js';
import { pointsOf, randomSlice, rmseBp, uniform } from './market.js';
import { manyStart } from './many-start.js';

/** Gatheral & Jacquier 2014, Example 3.1 (Axel Vogt): butterfly arbitrage near k = 0.88. */
const VOGT = { a: -0.041, b: 0.1331, rho: 0.306, m: 0.3586, sigma: 0.4153 };

/** What is allowed beside a many-start optimum, in basis points. */
const allowed = (bestBp: number) => 1.05 * bestBp + 0.05;

function noiseOf(seed: number, size: number): () => number {
  const random = uniform(seed);
  return () => size * (random() + random() + random() - 1.5);
}

describe('the fit of one slice', () => {
  it('recovers two hundred random slices without arbitrage', () => {
    const random = uniform(11);
    const worst = Math.max(
      ...Array.from({ length: 200 }, () => {
        const years = 0.01 + 2 * random();
        const params = randomSlice(random, years);
        const width = Math.sqrt(years) * 0.6;
        const points = pointsOf(params, { years, from: -1.5 * width, to: width, count: 30 });
        return rmseBp(fitSlice(points, null).params, points);
      }),
    );
    expect(worst).toBeLessThan(0.05);
  });

  it('recovers the parameters themselves where the quotes span the bend', () => {
    const params = { a: 0.01, b: 0.15, rho: -0.35, m: 0.02, sigma: 0.25 };
    const points = pointsOf(params, { years: 0.25, from: -0.8, to: 0.7, count: 30 });
    const found = fitSlice(points, null).params;
    for (const name of ['a', 'b', 'rho', 'm', 'sigma'] as const) {
      expect(Math.abs(found[name] - params[name])).toBeLessThan(1e-6);
    }
  });

  it('fits a smile whose a is negative', () => {
    const points = pointsOf(VOGT, { years: 1, from: -1.5, to: 1.5, count: 40 });
    const { params } = fitSlice(points, null);
    expect(params.a).toBeLessThan(0);
    expect(leastVariance(params)).toBeGreaterThan(0);
    expect(rmseBp(params, points)).toBeLessThan(1e-6);
  });

  it('comes within 5 % of many starts on noisy smiles, without further constraints', () => {
    const random = uniform(5);
    for (let i = 0; i < 8; i++) {
      const years = [0.003, 0.02, 0.1, 0.5, 2][i % 5] as number;
      const noise = noiseOf(i, 0.004);
      const width = 0.6 * Math.sqrt(years);
      const shape = { years, from: -1.5 * width, to: width, count: 30, noise };
      const points = pointsOf(randomSlice(random, years), shape);
      const rules = { butterfly: 'ignored', below: null } as const;
      const best = manyStart(points, sliceBox(points), { rules, starts: 12, seed: i });
      const ours = rmseBp(fitSlice(points, null).params, points);
      expect(ours).toBeLessThanOrEqual(allowed(rmseBp(best, points)));
    }
  }, 60_000);
});

describe('the fit without arbitrage', () => {
  it('comes within 5 % of many starts under the same butterfly constraint', () => {
    const lifted = { ...VOGT, a: -0.0425 };
    for (const [i, params] of [VOGT, lifted].entries()) {
      const points = pointsOf(params, {
        years: 1,
        from: -1.2,
        to: 1.2,
        count: 30,
        noise: noiseOf(i, 0.002),
      });
      const box = sliceBox(points);
      const alone = fitSlice(points, null).params;
      const fit = fitOne({ points: [points], boxes: [box], below: null, above: null }, alone);
      const found = fit.params[0] ?? alone;
      expect(fit.state).toBe('free');
      expect(checkButterfly(alone).state).toBe('arbitrage');
      expect(checkButterfly(found).state).toBe('free');
      const rules = { butterfly: 'free', below: null } as const;
      const best = manyStart(points, box, { rules, starts: 5, seed: i });
      expect(rmseBp(found, points)).toBeLessThanOrEqual(allowed(rmseBp(best, points)));
    }
  }, 120_000);

  it('comes within 5 % of many starts above an earlier slice', () => {
    const near = { a: 0.02, b: 0.4, rho: -0.6, m: 0.05, sigma: 0.2 };
    const far = { a: 0.016, b: 0.36, rho: -0.5, m: 0.05, sigma: 0.25 };
    const points = pointsOf(far, {
      years: 0.3,
      from: -0.5,
      to: 0.4,
      count: 30,
      noise: noiseOf(3, 0.003),
    });
    const box = sliceBox(points);
    const alone = fitSlice(points, null).params;
    expect(checkCalendar(near, alone).state).toBe('arbitrage');
    const fit = fitOne({ points: [points], boxes: [box], below: near, above: null }, alone);
    const found = fit.params[0] ?? alone;
    expect(fit.state).toBe('free');
    expect(checkCalendar(near, found).state).toBe('free');
    const rules = { butterfly: 'free', below: near } as const;
    const best = manyStart(points, box, { rules, starts: 5, seed: 4 });
    expect(rmseBp(found, points)).toBeLessThanOrEqual(allowed(rmseBp(best, points)));
  }, 120_000);
});
