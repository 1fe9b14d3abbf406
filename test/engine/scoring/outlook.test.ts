import { describe, expect, it } from 'vitest';
import { outlookAt, pastTradesAt, placeInHistory } from '../../../src/engine/scoring/outlook.js';
import { factsOf } from '../../support/model-facts.js';

const facts = factsOf();

describe('the outlook', () => {
  it('lies between the two bins around the confidence, in points of VIX', () => {
    const outlook = outlookAt({ confidence: 0.5, vix: 40 }, facts);
    expect(outlook.expectedVix).toBeCloseTo(36, 12);
    expect(outlook.expectedDropPoints).toBeCloseTo(4, 12);
    expect(outlook.touched30).toBeCloseTo(0.5, 12);
    expect([outlook.lowVix, outlook.middleVix, outlook.highVix]).toEqual([28, 36, 44]);
  });

  it('stays that of the outermost bin beyond it', () => {
    const far = outlookAt({ confidence: 0.99, vix: 40 }, facts);
    expect(far).toEqual(outlookAt({ confidence: 0.7, vix: 40 }, facts));
    expect(outlookAt({ confidence: 0, vix: 40 }, facts).expectedVix).toBe(40);
  });

  it('takes calm days from calm days', () => {
    expect(outlookAt({ confidence: 0.5, vix: 20 }, facts).expectedVix).toBeCloseTo(21, 12);
  });

  it('chooses the shortest expiry within which at least half fell', () => {
    const expiryOf = (confidence: number) => outlookAt({ confidence, vix: 40 }, facts).expiryDays;
    expect([expiryOf(0.7), expiryOf(0.5), expiryOf(0.45), expiryOf(0.3)]).toEqual([30, 30, 60, 90]);
  });

  it('names the past trades of like confidence', () => {
    expect(pastTradesAt(0.2, facts)?.averageReturn).toBe(0.2);
    expect(pastTradesAt(0.95, facts)?.averageReturn).toBe(-0.05);
  });
});

describe('the place of a confidence in its own history', () => {
  it('is its share of past days at or below it, between 0 and 1', () => {
    const place = (confidence: number) => placeInHistory({ confidence, vix: 30 }, facts);
    expect([place(0.1), place(0.2), place(0.4), place(1)]).toEqual([0, 0, 0.25, 1]);
    expect(place(0.55)).toBeCloseTo(0.625, 12);
  });

  it('is counted among all days on a calm one', () => {
    expect(placeInHistory({ confidence: 0.2, vix: 15 }, facts)).toBe(0.5);
  });
});
