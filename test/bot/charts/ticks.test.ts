import { describe, expect, it } from 'vitest';
import {
  formatNumber,
  formatValue,
  niceStep,
  numberTicks,
} from '../../../src/bot/charts/number-ticks.js';
import { timeTicks } from '../../../src/bot/charts/time-ticks.js';

const labels = (ticks: readonly { readonly label: string }[]): readonly string[] =>
  ticks.map(({ label }) => label);

describe('number ticks', () => {
  it('step by 1, 2, 2.5 or 5 times a power of ten', () => {
    expect([0.9, 1.1, 2.2, 3, 7, 0.03].map(niceStep)).toEqual([1, 2, 2.5, 5, 10, 0.05]);
  });

  it('are round and as precise as their step', () => {
    expect(labels(numberTicks(11.8, 26.3, 5))).toEqual(['15', '20', '25']);
    expect(labels(numberTicks(-0.6, 0.61, 5))).toEqual(['−0.50', '−0.25', '0.00', '0.25', '0.50']);
  });

  it('shorten millions and thin-space thousands', () => {
    expect(labels(numberTicks(0, 4.2e9, 5))).toEqual(['0G', '1G', '2G', '3G', '4G']);
    expect(formatNumber(98_765.4, 1)).toBe('98\u202f765.4');
    expect(formatNumber(-1234, 0)).toBe('−1234');
    expect(formatNumber(-0.001, 2)).toBe('0.00');
    expect(formatValue(12_500_000, 0)).toBe('12.50M');
  });

  it('stay few over any range', () => {
    for (const range of [1e-9, 0.3, 7, 1e4, 1e15]) {
      expect(numberTicks(-range / 3, range, 5).length).toBeLessThanOrEqual(7);
    }
  });
});

describe('time ticks', () => {
  const ticks = (from: string, to: string, span: 'day' | 'months' | 'years'): readonly string[] =>
    labels(
      timeTicks({
        ...{ minMs: Date.parse(from), maxMs: Date.parse(to), span },
        ...{ zone: 'America/New_York', widthPx: 400, font: { sizePx: 17, weight: 'normal' } },
      }),
    );

  it('read hours of a session in its zone', () => {
    expect(ticks('2026-11-20T14:30:00Z', '2026-11-20T21:00:00Z', 'day')).toEqual([
      ...['10:00', '12:00', '14:00', '16:00'],
    ]);
    expect(ticks('2026-11-20T14:30:00Z', '2026-11-20T17:00:00Z', 'day')).toEqual([
      ...['09:30', '10:00', '10:30', '11:00', '11:30', '12:00'],
    ]);
  });

  it('keep to the clock across a change to winter time', () => {
    expect(ticks('2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z', 'day')[0]).toBe('00:00');
    expect(ticks('2026-10-31T04:00:00Z', '2026-11-03T05:00:00Z', 'months')).toEqual([
      ...['10-31', '11-01', '11-02', '11-03'],
    ]);
  });

  it('are Mondays of a month, months of a half-year, quarters of a year', () => {
    expect(ticks('2026-10-21T20:00:00Z', '2026-11-20T21:00:00Z', 'months')).toEqual([
      ...['10-26', '11-02', '11-09', '11-16'],
    ]);
    expect(ticks('2026-05-20T20:00:00Z', '2026-11-20T21:00:00Z', 'months')).toEqual([
      ...['06-01', '07-01', '08-01', '09-01', '10-01', '11-01'],
    ]);
    expect(ticks('2025-11-20T20:00:00Z', '2026-11-20T21:00:00Z', 'months')).toEqual([
      ...['2026-01', '2026-04', '2026-07', '2026-10'],
    ]);
  });

  it('are round years over decades', () => {
    expect(ticks('2006-11-20T20:00:00Z', '2026-11-20T21:00:00Z', 'years')).toEqual([
      ...['2010', '2015', '2020', '2025'],
    ]);
  });

  it('are few and inside the axis for every length from an hour to two centuries', () => {
    for (let rangeMs = 3_600_000; rangeMs < 6e12; rangeMs *= 1.7) {
      const minMs = Date.parse('1990-03-07T15:11:00Z');
      const made = timeTicks({
        ...{ minMs, maxMs: minMs + rangeMs, span: 'day', zone: 'Europe/Berlin' },
        ...{ widthPx: 400, font: { sizePx: 17, weight: 'normal' } },
      });
      expect(made.length).toBeGreaterThanOrEqual(2);
      expect(made.length).toBeLessThanOrEqual(9);
      expect(made.every(({ value }) => value >= minMs && value <= minMs + rangeMs)).toBe(true);
    }
  });
});
