import { describe, expect, it } from 'vitest';
import { checkButterfly, durrleman } from '../../../src/engine/surface/butterfly.js';
import { checkCalendar } from '../../../src/engine/surface/calendar.js';
import { readBox, writeBox } from '../../../src/engine/surface/box.js';
import {
  fromJumpWings,
  leastVariance,
  repairJumpWings,
  sviJet,
  sviVariance,
  toJumpWings,
  wingSlopes,
} from '../../../src/engine/surface/svi.js';
import { randomSlice, uniform } from './market.js';

/** Gatheral & Jacquier 2014, Example 3.1 (Axel Vogt), T = 1. */
const VOGT = { a: -0.041, b: 0.1331, rho: 0.306, m: 0.3586, sigma: 0.4153 };

describe('raw SVI', () => {
  it('gives the published variances of the Vogt smile', () => {
    expect(sviVariance(VOGT, -1.5)).toBeCloseTo(0.1367819611, 8);
    expect(sviVariance(VOGT, 0.4)).toBeCloseTo(0.01623656962, 9);
    expect(Math.sqrt(sviVariance(VOGT, 0))).toBeCloseTo(0.1320085321, 8);
  });

  it('has the derivatives that differences give', () => {
    const step = 1e-4;
    for (const k of [-1, -0.2, 0, 0.3586, 0.9]) {
      const [low, mid, high] = [k - step, k, k + step].map((x) => sviVariance(VOGT, x)) as [
        number,
        number,
        number,
      ];
      const { w1, w2 } = sviJet(VOGT, k);
      expect(w1).toBeCloseTo((high - low) / (2 * step), 7);
      expect(w2).toBeCloseTo((high - 2 * mid + low) / (step * step), 5);
    }
  });

  it('gives the published jump wings (Gatheral & Jacquier 2014, Example 5.1) and takes them back', () => {
    const wings = toJumpWings(VOGT, 1);
    expect(wings.v).toBeCloseTo(0.01742625, 7);
    expect(wings.psi).toBeCloseTo(-0.1752111, 6);
    expect(wings.p).toBeCloseTo(0.6997381, 6);
    expect(wings.c).toBeCloseTo(1.316798, 6);
    expect(wings.vMin).toBeCloseTo(0.0116249, 6);
    const back = fromJumpWings(wings, 1);
    for (const name of ['a', 'b', 'rho', 'm', 'sigma'] as const) {
      expect(back[name]).toBeCloseTo(VOGT[name], 9);
    }
  });

  it('takes jump wings back where the centre is at the forward', () => {
    const flat = { a: 0.02, b: 0.1, rho: -0.4, m: 0, sigma: 0.3 };
    const back = fromJumpWings(toJumpWings(flat, 0.5), 0.5);
    for (const name of ['a', 'b', 'rho', 'm', 'sigma'] as const) {
      expect(back[name]).toBeCloseTo(flat[name], 6);
    }
  });

  it('survives the way to box coordinates and back', () => {
    const random = uniform(3);
    for (let i = 0; i < 200; i++) {
      const params = randomSlice(random, 0.1 + random());
      const x = new Float64Array(5);
      writeBox(params, x, 0);
      const back = readBox(x, 0);
      expect(x[0]).toBeCloseTo(leastVariance(params), 12);
      for (const k of [-1, 0, 0.5]) {
        expect(sviVariance(back, k)).toBeCloseTo(sviVariance(params, k), 12);
      }
    }
  });
});

describe('the butterfly check', () => {
  it('finds the arbitrage of the Vogt smile where it is', () => {
    const found = checkButterfly(VOGT);
    expect(found.state).toBe('arbitrage');
    // Minimum recomputed with 50 digits.
    expect(found.minG).toBeCloseTo(-0.032863573453623, 9);
    expect(found.atK).toBeCloseTo(0.8792625416, 4);
    expect(durrleman(sviJet(VOGT, 0), 0)).toBeCloseTo(1.0386497312818, 10);
  });

  it('passes the published repair of that smile', () => {
    const repaired = repairJumpWings(toJumpWings(VOGT, 1));
    expect(repaired.c).toBeCloseTo(0.3493158, 6);
    expect(repaired.vMin).toBeCloseTo(0.01548182, 7);
    expect(checkButterfly(fromJumpWings(repaired, 1)).state).toBe('free');
  });

  it('sees a violation that lies only at infinity', () => {
    const steep = { a: 0.4, b: 1.05, rho: 0.95, m: 0, sigma: 0.6 };
    expect(wingSlopes(steep).right).toBeGreaterThan(2);
    const found = checkButterfly(steep);
    expect(found.rightLimit).toBeLessThan(0);
    expect(found.state).toBe('arbitrage');
  });
});

describe('the calendar check', () => {
  const near = { a: 0.02, b: 0.4, rho: -0.6, m: 0.05, sigma: 0.2 };

  it('measures the gap of two parallel slices', () => {
    const found = checkCalendar(near, { ...near, a: 0.03 });
    expect(found.state).toBe('free');
    expect(found.minGap).toBeCloseTo(0.01, 9);
  });

  it('finds a crossing in the middle', () => {
    const found = checkCalendar(near, { ...near, a: 0.0, sigma: 0.23, b: 0.41 });
    expect(found.state).toBe('arbitrage');
    expect(found.minGap).toBeLessThan(0);
  });

  it('finds slices that cross beyond any strike', () => {
    const found = checkCalendar(near, { ...near, a: 0.5, rho: -0.599 });
    expect(found.leftSlopeGap).toBeLessThan(0);
    expect(found.state).toBe('arbitrage');
  });
});
