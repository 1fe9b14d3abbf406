import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPaperBroker } from '../../../../src/engine/adapters/paper/paper-broker.js';
import type { InstrumentId } from '../../../../src/engine/domain/instrument.js';
import type { Fill, OrderReport } from '../../../../src/engine/domain/order.js';
import type { Quote } from '../../../../src/engine/domain/quote.js';
import { brokerContract } from '../../../contract/broker.js';
import { ManualClock } from '../../../support/manual-clock.js';
import {
  approved,
  NOW_MS,
  PUT_650,
  PUT_655,
  quoteOf,
  ref,
  SPY,
  usd,
} from '../../../support/orders.js';

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

/** The spread's credit at these quotes, sold at the bid and bought at the ask: 1.52 − 1.00 = 0.52. */
function market() {
  const clock = new ManualClock(NOW_MS);
  const quotes = new Map<InstrumentId, Quote>();
  const set = (instrument: InstrumentId, changes: Partial<Quote>) => {
    quotes.set(instrument, quoteOf(instrument, { atMs: clock.nowMs(), ...changes }));
  };
  set(PUT_655, { bid: 1.52, ask: 1.55 });
  set(PUT_650, { bid: 0.97, ask: 1 });
  const broker = createPaperBroker({
    quote: (instrument) => quotes.get(instrument) ?? null,
    clock,
    cashMicros: usd(1_000_000),
    positions: [{ instrument: SPY, quantity: 400 }],
    feeMicrosPerContract: 650_000.5,
  });
  const heard: { reports: OrderReport[]; fills: Fill[] } = { reports: [], fills: [] };
  const listen = async () => {
    await broker.start();
    broker.subscribe({
      report: (report) => heard.reports.push(report),
      fill: (fill) => heard.fills.push(fill),
    });
  };
  /** A new look at the market, a second later. */
  const quote = (changes: Partial<Record<'short' | 'long', Partial<Quote>>>) => {
    clock.advance(1000);
    if (changes.short) set(PUT_655, { bid: 1.52, ask: 1.55, ...changes.short });
    if (changes.long) set(PUT_650, { bid: 0.97, ask: 1, ...changes.long });
    broker.onQuote();
  };
  const cash = async () => {
    const account = await broker.account();
    return account.ok ? account.value.cashMicros : Number.NaN;
  };
  return { broker, clock, quote, set, heard, listen, cash };
}

describe('the paper broker as any broker', () => {
  brokerContract(() => {
    const { broker, quote } = market();
    return {
      broker,
      marketable: (text) => approved({ ref: ref(text), quantity: 2, limitTicks: -52 }),
      resting: (text) => approved({ ref: ref(text), quantity: 2, limitTicks: -53 }),
      reach: () => quote({ short: { bid: 1.53 } }),
      settle,
    };
  });
});

describe('the paper broker', () => {
  it('fills each leg at its quoted side, never better than quoted, although the limit is worse', async () => {
    const { broker, heard, listen, cash } = market();
    await listen();
    await broker.place(approved({ limitTicks: -40, quantity: 3 }));
    await settle();
    expect(heard.fills.map(({ quantity, priceMicros }) => [quantity, priceMicros])).toEqual([
      [-3, usd(1.52)],
      [3, usd(1)],
    ]);
    // 3 contracts at 650,000.5 micro-dollars, rounded up.
    expect(heard.fills.map((fill) => fill.feeMicros)).toEqual([1_950_002, 1_950_002]);
    expect(await cash()).toBe(usd(1_000_000) + usd(0.52 * 300) - 2 * 1_950_002);
  });

  it('rounds a price between micro-dollars against us', async () => {
    const { broker, set, heard, listen } = market();
    await listen();
    set(PUT_655, { bid: 1.5200004, ask: 1.6 });
    set(PUT_650, { bid: 0.9, ask: 1.0000004 });
    await broker.place(approved({ limitTicks: -50 }));
    await settle();
    expect(heard.fills.map((fill) => fill.priceMicros)).toEqual([1_520_000, 1_000_001]);
  });

  it('fills by the displayed size, once a quote, in whole units', async () => {
    const { broker, quote, heard, listen } = market();
    await listen();
    quote({ short: { bidSize: 3 }, long: { askSize: 2 } });
    await broker.place(approved({ quantity: 5 }));
    broker.onQuote();
    await settle();
    expect(heard.reports.at(-1)).toMatchObject({ state: 'partly-filled', filledQuantity: 2 });
    quote({ long: { askSize: 9 } });
    await settle();
    // One of the short leg's three is left.
    expect(heard.reports.at(-1)).toMatchObject({ filledQuantity: 3, remainingQuantity: 2 });
    quote({ short: { bidSize: 9 } });
    await settle();
    expect(heard.reports.at(-1)).toMatchObject({ state: 'filled', filledQuantity: 5 });
  });

  it('gives the displayed size to the order that came first', async () => {
    const { broker, quote, heard, listen } = market();
    await listen();
    await broker.place(approved({ ref: ref('first.1'), quantity: 2, limitTicks: -53 }));
    await broker.place(approved({ ref: ref('second.1'), quantity: 2, limitTicks: -53 }));
    quote({ short: { bid: 1.6, bidSize: 3 } });
    await settle();
    const filled = new Map(heard.reports.map((report) => [report.ref, report.filledQuantity]));
    expect([...filled]).toEqual([
      ['first.1', 2],
      ['second.1', 1],
    ]);
  });

  it.each<[string, Partial<Quote>]>([
    ['delayed', { delayMs: 900_000 }],
    ['without a bid', { bid: null }],
    ['with a bid of nothing', { bid: 0 }],
    ['without a size', { bidSize: null }],
  ])('fills nothing against a quote that is %s', async (_what, changes) => {
    const { broker, quote, heard, listen } = market();
    await listen();
    quote({ short: changes });
    await broker.place(approved({ limitTicks: 500 }));
    await settle();
    expect(heard.fills).toEqual([]);
    expect(heard.reports.at(-1)?.state).toBe('working');
  });

  it('buys shares with a limit in dollars a share', async () => {
    const { broker, set, heard, listen, cash } = market();
    await listen();
    set(SPY, { bid: 659.9, ask: 660, askSize: 1000 });
    const legs = [{ instrument: SPY, ratio: 1, multiplier: 1 }];
    await broker.place(approved({ ref: ref('low.1'), legs, quantity: 10, limitTicks: 65_999 }));
    await broker.place(approved({ ref: ref('at.1'), legs, quantity: 10, limitTicks: 66_000 }));
    await settle();
    expect(heard.fills.map((fill) => fill.ref)).toEqual(['at.1']);
    expect(await cash()).toBe(usd(1_000_000) - usd(6600) - 50_000);
    expect(await broker.positions()).toEqual({
      ok: true,
      value: [{ instrument: SPY, quantity: 410 }],
    });
  });

  it('keeps the rest of a cancelled order from filling', async () => {
    const { broker, quote, heard, listen } = market();
    await listen();
    quote({ short: { bidSize: 1 } });
    await broker.place(approved({ quantity: 4 }));
    await broker.cancel(ref('intent.1'));
    quote({ short: { bidSize: 50 } });
    await settle();
    expect(heard.reports.at(-1)).toMatchObject({
      state: 'cancelled',
      filledQuantity: 1,
      remainingQuantity: 0,
    });
  });
});

