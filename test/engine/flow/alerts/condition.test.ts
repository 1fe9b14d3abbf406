import { printCondition } from '../../../../src/engine/domain/condition-text.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AlertVocabulary, Condition } from '../../../../src/engine/domain/vol-alert.js';
import {
  ANY_WORDS,
  measuresOf,
  parseCondition,
} from '../../../../src/engine/flow/alerts/condition.js';

const WORDS: AlertVocabulary = {
  symbols: ['VIX', 'SPX', 'SPY', 'BTC', 'ETH', 'UVXY'],
  surfaces: ['BTC', 'ETH', 'SPX'],
  ranked: ['BTC', 'VIX', 'SPX'],
};

function read(text: string): string {
  const parsed = parseCondition(text, WORDS);
  return parsed.ok ? printCondition(parsed.value) : `? ${parsed.error.code}`;
}

describe('a typed condition', () => {
  test.each([
    ['BTC atm30d > 60', 'BTC atm30d > 60'],
    ['btc ATM30D>60', 'BTC atm30d > 60'],
    ['BTC iv over 60%', 'BTC atm30d > 60'],
    ['BTC skew25 < 0', 'BTC skew25 < 0'],
    ['BTC skew10 below -2.5', 'BTC skew10 < -2.5'],
    ['eth fly25 >= 1.25', 'ETH fly25 >= 1.25'],
    ['VIX > 25', 'VIX > 25'],
    ['^vix above 25', 'VIX > 25'],
    ['VIX ≥ 25', 'VIX >= 25'],
    ['VIX change > 3', 'VIX change > 3'],
    ['VIX change > 20%', 'VIX change > 20%'],
    ['VIX change > 20 %', 'VIX change > 20%'],
    ['SPX change < −2%', 'SPX change < -2%'],
    ['SPX change < - 2 %', 'SPX change < -2%'],
    ['BTC > 100,000', 'BTC > 100000'],
    ['BTC > 95.5k', 'BTC > 95500'],
    ['BTC term inverted', 'BTC term inverted'],
    ['VIX curve in backwardation', '? unknown-measure'],
    ['VIX term inverted', 'VIX term inverted'],
    ['Term Inverted', 'VIX term inverted'],
    ['BTC ivrank > 80', 'BTC ivrank > 80'],
    ['BTC iv rank is above 80', 'BTC ivrank > 80'],
  ])('%s is read as %s', (typed, meant) => {
    expect(read(typed)).toBe(meant);
  });

  test.each([
    ['', { code: 'empty' }],
    ['VXI > 25', { code: 'unknown-symbol', typed: 'vxi', nearest: ['VIX'] }],
    ['BTC atm30 x > 60', { code: 'unknown-measure', typed: 'atm30 x', nearest: ['atm30d'] }],
    ['BTC skw25 > 1', { code: 'unknown-measure', typed: 'skw25', nearest: ['skew25'] }],
    ['BTC term > 2', { code: 'unknown-measure', typed: 'term', nearest: ['term inverted'] }],
    ['VIX 25', { code: 'no-comparison', typed: '25' }],
    ['VIX', { code: 'no-comparison', typed: 'vix' }],
    ['VIX change', { code: 'no-comparison', typed: 'change' }],
    ['VIX > high', { code: 'bad-number', typed: 'high' }],
    ['VIX >', { code: 'bad-number', typed: '' }],
    ['VIX > 25 30', { code: 'bad-number', typed: '25 30' }],
    ['VIX > 25%', { code: 'no-percent', typed: '25%' }],
    ['BTC atm30d > 0.6', { code: 'out-of-range', typed: '0.6', least: 1, most: 500 }],
    ['BTC ivrank > 180', { code: 'out-of-range', typed: '180', least: 0, most: 100 }],
    ['SPY skew25 < 0', { code: 'not-of-symbol', typed: 'skew25', subject: 'SPY', has: ['change'] }],
    [
      'SPY term inverted',
      { code: 'not-of-symbol', typed: 'term', subject: 'SPY', has: ['change'] },
    ],
  ])('%s is refused by name', (typed, error) => {
    expect(parseCondition(typed, WORDS)).toEqual({ ok: false, error });
  });

  const level = fc.integer({ min: -400_000_000, max: 400_000_000 }).map((n) => n / 1e6);
  const condition = fc
    .record({
      subject: fc.constantFrom(...WORDS.symbols),
      pick: fc.nat(),
      comparison: fc.constantFrom('>' as const, '>=' as const, '<' as const, '<=' as const),
      level,
    })
    .map(({ subject, pick, comparison, level: at }): Condition => {
      const measures = measuresOf(subject, WORDS);
      const measure = measures[pick % measures.length] ?? 'level';
      return measure === 'term'
        ? { subject, measure, comparison: '>', level: 0 }
        : { subject, measure, comparison, level: at + 0 };
    });

  test('prints to a text that parses to itself, in any case and spacing', () => {
    fc.assert(
      fc.property(condition, fc.constantFrom('asis', 'lower', 'tight'), (rule, way) => {
        const text = printCondition(rule);
        const typed =
          way === 'lower'
            ? text.toLowerCase()
            : way === 'tight'
              ? text.replace(/ ([<>])/, '$1')
              : text;
        const parsed = parseCondition(typed, WORDS);
        // A level that means nothing for its measure is refused, never bent.
        if (parsed.ok) expect(parsed.value).toEqual(rule);
        else expect(parsed.error.code).toBe('out-of-range');
        expect(parseCondition(text, ANY_WORDS)).toEqual(parsed);
      }),
    );
  });

  test('of any words at all is an answer, never an error', () => {
    const word = fc.constantFrom(
      'BTC',
      'vix',
      '>',
      '<=',
      '=',
      '25',
      '-',
      '%',
      'term',
      'inverted',
      '🙂',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(word).map((all) => all.join(' ')),
        ),
        (text) => {
          const parsed = parseCondition(text, WORDS);
          if (parsed.ok) {
            expect(parseCondition(printCondition(parsed.value), WORDS)).toEqual(parsed);
          }
        },
      ),
    );
  });
});
