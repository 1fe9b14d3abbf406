import { describe, expect, it } from 'vitest';
import {
  bridgeAt,
  hash,
  normalOf,
  RandomStream,
} from '../../../../src/engine/adapters/sim/random.js';
import { correlation, mean } from '../../../../scripts/sim-quantiles.js';

function normals(seedHash: number, count = 20_000): number[] {
  const stream = new RandomStream(seedHash);
  return Array.from({ length: count }, () => stream.normal());
}

describe('random numbers of the simulation', () => {
  it('repeat for a name and differ between names', () => {
    expect(normals(hash(1, 'intraday', [5]), 50)).toEqual(normals(hash(1, 'intraday', [5]), 50));
    const names = [
      hash(1, 'intraday', [5]),
      hash(2, 'intraday', [5]),
      hash(1, 'overnight', [5]),
      hash(1, 'intraday', [6]),
      hash(1, 'intraday', [5, 0]),
    ];
    expect(new Set(names).size).toBe(names.length);
  });

  it('are normal in their first four moments', () => {
    const drawn = normals(hash(7, 'jumps', []), 200_000);
    expect(Math.abs(mean(drawn))).toBeLessThan(0.01);
    expect(Math.abs(mean(drawn.map((z) => z * z)) - 1)).toBeLessThan(0.015);
    expect(Math.abs(mean(drawn.map((z) => z ** 3)))).toBeLessThan(0.03);
    expect(Math.abs(mean(drawn.map((z) => z ** 4)) - 3)).toBeLessThan(0.1);
  });

  it('of neighbouring days and purposes do not go together', () => {
    const one = normals(hash(1, 'intraday', [20_000]));
    for (const other of [hash(1, 'intraday', [20_001]), hash(1, 'jumps', [20_000])]) {
      expect(Math.abs(correlation(one, normals(other)))).toBeLessThan(0.03);
    }
  });

  it('hashed one by one are normal too', () => {
    const drawn = Array.from({ length: 50_000 }, (_, i) => normalOf(hash(3, 'basis', [i])));
    expect(Math.abs(mean(drawn))).toBeLessThan(0.02);
    expect(Math.abs(mean(drawn.map((z) => z * z)) - 1)).toBeLessThan(0.03);
    expect(Math.abs(correlation(drawn.slice(1), drawn.slice(0, -1)))).toBeLessThan(0.02);
  });

  it('count events with the mean they are told', () => {
    const stream = new RandomStream(hash(4, 'jumps', []));
    const counts = Array.from({ length: 50_000 }, () => stream.poisson(0.3));
    expect(Math.abs(mean(counts) - 0.3)).toBeLessThan(0.01);
  });
});

describe('a bridge between two known ends', () => {
  it('starts and ends at zero and is read at any point in any order', () => {
    const of = (fraction: number) => bridgeAt({ prefix: 99, fraction, levels: 8 });
    expect(of(0)).toBe(0);
    const forth = [0.1, 0.25, 0.5, 0.75, 0.9].map(of);
    const back = [0.9, 0.75, 0.5, 0.25, 0.1].map(of).reverse();
    expect(forth).toEqual(back);
    expect(Math.abs(of(1 - 1e-9))).toBeLessThan(1e-3);
  });

  it('has variance t(1 - t)', () => {
    for (const fraction of [0.125, 0.3125, 0.5, 0.75]) {
      const drawn = Array.from({ length: 20_000 }, (_, i) =>
        bridgeAt({ prefix: hash(5, 'bridgeSpot', [i]), fraction, levels: 10 }),
      );
      const expected = fraction * (1 - fraction);
      expect(Math.abs(mean(drawn.map((z) => z * z)) / expected - 1)).toBeLessThan(0.06);
    }
  });
});
