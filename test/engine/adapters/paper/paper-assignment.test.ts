import { describe, expect, it } from 'vitest';
import { USUAL_CARRY } from '../../../../src/engine/adapters/paper/paper-broker.js';
import { earlyAssignments } from '../../../../src/engine/adapters/paper/settlement.js';
import type { InstrumentId } from '../../../../src/engine/domain/instrument.js';
import type { Quote } from '../../../../src/engine/domain/quote.js';
import { day } from '../../../../src/engine/domain/trading-day.js';
import { value } from '../../../contract/broker.js';
import { quoteOf, SPY, usd } from '../../../support/orders.js';
import { at, FRIDAY, holding, listed, option, THURSDAY } from './paper-holding.js';
import { settle, type MarketNeeds } from './paper-market.js';

describe('at the close of a session', () => {
  const NEXT = day('2026-12-18');
  const PUT = listed(NEXT)('SPY', 700, 'put');
  const CALL = listed(NEXT)('SPY', 600, 'call');

  /** Short one contract whose middle stands at a price when SPY closes at 650. */
  async function closing(id: InstrumentId, price: number, needs: MarketNeeds = {}) {
    const made = await holding([[id, -1]], needs);
    made.until(FRIDAY, '15:59');
    made.set(SPY, { bid: 649.99, ask: 650.01 });
    made.set(id, { bid: price - 0.05, ask: price + 0.05 });
    made.until(FRIDAY, '16:00');
    await settle();
    return made;
  }

  it('a short put is assigned when interest is worth more than its time value', async () => {
    // Interest on 700 over a weekend of three days at 4 %: 0.23.
    const deep = await closing(PUT, 50.22);
    expect(deep.heard.settled).toMatchObject([
      { kind: 'assigned', instrument: PUT, quantity: -1, worthMicros: usd(50) },
    ]);
    expect(await value(deep.broker.positions())).toEqual([{ instrument: SPY, quantity: 100 }]);
    expect(await deep.cash()).toBe(deep.cashBefore - usd(70_000));
    expect((await closing(PUT, 50.24)).heard.settled).toEqual([]);
  });

  it('a short call is assigned only before a dividend that is worth more', async () => {
    expect((await closing(CALL, 50)).heard.settled).toEqual([]);
    const monday = day('2026-11-23');
    const carry = {
      ratePerYear: 0.04,
      dividendUsd: (symbol: string, exDay: string) =>
        symbol === 'SPY' && exDay === monday ? 1.9 : 0,
    };
    expect((await closing(CALL, 51.89, { carry })).heard.settled).toMatchObject([
      { kind: 'assigned', delivered: { quantity: -100, priceMicros: usd(600) } },
    ]);
    expect((await closing(CALL, 51.91, { carry })).heard.settled).toEqual([]);
  });

  it('nothing is assigned out of the money', async () => {
    const out = listed(NEXT)('SPY', 640, 'put');
    expect((await closing(out, 0.1)).heard.settled).toEqual([]);
  });

  /** What becomes of one contract by the rule alone, where everything has a quote. */
  const assigned = (id: InstrumentId, quantity: number, quote: Partial<Quote> = {}) => {
    const closeAtMs = at(FRIDAY, '16:00');
    const price = (of: InstrumentId) => (of.includes('/') ? 50 : 650);
    return earlyAssignments(new Map([[id, quantity]]), {
      closeAtMs,
      carry: USUAL_CARRY,
      quote: (of) =>
        quoteOf(of, { bid: price(of), ask: price(of), atMs: closeAtMs - 60_000, ...quote }),
    }).length;
  };

  it.each<[string, Partial<Quote>]>([
    ['of the day before', { atMs: at(THURSDAY, '16:00') }],
    ['that are delayed', { delayMs: 900_000 }],
    ['without a price', { bid: null, ask: null, last: null }],
  ])('nothing is assigned by quotes %s', (_what, quote) => {
    expect(assigned(PUT, -1)).toBe(1);
    expect(assigned(PUT, -1, quote)).toBe(0);
  });

  it('nobody assigns what is held long, ends this day anyway, or is European', () => {
    expect(assigned(PUT, 1)).toBe(0);
    expect(assigned(option('SPY', 700, 'put'), -1)).toBe(0);
    expect(assigned(listed(NEXT)('SPXW', 700, 'put'), -1)).toBe(0);
  });
});
