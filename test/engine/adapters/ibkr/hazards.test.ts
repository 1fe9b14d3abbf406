import { createRequire } from 'node:module';
import { afterEach, describe, expect, it } from 'vitest';
import { Contracts } from '../../../../src/engine/adapters/ibkr/contracts.js';
import { createIbkrConnection } from '../../../../src/engine/adapters/ibkr/connection.js';
import { createIbkrBroker } from '../../../../src/engine/adapters/ibkr/broker.js';
import { createIbkrFeed } from '../../../../src/engine/adapters/ibkr/market-data.js';
import { spotId, type InstrumentId } from '../../../../src/engine/domain/instrument.js';
import type { Quote } from '../../../../src/engine/domain/quote.js';
import { listen, value } from '../../../contract/broker.js';
import { spotBySymbol } from '../../../standins/ib-gateway/contract.js';
import { emptyBook } from '../../../standins/ib-gateway/gateway.js';
import { approved, PUT_650, PUT_655, quoteOf, ref, SPY } from '../../../support/orders.js';
import { CLIENT_ID, EVEN, keepLog, openIbkr, QUICK, type IbkrWorld } from './ibkr-world.js';
import { listening } from '../../../support/market-sink.js';

const open: IbkrWorld[] = [];

async function world(...args: Parameters<typeof openIbkr>): Promise<IbkrWorld> {
  const made = await openIbkr(...args);
  open.push(made);
  await made.gateway.say(quoteOf(PUT_655, { bid: 1.52, ask: 1.6, bidSize: 500, askSize: 500 }));
  await made.gateway.say(quoteOf(PUT_650, { bid: 0.9, ask: 1, bidSize: 500, askSize: 500 }));
  return made;
}

async function started(...args: Parameters<typeof openIbkr>): Promise<IbkrWorld> {
  const made = await world(...args);
  expect(await made.broker.start()).toMatchObject({ ok: true });
  return made;
}

/** A feed on the same session, with what it has pushed. */
async function feedOn({ connection }: IbkrWorld, symbols: readonly string[] = ['SPY']) {
  const feed = createIbkrFeed({ connection, symbols });
  await feed.start();
  const quotes: Quote[] = [];
  feed.subscribe(
    feed.instruments(),
    listening({
      quote: (quote) => quotes.push(quote),
    }),
  );
  return {
    feed,
    quotes,
    newest: (id: InstrumentId) => quotes.findLast((q) => q.instrument === id),
  };
}

const marketable = (text: string) => approved({ ref: ref(text), quantity: 2, limitTicks: -52 });
const resting = (text: string) => approved({ ref: ref(text), quantity: 2, limitTicks: -53 });
const NOT_READY = { ok: false, error: { code: 'not-ready' } };
const of = ({ gateway }: IbkrWorld, message: number) =>
  gateway.received().filter(([kind]) => kind === String(message));

afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

