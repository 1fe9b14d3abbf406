import { describe, expect, it } from 'vitest';
import { addDays, day, type TradingDay } from '../../../src/engine/domain/trading-day.js';
import { labelRows } from '../../../src/engine/features/labels.js';
import { findAnalogs, type PastDay } from '../../../src/engine/scoring/analogs.js';
import { factsOf, featureRow } from '../../support/model-facts.js';

const facts = factsOf();
const FIRST = day('2010-01-04');
/** VIX swings between 20 and 40 every 50 days. */
const levels = Array.from(
  { length: 400 },
  (_none, k) => 30 + 10 * Math.sin((2 * Math.PI * k) / 50),
);
const history = levels.map((value, k) => ({ day: addDays(FIRST, k), value }));

function rowOn(on: TradingDay, vix: number) {
  return featureRow(on, {
    vix_spot: vix,
    vix_zscore: (vix - 30) / 7,
    vix_velocity_5: vix / 10,
    vix_percentile: vix,
  });
}

const labels = labelRows(history);
const past: PastDay[] = history.map(({ day: on, value }, index) => {
  const label = labels[index];
  if (!label) throw new Error('no label');
  return { index, row: rowOn(on, value), label };
});

function analogs(on: TradingDay, parts: { vix?: number; count?: number; past?: PastDay[] } = {}) {
  const target = rowOn(on, parts.vix ?? 40);
  return findAnalogs(target, { past: parts.past ?? past, history, facts, count: parts.count ?? 5 });
}

describe('the nearest days', () => {
  const found = analogs(addDays(FIRST, 399));

  it('are the likest ones, nearest first', () => {
    expect(found.analogs).toHaveLength(5);
    expect(found.analogs.every(({ vix }) => vix > 39.5)).toBe(true);
    const distances = found.analogs.map(({ distance }) => distance);
    expect(distances).toEqual([...distances].sort((a, b) => a - b));
  });

  it('come each from another stretch of the market', () => {
    const days = found.analogs.map(({ day: on }) => Date.parse(on) / 86_400_000).sort();
    days.slice(1).forEach((on, k) => expect(on - (days[k] ?? 0)).toBeGreaterThanOrEqual(21));
  });

  it('tell what followed, counted from 1', () => {
    const [nearest] = found.analogs;
    expect(nearest?.path[0]).toBe(1);
    expect(nearest?.path).toHaveLength(22);
    expect(nearest?.ratioIn21).toBeCloseTo(nearest?.path[21] ?? 0, 12);
    expect(found).toMatchObject({ known: 5, touched: 5 });
    expect(found.medianRatioIn21).toBeLessThan(0.8);
  });

  it('are none whose outcome was not known on the day', () => {
    const early = analogs(addDays(FIRST, 60), { count: 50 });
    const lastKnown = addDays(FIRST, 60 - 30);
    expect(early.analogs.every(({ day: on }) => on < lastKnown)).toBe(true);
    expect(analogs(addDays(FIRST, 10))).toEqual({
      analogs: [],
      known: 0,
      touched: 0,
      medianRatioIn21: null,
    });
  });

  it('are compared by what both days know, and not by too little', () => {
    const bare = past.map(({ row, ...rest }) => ({
      ...rest,
      row: featureRow(row.day, { vix_spot: 40 }),
    }));
    expect(analogs(addDays(FIRST, 399), { past: bare }).analogs).toEqual([]);
    expect(found.analogs[0]?.sharedFeatures).toBe(4);
  });
});