type Act =
  | {
      readonly kind: 'place';
      readonly ref: number;
      readonly quantity: number;
      readonly limit: number;
    }
  | { readonly kind: 'cancel'; readonly ref: number }
  | { readonly kind: 'quote'; readonly bid: number; readonly size: number };

const acts: fc.Arbitrary<Act> = fc.oneof(
  fc.record({
    kind: fc.constant('place' as const),
    ref: fc.integer({ min: 0, max: 5 }),
    quantity: fc.integer({ min: 1, max: 6 }),
    limit: fc.integer({ min: -70, max: -40 }),
  }),
  fc.record({ kind: fc.constant('cancel' as const), ref: fc.integer({ min: 0, max: 5 }) }),
  fc.record({
    kind: fc.constant('quote' as const),
    bid: fc.integer({ min: 130, max: 180 }),
    size: fc.integer({ min: 0, max: 8 }),
  }),
);

describe('any sequence of orders, cancels and quotes', () => {
  it('never fills more than the quantity, better than the limit, or a reference twice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(acts, { maxLength: 40 }), async (sequence) => {
        const { broker, quote, heard, listen } = market();
        await listen();
        const accepted = new Map<string, { quantity: number; limit: number }>();
        for (const act of sequence) {
          if (act.kind === 'quote') quote({ short: { bid: act.bid / 100, bidSize: act.size } });
          else if (act.kind === 'cancel') await broker.cancel(ref(`r${act.ref}.1`));
          else {
            const text = `r${act.ref}.1`;
            const { quantity, limit: limitTicks } = act;
            const placed = await broker.place(approved({ ref: ref(text), quantity, limitTicks }));
            expect(placed.ok).toBe(!accepted.has(text));
            if (placed.ok) accepted.set(text, { quantity, limit: limitTicks });
          }
        }
        await settle();
        for (const [text, { quantity, limit }] of accepted) {
          const own = heard.fills.filter((fill) => fill.ref === text);
          const sold = own.filter((fill) => fill.instrument === PUT_655);
          const bought = own.filter((fill) => fill.instrument === PUT_650);
          const count = bought.reduce((sum, fill) => sum + fill.quantity, 0);
          expect(count).toBeLessThanOrEqual(quantity);
          expect(sold.reduce((sum, fill) => sum + fill.quantity, 0)).toBe(0 - count);
          const costMicros = own.reduce((sum, fill) => sum + fill.quantity * fill.priceMicros, 0);
          expect(costMicros).toBeLessThanOrEqual(count * limit * 10_000);
          const last = heard.reports.findLast((report) => report.ref === text);
          expect(last?.filledQuantity).toBe(count);
        }
        expect(new Set(heard.fills.map((fill) => fill.fillId)).size).toBe(heard.fills.length);
        await broker.stop();
      }),
    );
  });
});
