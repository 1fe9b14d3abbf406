import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PlainGreeks } from '../../../../src/engine/domain/ticket.js';
import { DAY_MS } from '../../../../src/engine/domain/units.js';
import {
  attribute,
  attributionSum,
  NO_ATTRIBUTION,
} from '../../../../src/engine/flow/book/attribution.js';
import { makeMark } from '../../../../src/engine/flow/book/make-mark.js';
import { bsmPrice, type SpotInput } from '../../../../src/engine/pricing/black.js';
import { bsmGreeks } from '../../../../src/engine/pricing/greeks.js';
import { BookDesk } from '../../../support/book-desk.js';
import { NOW_MS } from '../../../support/orders.js';
import { positionId } from '../../../support/records.js';

const DAYS_PER_YEAR = 365;
const CONTRACTS = 100;

interface World {
  readonly spot: number;
  readonly vol: number;
  readonly years: number;
}

/** A put spread of one contract: the upper strike sold, the lower bought. */
function legs({ spot, vol, years }: World): readonly { size: number; of: SpotInput }[] {
  const plain = { spot, vol, years, rate: 0.04, yieldRate: 0.01, right: 'put' } as const;
  return [
    { size: -CONTRACTS, of: { ...plain, strike: 98 } },
    { size: CONTRACTS, of: { ...plain, strike: 94 } },
  ];
}

function valueUsd(world: World): number {
  return legs(world).reduce((sum, { size, of }) => sum + size * bsmPrice(of), 0);
}

function greeksOf(world: World): PlainGreeks {
  const sum = { deltaUnits: 0, gammaUnits: 0, vegaUsdPerVolPt: 0, thetaUsdPerDay: 0 };
  for (const { size, of } of legs(world)) {
    const { delta, gamma, vega, theta } = bsmGreeks(of);
    sum.deltaUnits += size * delta;
    sum.gammaUnits += size * gamma;
    sum.vegaUsdPerVolPt += (size * vega) / 100;
    sum.thetaUsdPerDay += (size * theta) / DAYS_PER_YEAR;
  }
  return sum;
}

/** The change from one world to another, taken apart. */
function moved(from: World, to: World) {
  const days = (from.years - to.years) * DAYS_PER_YEAR;
  const before = { ...from, atMs: NOW_MS, greeks: greeksOf(from) };
  const changeUsd = valueUsd(to) - valueUsd(from);
  const parts = attribute(before, { ...to, atMs: NOW_MS + days * DAY_MS }, changeUsd);
  return { parts, changeUsd };
}

const START: World = { spot: 100, vol: 0.2, years: 10 / DAYS_PER_YEAR };

describe('the parts of a change', () => {
  test('sum to the change, whatever it was', () => {
    const figure = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    const change = fc.record({ spot: figure, vol: figure, delta: figure, changeUsd: figure });
    fc.assert(
      fc.property(change, ({ spot, vol, delta, changeUsd }) => {
        const fixed = { gammaUnits: -1, vegaUsdPerVolPt: 2, thetaUsdPerDay: 3 };
        const before = {
          atMs: 0,
          spot: 100,
          vol: 0.2,
          greeks: { ...fixed, deltaUnits: delta },
        };
        const after = { atMs: 60_000, spot: spot / 1e3, vol: vol / 1e6 };
        const parts = attribute(before, after, changeUsd);
        const { deltaUsd, gammaUsd, thetaUsd, vegaUsd, restUsd } = parts;
        const sizes = [deltaUsd, gammaUsd, thetaUsd, vegaUsd, restUsd, 1].map(Math.abs);
        const off = Math.abs(attributionSum(parts) - changeUsd);
        expect(off / Math.max(...sizes)).toBeLessThan(1e-12);
      }),
    );
  });

  test('leave little over beside an exact repricing of a small move', () => {
    const small = fc.record({
      points: fc.double({ min: -0.3, max: 0.3, noNaN: true }),
      volPts: fc.double({ min: -0.3, max: 0.3, noNaN: true }),
      hours: fc.double({ min: 0, max: 6, noNaN: true }),
    });
    fc.assert(
      fc.property(small, ({ points, volPts, hours }) => {
        const to = {
          spot: START.spot + points,
          vol: START.vol + volPts / 100,
          years: START.years - hours / 24 / DAYS_PER_YEAR,
        };
        const { parts } = moved(START, to);
        // Third order and cross terms, of $400 at stake.
        expect(Math.abs(parts.restUsd)).toBeLessThan(0.35);
      }),
    );
  });

  test.each([
    ['spot alone is delta and gamma', { spot: 100.5 }, ['deltaUsd', 'gammaUsd']],
    ['volatility alone is vega', { vol: 0.202 }, ['vegaUsd']],
    ['time alone is theta', { years: 9.75 / DAYS_PER_YEAR }, ['thetaUsd']],
  ] as const)('%s', (_, change, names) => {
    const { parts, changeUsd } = moved(START, { ...START, ...change });
    const named = names.reduce((sum, name) => sum + parts[name], 0);
    expect(Math.abs(changeUsd)).toBeGreaterThan(0.5);
    expect(Math.abs(named / changeUsd - 1)).toBeLessThan(0.05);
    const others = Object.entries<number>({ ...parts }).filter(
      ([name]) => name !== 'restUsd' && !names.some((each) => each === name),
    );
    expect(others).toEqual(others.map(([name]) => [name, 0]));
  });

  test('shrink in their rest faster than the move does', () => {
    const rest = (points: number) =>
      Math.abs(moved(START, { ...START, spot: START.spot + points }).parts.restUsd);
    // A third-order rest falls to an eighth where the move is halved.
    expect(rest(0.5) / rest(1)).toBeLessThan(0.2);
  });
});

describe('a mark', () => {
  test('has all since the fill in its rest where it is the first', () => {
    const desk = new BookDesk();
    desk.fillSpread(desk.entry('AAAA000000000000'), [1.02, 0.52]);
    desk.mark(positionId('AAAA000000000000'), 0.62);
    const { attribution } = desk.book.position(positionId('AAAA000000000000')) ?? {};
    // Sold for 0.50, now 0.60 in the middle.
    expect(attribution?.restUsd).toBeCloseTo(-10, 9);
    expect(attribution).toEqual({ ...NO_ATTRIBUTION, restUsd: attribution?.restUsd });
  });

  test('takes the next change apart by the greeks of the one before', () => {
    const desk = new BookDesk();
    desk.fillSpread(desk.entry('AAAA000000000000'), [1.02, 0.52]);
    const id = positionId('AAAA000000000000');
    desk.mark(id, 0.62);
    desk.nowMs += DAY_MS / 2;
    const position = desk.book.position(id);
    if (!position) throw new Error('no position');
    const zero = { deltaUnits: 0, gammaUnits: 0, vegaUsdPerVolPt: 0, thetaUsdPerDay: 0 };
    const look = { atMs: desk.nowMs, spot: 661.62, vol: 0.21, closeUsd: 0.5, midUsd: 0.45 };
    const { attribution } = makeMark(position, { ...look, greeks: zero });
    // The first look: spot 660.62, volatility 0.2, delta 6, gamma −1, vega −4, theta 14.
    expect(attribution.deltaUsd).toBeCloseTo(6, 9);
    expect(attribution.gammaUsd).toBeCloseTo(-0.5, 9);
    expect(attribution.vegaUsd).toBeCloseTo(-4, 9);
    expect(attribution.thetaUsd).toBeCloseTo(7, 9);
    expect(attributionSum(attribution)).toBeCloseTo(15, 9);
  });
});
