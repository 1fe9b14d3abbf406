import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { optionId } from '../../../src/engine/domain/instrument.js';
import type { UsdMicros } from '../../../src/engine/domain/units.js';
import { priceTerms } from '../../../src/engine/strategies/order-price.js';
import type { OrderTerms } from '../../../src/engine/strategies/strategy.js';
import { ticksOf, usdOfTicks } from '../../../src/engine/domain/ticks.js';
import { SESSION_DAY } from '../../support/chains.js';

const usd = (dollars: number) => Math.round(dollars * 1e6) as UsdMicros;
const put = (strike: number) =>
  optionId({ root: 'SPY', expiry: SESSION_DAY, strike, right: 'put' });

function terms(changes: Partial<OrderTerms> = {}): OrderTerms {
  return {
    underlying: 'SPY',
    expiry: SESSION_DAY,
    legs: [
      { instrument: put(595), ratio: -1, multiplier: 100 },
      { instrument: put(590), ratio: 1, multiplier: 100 },
    ],
    quantity: 1,
    tickMicros: usd(0.01),
    floorTicks: -15,
    bandTicks: 5,
    limitOffsetTicks: 2,
    feePerContractMicros: usd(0.7),
    exit: {
      targetShare: 0.5,
      plannedLossMicros: usd(50),
      slippageTicks: 2,
      leastStopMultiple: 1.5,
      exitByMs: 0,
    },
    ...changes,
  };
}

describe('ticks of a price', () => {
  it('on the grid stay, whatever binary fractions do', () => {
    const ticks = fc.integer({ min: -100_000, max: 100_000 });
    fc.assert(
      fc.property(ticks, fc.constantFrom(10_000, 50_000, 100_000), (n, micros) => {
        const tick = micros as UsdMicros;
        for (const round of ['down', 'up', 'nearest'] as const) {
          expect(ticksOf(usdOfTicks(n, tick), tick, round)).toBe(n);
        }
      }),
    );
    expect(ticksOf(0.1 + 0.2, usd(0.1), 'down')).toBe(3);
    expect(Object.is(ticksOf(-0, usd(0.01), 'down'), 0)).toBe(true);
  });

  it('between the grid go down, up or to the nearest', () => {
    const of = (round: 'down' | 'up' | 'nearest') => ticksOf(-0.275, usd(0.05), round);
    expect([of('down'), of('up')]).toEqual([-6, -5]);
    expect(ticksOf(0.26, usd(0.05), 'nearest')).toBe(5);
  });
});

describe('the price of an order', () => {
  it('has a band from the middle, a stop within one R and a target of half the credit', () => {
    const price = priceTerms(terms(), -0.235);
    // Fees 4 × 0.70. Worst 500 - 19 + 2.80; stop: 50 = 2.80 + (stop + 2 - 19) × 1 and whole ticks.
    expect(price).toEqual({
      ok: true,
      value: {
        limitTicks: -21,
        bestTicks: -24,
        worstTicks: -18,
        plan: { targetTicks: 10, stopTicks: 63, exitByMs: 0 },
        plannedLossMicros: usd(49.8),
        worstLossMicros: usd(484.8),
        feesMicros: usd(2.8),
      },
    });
  });

  it('is none once the middle is under the least credit', () => {
    expect(priceTerms(terms(), -0.14)).toEqual({
      ok: false,
      error: { code: 'under-floor', midTicks: -14, floorTicks: -15 },
    });
  });

  it('ends its band at the least credit', () => {
    const price = priceTerms(terms(), -0.17);
    expect(price.ok && [price.value.limitTicks, price.value.worstTicks]).toEqual([-15, -15]);
  });

  it('is none where a stop within the plan would be noise', () => {
    const exit = { ...terms().exit, plannedLossMicros: usd(10) };
    const price = priceTerms(terms({ exit }), -0.4);
    expect(!price.ok && price.error.code).toBe('stop-too-near');
  });

  it('never loses more than it may at any price of its band', () => {
    const cases = fc.record({
      midTicks: fc.double({ min: -80, max: -1, noNaN: true }),
      quantity: fc.integer({ min: 1, max: 5 }),
      floor: fc.integer({ min: 1, max: 40 }),
      band: fc.integer({ min: 0, max: 10 }),
      offset: fc.integer({ min: 0, max: 10 }),
      slippage: fc.integer({ min: 0, max: 5 }),
      fee: fc.double({ min: 0, max: 3, noNaN: true }),
      planned: fc.integer({ min: 5, max: 200 }),
    });
    fc.assert(
      fc.property(cases, (of) => {
        const made = terms({
          quantity: of.quantity,
          floorTicks: -of.floor,
          bandTicks: of.band,
          limitOffsetTicks: of.offset,
          feePerContractMicros: usd(of.fee),
          exit: {
            ...terms().exit,
            plannedLossMicros: usd(of.planned),
            slippageTicks: of.slippage,
          },
        });
        const price = priceTerms(made, of.midTicks / 100);
        if (!price.ok) return;
        const { bestTicks, limitTicks, worstTicks, plan, feesMicros } = price.value;
        expect(bestTicks <= limitTicks && limitTicks <= worstTicks).toBe(true);
        expect(worstTicks).toBeLessThanOrEqual(-of.floor);
        for (let ticks = bestTicks; ticks <= worstTicks; ticks++) {
          const size = 10_000 * 100 * of.quantity;
          const stopLoss = ((plan.stopTicks ?? 0) + of.slippage + ticks) * size + feesMicros;
          expect(stopLoss).toBeLessThanOrEqual(usd(of.planned));
          expect((500 + ticks) * size + feesMicros).toBeLessThanOrEqual(
            price.value.worstLossMicros,
          );
        }
        expect(price.value.plannedLossMicros).toBeLessThanOrEqual(price.value.worstLossMicros);
      }),
      { numRuns: 500 },
    );
  });
});
