import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decimate } from '../../../src/bot/charts/decimate.js';
import { days } from './specs.js';

it('leaves few points as they are', () => {
  const points = days('2026-01-01', 50);
  expect(decimate(points, 100)).toBe(points);
});

it('keeps the extremes, the ends and the order of twenty years of days', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ noNaN: true, min: 5, max: 90 }), { minLength: 900 }), (ys) => {
      const points = ys.map((y, x) => ({ x, y }));
      const kept = decimate(points, 100);
      const keptYs = kept.map(({ y }) => y);
      expect(kept.length).toBeLessThanOrEqual(400);
      expect(Math.max(...keptYs)).toBe(Math.max(...ys));
      expect(Math.min(...keptYs)).toBe(Math.min(...ys));
      expect([kept[0], kept.at(-1)]).toEqual([points[0], points.at(-1)]);
      expect(kept.every(({ x }, i) => i === 0 || x > (kept[i - 1]?.x ?? NaN))).toBe(true);
    }),
    { numRuns: 30, seed: 7 },
  );
});

it('keeps a gap as one gap', () => {
  const points = Array.from({ length: 1000 }, (_, x) => ({ x, y: x >= 400 && x < 600 ? NaN : x }));
  const kept = decimate(points, 50);
  expect(kept.filter(({ y }) => Number.isNaN(y))).toHaveLength(1);
  expect(kept.some(({ x }) => x === 399) && kept.some(({ x }) => x === 600)).toBe(true);
});

it('survives points that share one instant', () => {
  const points = Array.from({ length: 1000 }, (_, y) => ({ x: 5, y }));
  expect(decimate(points, 50).map(({ y }) => y)).toEqual([0, 999]);
});
