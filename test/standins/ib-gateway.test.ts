import { describe, expect, it } from 'vitest';
import { SPX, SPY, START_MS, useGateway } from './ib-gateway/raw-rig.js';

const { rig, dial, connect } = useGateway();

describe('the stand-in of the gateway', () => {
  it('greets a client with accounts, the next order id and the state of its farms', async () => {
    const { gateway } = await rig();
    const client = await dial(gateway);
    expect(await client.hello('v100..193')).toEqual(['193', '20261123 10:30:00 US/Eastern']);
    client.send([71, 2, 9, '']);
    expect(await client.next(15)).toEqual(['15', '1', 'DU1234567']);
    expect(await client.next(9)).toEqual(['9', '1', '1']);
    const codes = [(await client.next(4))[3], (await client.next(4))[3], (await client.next(4))[3]];
    expect(codes).toEqual(['2104', '2104', '2106']);
    expect((await client.next(4))[3]).toBe('2158');
  });

  it('turns a second client with the same id away and closes its socket', async () => {
    const { gateway } = await rig();
    await connect(gateway, 5);
    const second = await dial(gateway);
    await second.hello('v100..193');
    second.send([71, 2, 5, '']);
    expect((await second.next(4)).slice(2, 4)).toEqual(['-1', '326']);
    await second.closed();
    await connect(gateway, 6);
    expect(gateway.clients()).toEqual([5, 6]);
  });

  it('records a field that is not what the layout says, and one too many', async () => {
    const { gateway } = await rig();
    const client = await connect(gateway);
    client.send([49, 2]);
    client.send([61, 1, 'more']);
    expect((await client.next(4))[3]).toBe('320');
    expect((await client.next(4))[3]).toBe('320');
    expect(gateway.takeViolations().map(({ text }) => text)).toEqual([
      'message 49, field 1 (version): "2"',
      '1 fields are left after 2: more',
    ]);
  });

  it('puts together messages that come a byte at a time', async () => {
    const { gateway } = await rig();
    const client = await connect(gateway);
    await client.sendSlowly([49, 1]);
    expect(await client.next(49)).toEqual(['49', '1', String(START_MS / 1000)]);
  });

  it.each([{ chunkBytes: 3 }, 'coalesced'] as const)(
    'sends the same frames as %j',
    async (mode) => {
      const { gateway } = await rig();
      const client = await connect(gateway);
      await gateway.misbehave({ kind: 'frames', mode });
      client.send([9, 8, 1, ...SPX, 0, '', '', '']);
      const details = await client.next(10);
      expect(details[1]).toBe('1');
      expect(details[13]).toBe('416904');
      expect(await client.next(52)).toEqual(['52', '1', '1']);
    },
  );

  it('streams a stock, with prints, and only what has changed', async () => {
    const { gateway, clock } = await rig();
    const client = await connect(gateway);
    client.send([1, 11, 7, ...SPY, 0, '233', 0, 0, '']);
    expect(await client.next(58)).toEqual(['58', '1', '7', '1']);
    expect((await client.next(81)).slice(0, 3)).toEqual(['81', '7', '0.01']);
    const bid = await client.next(1);
    expect(bid.slice(0, 4)).toEqual(['1', '6', '7', '1']);
    const print = await client.next(46, (fields) => fields[3] === '48');
    expect(print[4]?.split(';')).toHaveLength(6);
    await gateway.idle();
    client.forget();
    await gateway.beat();
    client.send([49, 1]);
    await client.next(49);
    expect(client.seen()).toEqual([]);
    await clock.advanceAsync(5000);
    expect((await client.next(46, (fields) => fields[3] === '48'))[2]).toBe('7');
    client.send([2, 1, 7]);
    await gateway.idle();
    client.send([49, 1]);
    await client.next(49);
    expect(gateway.lines(9)).toBe(0);
  });

  it('shows an option with greeks that fit its price, and ends a snapshot', async () => {
    const { gateway } = await rig();
    const client = await connect(gateway);
    client.send([78, 3, 'SPX', '', 'IND', 416904]);
    const params = await client.next(75, (fields) => fields[4] === 'SPXW');
    const count = Number(params[6]);
    const expiry = params[7 + count - 1] ?? '';
    client.send([
      9,
      8,
      4,
      '',
      'SPX',
      'OPT',
      expiry,
      6000,
      'P',
      '',
      'SMART',
      '',
      'USD',
      '',
      'SPXW',
      0,
      '',
      '',
      '',
    ]);
    const details = await client.next(10);
    const conId = details[13] ?? '';
    client.send([
      1,
      11,
      8,
      conId,
      '',
      '',
      '',
      '',
      '',
      '',
      'SMART',
      '',
      '',
      '',
      '',
      0,
      '',
      1,
      0,
      '',
    ]);
    const model = (await client.next(21, (fields) => fields[2] === '13')).map(Number);
    expect(model[4]).toBeGreaterThan(0.05);
    expect(model[5]).toBeLessThan(0);
    expect(model[9]).toBeGreaterThan(0);
    expect(await client.next(57)).toEqual(['57', '1', '8']);
    expect(gateway.lines(9)).toBe(0);
  });

  it('lists SPX that settles in the morning under the day before', async () => {
    const { gateway } = await rig();
    const client = await connect(gateway);
    client.send([78, 3, 'SPX', '', 'IND', 416904]);
    const params = await client.next(75, (fields) => fields[4] === 'SPX' && fields[2] === 'SMART');
    expect(params).toContain('20261217');
    client.send([
      9,
      8,
      4,
      '',
      'SPX',
      'OPT',
      '20261217',
      6000,
      'C',
      '',
      'SMART',
      '',
      'USD',
      '',
      'SPX',
      0,
      '',
      '',
      '',
    ]);
    const details = await client.next(10);
    expect(details[10]).toBe('SPX   261218C06000000');
    expect(details).toContain('20261218');
  });

  it('says 200 for a hole in the chain and 321 for a combination', async () => {
    const { gateway } = await rig();
    const client = await connect(gateway);
    client.send([
      9,
      8,
      4,
      '',
      'SPX',
      'OPT',
      '20261217',
      6001,
      'C',
      '',
      'SMART',
      '',
      'USD',
      '',
      'SPX',
      0,
      '',
      '',
      '',
    ]);
    expect((await client.next(4)).slice(2, 4)).toEqual(['4', '200']);
    client.send([
      9,
      8,
      5,
      '',
      'SPY',
      'BAG',
      '',
      '',
      '',
      '',
      'SMART',
      '',
      'USD',
      '',
      '',
      0,
      '',
      '',
      '',
    ]);
    expect((await client.next(4)).slice(2, 4)).toEqual(['5', '321']);
  });

  it('gives delayed data to those who ask for it where there is no subscription', async () => {
    const { gateway } = await rig();
    await gateway.misbehave({ kind: 'subscriptions', missing: ['SPY'] });
    const client = await connect(gateway);
    client.send([1, 11, 7, ...SPY, 0, '', 0, 0, '']);
    expect((await client.next(4)).slice(2, 4)).toEqual(['7', '354']);
    client.send([59, 1, 3]);
    client.send([1, 11, 7, ...SPY, 0, '', 0, 0, '']);
    expect((await client.next(4)).slice(2, 4)).toEqual(['7', '10167']);
    expect(await client.next(58)).toEqual(['58', '1', '7', '3']);
    expect((await client.next(1))[3]).toBe('66');
  });
});
