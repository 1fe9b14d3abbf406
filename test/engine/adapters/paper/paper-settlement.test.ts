import { describe, expect, it } from 'vitest';
import { contractOf, tradesAt } from '../../../../src/engine/adapters/paper/contracts.js';
import { settlementPrices } from '../../../../src/engine/adapters/paper/paper-broker.js';
import { seriesId, type DailyBar } from '../../../../src/engine/domain/bar.js';
import { spotId, type InstrumentId } from '../../../../src/engine/domain/instrument.js';
import type { TimeOfDay } from '../../../../src/engine/domain/new-york.js';
import { day } from '../../../../src/engine/domain/trading-day.js';
import { value } from '../../../contract/broker.js';
import { approved, quoteOf, SPY, usd } from '../../../support/orders.js';
import { at, FRIDAY, holding, listed, option, THURSDAY } from './paper-holding.js';
import { settle } from './paper-market.js';

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

  it('classes that end together settle by their names, whichever came first', async () => {
    const { settles, until, heard } = await holding([
      [option('SPY', 650, 'put'), -1],
      [option('SPXW', 6600, 'put'), -1],
    ]);
    settles.set(`SPXW/${FRIDAY}`, 6700);
    settles.set(`SPY/${FRIDAY}`, 670);
    until(FRIDAY, '16:00');
    await settle();
    expect(heard.settled.map(({ instrument }) => instrument.split('/')[0])).toEqual([
      'SPXW',
      'SPY',
    ]);
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

describe('a contract', () => {
  it('trades in its hours and not after its settlement', () => {
    const trades = (id: InstrumentId, time: TimeOfDay) => {
      const contract = contractOf(id);
      return contract && tradesAt(contract, at(FRIDAY, time));
    };
    const later = listed(day('2026-12-18'));
    expect(trades(later('SPXW', 6600, 'put'), '16:14')).toBe(true);
    expect(trades(later('SPXW', 6600, 'put'), '16:15')).toBe(false);
    expect(trades(option('SPXW', 6600, 'put'), '15:59')).toBe(true);
    expect(trades(option('SPXW', 6600, 'put'), '16:00')).toBe(false);
    expect(trades(option('SPX', 6600, 'put'), '9:30')).toBe(false);
    expect(trades(later('SPY', 650, 'put'), '16:00')).toBe(false);
    expect(trades(SPY, '9:29')).toBe(false);
    expect(trades(SPY, '9:30')).toBe(true);
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
