import { describe, expect, it } from 'vitest';
import { futureId, optionId, spotId } from '../../../src/engine/domain/instrument.js';
import type { OrderIntent } from '../../../src/engine/domain/order.js';
import type { Refusal } from '../../../src/engine/domain/refusal.js';
import { day } from '../../../src/engine/domain/trading-day.js';
import { approve, type GateContext } from '../../../src/engine/risk/gate.js';
import { rulesOf } from '../../../src/engine/risk/rules.js';
import {
  gateContext,
  PUT_650,
  quoteOf,
  rulesWith,
  spreadIntent,
  usd,
} from '../../support/orders.js';

type Context = Partial<GateContext>;
type Intent = Partial<OrderIntent>;

function entry(context: Context, intent: Intent = {}): readonly Refusal[] {
  const result = approve(spreadIntent(intent), gateContext(context));
  return result.ok ? [] : result.error;
}

const exit = (context: Context, intent: Intent) => entry(context, { ...intent, purpose: 'exit' });

describe('the shape of an order', () => {
  const put = (strike: number, expiry = '2026-12-18') =>
    optionId({ root: 'SPY', expiry: day(expiry), strike, right: 'put' });
  const call = (strike: number) =>
    optionId({ root: 'SPY', expiry: day('2026-12-18'), strike, right: 'call' });
  const leg = (instrument: ReturnType<typeof put>, ratio: number, multiplier = 100) => ({
    instrument,
    ratio,
    multiplier,
  });
  const shape = (legs: Intent['legs'] & object, changes: Intent = {}) =>
    entry({}, { legs, limitTicks: -100, worstLossMicros: usd(500), ...changes });
  const undefinedRisk = (lossMicros: number | null) => [
    { code: 'not-defined-risk', lossMicros, statedMicros: usd(500) },
  ];

  it('must lose no more at its limit than it states', () => {
    const stated = { worstLossMicros: usd(449.99) };
    expect(entry({}, stated)).toEqual([
      { code: 'not-defined-risk', lossMicros: usd(450), statedMicros: usd(449.99) },
    ]);
    expect(entry({}, { worstLossMicros: usd(450) })).toEqual([]);
    expect(entry({}, { limitTicks: -49, worstLossMicros: usd(450) })).toHaveLength(1);
  });

  it('may be an iron condor', () => {
    const legs = [leg(put(655), -1), leg(put(650), 1), leg(call(670), -1), leg(call(675), 1)];
    expect(shape(legs, { limitTicks: -100, worstLossMicros: usd(400) })).toEqual([]);
  });

  it('may not be without bound, or of legs that do not end together', () => {
    expect(shape([leg(call(670), -1)])).toEqual(undefinedRisk(null));
    expect(shape([leg(call(670), -2), leg(call(665), 1)])).toEqual(undefinedRisk(null));
    expect(shape([leg(put(655, '2026-12-11'), 1), leg(put(655), -1)])).toEqual(undefinedRisk(null));
    expect(shape([leg(put(655), -1), leg(put(650), 1, 10)])).toEqual(undefinedRisk(null));
    expect(shape([leg(spotId('SPY'), 100, 1)])).toEqual(undefinedRisk(null));
    const future = leg(futureId('SPY', day('2026-12-16')), 1);
    expect(shape([future])).toEqual(undefinedRisk(null));
  });

  it('may not be a sold put whose bound is the whole strike', () => {
    expect(shape([leg(put(655), -1)])[0]).toMatchObject({ lossMicros: usd(65_400) });
  });

  it('of a covered call needs its shares', () => {
    const rules = rulesWith({ shape: 'covered-call' });
    const legs = [leg(call(670), -1)];
    const sold = { legs, limitTicks: -100 };
    expect(entry({ rules, freeShares: 100 }, sold)).toEqual([]);
    expect(entry({ rules, freeShares: 99 }, sold)).toEqual([
      { code: 'not-covered', shares: 99, needed: 100 },
    ]);
    const [refusal] = entry({ rules, freeShares: 400 }, {});
    expect(refusal).toMatchObject({ code: 'not-defined-risk', lossMicros: null });
  });

  it('that is hedged waits until its worst case can be computed', () => {
    const rules = rulesWith({ shape: rulesOf('spy-spx')?.shape ?? 'defined-risk' });
    expect(entry({ rules })).toEqual([{ code: 'shape-not-built', shape: 'hedged' }]);
  });
});

describe('the limit of an order', () => {
  it('is not worse than the market by more than the market is wide', () => {
    // Sold at 1.00 and bought at 1.10: natural 0.10, middle 0.00, so 0.20 and a tick.
    const worst = usd(600);
    const rules = rulesWith({ caps: { ...rulesWith().caps, worstMicros: worst } });
    const limit = (limitTicks: number, context: Context = {}) =>
      entry({ rules, ...context }, { limitTicks, worstLossMicros: worst });
    expect(limit(21)).toEqual([]);
    expect(limit(22)).toEqual([{ code: 'limit-off-market', limitTicks: 22, mostTicks: 21 }]);
    expect(exit({}, { limitTicks: 400 })).toEqual([]);
  });

  it('says nothing where a leg is not quoted', () => {
    const quote: GateContext['quote'] = (of) => (of === PUT_650 ? null : quoteOf(of));
    expect(entry({ quote }, { limitTicks: -40, worstLossMicros: usd(500) })).toEqual([
      { code: 'quote-missing', instrument: PUT_650 },
    ]);
  });
});
