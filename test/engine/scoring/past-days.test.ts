import { describe, expect, it } from 'vitest';
import { featureHistory, featuresOn } from '../../../src/engine/features/compute.js';
import { findAnalogs } from '../../../src/engine/scoring/analogs.js';
import { labelledHistory, pastDays } from '../../../src/engine/scoring/past-days.js';
import { barsUntil } from '../../support/bars.js';
import { factsOf } from '../../support/model-facts.js';

const CLOSES = Array.from({ length: 500 }, (_none, k) => 25 + 10 * Math.sin(k / 9));
const BARS = new Map([
  ['VIX', barsUntil('VIX', '2020-06-30', CLOSES)],
  [
    'SPX',
    barsUntil(
      'SPX',
      '2020-06-30',
      CLOSES.map((level) => 4000 - 20 * level),
    ),
  ],
]);
const history = featureHistory((series) => BARS.get(series) ?? []);
const labelled = labelledHistory(history);

describe('the days of the past', () => {
  it('are those of the span, each with its own features and what followed', () => {
    const days = pastDays(labelled, { from: 300, to: 303 });
    expect(days.map(({ index }) => index)).toEqual([300, 301, 302]);
    for (const { index, row, label } of days) {
      const session = labelled.vix[index];
      expect(row).toEqual(session && featuresOn(history, session.day));
      expect(label.day).toBe(session?.day);
    }
  });

  it('are the same in parts as in one', () => {
    const whole = pastDays(labelled, { from: -5, to: 9_999 });
    expect(whole).toHaveLength(CLOSES.length);
    const parts = [
      ...pastDays(labelled, { from: 0, to: 260 }),
      ...pastDays(labelled, { from: 260, to: 500 }),
    ];
    expect(parts).toEqual(whole);
  });

  it('are what analogs are found in', () => {
    const past = pastDays(labelled, { from: 0, to: 500 });
    const target = past.at(-1)?.row;
    if (!target) throw new Error('no day');
    const found = findAnalogs(target, { past, history: labelled.vix, facts: factsOf(), count: 3 });
    expect(found.analogs).toHaveLength(3);
    expect(labelled.vix.map(({ day }) => day)).toContain(found.analogs[0]?.day);
  });
});
