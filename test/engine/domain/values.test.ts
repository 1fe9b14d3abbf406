import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { barCloseAtMs, seriesId } from '../../../src/engine/domain/bar.js';
import {
  futureId,
  optionId,
  parseInstrument,
  spotId,
} from '../../../src/engine/domain/instrument.js';
import { nearest } from '../../../src/engine/domain/nearest.js';
import { atLeast, type Role } from '../../../src/engine/domain/people.js';
import { ageMs, priceOf } from '../../../src/engine/domain/quote.js';
import { addDays, day, daysBetween, parseDay } from '../../../src/engine/domain/trading-day.js';
import {
  makeStrike,
  makeUsdMicros,
  makeVol,
  usdToMicrosAgainstUs,
} from '../../../src/engine/domain/units.js';
import { quoteOf } from '../../support/scripted-feed.js';

describe('units', () => {
  test('a volatility in percent by mistake is refused', () => {
    expect(makeVol(0.25)).toEqual({ ok: true, value: 0.25 });
    expect(makeVol(25).ok).toBe(false);
    expect(makeVol(Number.NaN).ok).toBe(false);
  });

  test('a strike is positive and finite, micro-dollars are whole', () => {
    expect(makeStrike(0).ok).toBe(false);
    expect(makeStrike(Infinity).ok).toBe(false);
    expect(makeUsdMicros(0.5).ok).toBe(false);
  });

  test('dollars become micro-dollars rounded against us, and cents stay exact', () => {
    expect(usdToMicrosAgainstUs(0.1 + 0.2)).toEqual({ ok: true, value: 300_000 });
    expect(usdToMicrosAgainstUs(-0.0000014)).toEqual({ ok: true, value: -2 });
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), (cents) => {
        expect(usdToMicrosAgainstUs(cents / 100)).toEqual({ ok: true, value: cents * 10_000 });
      }),
    );
  });
});

describe('days', () => {
  test('only real days are taken', () => {
    expect(parseDay('2024-02-29')).toBe('2024-02-29');
    expect(parseDay('2023-02-29')).toBeNull();
    expect(parseDay('2023-2-1')).toBeNull();
  });

  test('adding days is undone by counting them', () => {
    fc.assert(
      fc.property(fc.integer({ min: -20_000, max: 20_000 }), (count) => {
        expect(daysBetween(day('2000-02-28'), addDays(day('2000-02-28'), count))).toBe(count);
      }),
    );
  });
});

describe('instruments', () => {
  test('every name that is made can be read back', () => {
    expect(parseInstrument(spotId('VIX'))).toMatchObject({ kind: 'spot', symbol: 'VIX' });
    expect(parseInstrument(futureId('VX', day('2026-12-16')))).toMatchObject({
      kind: 'future',
      root: 'VX',
      expiry: '2026-12-16',
    });
    const put = optionId({ root: 'SPXW', expiry: day('2026-11-23'), strike: 6012.5, right: 'put' });
    expect(put).toBe('SPXW/2026-11-23/6012.5/P');
    expect(parseInstrument(put)).toMatchObject({ kind: 'option', strike: 6012.5, right: 'put' });
  });

  test.each([
    '',
    'vix',
    'VX/2026-13-01',
    'SPXW/2026-11-23/-5/P',
    'SPXW/2026-11-23/5/X',
    'A/B/C/D/E',
  ])('"%s" is no instrument', (text) => expect(parseInstrument(text)).toBeNull());
});

describe('quotes', () => {
  const vix = spotId('VIX');

  test('the price is the middle of a two-sided market, else the last trade', () => {
    expect(priceOf(quoteOf(vix, { bid: 19, ask: 20, last: 30 }))).toBe(19.5);
    expect(priceOf(quoteOf(vix, { bid: 21, ask: 20, last: 30 }))).toBe(30);
    expect(priceOf(quoteOf(vix, { bid: 0, ask: 20, last: null }))).toBeNull();
  });

  test("the age counts the source's own delay", () => {
    expect(ageMs(quoteOf(vix, { atMs: 1_000, delayMs: 900_000 }), 3_000)).toBe(902_000);
    expect(ageMs(quoteOf(vix, { atMs: 5_000 }), 3_000)).toBe(0);
  });
});

test('a VIX bar is known at 16:15, an SPX bar at 16:00', () => {
  const on = day('2020-03-16');
  expect(barCloseAtMs(seriesId('VIX'), on)).toBe(Date.parse('2020-03-16T20:15:00Z'));
  expect(barCloseAtMs(seriesId('VX1'), on)).toBe(Date.parse('2020-03-16T20:15:00Z'));
  expect(barCloseAtMs(seriesId('SPX'), on)).toBe(Date.parse('2020-03-16T20:00:00Z'));
});

test('a role has the rights of every lesser one', () => {
  const roles: Role[] = ['stranger', 'viewer', 'trader', 'owner'];
  roles.forEach((has, i) => roles.forEach((needs, j) => expect(atLeast(has, needs)).toBe(i >= j)));
});

test('a typing slip finds what was meant, and a far word finds nothing', () => {
  const names = ['vix', 'curve', 'quote', 'status'];
  expect(nearest('vxi', names)).toEqual(['vix']);
  expect(nearest('cuvre', names)).toEqual(['curve']);
  expect(nearest('sta', names)).toEqual(['status']);
  expect(nearest('banana', names)).toEqual([]);
});
