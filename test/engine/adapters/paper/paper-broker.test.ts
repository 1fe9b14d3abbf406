import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Quote } from '../../../../src/engine/domain/quote.js';
import type { PaperFault } from '../../../../src/engine/adapters/paper/paper-broker.js';
import type { Cancel } from '../../../../src/engine/ports/clock.js';
import { brokerFaultContract } from '../../../contract/broker-faults.js';
import { brokerContract } from '../../../contract/broker.js';
import { approved, PUT_650, PUT_655, ref, SPY, usd } from '../../../support/orders.js';
import { acts, DEADLINE_MS, market, play, settle } from './paper-market.js';

/** How long the late fill is late, and longer than any deadline of the rig. */
const LATE_MS = 700;
const LONGER_MS = DEADLINE_MS + 1;

function rig() {
  const made = market();
  const { broker, quote, clock, wall } = made;
  const pass = async () => {
    await settle();
    wall.advance(LONGER_MS);
    clock.advance(LATE_MS);
    await settle();
  };
  return {
    ...made,
    broker,
    marketable: (text: string) => approved({ ref: ref(text), quantity: 2, limitTicks: -52 }),
    resting: (text: string) => approved({ ref: ref(text), quantity: 2, limitTicks: -53 }),
    reach: () => {
      quote({ short: { bid: 1.53 }, long: {} });
    },
    settle,
    pass,
  };
}

describe('the paper broker as any broker', () => {
  brokerContract(rig);
});

describe('the paper broker that says everything twice, as any broker', () => {
  brokerContract(() => {
    const made = rig();
    made.broker.fault({ kind: 'duplicate' });
    return made;
  });
});

describe('the paper broker that tells late, as any broker', () => {
  brokerContract(() => {
    const made = rig();
    made.broker.fault({ kind: 'late-fill', delayMs: LATE_MS });
    return { ...made, settle: made.pass };
  });
});

describe('the paper broker that fills a unit a quote, as any broker', () => {
  brokerContract(() => {
    const made = rig();
    made.broker.fault({ kind: 'partial', units: 1 });
    let again: Parameters<typeof made.quote>[0] = { short: {}, long: {} };
    const reach = () => {
      again = { short: { bid: 1.53 }, long: {} };
      made.quote(again);
    };
    const more = async () => {
      made.quote(again);
      await settle();
    };
    return { ...made, reach, settle: more };
  });
});

describe.each<PaperFault>([
  { kind: 'silence', fate: 'accepted' },
  { kind: 'silence', fate: 'lost' },
  { kind: 'late-fill', delayMs: LATE_MS },
  { kind: 'duplicate' },
  { kind: 'reject', reason: 'not today', when: 'at-once' },
  { kind: 'reject', reason: 'not today', when: 'later' },
  { kind: 'disconnect' },
  { kind: 'partial', units: 1 },
  { kind: 'cancel-lost' },
])('the paper broker during %o', (fault) => {
  brokerFaultContract(() => {
    const made = rig();
    let end: Cancel = () => undefined;
    return {
      ...made,
      begin: () => {
        end = made.broker.fault(fault);
      },
      end: () => {
        end();
      },
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

  it('gives a sold leg that nobody bids for away with its combination, and not alone', async () => {
    const { broker, quote, heard, listen } = market();
    await listen();
    quote({ short: { bid: 0, bidSize: 0 } });
    const [sold] = approved().legs;
    if (!sold) throw new Error('no legs');
    await broker.place(approved({ ref: ref('alone.1'), legs: [sold], limitTicks: 0 }));
    await broker.place(approved({ ref: ref('both.1'), limitTicks: 500 }));
    await settle();
    expect(heard.fills.map(({ ref: of }) => of)).toEqual(['both.1', 'both.1']);
    const away = heard.fills.find(({ instrument }) => instrument === sold.instrument);
    expect(away?.priceMicros).toBe(0);
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

describe('any sequence of orders, cancels and quotes', () => {
  it('never fills more than the quantity, better than the limit, or a reference twice', async () => {
    await fc.assert(fc.asyncProperty(fc.array(acts, { maxLength: 40 }), play));
  });
});
