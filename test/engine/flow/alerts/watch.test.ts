import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Condition } from '../../../../src/engine/domain/vol-alert.js';
import {
  advance,
  distanceTo,
  FOLD_MS,
  FRESH_WATCH,
  marginOf,
  REARM_AFTER_MS,
  sightOf,
} from '../../../../src/engine/flow/alerts/watch.js';

const OVER: Condition = { subject: 'VIX', measure: 'level', comparison: '>', level: 25 };
const UNDER: Condition = { subject: 'BTC', measure: 'skew25', comparison: '<', level: 0 };

/** What becomes of a watch that sees these values, each a number of minutes after the start. */
function watch(condition: Condition, seen: readonly (readonly [minute: number, value: number])[]) {
  let state = FRESH_WATCH;
  const fired: { minute: number; count: number; worst: number }[] = [];
  for (const [minute, value] of seen) {
    const atMs = minute * 60_000;
    const next = advance(state, sightOf(condition, { value, atMs, wallMs: atMs }));
    state = next.state;
    if (next.change === 'fires') fired.push({ minute, count: state.count, worst: state.worst });
  }
  return { state, fired: fired.map(({ minute }) => minute), folds: fired };
}

describe('a watch', () => {
  test('fires on the crossing and not again while the condition holds', () => {
    expect(
      watch(OVER, [
        [0, 24],
        [1, 25],
        [2, 25.01],
        [3, 26],
        [99, 40],
      ]).fired,
    ).toEqual([2]);
  });

  test('whose condition holds from the start waits until it is back', () => {
    expect(
      watch(OVER, [
        [0, 30],
        [60, 31],
      ]).fired,
    ).toEqual([]);
    expect(
      watch(OVER, [
        [0, 30],
        [1, 24],
        [2, 26],
      ]).fired,
    ).toEqual([2]);
  });

  test('is armed again only once the value is back by its margin', () => {
    expect(marginOf(OVER)).toBe(0.25);
    expect(
      watch(OVER, [
        [0, 24],
        [1, 26],
        [20, 24.9],
        [21, 26],
      ]).fired,
    ).toEqual([1]);
    expect(
      watch(OVER, [
        [0, 24],
        [1, 26],
        [20, 24.75],
        [21, 26],
      ]).fired,
    ).toEqual([1, 21]);
  });

  test('is armed again only after its rest', () => {
    const rest = REARM_AFTER_MS / 60_000;
    expect(
      watch(OVER, [
        [0, 24],
        [1, 26],
        [rest, 20],
        [rest + 0.5, 26],
      ]).fired,
    ).toEqual([1]);
    expect(
      watch(OVER, [
        [0, 24],
        [1, 26],
        [rest + 1, 20],
        [rest + 2, 26],
      ]).fired,
    ).toEqual([1, rest + 2]);
  });

  test('looks down as it looks up', () => {
    expect(
      watch(UNDER, [
        [0, 1],
        [1, -0.1],
        [10, 0.2],
        [11, -1],
      ]).fired,
    ).toEqual([1]);
    expect(
      watch(UNDER, [
        [0, 1],
        [1, -0.1],
        [10, 0.3],
        [11, -1],
      ]).fired,
    ).toEqual([1, 11]);
    expect(distanceTo(UNDER, 0.4)).toBeCloseTo(0.4);
    expect(distanceTo(OVER, 24)).toBe(1);
  });

  test('counts repeats within the hour of the first, with the worst value in between', () => {
    const { folds, state } = watch(OVER, [
      [0, 24],
      [1, 26],
      [5, 33],
      [10, 24],
      [20, 27],
      [30, 24],
      [1 + FOLD_MS / 60_000, 26],
    ]);
    expect(folds).toEqual([
      { minute: 1, count: 1, worst: 26 },
      { minute: 20, count: 2, worst: 33 },
      { minute: 61, count: 1, worst: 26 },
    ]);
    expect(state).toMatchObject({ serial: 3, firstAtMs: 61 * 60_000 });
  });

  test('worst is the lowest where a condition looks down', () => {
    const { folds } = watch(UNDER, [
      [0, 1],
      [1, -1],
      [3, -4],
      [10, 1],
      [12, -2],
    ]);
    expect(folds.at(-1)).toMatchObject({ count: 2, worst: -4 });
  });

  test('never fires twice without having been back by its margin and rested, whatever it sees', () => {
    const seen = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 240, max: 260 })),
      {
        maxLength: 60,
      },
    );
    fc.assert(
      fc.property(seen, (steps) => {
        let state = FRESH_WATCH;
        let [atMs, firedMs, back] = [0, Number.NEGATIVE_INFINITY, true];
        for (const [minutes, tenths] of steps) {
          atMs += minutes * 60_000;
          const value = tenths / 10;
          const next = advance(state, sightOf(OVER, { value, atMs, wallMs: atMs }));
          if (next.change === 'fires') {
            expect(back).toBe(true);
            expect(atMs - firedMs).toBeGreaterThanOrEqual(REARM_AFTER_MS);
            expect(value).toBeGreaterThan(25);
            [firedMs, back] = [atMs, false];
          } else if (value <= 25 - marginOf(OVER)) back = true;
          state = JSON.parse(JSON.stringify(next.state)) as typeof state;
        }
      }),
    );
  });
});
