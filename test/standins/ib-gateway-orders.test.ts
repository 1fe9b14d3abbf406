import { describe, expect, it } from 'vitest';
import { optionId, spotId } from '../../src/engine/domain/instrument.js';
import { day } from '../../src/engine/domain/trading-day.js';
import { quoteOf } from '../support/scripted-feed.js';
import { createIbGateway, emptyBook, type IbGateway } from './ib-gateway/gateway.js';
import type { RawClient } from './ib-gateway/raw-client.js';
import {
  detailsOf,
  optionFields,
  orderFields,
  SPX,
  SPY,
  useGateway,
} from './ib-gateway/raw-rig.js';

const { rig, connect, atEnd } = useGateway();

const BAG = ['', 'SPY', 'BAG', '', '', '', '', 'SMART', '', 'USD', '', ''];
const SPY_ID = spotId('SPY');
const EXPIRY = '20261218';

async function leg(client: RawClient, strike: number): Promise<string> {
  client.send(detailsOf(strike, optionFields({ expiry: EXPIRY, strike, right: 'P' })));
  return (await client.next(10))[13] ?? '';
}

function putQuote(strike: number, { bid, ask }: { bid: number; ask: number }) {
  const instrument = optionId({ root: 'SPY', expiry: day('2026-12-18'), strike, right: 'put' });
  return quoteOf(instrument, { bid, ask, bidSize: 10, askSize: 10, last: null });
}

async function nearStrike(gateway: IbGateway, client: RawClient): Promise<number> {
  client.send([1, 11, 900, ...SPY, 0, '', 1, 0, '']);
  const last = await client.next(1, (fields) => fields[3] === '4');
  await gateway.idle();
  return Math.round(Number(last[4]) / 5) * 5;
}

/** A short put spread whose legs have said quotes, with the numbers of its legs. */
async function spread(gateway: IbGateway, client: RawClient) {
  const high = await nearStrike(gateway, client);
  const low = high - 5;
  await gateway.say(putQuote(high, { bid: 4, ask: 4.1 }));
  await gateway.say(putQuote(low, { bid: 3, ask: 3.1 }));
  const legs = [
    { conId: await leg(client, high), action: 'SELL' as const },
    { conId: await leg(client, low), action: 'BUY' as const },
  ];
  return { high, low, legs };
}

