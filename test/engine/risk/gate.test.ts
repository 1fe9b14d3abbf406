import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InstrumentId } from '../../../src/engine/domain/instrument.js';
import type { OrderIntent } from '../../../src/engine/domain/order.js';
import type { Quote } from '../../../src/engine/domain/quote.js';
import { approve, type GateContext } from '../../../src/engine/risk/gate.js';
import {
  gateContext,
  NOW_MS,
  PUT_650,
  PUT_655,
  quoteOf,
  spreadIntent,
  usd,
} from '../../support/orders.js';

function codes(intent: Partial<OrderIntent>, context: Partial<GateContext> = {}): string[] {
  const result = approve(spreadIntent(intent), gateContext(context));
  return result.ok ? [] : result.error.map((refusal) => refusal.code);
}

/** The 655 put is quoted so; the other is as ever. */
function quoted(changes: Partial<Quote> | null): Partial<GateContext> {
  return {
    quote: (instrument) => {
      if (instrument !== PUT_655) return quoteOf(instrument);
      return changes && quoteOf(instrument, changes);
    },
  };
}

describe('the risk gate', () => {
  it('lets a sound entry through, unchanged and sealed', () => {
    const intent = spreadIntent();
    const result = approve(intent, gateContext());
    expect(result).toEqual({ ok: true, value: intent });
    expect(result.ok && Object.isFrozen(result.value) && Object.isFrozen(result.value.legs)).toBe(
      true,
    );
    expect(result.ok && result.value.legs.every(Object.isFrozen)).toBe(true);
    expect(result.ok && result.value !== (intent as unknown)).toBe(true);
  });

  it('lists every reason, not just the first', () => {
    const found = codes(
      { quantity: 0, plannedLossMicros: usd(51), worstLossMicros: usd(501) },
      {
        state: 'halted',
        dayLossMicros: usd(120),
        openWorstMicros: usd(1200),
        quote: (instrument) =>
          instrument === PUT_650 ? null : quoteOf(instrument, { atMs: 0, delayMs: 900_000 }),
      },
    );
    expect(found).toEqual([
      'bad-quantity',
      'trading-halted',
      'planned-loss',
      'worst-loss',
      'day-loss',
      'open-worst',
      'quote-stale',
      'quote-delayed',
      'quote-missing',
    ]);
  });

  it.each([
    ['halted', ['trading-halted']],
    ['reducing', ['trading-reducing']],
    ['active', []],
  ] as const)('takes an entry while %s as it should, and an exit always', (state, expected) => {
    expect(codes({}, { state })).toEqual(expected);
    expect(codes({ purpose: 'exit' }, { state })).toEqual([]);
  });

  it('never refuses an exit for a cap', () => {
    const spent = { dayLossMicros: usd(9999), openWorstMicros: usd(9999) };
    const large = { plannedLossMicros: usd(9999), worstLossMicros: usd(9999) };
    expect(codes({ purpose: 'exit', ...large }, spent)).toEqual([]);
  });

  it.each([
    ['none at all', null, 'quote-missing'],
    ['no bid for a leg that is sold', { bid: null }, 'quote-missing'],
    ['an age beyond the limit', { atMs: NOW_MS - 5001 }, 'quote-stale'],
    ['an instant that is no number', { atMs: Number.NaN }, 'quote-stale'],
    ['a source that is late by its own word', { delayMs: 1 }, 'quote-delayed'],
  ])('refuses entries and exits for a quote with %s', (...[, changes, code]) => {
    expect(codes({}, quoted(changes))).toContain(code);
    expect(codes({ purpose: 'exit' }, quoted(changes))).toContain(code);
  });

  it('gives the numbers of a stale quote', () => {
    const result = approve(spreadIntent(), gateContext(quoted({ atMs: NOW_MS - 9000 })));
    expect(!result.ok && result.error).toEqual([
      { code: 'quote-stale', instrument: PUT_655, ageMs: 9000, limitMs: 5000 },
    ]);
  });

  it('does not mind the side that a leg does not trade at', () => {
    expect(codes({}, quoted({ ask: null, bid: 0 }))).toEqual([]);
  });

  it.each([
    ['planned loss', { plannedLossMicros: usd(50) }, {}, []],
    ['planned loss', { plannedLossMicros: usd(50) + 1 }, {}, ['planned-loss']],
    ['worst case', { worstLossMicros: usd(500) }, {}, []],
    ['worst case', { worstLossMicros: usd(500) + 1 }, {}, ['worst-loss']],
    ['day’s loss', {}, { dayLossMicros: usd(105) }, []],
    ['day’s loss', {}, { dayLossMicros: usd(105) + 1 }, ['day-loss']],
    [
      'day’s loss at its cap',
      { plannedLossMicros: 0 },
      { dayLossMicros: usd(150) },
      ['day-loss-reached'],
    ],
    ['open worst cases', {}, { openWorstMicros: usd(1050) }, []],
    ['open worst cases', {}, { openWorstMicros: usd(1050) + 1 }, ['open-worst']],
    [
      'a loss that is no number',
      { plannedLossMicros: 0 },
      { openWorstMicros: Number.NaN },
      ['open-worst'],
    ],
  ])('binds at the last micro-dollar: %s', (...[, intent, context, expected]) => {
    expect(codes(intent as Partial<OrderIntent>, context as Partial<GateContext>)).toEqual(
      expected,
    );
  });

  it.each([0, -1, 1.5, Number.NaN, Infinity])('refuses a quantity of %s', (quantity) => {
    expect(codes({ quantity })).toContain('bad-quantity');
    expect(codes({ quantity, purpose: 'exit' })).toEqual(['bad-quantity']);
  });

  it.each<[string, Partial<OrderIntent>]>([
    ['no legs', { legs: [] }],
    ['a leg of nothing', { legs: [{ instrument: PUT_655, ratio: 0, multiplier: 100 }] }],
    ['a negative loss', { worstLossMicros: usd(-1) }],
    ['a limit between ticks', { limitTicks: 0.5 }],
    ['a leg named twice', { legs: [...spreadIntent().legs, ...spreadIntent().legs] }],
  ])('an intent with %s is a bug and throws', (_what, changes) => {
    expect(() => approve(spreadIntent(changes), gateContext())).toThrow('sound');
  });

  it('never approves an entry that breaks a cap', () => {
    const micros = fc.integer({ min: 0, max: 2_000_000_000 });
    fc.assert(
      fc.property(micros, micros, micros, micros, (...[planned, worst, dayLoss, open]) => {
        const intent = { plannedLossMicros: planned, worstLossMicros: worst };
        const context = { dayLossMicros: dayLoss, openWorstMicros: open };
        const passed =
          codes(intent as Partial<OrderIntent>, context as Partial<GateContext>).length === 0;
        const within =
          planned <= 50e6 &&
          worst >= 450e6 && // what the legs can lose
          worst <= 500e6 &&
          dayLoss < 150e6 &&
          dayLoss + planned <= 150e6 &&
          open + worst <= 1500e6;
        expect(passed).toBe(within);
      }),
    );
  });
});

describe('an exit', () => {
  const exit = spreadIntent({ purpose: 'exit', quantity: 2 });

  it('only takes away from what its position holds', () => {
    const held = (instrument: InstrumentId) => (instrument === PUT_655 ? 2 : -2);
    expect(approve(exit, gateContext({ held })).ok).toBe(true);
  });

  it.each<[string, number, number]>([
    ['after another has closed it', 0, 0],
    ['of more than is held', 1, -1],
    ['that would add to it', -2, 2],
  ])('is refused %s', (_what, long, short) => {
    const held = (instrument: InstrumentId) => (instrument === PUT_655 ? long : short);
    const said = codes({ purpose: 'exit', quantity: 2 }, { held });
    expect(said).toEqual(['more-than-held', 'more-than-held']);
  });
});
