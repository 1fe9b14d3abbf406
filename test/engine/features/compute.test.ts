import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seriesId, type DailyBar } from '../../../src/engine/domain/bar.js';
import { nextTradingDay } from '../../../src/engine/domain/calendar.js';
import { day } from '../../../src/engine/domain/trading-day.js';
import { closeToCloseVol } from '../../../src/engine/pricing/realized-vol.js';
import {
  FEATURE_NAMES,
  FEATURES,
  LONGEST_LOOK_BACK,
} from '../../../src/engine/features/catalog.js';
import {
  featureHistory,
  FEATURE_SERIES,
  featuresOn,
  type FeatureRow,
} from '../../../src/engine/features/compute.js';
import { barOf } from '../../support/bars.js';
import { featureBars, reader, withSeries, type BarsBySeries } from '../../support/feature-bars.js';

const LAST = day('2026-11-20');
const BARS = featureBars(LAST, 300);

function row(bars: BarsBySeries, on = LAST): FeatureRow {
  const found = featuresOn(featureHistory(reader(bars)), on);
  if (!found) throw new Error('no row');
  return found;
}

function value(of: FeatureRow, name: string): number | null {
  const at = FEATURE_NAMES.indexOf(name);
  if (at < 0) throw new Error(`no feature ${name}`);
  return of.values[at] ?? null;
}

function bars(series: string, of: BarsBySeries = BARS): readonly DailyBar[] {
  return of.get(seriesId(series)) ?? [];
}

function closes(series: string): number[] {
  return bars(series).map(({ close }) => close);
}

/** The k-th last close. */
function back(series: string, k: number): number {
  return closes(series).at(-1 - k) ?? Number.NaN;
}

describe('the catalogue', () => {
  test('names every feature once, with its unit, formula, look-back and version', () => {
    expect(new Set(FEATURE_NAMES).size).toBe(FEATURES.length);
    for (const { formula, lookBackSessions, version } of FEATURES) {
      expect(formula).not.toBe('');
      expect(lookBackSessions).toBeLessThanOrEqual(LONGEST_LOOK_BACK);
      expect(version).toMatch(/^f\d+$/);
    }
    expect(row(BARS).values).toHaveLength(FEATURES.length);
    expect(row(BARS).values).not.toContain(null);
  });

  test.each(FEATURES.map(({ name, lookBackSessions }) => [name, lookBackSessions] as const))(
    '%s needs %d sessions and no more',
    (name, sessions) => {
      const enough = featureBars(LAST, sessions);
      expect(value(row(enough), name)).not.toBeNull();
      // A count of days begins with the first; equity features share one window.
      if (['days_elevated', 'spy_drawdown', 'spy_velocity'].includes(name) || sessions < 2) return;
      expect(value(row(featureBars(LAST, sessions - 1)), name)).toBeNull();
    },
  );
});