describe('orders at the stand-in of the gateway', () => {
  it('answers a market order in the captured order of messages', async () => {
    const { gateway } = await rig();
    const client = await connect(gateway);
    client.send(orderFields({ orderId: 1, contract: SPY, quantity: 100, type: 'MKT' }));
    await client.next(59);
    const ids = client.taken().filter((fields) => fields[0] !== '4');
    expect(ids.map((fields) => fields[0])).toEqual([
      '15',
      '9',
      '5',
      '3',
      '11',
      '5',
      '3',
      '5',
      '59',
    ]);
    expect(ids.filter((fields) => fields[0] === '3').map((fields) => fields[2])).toEqual([
      'PreSubmitted',
      'Filled',
    ]);
  });

  it('works a limit until the market comes to it', async () => {
    const { gateway } = await rig();
    const client = await connect(gateway);
    await gateway.say(
      quoteOf(SPY_ID, { bid: 600, ask: 600.02, last: 600.01, bidSize: 3, askSize: 3 }),
    );
    client.send(orderFields({ orderId: 1, contract: SPY, limit: 599.5 }));
    expect((await client.next(3, (fields) => fields[2] === 'Submitted'))[1]).toBe('1');
    await gateway.say(
      quoteOf(SPY_ID, { bid: 599.3, ask: 599.4, last: 599.4, bidSize: 3, askSize: 3 }),
    );
    const execution = await client.next(11);
    expect(execution[1]).toBe('-1');
    expect(execution.slice(19, 21)).toEqual(['1', '599.4']);
    expect((await client.next(3))[2]).toBe('Filled');
  });

  it('fills a combination leg by leg, with reports for the legs alone', async () => {
    const { gateway } = await rig();
    const client = await connect(gateway);
    const { legs } = await spread(gateway, client);
    client.send(
      orderFields({ orderId: 1, contract: BAG, quantity: 2, limit: -0.9, legs, ref: 'a.1' }),
    );
    const whole = await client.next(11);
    expect([whole[5], whole[18], whole[19], whole[20]]).toEqual(['BAG', 'BOT', '2', '-0.9']);
    const [short, long] = [await client.next(11), await client.next(11)];
    expect([short[18], short[19], short[20]]).toEqual(['SLD', '2', '4']);
    expect([long[18], long[19], long[20]]).toEqual(['BOT', '2', '3.1']);
    const reported = [(await client.next(59))[2], (await client.next(59))[2]];
    expect(reported).toEqual([short[14], long[14]]);
    expect([...gateway.book.positions.values()].map(({ quantity }) => quantity)).toEqual([-2, 2]);
    client.send([61, 1]);
    expect((await client.next(61))[14]).toBe('-2');
  });

  it('fills in parts, and corrects an execution under the next revision of its id', async () => {
    const { gateway } = await rig();
    const client = await connect(gateway);
    await gateway.misbehave({ kind: 'fills', mode: 'manual' });
    client.send(orderFields({ orderId: 1, contract: SPY, quantity: 10, limit: 600 }));
    await client.next(3, (fields) => fields[2] === 'Submitted');
    await gateway.fill(1, { quantity: 4, partPrices: [599] });
    expect((await client.next(3)).slice(2, 5)).toEqual(['Submitted', '4', '6']);
    await gateway.fill(1, { partPrices: [598] });
    expect((await client.next(3)).slice(2, 6)).toEqual(['Filled', '10', '0', '598.4']);
    const execId = gateway.executions()[0]?.execId ?? '';
    gateway.correct(execId, 599.5);
    const corrected = await client.next(11);
    expect(corrected[14]).toBe(execId.replace(/01$/, '02'));
    expect(corrected[20]).toBe('599.5');
  });

  it('tells of holdings again when a position changes, and of what a sale has realised', async () => {
    const { gateway } = await rig();
    const client = await connect(gateway);
    client.send([6, 2, 1, 'DU1234567']);
    await client.next(54);
    client.send([92, 5, 'DU1234567', '']);
    expect((await client.next(94))[4]).toBe('0');
    await gateway.misbehave({ kind: 'fills', mode: 'manual' });
    client.send(orderFields({ orderId: 1, contract: SPY, quantity: 10, limit: 600 }));
    client.send(
      orderFields({ orderId: 2, contract: SPY, action: 'SELL', quantity: 10, limit: 610 }),
    );
    await client.next(3, (fields) => fields[1] === '2' && fields[2] === 'Submitted');
    await gateway.fill(1, { partPrices: [600] });
    await gateway.beat();
    expect((await client.next(7))[13]).toBe('10');
    await gateway.fill(2, { partPrices: [610] });
    await gateway.beat();
    // Ten shares gain 10 dollars each, less a dollar of commission both ways.
    expect(Number((await client.next(94, (fields) => fields[4] !== '0'))[4])).toBeCloseTo(98, 9);
    expect(gateway.book.positions.size).toBe(0);
    expect(gateway.book.cashUsd).toBeCloseTo(1_000_098, 9);
  });

  it('settles what expires: index options in cash, options on shares in shares', async () => {
    const { gateway, clock } = await rig();
    const client = await connect(gateway);
    await gateway.misbehave({ kind: 'fills', mode: 'manual' });
    const today = { expiry: '20261123', right: 'C' as const };
    const contracts = [
      optionFields({ ...today, symbol: 'SPX', tradingClass: 'SPXW', strike: 5000 }),
      optionFields({ ...today, strike: 500 }),
    ];
    for (const [i, contract] of contracts.entries()) {
      client.send(orderFields({ orderId: i + 1, contract, limit: 100 }));
      await client.next(3, (fields) => fields[1] === String(i + 1) && fields[2] === 'Submitted');
      await gateway.fill(i + 1, { partPrices: [100] });
    }
    client.send([61, 1]);
    await client.next(62);
    clock.advance(6 * 3_600_000);
    await gateway.beat();
    const closed = await client.next(61);
    expect([closed[5], closed[14]]).toEqual(['OPT', '0']);
    const held = [...gateway.book.positions.values()];
    expect(held.map(({ contract, quantity }) => [contract.symbol, quantity])).toEqual([
      ['SPY', 100],
    ]);
  });

  it('cancels, and says why one that is done or unknown cannot be', async () => {
    const { gateway } = await rig();
    const client = await connect(gateway);
    client.send(orderFields({ orderId: 1, contract: SPY, limit: 100 }));
    await client.next(3, (fields) => fields[2] === 'Submitted');
    const cancel = [4, 1, '', '', 2147483647];
    client.send(cancel);
    expect((await client.next(3))[2]).toBe('PendingCancel');
    expect((await client.next(3))[2]).toBe('Cancelled');
    expect((await client.next(4)).slice(2, 4)).toEqual(['1', '202']);
    client.send(cancel);
    expect((await client.next(4)).slice(2, 4)).toEqual(['1', '10148']);
    client.send([4, 7, '', '', 2147483647]);
    expect((await client.next(4)).slice(2, 4)).toEqual(['7', '10147']);
  });

  it('lets a fill overtake a cancel that the exchange has not answered', async () => {
    const { gateway } = await rig();
    const client = await connect(gateway);
    await gateway.misbehave({ kind: 'cancels', mode: 'held' });
    client.send(orderFields({ orderId: 1, contract: SPY, limit: 100 }));
    client.send([4, 1, '', '', 2147483647]);
    await client.next(3, (fields) => fields[2] === 'PendingCancel');
    await gateway.fill(1, { partPrices: [100] });
    expect((await client.next(3))[2]).toBe('Filled');
    await gateway.misbehave({ kind: 'cancels', mode: 'done' });
    expect(gateway.orders()[0]?.status).toBe('Filled');
  });

  it.each([
    ['103 for a number that was used', { orderId: 1, limit: 100 }, '103'],
    ['110 for a price off the grid', { orderId: 2, limit: 100.001 }, '110'],
  ])('answers %s', async (_name, of, code) => {
    const { gateway } = await rig();
    gateway.book.nextOrderIds.set(9, 2);
    const client = await connect(gateway);
    client.send(orderFields({ contract: SPY, ...of }));
    expect((await client.next(4))[3]).toBe(code);
    expect(gateway.orders()).toEqual([]);
  });

  it('refuses with 201 and a reason that need not be JSON', async () => {
    const { gateway } = await rig();
    await gateway.misbehave({ kind: 'reject-orders', with: { text: 'margin', json: '{not json' } });
    const client = await connect(gateway);
    client.send(orderFields({ orderId: 1, contract: SPY, limit: 100 }));
    const error = await client.next(4);
    expect([error[3], error[5]]).toEqual(['201', '{not json']);
    expect((await client.next(3))[2]).toBe('Inactive');
  });

  it('takes no order where the interface is read-only', async () => {
    const { gateway } = await rig();
    await gateway.misbehave({ kind: 'read-only', state: 'on' });
    const client = await connect(gateway);
    client.send(orderFields({ orderId: 1, contract: SPY, limit: 100 }));
    const error = await client.next(4);
    expect(error[3]).toBe('321');
    expect(error[4]).toContain('Read-Only');
  });

  it('parks an order that is not to be transmitted', async () => {
    const { gateway } = await rig();
    const client = await connect(gateway);
    client.send(orderFields({ orderId: 1, contract: SPY, type: 'MKT', transmit: '' }));
    await client.next(5);
    await gateway.beat();
    expect(gateway.orders()[0]?.status).toBe('Inactive');
    expect(gateway.executions()).toEqual([]);
  });

  it('warns with 399 before the open and works the order when it comes', async () => {
    const { gateway, clock } = await rig();
    const client = await connect(gateway);
    await clock.advanceAsync(8 * 3_600_000);
    client.send(orderFields({ orderId: 1, contract: SPY, quantity: 5, limit: 2000 }));
    expect((await client.next(4, (fields) => fields[3] === '399'))[4]).toContain(
      '20261124 09:30:00',
    );
    expect(gateway.orders()[0]?.status).toBe('PreSubmitted');
    clock.advance(16 * 3_600_000);
    await gateway.beat();
    expect((await client.next(11))[19]).toBe('5');
  });

  it('answers a what-if with margins and keeps nothing of it', async () => {
    const { gateway } = await rig();
    const client = await connect(gateway);
    const { legs } = await spread(gateway, client);
    client.send(orderFields({ orderId: 1, contract: BAG, limit: -0.9, legs, whatIf: '1' }));
    const order = await client.next(5);
    expect(order).toHaveLength(159);
    expect(order.slice(110, 112)).toEqual(['1', 'PreSubmitted']);
    // Five wide, 0.90 received: 410 dollars at most.
    expect(Number(order[115])).toBeCloseTo(410, 6);
    expect(gateway.orders()).toEqual([]);
    expect(gateway.book.nextOrderIds.get(9)).toBeUndefined();
  });

  it('changes price and quantity under the same number, and nothing of a filled order', async () => {
    const { gateway } = await rig();
    const client = await connect(gateway);
    client.send(orderFields({ orderId: 1, contract: SPY, limit: 100 }));
    client.send(orderFields({ orderId: 1, contract: SPY, limit: 101, quantity: 3 }));
    await gateway.idle();
    client.send(orderFields({ orderId: 1, contract: SPY, limit: 101, action: 'SELL' }));
    expect((await client.next(4, (fields) => fields[2] === '1'))[3]).toBe('105');
    expect(gateway.orders()).toHaveLength(1);
    expect(gateway.orders()[0]?.placed).toMatchObject({ limit: 101, quantity: 3 });
    await gateway.fill(1);
    client.send(orderFields({ orderId: 1, contract: SPY, limit: 102 }));
    expect((await client.next(4))[3]).toBe('104');
  });

  it('gives orders, executions, positions and ids back after a restart of the gateway', async () => {
    const book = emptyBook();
    const first = await rig({ book });
    const client = await connect(first.gateway);
    client.send(orderFields({ orderId: 1, contract: SPY, quantity: 2, type: 'MKT', ref: 'a.1' }));
    client.send(orderFields({ orderId: 2, contract: SPY, limit: 100, ref: 'a.2' }));
    await client.next(3, (fields) => fields[1] === '2' && fields[2] === 'Submitted');
    const { clock, feed } = first;
    const second = await createIbGateway({ clock, feed, book });
    atEnd(() => second.close());
    const again = await connect(second);
    expect(again.taken().find((fields) => fields[0] === '9')?.[2]).toBe('3');
    again.send([5, 1]);
    expect((await again.next(5))[23]).toBe('a.2');
    expect(await again.next(53)).toEqual(['53', '1']);
    again.send([7, 3, 44, '', '', '', '', '', '', '']);
    const execution = await again.next(11);
    expect([execution[1], execution[2], execution[26]]).toEqual(['44', '1', 'a.1']);
    await again.next(59);
    await again.next(55);
    again.send([61, 1]);
    expect((await again.next(61))[14]).toBe('2');
  });

  it('shows a client its own orders, and all of them to who asks for all', async () => {
    const { gateway } = await rig();
    const [first, second] = [await connect(gateway, 1), await connect(gateway, 2)];
    first.send(orderFields({ orderId: 1, contract: SPY, limit: 100, ref: 'first' }));
    await first.next(3, (fields) => fields[2] === 'Submitted');
    second.send([5, 1]);
    await second.next(53);
    expect(second.taken().some((fields) => fields[0] === '5')).toBe(false);
    second.send([16, 1]);
    expect((await second.next(5))[24]).toBe('1');
  });

  it('works on without a word where answers are lost', async () => {
    const { gateway } = await rig();
    const client = await connect(gateway);
    await gateway.misbehave({ kind: 'silent-orders', state: 'on' });
    client.send(orderFields({ orderId: 1, contract: SPY, type: 'MKT' }));
    client.send([49, 1]);
    await client.next(49);
    await gateway.idle();
    expect(client.taken().some((fields) => fields[0] === '3')).toBe(false);
    expect(gateway.orders()[0]?.status).toBe('Filled');
  });

  it('is no place for an order in an index, or of a client without its contract', async () => {
    const { gateway } = await rig();
    const client = await connect(gateway);
    client.send(orderFields({ orderId: 1, contract: SPX, limit: 100 }));
    expect((await client.next(4))[3]).toBe('200');
  });

  it('takes 118 fields for a single leg and not one more', async () => {
    const { gateway } = await rig();
    const client = await connect(gateway);
    const fields = orderFields({ orderId: 1, contract: SPY, limit: 100 });
    expect(fields).toHaveLength(118);
    client.send([...fields, '']);
    expect((await client.next(4))[3]).toBe('320');
    expect(gateway.takeViolations()).toHaveLength(1);
    expect(gateway.orders()).toEqual([]);
  });
});
