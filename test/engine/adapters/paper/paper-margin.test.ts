import { describe, expect, it } from 'vitest';
import { marginOf, worthOf } from '../../../../src/engine/adapters/paper/margin.js';
import { optionId, spotId, type InstrumentId } from '../../../../src/engine/domain/instrument.js';
import { day } from '../../../../src/engine/domain/trading-day.js';
import { value } from '../../../contract/broker.js';
import { approved, PUT_650, PUT_655, ref, SPY, usd } from '../../../support/orders.js';
import { market, settle } from './paper-market.js';

const NEAR = day('2026-12-18');
const FAR = day('2027-01-15');
const spy = (strike: number, right: 'call' | 'put', expiry = NEAR) =>
  optionId({ root: 'SPY', expiry, strike, right });
const spx = (strike: number, right: 'call' | 'put') =>
  optionId({ root: 'SPXW', expiry: NEAR, strike, right });

type Held = readonly (readonly [InstrumentId, number])[];

/** Margin in dollars of holdings, at prices in dollars. */
function margin(held: Held, prices: Held = []): number {
  const byId = new Map(prices);
  const price = (id: InstrumentId) => {
    const at = byId.get(id);
    return at === undefined ? null : Math.round(at * 1e6);
  };
  return marginOf(new Map(held), price) / 1e6;
}

describe('the margin of', () => {
  it('nothing is nothing', () => {
    expect(margin([])).toBe(0);
  });

  it('shares is 15 % of their price, long or short, and nothing without one', () => {
    expect(margin([[SPY, 400]], [[SPY, 660]])).toBeCloseTo(0.15 * 400 * 660, 6);
    expect(margin([[SPY, -400]], [[SPY, 660]])).toBeCloseTo(0.15 * 400 * 660, 6);
    expect(margin([[SPY, 400]])).toBe(0);
  });

  it('a spread without prices is its width', () => {
    expect(
      margin([
        [PUT_655, -2],
        [PUT_650, 2],
      ]),
    ).toBe(1000);
  });

  it('a spread with prices is what it can still lose', () => {
    // Bought back at 0.55 now, 5.00 at the worst.
    const held: Held = [
      [PUT_655, -1],
      [PUT_650, 1],
    ];
    expect(
      margin(held, [
        [PUT_655, 1.535],
        [PUT_650, 0.985],
      ]),
    ).toBeCloseTo(445, 6);
  });

  it('a condor is the wider of its sides, not their sum', () => {
    const held: Held = [
      ...([
        [spx(6400, 'put'), 1],
        [spx(6410, 'put'), -1],
      ] as const),
      ...([
        [spx(6800, 'call'), -1],
        [spx(6825, 'call'), 1],
      ] as const),
    ];
    expect(margin(held)).toBe(2500);
  });

  it('a bought option is its price', () => {
    expect(margin([[spy(650, 'put'), 2]], [[spy(650, 'put'), 1.5]])).toBeCloseTo(300, 6);
  });

  it('a naked call is 20 % of the spot less what it is out of the money, at least 10 %', () => {
    // 0.2 × 660 − 20 = 112; far out, 0.1 × 660 = 66.
    expect(margin([[spy(680, 'call'), -1]], [[SPY, 660]])).toBeCloseTo(11_200, 6);
    expect(margin([[spy(780, 'call'), -1]], [[SPY, 660]])).toBeCloseTo(6600, 6);
  });

  it('a naked put is the same, with 10 % of its strike at least', () => {
    expect(margin([[spy(640, 'put'), -1]], [[SPY, 660]])).toBeCloseTo(11_200, 6);
    expect(margin([[spy(500, 'put'), -1]], [[SPY, 660]])).toBeCloseTo(5000, 6);
  });

  it('a naked option whose spot is unknown is taken at the money', () => {
    expect(margin([[spy(600, 'put'), -1]])).toBe(12_000);
  });

  it('a covered call is that of its shares', () => {
    const shares = 0.15 * 200 * 660;
    const held: Held = [
      [SPY, 200],
      [spy(680, 'call'), -2],
    ];
    expect(margin(held, [[SPY, 660]])).toBeCloseTo(shares, 6);
    const more: Held = [
      [SPY, 200],
      [spy(680, 'call'), -3],
    ];
    expect(margin(more, [[SPY, 660]])).toBeCloseTo(shares + 11_200, 6);
    const both: Held = [
      [SPY, 100],
      [spy(680, 'call'), -1],
      [spy(680, 'call', FAR), -1],
    ];
    expect(margin(both, [[SPY, 660]])).toBeCloseTo(shares / 2 + 11_200, 6);
  });

  it('a short option is not covered by a long one that expires later', () => {
    const held: Held = [
      [spy(640, 'put'), -1],
      [spy(640, 'put', FAR), 1],
    ];
    expect(
      margin(held, [
        [SPY, 660],
        [spy(640, 'put', FAR), 9],
      ]),
    ).toBeCloseTo(11_200 + 900, 6);
  });

  it('two underlyings is their sum: index puts cover no share puts', () => {
    const held: Held = [
      [spy(640, 'put'), -1],
      [spx(6400, 'put'), 1],
    ];
    expect(
      margin(held, [
        [SPY, 660],
        [spotId('SPX'), 6600],
      ]),
    ).toBeCloseTo(11_200, 6);
  });

  it('never counts an unknown price as worth', () => {
    const worth = worthOf(new Map([[SPY, 3]]), () => null);
    expect(worth).toEqual({ micros: 0, known: false });
  });
});

