import { describe, expect, it } from 'vitest';
import { orderFields, SPY, useGateway } from './ib-gateway/raw-rig.js';

const { rig, dial, connect } = useGateway();

const LINE = [1, 11, 7, ...SPY, 0, '', 0, 0, ''];

describe('what the stand-in of the gateway does wrong when it is told', () => {
  it('says that its servers are lost, sends no prices, and says which way they came back', async () => {
    const { gateway, clock } = await rig();
    const client = await connect(gateway);
    client.send(LINE);
    await client.next(58);
    await gateway.idle();
    await gateway.misbehave({ kind: 'server-lost' });
    expect((await client.next(4))[3]).toBe('1100');
    await clock.advanceAsync(10_000);
    client.send([49, 1]);
    await client.next(49);
    client.forget();
    await gateway.misbehave({ kind: 'server-back', data: 'kept' });
    expect((await client.next(4))[3]).toBe('1102');
    expect((await client.next(1))[2]).toBe('7');
    expect(gateway.lines(9)).toBe(1);
  });

  it('forgets subscriptions over a nightly reset that loses data', async () => {
    const { gateway, clock } = await rig();
    const client = await connect(gateway);
    client.send(LINE);
    await client.next(58);
    await gateway.misbehave({ kind: 'nightly-reset', downMs: 300_000, data: 'lost' });
    expect((await client.next(4))[3]).toBe('1100');
    await clock.advanceAsync(300_000);
    expect((await client.next(4))[3]).toBe('1101');
    expect(gateway.lines(9)).toBe(0);
  });

  it('says 2110 where it is itself that lost the servers', async () => {
    const { gateway } = await rig();
    const client = await connect(gateway);
    await gateway.misbehave({ kind: 'server-lost', code: 2110 });
    expect((await client.next(4))[3]).toBe('2110');
    const second = await dial(gateway);
    await second.hello('v100..193');
    second.send([71, 2, 10, '']);
    expect((await second.next(4))[3]).toBe('1100');
  });

  it('holds orders that come while its servers are lost, and works them afterwards', async () => {
    const { gateway } = await rig();
    const client = await connect(gateway);
    await gateway.misbehave({ kind: 'server-lost' });
    client.send(orderFields({ orderId: 1, contract: SPY, type: 'MKT' }));
    await gateway.idle();
    expect(gateway.executions()).toEqual([]);
    await gateway.misbehave({ kind: 'server-back', data: 'lost' });
    expect((await client.next(11))[2]).toBe('1');
  });

  it.each([
    ['market', ['2103', '2108', '2104']],
    ['history', ['2105', '2107', '2106']],
    ['secdef', ['2157', '2158', '2158']],
  ] as const)('tells of its farm for %s', async (farm, codes) => {
    const { gateway } = await rig();
    const client = await connect(gateway);
    for (const state of ['down', 'inactive', 'up'] as const) {
      await gateway.misbehave({ kind: 'farm', farm, state });
    }
    const heard = [await client.next(4), await client.next(4), await client.next(4)];
    expect(heard.map((fields) => fields[3])).toEqual(codes);
  });

  it('restarts: sockets drop, the port is closed for a while and is then the same', async () => {
    const { gateway, clock } = await rig();
    const client = await connect(gateway);
    const { port } = gateway;
    await gateway.misbehave({ kind: 'restart', downMs: 60_000 });
    await client.closed();
    await expect(dial(gateway)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await clock.advanceAsync(60_000);
    await gateway.idle();
    await connect(gateway);
    expect(gateway.port).toBe(port);
  });

  it('is logged out until somebody logs in', async () => {
    const { gateway } = await rig();
    const client = await connect(gateway);
    await gateway.misbehave({ kind: 'log-out' });
    await client.closed();
    await expect(dial(gateway)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await gateway.misbehave({ kind: 'log-in' });
    await connect(gateway);
  });

  it('accepts and closes at once', async () => {
    const { gateway } = await rig();
    await gateway.misbehave({ kind: 'accept', mode: 'close' });
    const client = await dial(gateway);
    await client.closed();
    await gateway.misbehave({ kind: 'accept', mode: 'serve' });
    await connect(gateway);
  });

  it('accepts and never answers', async () => {
    const { gateway } = await rig();
    await gateway.misbehave({ kind: 'accept', mode: 'mute' });
    const silent = await dial(gateway);
    const unanswered = silent.hello('v100..193').catch(() => 'nothing');
    await gateway.misbehave({ kind: 'accept', mode: 'serve' });
    await connect(gateway);
    expect(silent.seen()).toEqual([]);
    void unanswered;
  });

  it('keeps an open socket on which nothing is read or sent', async () => {
    const { gateway, clock } = await rig();
    const client = await connect(gateway);
    client.send(LINE);
    await client.next(58);
    await gateway.idle();
    await gateway.misbehave({ kind: 'half-open' });
    client.send([49, 1]);
    const other = await connect(gateway, 10);
    other.send([49, 1]);
    await other.next(49);
    client.forget();
    await clock.advanceAsync(5000);
    other.send([49, 1]);
    await other.next(49);
    expect(client.seen()).toEqual([]);
    expect(gateway.clients()).toEqual([9, 10]);
  });

  it('starts clients and never gives them an order id', async () => {
    const { gateway } = await rig();
    await gateway.misbehave({ kind: 'order-ids', mode: 'withheld' });
    const client = await connect(gateway);
    expect(client.taken().some((fields) => fields[0] === '9')).toBe(false);
  });

  it('gives an order id again that it has given before', async () => {
    const { gateway } = await rig();
    const client = await connect(gateway);
    client.send(orderFields({ orderId: 41, contract: SPY, limit: 100 }));
    await client.next(3);
    await gateway.misbehave({ kind: 'ids-roll-back', to: 7 });
    client.send([8, 1, 1]);
    expect(await client.next(9)).toEqual(['9', '1', '7']);
  });

  it('counts a client id as used after its client has gone', async () => {
    const { gateway } = await rig();
    await gateway.misbehave({ kind: 'linger', clientId: 9, state: 'on' });
    const client = await dial(gateway);
    await client.hello('v100..193');
    client.send([71, 2, 9, '']);
    expect((await client.next(4))[3]).toBe('326');
    await client.closed();
    await gateway.misbehave({ kind: 'linger', clientId: 9, state: 'off' });
    await connect(gateway);
  });

  it('gives the market data to a session elsewhere, and takes them back', async () => {
    const { gateway } = await rig();
    const client = await connect(gateway);
    client.send(LINE);
    await client.next(58);
    await gateway.idle();
    await gateway.misbehave({ kind: 'competing', state: 'on' });
    expect((await client.next(4)).slice(2, 4)).toEqual(['7', '10197']);
    client.send([1, 11, 8, ...SPY, 0, '', 0, 0, '']);
    expect((await client.next(4)).slice(2, 4)).toEqual(['8', '10197']);
    await gateway.misbehave({ kind: 'competing', state: 'off' });
    expect(gateway.lines(9)).toBe(1);
  });

  it('sends frames of its own making, and bytes that are no frame', async () => {
    const { gateway } = await rig();
    const client = await connect(gateway);
    await gateway.misbehave({ kind: 'unknown-message' });
    expect((await client.next(1999))[0]).toBe('1999');
    await gateway.misbehave({ kind: 'odd-message', fields: [9, 1] });
    expect(await client.next(9, (fields) => fields.length === 2)).toEqual(['9', '1']);
    await gateway.misbehave({ kind: 'odd-bytes', bytes: Buffer.from([0, 0, 0, 2, 65, 0]) });
    expect((await client.next('A'))[0]).toBe('A');
  });

  it('says statuses twice, or not at all', async () => {
    const { gateway } = await rig();
    const client = await connect(gateway);
    await gateway.misbehave({ kind: 'statuses', mode: 'twice' });
    client.send(orderFields({ orderId: 1, contract: SPY, type: 'MKT' }));
    await client.next(59);
    const heard = (id: string) => client.taken().filter((fields) => fields[0] === id).length;
    expect([heard('3'), heard('11')]).toEqual([4, 2]);
    await gateway.misbehave({ kind: 'statuses', mode: 'none' });
    client.send(orderFields({ orderId: 2, contract: SPY, type: 'MKT' }));
    await client.next(59);
    expect([heard('3'), heard('11')]).toEqual([4, 3]);
  });

  it('announces a change of its port and drops everybody', async () => {
    const { gateway } = await rig();
    const client = await connect(gateway);
    await gateway.misbehave({ kind: 'port-change' });
    expect((await client.next(4))[3]).toBe('1300');
    await client.closed();
  });

  it('fails its test where it was spoken to wrongly and nobody looked', async () => {
    const { gateway } = await rig();
    const client = await dial(gateway);
    await client.hello('v100..193');
    client.send([49, 1]);
    await client.closed();
    await expect(gateway.close()).rejects.toThrow('message 49 before the client has started');
    expect(gateway.takeViolations()).toHaveLength(1);
  });

  it.each(['GET / HTTP/1.1\r\n', 'API\0\0\0\0\x00', 'API\0\0\0\0\x09nonsense!'])(
    'drops who begins with %j',
    async (text) => {
      const { gateway } = await rig();
      const client = await dial(gateway);
      client.sendBytes(Buffer.from(text, 'latin1'));
      await client.closed();
      expect(gateway.takeViolations()).toHaveLength(1);
    },
  );
});
