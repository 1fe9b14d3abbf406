import { beforeAll, describe, expect, it } from 'vitest';
import {
  contangoShare,
  mean,
  measureWindow,
  quantile,
  realWindows,
  WINDOW,
} from '../../../../scripts/sim-quantiles.js';
import { sharedPath } from '../../../support/shared.js';
import { closesOf, startSim } from './sim-rig.js';

/**
 * 5 %, 50 % and 95 % of all windows of 250 sessions: SPX and VIX closes from 1990 to 2023, VX1 and
 * VX2 settlements from 2007-04 to 2021-12 (Cboe, CFE and S&P daily series). Made by
 * `npx tsx scripts/sim-quantiles.ts <folder>`; the last test makes them again.
 */
const REAL: Readonly<Record<string, readonly [number, number, number]>> = {
  spxVolPct: [8.683, 15.11, 33.83],
  spxKurtosis: [2.868, 4.482, 10.42],
  vixMean: [12.7, 18.09, 29.37],
  vixSd: [1.486, 3.863, 12.87],
  vixLag1: [0.8332, 0.9217, 0.9734],
  spxVixCorrelation: [-0.872, -0.804, -0.5328],
  contangoShare: [0.492, 0.84, 0.988],
};

const SEEDS = 20;

describe('a calm simulated market', () => {
  const measures: Record<string, number[]> = {};
  const note = (name: string, value: number): void => {
    (measures[name] ??= []).push(value);
  };
  const median = (name: string): number => quantile(measures[name] ?? [], 0.5);

  beforeAll(async () => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const { feed } = await startSim({ seed, historySessions: 2 * WINDOW });
      const closes = async (series: string) => (await closesOf(feed, series)).slice(-WINDOW);
      const [spx, vix] = [await closes('SPX'), await closes('VIX')];
      const [vx1, vx2, vx8] = [await closes('VX1'), await closes('VX2'), await closes('VX8')];
      for (const [name, value] of Object.entries(measureWindow({ spx, vix }))) {
        note(name, value as number);
      }
      note('contangoShare', contangoShare({ vx1, vx2 }));
      note('vx8', mean(vx8));
      note('lowest', Math.min(...vix));
      const uvxy = await closes('UVXY');
      note('uvxyYear', (uvxy.at(-1) ?? NaN) / (uvxy[0] ?? NaN));
    }
  });

  it.each(Object.keys(REAL))('has a median %s inside nine tenths of real windows', (name) => {
    const [low, , high] = REAL[name] ?? [NaN, NaN, NaN];
    expect(measures[name]).toHaveLength(SEEDS);
    expect(median(name)).toBeGreaterThan(low);
    expect(median(name)).toBeLessThan(high);
  });

  it('is in contango on about four days of five', () => {
    expect(median('contangoShare')).toBeGreaterThan(0.7);
    expect(median('contangoShare')).toBeLessThan(0.92);
  });

  it('has far futures about 20, no VIX below 7 and decaying volatility products', () => {
    expect(median('vx8')).toBeGreaterThan(18);
    expect(median('vx8')).toBeLessThan(24);
    expect(Math.min(...(measures['lowest'] ?? []))).toBeGreaterThan(7);
    expect(median('uvxyYear')).toBeLessThan(0.7);
  });
});

const folder = sharedPath('data');

describe.skipIf(folder === null)('the quantiles of real windows, with the shared data', () => {
  it('are those that the calibration is held to', () => {
    const windows = realWindows(folder ?? '');
    expect(Object.keys(windows).sort()).toEqual(Object.keys(REAL).sort());
    for (const [name, values] of Object.entries(windows)) {
      const again = [0.05, 0.5, 0.95].map((share) => quantile(values, share));
      again.forEach((value, i) => {
        expect(Math.abs(value / (REAL[name]?.[i] ?? NaN) - 1), name).toBeLessThan(1e-3);
      });
    }
  });
});
