import { describe, expect, it } from 'vitest';
import { settlementPrices } from '../../../../src/engine/adapters/paper/paper-broker.js';
import type { DailyBar } from '../../../../src/engine/domain/bar.js';
import { seriesId } from '../../../../src/engine/domain/bar.js';
import { optionId, spotId, type InstrumentId } from '../../../../src/engine/domain/instrument.js';
import { newYorkInstant, type TimeOfDay } from '../../../../src/engine/domain/new-york.js';
import { day } from '../../../../src/engine/domain/trading-day.js';
import { value } from '../../../contract/broker.js';
import { approved, quoteOf, ref, SPY, usd } from '../../../support/orders.js';
import { market, settle, type MarketNeeds } from './paper-market.js';

/** Thursday and Friday; the monthly index class settles on the Friday's opening. */
const THURSDAY = day('2026-11-19');
const FRIDAY = day('2026-11-20');
const at = (of: typeof FRIDAY, time: TimeOfDay) => newYorkInstant(of, time);
const listed = (expiry: typeof FRIDAY) => (root: string, strike: number, right: 'call' | 'put') =>
  optionId({ root, expiry, strike, right });
const option = listed(FRIDAY);

/** An account that holds these contracts, on Friday at 10:00 unless told. */
async function holding(
  held: readonly (readonly [InstrumentId, number])[],
  needs: MarketNeeds = {},
) {
  const made = market({ startAtMs: at(FRIDAY, '10:00'), spy: 0, ...needs });
  await made.listen();
  const before = await made.cash();
  for (const [i, [id, quantity]] of held.entries()) {
    made.set(id, { bid: 1, ask: 1, bidSize: 100, askSize: 100 });
    const multiplier = id.includes('/') ? 100 : 1;
    const legs = [{ instrument: id, ratio: Math.sign(quantity), multiplier }];
    const order = approved({
      ref: ref(`seed${i}.1`),
      legs,
      quantity: Math.abs(quantity),
      limitTicks: Math.sign(quantity) * 100,
    });
    expect(await made.broker.place(order)).toMatchObject({ ok: true });
  }
  await settle();
  const cashUsed = before - (await made.cash());
  const until = (of: typeof FRIDAY, time: TimeOfDay) => {
    made.clock.advance(at(of, time) - made.clock.nowMs());
  };
  return { ...made, cashBefore: before - cashUsed, until };
}

