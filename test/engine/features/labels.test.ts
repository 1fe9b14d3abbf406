import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextTradingDay } from '../../../src/engine/domain/calendar.js';
import { addDays, day, daysBetween } from '../../../src/engine/domain/trading-day.js';
import type { DailyValue } from '../../../src/engine/features/daily.js';
import { labelRows } from '../../../src/engine/features/labels.js';
import { EMBARGO_DAYS, splitsByYear } from '../../../src/engine/features/splits.js';

/** Closes of consecutive sessions from a first day. */
function sessions(closes: readonly number[], first = '2020-01-02'): DailyValue[] {
  const values: DailyValue[] = [];
  let on = day(first);
  for (const value of closes) {
    values.push({ day: on, value });
    on = nextTradingDay(on);
  }
  return values;
}

function constant(length: number, value = 30): number[] {
  return Array.from({ length }, () => value);
}

function labelled(closes: readonly number[]) {
  const [first] = labelRows(sessions(closes));
  if (!first) throw new Error('no rows');
  return first;
}

describe('labels of a day', () => {
  test('tell an end from a touch', () => {
    const closes = constant(40);
    closes[7] = 24;
    expect(labelled(closes)).toMatchObject({
      end21: 0,
      within21: 1,
      touch30: 1,
      sessionsToTouch: 7,
      lowestIn30: 24,
      vixIn21: 30,
    });
  });

  test('count exactly 20 % as fallen, and a hair less as not', () => {
    const closes = constant(40);
    closes[21] = 24;
    expect(labelled(closes)).toMatchObject({ end21: 1, within21: 1 });
    closes[21] = 24.001;
    expect(labelled(closes)).toMatchObject({ end21: 0, within21: 0, sessionsToTouch: null });
  });

  test('look 21 sessions or 30 calendar days ahead, and not a day further', () => {
    const values = sessions(constant(60));
    const last21 = 21;
    const last30 = values.findLastIndex((at) => daysBetween(day('2020-01-02'), at.day) <= 30);
    const fallingAt = (index: number) => {
      const closes = constant(60);
      closes[index] = 20;
      return labelled(closes);
    };
    expect(fallingAt(last21)).toMatchObject({ within21: 1 });
    expect(fallingAt(last21 + 1)).toMatchObject({ within21: 0 });
    expect(fallingAt(last30)).toMatchObject({ touch30: 1 });
    expect(fallingAt(last30 + 1)).toMatchObject({ touch30: 0 });
  });

  test('are unknown until their horizon is over', () => {
    expect(labelled(constant(21))).toMatchObject({ end21: null, within21: null, knownOn: null });
    expect(labelled(constant(22))).toMatchObject({ end21: 0, within21: 0 });
    const rows = labelRows(sessions(constant(60)));
    expect(rows[0]?.knownOn).toBe('2020-02-03');
    expect(rows.at(-1)).toMatchObject({ end21: null, touch30: null, lowestIn30: null });
  });

  test('do not change after the day on which they are known', () => {
    const close = fc.double({ min: 10, max: 80, noNaN: true });
    const list = fc.array(close, { minLength: 60, maxLength: 120 });
    fc.assert(
      fc.property(list, fc.integer({ min: 0, max: 119 }), list, (closes, at, others) => {
        const values = sessions(closes);
        const own = labelRows(values)[at];
        if (!own?.knownOn) return;
        const known = own.knownOn;
        const changed = values.map((point, k) => {
          return point.day <= known ? point : { ...point, value: others[k] ?? 50 };
        });
        expect(labelRows(changed)[at]).toEqual(own);
      }),
    );
  });
});

describe('episodes', () => {
  test('join spikes with fewer than 21 quiet sessions between them', () => {
    const closes = [30, ...constant(20, 20), 30, ...constant(21, 20), 30, 25];
    const episodes = labelRows(sessions(closes)).map(({ episode }) => episode);
    expect(episodes.filter((number) => number !== null)).toEqual([1, 2, 3]);
    const nearer = [30, ...constant(19, 20), 30];
    expect(labelRows(sessions(nearer)).at(-1)?.episode).toBe(1);
    expect(episodes.at(-1)).toBeNull();
  });

  test('are numbered by the past alone', () => {
    const close = fc.double({ min: 20, max: 30, noNaN: true });
    fc.assert(
      fc.property(fc.array(close, { minLength: 5, maxLength: 150 }), (closes) => {
        const all = labelRows(sessions(closes));
        const half = labelRows(sessions(closes.slice(0, Math.ceil(closes.length / 2))));
        expect(half.map((row) => row.episode)).toEqual(
          all.slice(0, half.length).map((row) => row.episode),
        );
      }),
    );
  });
});

describe('splits by year', () => {
  const rows = labelRows(sessions(constant(1_100), '2019-03-01'));
  const splits = splitsByYear(rows);

  test('test every year but the first', () => {
    expect(splits.map(({ year }) => year)).toEqual([2020, 2021, 2022, 2023]);
    const tested = rows.filter((row) => row.day >= '2020-01-01').length;
    expect(splits.reduce((sum, split) => sum + split.testRows, 0)).toBe(tested);
  });

  test('train only on days whose labels were known, 45 days before the test', () => {
    for (const { trainFrom, trainTo, testFrom, trainRows } of splits) {
      const trained = rows.filter((row) => row.day >= trainFrom && row.day <= trainTo);
      expect(trained).toHaveLength(trainRows);
      for (const row of trained) {
        expect(row.knownOn !== null && row.knownOn < testFrom).toBe(true);
        expect(addDays(row.day, EMBARGO_DAYS) <= testFrom).toBe(true);
      }
    }
  });

  test('leave out no day that may be trained on', () => {
    for (const { trainTo, testFrom } of splits) {
      const next = rows.find((row) => row.day > trainTo);
      expect(addDays(next?.day ?? trainTo, EMBARGO_DAYS) > testFrom).toBe(true);
    }
  });
});