describe('the paper account', () => {
  const naked = [{ instrument: PUT_655, ratio: -1, multiplier: 100 }];
  const long = [{ instrument: PUT_650, ratio: 1, multiplier: 100 }];

  async function opened(cashUsd: number, shares = 0) {
    const made = market({ cashUsd, spy: shares });
    made.set(SPY, { bid: 659.9, ask: 660.1 });
    await made.listen();
    return made;
  }

  it('says its worth at the middles and the margin of what is held and what works', async () => {
    const { broker, quote } = await opened(10_000, 100);
    const before = await value(broker.account());
    expect(before.netLiquidationMicros).toBe(usd(10_000 + 66_000));
    expect(before.marginMicros).toBe(usd(0.15 * 66_000));
    await broker.place(approved({ limitTicks: -53 }));
    const working = await value(broker.account());
    expect(working.marginMicros).toBe(usd(0.15 * 66_000 + 445));
    quote({ short: { bid: 1.53, ask: 1.54 } });
    await settle();
    const held = await value(broker.account());
    // Sold at 0.53 and bought back at the middles of 1.535 and 0.985; two contracts' fees of 0.6500005.
    expect(held.netLiquidationMicros).toBe(usd(76_000 + 53 - 55) - 2 * 650_001);
    expect(held.marginMicros).toBe(usd(0.15 * 66_000 + 445));
  });

  it('has no worth while a holding has no price', async () => {
    const { broker, listen } = market();
    await listen();
    expect((await value(broker.account())).netLiquidationMicros).toBeNull();
  });

  it('says beforehand what an order binds, and binds that', async () => {
    const { broker } = await opened(10_000);
    const order = approved({ limitTicks: -52, quantity: 2 });
    const { marginBeforeMicros, marginAfterMicros } = await value(broker.whatIf(order));
    expect([marginBeforeMicros, marginAfterMicros]).toEqual([0, usd(890)]);
    await broker.place(order);
    expect((await value(broker.account())).marginMicros).toBe(marginAfterMicros);
  });

  it('refuses what it has no margin for, and takes it with a little more', async () => {
    const poor = await opened(440);
    expect(await poor.broker.place(approved({}))).toMatchObject({
      error: { code: 'refused', reason: expect.stringMatching(/^margin 445\.00 needed/) as string },
    });
    const enough = await opened(460);
    expect(await enough.broker.place(approved({}))).toMatchObject({ ok: true });
  });

  it('refuses a second order that the first has left no margin for', async () => {
    const { broker } = await opened(600);
    await broker.place(approved({ ref: ref('a.1'), limitTicks: -53 }));
    expect(await broker.place(approved({ ref: ref('b.1'), limitTicks: -53 }))).toMatchObject({
      error: { code: 'refused' },
    });
    await broker.cancel(ref('a.1'));
    expect(await broker.place(approved({ ref: ref('c.1'), limitTicks: -53 }))).toMatchObject({
      ok: true,
    });
  });

  it('refuses a naked put that it cannot carry, and shares without the cash', async () => {
    const { broker } = await opened(5000);
    expect(await broker.whatIf(approved({ legs: naked, limitTicks: -150 }))).toMatchObject({
      error: { code: 'refused' },
    });
    const legs = [{ instrument: SPY, ratio: 1, multiplier: 1 }];
    const shares = approved({ legs, quantity: 10, limitTicks: 66_010 });
    expect(await broker.whatIf(shares)).toMatchObject({
      error: { reason: expect.stringMatching(/^cash: 1601\.05 short/) as string },
    });
  });

  it('never refuses a way out for want of money', async () => {
    const { broker, quote } = await opened(460);
    await broker.place(approved({ ref: ref('in.1'), limitTicks: -52 }));
    // The spread is at its worst: 5.00 to buy back, more than there is.
    quote({ short: { bid: 9, ask: 9.1 }, long: { bid: 4, ask: 4.1 } });
    const legs = [
      { instrument: PUT_655, ratio: 1, multiplier: 100 },
      { instrument: PUT_650, ratio: -1, multiplier: 100 },
    ];
    const out = approved({ ref: ref('out.1'), legs, limitTicks: 510 });
    expect(await broker.place(out)).toMatchObject({ ok: true });
    expect(await value(broker.positions())).toEqual([]);
  });

  it('lets an order that would free margin free none while it works', async () => {
    const { broker, quote } = await opened(700);
    await broker.place(approved({ ref: ref('a.1'), limitTicks: -52 }));
    quote({});
    const sell = approved({
      ref: ref('out.1'),
      legs: long.map((l) => ({ ...l, ratio: -1 })),
      limitTicks: -500,
    });
    // Selling the bought leg alone would leave a naked put.
    expect(await broker.place(sell)).toMatchObject({ error: { code: 'refused' } });
    const close = approved({
      ref: ref('out.2'),
      legs: [
        { instrument: PUT_655, ratio: 1, multiplier: 100 },
        { instrument: PUT_650, ratio: -1, multiplier: 100 },
      ],
      limitTicks: 1,
    });
    expect(await broker.place(close)).toMatchObject({ ok: true });
    expect((await value(broker.account())).marginMicros).toBe(usd(445));
  });
});