describe('at its expiry', () => {
  it('an index option pays what it is worth at the close, in cash, both ways', async () => {
    const LONG = option('SPXW', 6600, 'call');
    const SHORT = option('SPXW', 6640, 'put');
    const OUT = option('SPXW', 6500, 'put');
    const { broker, settles, until, heard, cash, cashBefore } = await holding([
      [LONG, 2],
      [SHORT, -1],
      [OUT, -3],
    ]);
    settles.set(`SPXW/${FRIDAY}`, 6612.345);
    until(FRIDAY, '15:59');
    expect(heard.settled).toEqual([]);
    until(FRIDAY, '16:00');
    await settle();
    expect(heard.settled).toMatchObject([
      { kind: 'cash-settled', instrument: LONG, quantity: 2, worthMicros: 12_345_000 },
      { kind: 'cash-settled', instrument: SHORT, quantity: -1, worthMicros: 27_655_000 },
      { kind: 'expired', instrument: OUT, quantity: -3, worthMicros: 0 },
    ]);
    expect(await cash()).toBe(cashBefore + usd(200 * 12.345) - usd(100 * 27.655));
    expect(await value(broker.positions())).toEqual([]);
    expect(await value(broker.settlements())).toEqual(heard.settled);
  });

  it('rounds a price between micro-dollars against whoever asks: us', async () => {
    const LONG = option('SPXW', 6600, 'call');
    const SHORT = option('SPXW', 6700, 'call');
    const { settles, until, heard } = await holding([
      [LONG, 1],
      [SHORT, -1],
    ]);
    settles.set(`SPXW/${FRIDAY}`, 6701.0000004);
    until(FRIDAY, '16:00');
    await settle();
    expect(heard.settled.map(({ worthMicros }) => worthMicros)).toEqual([101_000_000, 1_000_001]);
  });

  it('the monthly index class settles at the opening of its day', async () => {
    const AM = option('SPX', 6600, 'put');
    const { settles, until, heard } = await holding([[AM, -1]], {
      startAtMs: at(THURSDAY, '15:00'),
    });
    settles.set(`SPX/${FRIDAY}`, 6590);
    until(FRIDAY, '9:29');
    expect(heard.settled).toEqual([]);
    until(FRIDAY, '9:30');
    await settle();
    expect(heard.settled).toMatchObject([{ kind: 'cash-settled', worthMicros: usd(10) }]);
  });

  it('an early close ends the day early', async () => {
    const EARLY = day('2026-11-27');
    const { settles, until, heard } = await holding([[listed(EARLY)('SPXW', 6600, 'put'), -1]], {
      startAtMs: at(EARLY, '10:00'),
    });
    settles.set(`SPXW/${EARLY}`, 6700);
    until(EARLY, '13:00');
    await settle();
    expect(heard.settled).toMatchObject([{ kind: 'expired' }]);
  });

  it('options on shares deliver shares from a cent in the money, and expire below', async () => {
    const CALL = option('SPY', 650, 'call');
    const PUT = option('SPY', 650.02, 'put');
    const TOO_LITTLE = option('SPY', 650.005, 'call');
    const { broker, settles, until, heard, cash, cashBefore } = await holding([
      [CALL, 2],
      [PUT, -1],
      [TOO_LITTLE, 1],
    ]);
    settles.set(`SPY/${FRIDAY}`, 650.01);
    until(FRIDAY, '16:00');
    await settle();
    expect(heard.settled).toMatchObject([
      { kind: 'exercised', worthMicros: 10_000, delivered: { instrument: SPY, quantity: 200 } },
      { kind: 'assigned', worthMicros: 10_000, delivered: { quantity: 100 } },
      { kind: 'expired', worthMicros: 0, delivered: null },
    ]);
    expect(heard.settled[1]?.delivered?.priceMicros).toBe(usd(650.02));
    expect(await value(broker.positions())).toEqual([{ instrument: SPY, quantity: 300 }]);
    expect(await cash()).toBe(cashBefore - usd(200 * 650) - usd(100 * 650.02));
  });

  it('a short call takes the shares away at its strike', async () => {
    const { broker, settles, until, cash, cashBefore } = await holding(
      [[option('SPY', 650, 'call'), -1]],
      { spy: 400 },
    );
    settles.set(`SPY/${FRIDAY}`, 660);
    until(FRIDAY, '16:00');
    expect(await value(broker.positions())).toEqual([{ instrument: SPY, quantity: 300 }]);
    expect(await cash()).toBe(cashBefore + usd(65_000));
  });

  it('waits for its price, asks again, and never guesses', async () => {
    const { settles, until, heard, broker, clock } = await holding([
      [option('SPXW', 6600, 'put'), -1],
    ]);
    until(FRIDAY, '17:00');
    await settle();
    expect(heard.settled).toEqual([]);
    expect(await value(broker.positions())).toHaveLength(1);
    settles.set(`SPXW/${FRIDAY}`, 6595);
    clock.advance(30_000);
    await settle();
    expect(heard.settled).toMatchObject([{ worthMicros: usd(5) }]);
  });

  it('asks again as soon as the market says something', async () => {
    const { settles, until, heard, broker } = await holding([[option('SPXW', 6600, 'put'), -1]]);
    until(FRIDAY, '16:00');
    settles.set(`SPXW/${FRIDAY}`, 6595);
    broker.onQuote();
    broker.onQuote();
    await settle();
    expect(heard.settled).toHaveLength(1);
  });

  it('ends the orders that still work', async () => {
    const PUT = option('SPXW', 6600, 'put');
    const { broker, set, until, heard } = await holding([]);
    set(PUT, { bid: 1, ask: 2 });
    const legs = [{ instrument: PUT, ratio: 1, multiplier: 100 }];
    await broker.place(approved({ legs, limitTicks: 50 }));
    until(FRIDAY, '16:00');
    await settle();
    expect(heard.reports.at(-1)).toMatchObject({
      state: 'cancelled',
      reason: 'expired',
      remainingQuantity: 0,
    });
  });

  it('settles at the next start what ended while the broker was stopped, once', async () => {
    const { broker, settles, clock, heard, restart } = await holding([
      [option('SPXW', 6600, 'put'), -1],
    ]);
    await broker.stop();
    clock.advance(72 * 3_600_000);
    settles.set(`SPXW/${FRIDAY}`, 6595);
    await restart();
    await settle();
    expect(heard.settled).toHaveLength(1);
    const again = await restart();
    await settle();
    expect(heard.settled).toHaveLength(1);
    expect(await value(again.settlements())).toHaveLength(1);
  });
});

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

  it('nothing is assigned out of the money, or without today’s prices', async () => {
    const out = listed(NEXT)('SPY', 640, 'put');
    expect((await closing(out, 0.05)).heard.settled).toEqual([]);
    const unseen = await holding([[PUT, -1]]);
    unseen.until(FRIDAY, '16:00');
    await settle();
    expect(unseen.heard.settled).toEqual([]);
  });

  it('an index option is European: nobody assigns it early', async () => {
    expect((await closing(listed(NEXT)('SPXW', 7000, 'put'), 350)).heard.settled).toEqual([]);
  });
});

describe('the settlement price read from the market', () => {
  const SPX = spotId('SPX');
  const close = at(FRIDAY, '16:00');
  const bar = { series: seriesId('SPX'), day: FRIDAY, open: 6500, close: 6550 } as DailyBar;
  const read = (root: string, of: { atMs?: number; delayMs?: number; bars?: DailyBar[] }) => {
    const { atMs, delayMs = 0, bars = [] } = of;
    const index = { bid: null, ask: null, last: 6540 };
    const quote = atMs === undefined ? null : quoteOf(SPX, { ...index, atMs, delayMs });
    return settlementPrices({ quote: () => quote, bars: () => bars })(root, FRIDAY);
  };

  it('is the last price at the instant or within a minute after it', () => {
    expect(read('SPXW', { atMs: close - 1 })).toBeNull();
    expect(read('SPXW', { atMs: close })).toBe(6540);
    expect(read('SPXW', { atMs: close + 60_000 })).toBeNull();
    expect(read('SPXW', { atMs: close, delayMs: 1 })).toBeNull();
    expect(read('SPX', { atMs: at(FRIDAY, '9:30') })).toBe(6540);
  });

  it('is the day’s bar where the instant has been missed: its open in the morning class', () => {
    expect(read('SPXW', { bars: [bar] })).toBe(6550);
    expect(read('SPX', { atMs: close, bars: [bar] })).toBe(6500);
  });
});
