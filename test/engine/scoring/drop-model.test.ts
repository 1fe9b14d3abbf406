import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explain } from '../../../src/engine/scoring/contributions.js';
import {
  dropConfidence,
  dropInputs,
  dropWindow,
  expectedPremium,
} from '../../../src/engine/scoring/drop-model.js';
import { factsOf, featureRow } from '../../support/model-facts.js';

const facts = factsOf();
const inputs = fc.record({
  vix: fc.double({ min: 9, max: 90, noNaN: true }),
  zScore: fc.double({ min: -4, max: 8, noNaN: true }),
  halfYear: fc.double({ min: -60, max: 150, noNaN: true }),
  premium: fc.option(fc.double({ min: -60, max: 40, noNaN: true })),
});

describe('the score', () => {
  it('is the logistic of intercept, rule, half-year, surprise of the premium and level', () => {
    const of = { vix: 20, zScore: 2, halfYear: 40, premium: -20 };
    // expected premium 6 - 3 - 10 = -7, surprise -13; ln(20 / 25) = -0.22314.
    const logit = -0.5 + 0.5 + 1 + 0.39 + 2.5 * Math.log(0.8);
    expect(dropConfidence(of, facts)).toBeCloseTo(1 / (1 + Math.exp(-logit)), 12);
  });

  it('is the same without a premium as with the one that the level already tells', () => {
    fc.assert(
      fc.property(inputs, (of) => {
        const told = { ...of, premium: expectedPremium(of, facts) };
        const without = dropConfidence({ ...of, premium: null }, facts);
        expect(without).toBeCloseTo(dropConfidence(told, facts), 12);
      }),
    );
  });

  it('ranks elevated days by their score alone, whatever their level', () => {
    const of = { zScore: 1, halfYear: 20, premium: 0 };
    const [low, high] = [26, 80].map((vix) => dropConfidence({ ...of, vix }, facts));
    expect(low).toBe(high);
    expect(dropConfidence({ ...of, vix: 15 }, facts)).toBeLessThan(low ?? 0);
  });

  it('takes its numbers from the row by name, and none where the history is too short', () => {
    const known = { vix_spot: 30, vix_zscore: 2, vix_half_year: 40 };
    const row = featureRow('2020-03-02', { ...known, futures_premium: -8 });
    expect(dropInputs(row)).toEqual({ vix: 30, zScore: 2, halfYear: 40, premium: -8 });
    expect([...(dropWindow(row, facts) ?? [])]).toEqual([30, 2, 40, -8]);
    expect([...(dropWindow(featureRow('2020-03-02', known), facts) ?? [])]).toEqual([
      30, 2, 40, -7,
    ]);
    const short = featureRow('2020-03-02', { vix_spot: 30, vix_zscore: 2 });
    expect([dropInputs(short), dropWindow(short, facts)]).toEqual([null, null]);
  });

  it('does not take a model whose other feature is unknown that day', () => {
    const other = factsOf({ features: ['vix_spot', 'spy_drawdown'] });
    const row = featureRow('2020-03-02', { vix_spot: 30, vix_zscore: 2, vix_half_year: 40 });
    expect(dropWindow(row, other)).toBeNull();
  });
});

describe('the explanation of a score', () => {
  it('adds up exactly, in log-odds and in probability', () => {
    fc.assert(
      fc.property(inputs, (of) => {
        const { confidence, usual, contributions } = explain(of, facts);
        const sum = (pick: (c: (typeof contributions)[number]) => number) =>
          contributions.reduce((total, c) => total + pick(c), 0);
        const logit = (p: number) => Math.log(p / (1 - p));
        expect(confidence).toBeCloseTo(dropConfidence(of, facts), 12);
        expect(usual + sum((c) => c.share)).toBeCloseTo(confidence, 12);
        fc.pre(confidence > 1e-6 && confidence < 1 - 1e-6);
        expect(logit(usual) + sum((c) => c.logOddsAbove)).toBeCloseTo(logit(confidence), 6);
      }),
    );
  });

  it('gives equal parts equal shares and a term at its usual value none', () => {
    const { zScore, halfYear } = facts.reference;
    const premium = expectedPremium({ zScore: zScore + 4, halfYear: halfYear + 40 }, facts) - 2;
    const of = { vix: 30, zScore: zScore + 4, halfYear: halfYear + 40, premium };
    const [rule, half, surprise, level] = explain(of, facts).contributions;
    expect(rule?.logOddsAbove).toBeCloseTo(1, 12);
    expect(rule?.share).toBeCloseTo(half?.share ?? 0, 12);
    expect([surprise?.share, level?.share]).toEqual([
      expect.closeTo(0, 12) as number,
      expect.closeTo(0, 12) as number,
    ]);
  });

  it('says of an unknown premium that it is unknown, and counts nothing for it', () => {
    const of = { vix: 30, zScore: 1, halfYear: 20, premium: null };
    const premium = explain(of, facts).contributions.find(({ term }) => term === 'premium');
    expect(premium).toMatchObject({ value: null, logOddsAbove: 0, share: 0 });
  });
});