describe('features of a day', () => {
  test('are what their formulas say', () => {
    const of = row(BARS);
    const [m1, m2, m3] = ['VX1', 'VX2', 'VX3'].map((series) => back(series, 0));
    const vix = back('VIX', 0);
    const check = (name: string, expected: number) =>
      expect(value(of, name)).toBeCloseTo(expected, 9);
    check('vix_spot', vix);
    check('vix_velocity_1', 100 * (vix / back('VIX', 1) - 1));
    check('vix_velocity_3', 100 * (vix / back('VIX', 3) - 1));
    check('vix_velocity_5', 100 * (vix / back('VIX', 5) - 1));
    check('term_slope', (100 * ((m2 ?? NaN) - (m1 ?? NaN))) / (m1 ?? NaN));
    check('term_curvature', (100 * ((m1 ?? NaN) - 2 * (m2 ?? NaN) + (m3 ?? NaN))) / (m1 ?? NaN));
    check('spy_drawdown', 100 * (back('SPY', 0) / Math.max(...closes('SPY').slice(-20)) - 1));
    check('spy_velocity', 100 * (back('SPY', 0) / back('SPY', 5) - 1));
    const realized = closeToCloseVol(closes('SPY').slice(-22), 252) ?? NaN;
    check('rv_iv_spread', 100 * realized - vix);
    expect([of.termSource, of.equitySource]).toEqual(['futures', 'spy']);
  });

  test('count the elevated days in a row, at most a year of them', () => {
    const calm = bars('VIX').map((bar, k) => ({ ...bar, close: k < 40 ? 20 : 30 }));
    expect(value(row(withSeries(BARS, 'VIX', calm)), 'days_elevated')).toBe(252);
    const short = bars('VIX').map((bar, k) => ({ ...bar, close: k < 290 ? 25 : 25.01 }));
    expect(value(row(withSeries(BARS, 'VIX', short)), 'days_elevated')).toBe(10);
  });

  test('come from VIX3M, marked, where a future is missing', () => {
    const older = bars('VX2').slice(0, -1);
    const of = row(withSeries(BARS, 'VX2', older));
    const slope = (100 * (back('VIX3M', 0) - back('VIX', 0))) / back('VIX', 0);
    expect(value(of, 'term_slope')).toBeCloseTo((slope * 30) / 63, 9);
    expect(value(of, 'term_curvature')).toBeNull();
    expect(of.termSource).toBe('vix3m');
    const nothing = withSeries(withSeries(BARS, 'VX2', older), 'VIX3M', []);
    expect(row(nothing)).toMatchObject({ termSource: 'none' });
    expect(value(row(nothing), 'term_slope')).toBeNull();
  });

  test('do not take a carried value for a price of the future', () => {
    const carried = bars('VX1').map((bar) => ({ ...bar, marks: ['carried' as const] }));
    expect(row(withSeries(BARS, 'VX1', carried)).termSource).toBe('vix3m');
  });

  test('come from the S&P 500, marked, where SPY lacks the day or has a hole', () => {
    const spy = bars('SPY');
    const derived = spy.map((bar, k) => (k > 290 ? { ...bar, marks: ['derived' as const] } : bar));
    const holed = spy.filter((_, k) => k !== 285);
    for (const own of [spy.slice(0, -1), derived, holed, []]) {
      const of = row(withSeries(BARS, 'SPY', own));
      expect(of.equitySource).toBe('spx');
      const expected = 100 * (back('SPX', 0) / back('SPX', 5) - 1);
      expect(value(of, 'spy_velocity')).toBeCloseTo(expected, 9);
    }
    const nothing = withSeries(withSeries(BARS, 'SPY', []), 'SPX', []);
    expect(row(nothing)).toMatchObject({ equitySource: 'none' });
    expect(value(row(nothing), 'rv_iv_spread')).toBeNull();
  });

  test('are none on a day without a session of VIX', () => {
    const history = featureHistory(reader(BARS));
    expect(featuresOn(history, day('2026-11-21'))).toBeNull();
    const holiday = barOf('VIX', '2026-11-26', { close: 40, marks: ['holiday'] });
    const more = withSeries(BARS, 'VIX', [...bars('VIX'), holiday]);
    expect(featuresOn(featureHistory(reader(more)), day('2026-11-26'))).toBeNull();
  });

  test('of a day that has not closed are those of a close at its levels', () => {
    const on = nextTradingDay(LAST);
    const level = { day: on, value: 27 };
    const live = featuresOn(
      featureHistory(reader(BARS), (series) => (series === 'VIX' ? level : null)),
      on,
    );
    const closed = withSeries(BARS, 'VIX', [...bars('VIX'), barOf('VIX', on, { close: 27 })]);
    expect(live).toEqual(row(closed, on));
  });
});

test('nothing sees the future: whatever comes after a day changes nothing of it', () => {
  const at = fc.integer({ min: 0, max: 299 });
  const change = fc.record({
    series: fc.constantFrom(...FEATURE_SERIES),
    by: fc.double({ min: 0.2, max: 5, noNaN: true }),
    kind: fc.constantFrom('scaled', 'gone', 'holiday', 'derived'),
  });
  fc.assert(
    fc.property(at, fc.array(change, { minLength: 1, maxLength: 6 }), (index, changes) => {
      const on = bars('VIX')[index]?.day ?? LAST;
      let future: BarsBySeries = BARS;
      for (const { series, by, kind } of changes) {
        const changed = bars(series, future).flatMap((bar): DailyBar[] => {
          if (bar.day <= on) return [bar];
          if (kind === 'gone') return [];
          if (kind === 'scaled') return [{ ...bar, close: bar.close * by }];
          return [{ ...bar, marks: [kind] as DailyBar['marks'] }];
        });
        future = withSeries(future, series, changed);
      }
      expect(row(future, on)).toEqual(row(BARS, on));
    }),
    { numRuns: 200 },
  );
});

test('scaling an index changes no feature that is a ratio of it', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.01, max: 100, noNaN: true }), (by) => {
      const scaled = bars('SPY').map((bar) => ({ ...bar, close: bar.close * by }));
      const of = row(withSeries(BARS, 'SPY', scaled));
      for (const name of ['spy_drawdown', 'spy_velocity', 'rv_iv_spread']) {
        expect(value(of, name)).toBeCloseTo(value(row(BARS), name) ?? NaN, 6);
      }
    }),
  );
});
