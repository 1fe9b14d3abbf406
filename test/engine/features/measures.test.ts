import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sessionsWithLevel, type DailyValue } from '../../../src/engine/features/daily.js';
import {
  drawdown20Pct,
  percentile252,
  rollingMean60,
  sessionsAbove,
  slopePct,
  zScore60,
} from '../../../src/engine/features/measures.js';
import { ruleScorePct } from '../../../src/engine/scoring/rule.js';
import { addDays, day } from '../../../src/engine/domain/trading-day.js';
import { barOf, barsUntil } from '../../support/bars.js';

function values(list: readonly number[]): DailyValue[] {
  return list.map((value, index) => ({ day: addDays(day('2020-01-01'), index), value }));
}

describe('z-score on 60 sessions', () => {
  test('is unknown before 60 sessions and without spread', () => {
    expect(zScore60(values(Array.from({ length: 59 }, (_, i) => i)))).toBeNull();
    expect(zScore60(values(Array.from({ length: 60 }, () => 7)))).toBeNull();
  });

  test('of 1…60 is that of the largest of 60 equally spaced values', () => {
    // Mean 30.5 and sample variance n(n+1)/12 = 305 for 1…60.
    const z = zScore60(values(Array.from({ length: 60 }, (_, i) => i + 1)));
    expect(z).toBeCloseTo(29.5 / Math.sqrt(305), 12);
  });

  test('does not change with scale or shift', () => {
    const list = fc.array(fc.double({ min: 5, max: 90, noNaN: true }), {
      minLength: 60,
      maxLength: 80,
    });
    fc.assert(
      fc.property(list, fc.double({ min: 0.5, max: 3, noNaN: true }), (closes, scale) => {
        const z = zScore60(values(closes));
        const moved = zScore60(values(closes.map((close) => close * scale + 4)));
        if (z === null || moved === null) return;
        expect(moved).toBeCloseTo(z, 6);
      }),
    );
  });
});

test('the percentile of the highest level is 100 and of the lowest its own share', () => {
  const rising = values(Array.from({ length: 252 }, (_, i) => i));
  expect(percentile252(rising)).toBe(100);
  const falling = values(Array.from({ length: 252 }, (_, i) => -i));
  expect(percentile252(falling)).toBeCloseTo(100 / 252, 12);
  expect(percentile252(rising.slice(1))).toBeNull();
});

test('days above 25 count back from now until the first that is not', () => {
  expect(sessionsAbove(values([30, 24, 26, 27]), 25)).toBe(2);
  expect(sessionsAbove(values([30, 25]), 25)).toBe(0);
  expect(sessionsAbove([], 25)).toBe(0);
});

test('the drawdown is measured from the highest of 20 sessions', () => {
  const list = [200, ...Array.from({ length: 18 }, () => 100), 110, 99];
  expect(drawdown20Pct(values(list))).toBeCloseTo(-10, 12);
});

test('the rolling mean equals the mean of each window', () => {
  const closes = Array.from({ length: 75 }, (_, i) => Math.sin(i) * 10 + 20);
  const means = rollingMean60(values(closes));
  expect(means).toHaveLength(16);
  const last = closes.slice(-60).reduce((sum, close) => sum + close, 0) / 60;
  expect(means.at(-1)?.value).toBeCloseTo(last, 10);
});

test('a slope needs both futures', () => {
  expect(slopePct(20, 21)).toBeCloseTo(5, 12);
  expect(slopePct(null, 21)).toBeNull();
  expect(slopePct(0, 21)).toBeNull();
});

test('the rule rises with the z-score and stays a probability', () => {
  expect(ruleScorePct(null)).toBeNull();
  fc.assert(
    fc.property(fc.double({ min: -8, max: 8, noNaN: true }), (z) => {
      const here = ruleScorePct(z) ?? Number.NaN;
      expect(here).toBeGreaterThan(0);
      expect(here).toBeLessThan(100);
      expect(ruleScorePct(z + 0.1)).toBeGreaterThan(here);
    }),
  );
});

describe('sessions with a level', () => {
  const bars = barsUntil('VIX', '2026-11-20', [18, 19, 20]);

  test('a newer level becomes the last session', () => {
    const joined = sessionsWithLevel(bars, { day: day('2026-11-23'), value: 21 });
    expect(joined.map(({ value }) => value)).toEqual([18, 19, 20, 21]);
  });

  test('a level of the last day replaces its close', () => {
    const joined = sessionsWithLevel(bars, { day: day('2026-11-20'), value: 22 });
    expect(joined.map(({ value }) => value)).toEqual([18, 19, 22]);
  });

  test('days without a session do not count', () => {
    const holiday = barOf('VIX', '2026-11-26', { close: 50, marks: ['holiday'] });
    expect(sessionsWithLevel([...bars, holiday], null)).toHaveLength(3);
  });
});