describe('what hurts in the library (numbers of the list of hazards)', () => {
  it('1: an order placed while disconnected is refused, and is not sent after the reconnect', async () => {
    const w = await started();
    await w.gateway.misbehave({ kind: 'log-out' });
    await w.settle();
    expect(await w.broker.place(marketable('a.1'))).toEqual(NOT_READY);
    await w.gateway.misbehave({ kind: 'log-in' });
    await w.pass(3_000);
    expect(w.broker.state()).toBe('ready');
    expect(w.gateway.orders()).toEqual([]);
    expect(await w.broker.place(marketable('a.1'))).toMatchObject({ ok: true });
  });

  it('2: what waits for its turn when the connection goes was never sent, and may be sent again', async () => {
    // Three to read back and two names: the order itself has to wait.
    const w = await started({ settings: { pace: { messages: 5, perMs: 60_000 } } });
    const placing = w.broker.place(marketable('a.1'));
    await w.settle();
    await w.gateway.misbehave({ kind: 'drop' });
    expect(await placing).toEqual(NOT_READY);
    await w.pass(2_000);
    expect(w.gateway.orders()).toEqual([]);
    expect(await w.broker.place(marketable('a.1'))).toMatchObject({ ok: true });
    expect(w.gateway.orders()).toHaveLength(1);
  });

  it('3: a closed position goes without taking others along', async () => {
    const book = emptyBook();
    const shares = { quantity: 10, averageCost: 100, realized: 0 };
    for (const symbol of ['SPY', 'QQQ', 'IWM']) {
      const contract = spotBySymbol(symbol);
      if (contract) book.positions.set(contract.conId, { contract, ...shares });
    }
    const w = await started({ gateway: { book } });
    const QQQ = spotId('QQQ');
    await w.gateway.say(quoteOf(QQQ, { bid: 480, ask: 480.1, bidSize: 900, askSize: 900 }));
    const legs = [{ instrument: QQQ, ratio: -1, multiplier: 1 }];
    const sale = approved({ ref: ref('q.1'), legs, quantity: 10, limitTicks: -48_000 });
    expect(await value(w.broker.positions())).toHaveLength(3);
    expect(await w.broker.place(sale)).toMatchObject({ ok: true });
    await w.settle();
    const held = (await value(w.broker.positions())).map(({ instrument }) => instrument);
    expect(held.sort()).toEqual(['IWM', 'SPY']);
  });

  it('4: the price step comes from the details, not from the ticks, where it is cut to an integer', async () => {
    const w = await started();
    const spy = await new Contracts(w.connection).find(SPY);
    expect(spy).toMatchObject({ ok: true, value: { minTick: 0.01 } });
  });

  it('4b: the size of the bid is there', async () => {
    const w = await started();
    const { feed, newest } = await feedOn(w);
    await w.gateway.say(quoteOf(SPY, { bid: 515, ask: 515.1, bidSize: 37, askSize: 41 }));
    await w.pass(500);
    expect(newest(SPY)).toMatchObject({ bid: 515, ask: 515.1, bidSize: 37, askSize: 41 });
    await feed.stop();
  });

  it('5: a reject that is not JSON is a refusal, and the session lives', async () => {
    const w = await started();
    const session = w.connection.session();
    await w.gateway.misbehave({ kind: 'reject-orders', with: { text: 'no', json: '{"not: json' } });
    const answer = await w.broker.place(marketable('a.1'));
    expect(answer).toMatchObject({ ok: false, error: { code: 'refused' } });
    expect(JSON.stringify(answer)).toContain('reason:no');
    expect(w.connection.session()).toBe(session);
    expect(w.connection.phase()).toBe('ready');
  });

  it('6: while the gateway has lost its servers the socket is kept and orders are refused', async () => {
    const w = await started();
    const { feed } = await feedOn(w);
    await w.settle();
    const lines = w.gateway.lines(CLIENT_ID);
    expect(lines).toBeGreaterThan(0);
    for (const data of ['kept', 'lost'] as const) {
      await w.gateway.misbehave({ kind: 'server-lost' });
      await w.settle();
      expect(w.connection.phase()).toBe('degraded');
      expect(await w.broker.place(marketable('a.1'))).toEqual(NOT_READY);
      await w.gateway.misbehave({ kind: 'server-back', data });
      await w.pass(1_000);
      expect(w.connection.phase()).toBe('ready');
      expect(w.connection.session()).toBe(1);
      expect(w.gateway.lines(CLIENT_ID)).toBe(lines);
    }
    await feed.stop();
  });

  it('7: a socket that says nothing is given up, and every question has an answer', async () => {
    const w = await started();
    await w.gateway.misbehave({ kind: 'half-open' });
    const asked = [w.broker.positions(), w.broker.account(), w.broker.place(marketable('a.1'))];
    await w.pass(3_000);
    for (const answer of await Promise.all(asked)) {
      expect(answer.ok ? 'answered' : answer.error.code).toMatch(/unknown-outcome|not-ready/);
    }
    expect(w.connection.session()).toBeGreaterThan(1);
    expect(w.broker.state()).toBe('ready');
  });

  it('8: the client id is the same after every reconnect', async () => {
    const w = await started();
    for (let i = 0; i < 3; i++) {
      await w.gateway.misbehave({ kind: 'drop' });
      await w.pass(2_000);
    }
    expect(w.gateway.clients()).toEqual([CLIENT_ID]);
    expect(new Set(of(w, 71).map((fields) => fields[2]))).toEqual(new Set([String(CLIENT_ID)]));
  });

  it('9: orders, questions and lines have numbers of their own, so that a cancel ends no quotes', async () => {
    const w = await started();
    const { feed, quotes } = await feedOn(w);
    await w.broker.place(resting('a.1'));
    expect(await w.broker.cancel(ref('a.1'))).toMatchObject({ ok: true });
    const before = quotes.length;
    await w.gateway.say(quoteOf(SPY, { bid: 512, ask: 512.1 }));
    await w.pass(500);
    expect(quotes.length).toBeGreaterThan(before);
    const orders = of(w, 3).map((fields) => Number(fields[1]));
    const questions = of(w, 9).map((fields) => Number(fields[2]));
    const lines = of(w, 1).map((fields) => Number(fields[2]));
    expect(Math.max(...orders)).toBeLessThan(Math.min(...questions));
    expect(Math.max(...questions)).toBeLessThan(Math.min(...lines));
    await feed.stop();
  });

  it('10: an error that nobody waits for harms nothing', async () => {
    const w = await started();
    const { feed } = await feedOn(w, ['SPY', 'NOSUCHONE']);
    await w.gateway.misbehave({
      kind: 'odd-message',
      fields: [4, 2, 424_242, 200, 'for nobody', ''],
    });
    await w.pass(500);
    expect(w.logs('ibkr-no-such-contract')).toHaveLength(1);
    expect(w.connection.phase()).toBe('ready');
    await feed.stop();
  });

  it('11: a client id in use is waited for, and a person is told', async () => {
    const w = await world();
    await w.gateway.misbehave({ kind: 'linger', clientId: CLIENT_ID, state: 'on' });
    expect(await w.broker.start()).toEqual(NOT_READY);
    await w.pass(3_000);
    expect(w.connection.need()).toMatchObject({ code: 'client-id-in-use' });
    expect(w.logs('ibkr-needs-a-person')).toHaveLength(1);
    await w.gateway.misbehave({ kind: 'linger', clientId: CLIENT_ID, state: 'off' });
    await w.pass(2_000);
    expect(w.broker.state()).toBe('ready');
    expect(w.connection.need()).toBeNull();
  });

  it('12: stopped and started again at once, it is ready', async () => {
    const w = await started();
    await w.broker.stop();
    expect(await w.broker.start()).toMatchObject({ ok: true });
    expect(await w.broker.place(marketable('a.1'))).toMatchObject({ ok: true });
  });

  it('14: the permanent number of an order, which may lose digits, is not what it is known by', async () => {
    const w = await started({ gateway: { book: { ...emptyBook(), nextPermId: 2 ** 53 } } });
    const heard = listen(w.broker);
    await w.broker.place(marketable('a.1'));
    await w.broker.place(marketable('b.1'));
    await w.settle();
    expect(heard.fills.map((fill) => fill.ref)).toEqual(['a.1', 'a.1', 'b.1', 'b.1']);
  });

  it('15: a message of an unknown kind is told once, and everything goes on', async () => {
    const w = await started();
    await w.gateway.misbehave({ kind: 'unknown-message' });
    await w.settle();
    expect(w.logs('ibkr-undecodable')).toHaveLength(1);
    expect(w.connection.need()).toMatchObject({ code: 'undecodable' });
    expect(w.connection.phase()).toBe('ready');
    expect(await w.broker.place(marketable('a.1'))).toMatchObject({ ok: true });
  });

  it('16: a gateway that accepts and says nothing is left after a deadline, and a person is told', async () => {
    const w = await world();
    await w.gateway.misbehave({ kind: 'accept', mode: 'mute' });
    const starting = w.broker.start();
    await w.pass(6_000);
    expect(await starting).toEqual(NOT_READY);
    expect(w.connection.need()).toMatchObject({ code: 'login' });
    await w.gateway.misbehave({ kind: 'accept', mode: 'serve' });
    await w.pass(3_000);
    expect(w.broker.state()).toBe('ready');
    expect(w.connection.need()).toBeNull();
  });

  it('17: a gateway that accepts and closes is tried ever more slowly, and a person is told', async () => {
    const w = await world();
    await w.gateway.misbehave({ kind: 'accept', mode: 'close' });
    const starting = w.broker.start();
    await w.pass(10_000);
    expect(await starting).toEqual(NOT_READY);
    // Waits of 75, 150, 300 ms and then 600 ms.
    expect(w.connection.session()).toBeLessThan(22);
    expect(w.connection.need()).toMatchObject({ code: 'login' });
  });

  it('18: the kind of market data is asked for again on every connection, before the lines', async () => {
    const w = await started();
    const { feed } = await feedOn(w);
    await w.settle();
    const before = of(w, 59).length;
    await w.gateway.misbehave({ kind: 'drop' });
    await w.pass(2_000);
    expect(of(w, 59).length).toBeGreaterThan(before);
    const kinds = w.gateway.received().map(([kind]) => kind);
    expect(kinds.lastIndexOf('59')).toBeLessThan(kinds.lastIndexOf('1'));
    expect(w.gateway.lines(CLIENT_ID)).toBe(feed.instruments().length);
    await feed.stop();
  });

  it('19, 20: working orders, fills and ends are read back by another process before it is ready', async () => {
    const w = await started();
    await w.broker.place(marketable('a.1'));
    await w.broker.place(resting('b.1'));
    await w.broker.place(resting('c.1'));
    await w.broker.cancel(ref('c.1'));
    await w.settle();
    const [orders, fills] = [await value(w.broker.orders()), await value(w.broker.fills())];
    await w.broker.stop();
    const { log } = keepLog();
    const settings = {
      host: '127.0.0.1',
      port: w.gateway.port,
      clientId: CLIENT_ID,
      portKind: 'paper' as const,
    };
    const again = createIbkrConnection({
      ...settings,
      clock: w.clock,
      chance: EVEN,
      log,
      timing: QUICK,
    });
    const broker = createIbkrBroker({ connection: again, clientId: CLIENT_ID });
    await w.settle();
    expect(await broker.start()).toMatchObject({ ok: true });
    expect(await value(broker.fills())).toEqual(fills);
    const bare = (all: typeof orders) =>
      all.map(({ ref: name, state, filledQuantity }) => ({ name, state, filledQuantity }));
    const read = bare(await value(broker.orders()));
    expect(read).toHaveLength(3);
    expect(read).toEqual(expect.arrayContaining(bare(orders)));
    expect(await broker.place(marketable('a.1'))).toEqual({
      ok: false,
      error: { code: 'duplicate-ref' },
    });
    expect(await broker.cancel(ref('b.1'))).toMatchObject({ ok: true });
    await broker.stop();
  });

  it('21: the expiry of a future is read although its text has an hour', async () => {
    const w = await started();
    const { feed } = await feedOn(w);
    expect(feed.instruments()).toContain('VX/2026-12-16');
    expect(feed.instruments().filter((id) => id.startsWith('VX/'))).toHaveLength(6);
    await feed.stop();
  });

  it('22: neither a file nor the environment is read behind our back', async () => {
    process.env['IB_PORT'] = '1';
    try {
      await started();
    } finally {
      delete process.env['IB_PORT'];
    }
    const loaded = Object.keys(createRequire(import.meta.url).cache);
    expect(loaded.filter((path) => /node_modules\/(dotenv|rxjs)\//.test(path))).toEqual([]);
  });

  it('others: messages with too few, too many or odd fields alert, and the next one is read', async () => {
    const w = await started();
    const odd = [
      [3, 1, 'Submitted'],
      [3, 1, 'Submitted', 0, 2, 0, 1, 0, 0, 7, '', 0, 'more', 'and', 'more'],
      [11, 'x'],
      [5],
      [''],
    ];
    for (const fields of odd) await w.gateway.misbehave({ kind: 'odd-message', fields });
    await w.settle();
    expect(w.connection.need()).toMatchObject({ code: 'undecodable' });
    expect(w.connection.phase()).toBe('ready');
    const heard = listen(w.broker);
    await w.broker.place(marketable('a.1'));
    await w.settle();
    expect(heard.reports.at(-1)).toMatchObject({ state: 'filled' });
  });

  it('others: after reconnects everything is told once', async () => {
    const w = await started();
    const heard = listen(w.broker);
    for (let i = 0; i < 3; i++) {
      await w.gateway.misbehave({ kind: 'drop' });
      await w.pass(2_000);
    }
    await w.broker.place(marketable('a.1'));
    await w.settle();
    expect(heard.reports.filter(({ state }) => state === 'filled')).toHaveLength(1);
    expect(heard.states).toEqual(['down', 'ready', 'down', 'ready', 'down', 'ready']);
  });
});
