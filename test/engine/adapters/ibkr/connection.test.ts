import { afterEach, describe, expect, it } from 'vitest';
import { createIbkrFeed } from '../../../../src/engine/adapters/ibkr/market-data.js';
import { DELAYED_MS } from '../../../../src/engine/adapters/ibkr/quote-ticks.js';
import type { Quote } from '../../../../src/engine/domain/quote.js';
import { day } from '../../../../src/engine/domain/trading-day.js';
import { MINUTE_MS } from '../../../../src/engine/domain/units.js';
import { listen, value } from '../../../contract/broker.js';
import { approved, PUT_650, PUT_655, quoteOf, ref, SPY } from '../../../support/orders.js';
import { CLIENT_ID, openIbkr, QUICK, type IbkrWorld } from './ibkr-world.js';
import { listening } from '../../../support/market-sink.js';

const open: IbkrWorld[] = [];

async function world(...args: Parameters<typeof openIbkr>): Promise<IbkrWorld> {
  const made = await openIbkr(...args);
  open.push(made);
  await made.gateway.say(quoteOf(PUT_655, { bid: 1.52, ask: 1.6, bidSize: 500, askSize: 500 }));
  await made.gateway.say(quoteOf(PUT_650, { bid: 0.9, ask: 1, bidSize: 500, askSize: 500 }));
  return made;
}

const marketable = (text: string) => approved({ ref: ref(text), quantity: 2, limitTicks: -52 });
const NOT_READY = { ok: false, error: { code: 'not-ready' } };
const kinds = ({ gateway }: IbkrWorld) => new Set(gateway.received().map(([kind]) => kind));

/** Deadlines that let minutes pass in steps of ten seconds. */
const CALM = {
  ...QUICK,
  connectWithinMs: 30_000,
  answerWithinMs: 30_000,
  heartbeatMs: 60_000,
  heartbeatWithinMs: 30_000,
};

afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

describe('the session with the gateway', () => {
  it('is ready once the account is proven and everything has been read back', async () => {
    const { broker, connection } = await world();
    expect(await broker.start()).toEqual({ ok: true, value: undefined });
    expect(connection.phase()).toBe('ready');
    const account = await value(broker.account());
    expect(account).toMatchObject({ kind: 'paper', label: 'DU…567', cashMicros: 1e12 });
  });

  it('refuses a live account, before anything is sent to it', async () => {
    const w = await world({
      gateway: { accounts: ['U1234567'] },
      settings: { portKind: 'live' },
    });
    const refused = { ok: false, error: { code: 'refused', reason: 'live-not-built' } };
    expect(await w.broker.start()).toEqual(refused);
    await w.pass(3_000);
    expect(kinds(w)).toEqual(new Set(['71']));
    expect(w.connection.need()).toMatchObject({ code: 'live-account' });
    expect(JSON.stringify(w.logged)).not.toContain('1234567');
    expect(await w.broker.place(marketable('a.1'))).toEqual(NOT_READY);
  });

  it.each([
    { accounts: ['DU1234567'], portKind: 'live' as const },
    { accounts: ['U1234567'], portKind: 'unknown' as const },
    { accounts: ['U1234567'], portKind: 'paper' as const },
    { accounts: ['DU1234567', 'DU7654321'], portKind: 'paper' as const },
    { accounts: [], portKind: 'paper' as const },
  ])('refuses $accounts on a port that is $portKind', async ({ accounts, portKind }) => {
    const w = await world({ gateway: { accounts }, settings: { portKind } });
    expect(await w.broker.start()).toMatchObject({ ok: false, error: { code: 'refused' } });
    expect(kinds(w)).toEqual(new Set(['71']));
  });

  it('takes a paper account on a port that is none of the vendor’s', async () => {
    const w = await world({ settings: { portKind: 'unknown' } });
    expect(await w.broker.start()).toMatchObject({ ok: true });
    expect(w.connection.account()).toMatchObject({ label: 'DU…567', kind: 'paper' });
  });

  it('takes the account that is named where the login manages several', async () => {
    const w = await world({
      gateway: { accounts: ['DU1234567', 'DU7654321'] },
      settings: { account: 'DU1234567' },
    });
    expect(await w.broker.start()).toMatchObject({ ok: true });
    expect(w.connection.account()?.label).toBe('DU…567');
  });

  it('lets no order leave from two minutes before the restart until all is read back after it', async () => {
    // It is 11:00 in New York.
    const w = await world({ settings: { restartAt: '11:05', timing: CALM } });
    await w.broker.start();
    const heard = listen(w.broker);
    await w.pass(3 * MINUTE_MS - 1_000, 10_000);
    expect(w.broker.state()).toBe('ready');
    await w.pass(1_000);
    expect(heard.states).toEqual(['down']);
    expect(w.connection.phase()).toBe('ready');
    expect(await w.broker.place(marketable('a.1'))).toEqual(NOT_READY);
    await w.pass(2 * MINUTE_MS, 10_000);
    await w.gateway.misbehave({ kind: 'restart', downMs: 90_000 });
    await w.pass(80_000, 10_000);
    expect(await w.broker.place(marketable('a.1'))).toEqual(NOT_READY);
    await w.pass(2 * MINUTE_MS, 10_000);
    expect(heard.states).toEqual(['down', 'ready']);
    expect(w.gateway.orders()).toEqual([]);
    expect(await w.broker.place(marketable('a.1'))).toMatchObject({ ok: true });
  });

  it('goes on after a restart that never came, once it has read everything back', async () => {
    const w = await world({ settings: { restartAt: '11:05', timing: CALM } });
    await w.broker.start();
    await w.pass(9 * MINUTE_MS, 10_000);
    expect(w.broker.state()).toBe('down');
    await w.pass(2 * MINUTE_MS, 10_000);
    expect(w.broker.state()).toBe('ready');
    expect(w.connection.session()).toBe(1);
  });

  it('takes order numbers that the gateway has set back no further back than its own', async () => {
    const w = await world();
    await w.broker.start();
    await w.broker.place(marketable('a.1'));
    await w.gateway.misbehave({ kind: 'ids-roll-back', to: 1 });
    await w.gateway.misbehave({ kind: 'drop' });
    await w.pass(2_000);
    expect(await w.broker.place(marketable('b.1'))).toMatchObject({ ok: true });
    await w.settle();
    const numbers = w.gateway.orders().map(({ orderId }) => orderId);
    expect(new Set(numbers).size).toBe(2);
    expect((await value(w.broker.orders())).map(({ state }) => state)).toEqual([
      'filled',
      'filled',
    ]);
  });

  it('says so where the gateway lets nobody trade', async () => {
    const w = await world();
    await w.broker.start();
    await w.gateway.misbehave({ kind: 'read-only', state: 'on' });
    expect(await w.broker.place(marketable('a.1'))).toMatchObject({ error: { code: 'refused' } });
    expect(w.connection.need()).toMatchObject({ code: 'read-only' });
  });

  it('stops trading while another login has the market data, and goes on when it has gone', async () => {
    const w = await world();
    const feed = createIbkrFeed({ connection: w.connection, symbols: ['SPY'] });
    await w.broker.start();
    await feed.start();
    feed.subscribe(feed.instruments(), listening({}));
    await w.settle();
    await w.gateway.misbehave({ kind: 'competing', state: 'on' });
    await w.settle();
    expect(w.connection.need()).toMatchObject({ code: 'competing-session' });
    expect(await w.broker.place(marketable('a.1'))).toEqual(NOT_READY);
    await w.gateway.misbehave({ kind: 'competing', state: 'off' });
    await w.pass(62_000, 250);
    expect(w.connection.need()).toBeNull();
    expect(w.broker.state()).toBe('ready');
    expect(w.gateway.lines(CLIENT_ID)).toBe(feed.instruments().length);
    await feed.stop();
  });
});

describe('the feed over the gateway', () => {
  it('marks delayed prices by their delay alone, and live ones again by none', async () => {
    const w = await world();
    await w.gateway.misbehave({ kind: 'subscriptions', missing: 'all' });
    const feed = createIbkrFeed({ connection: w.connection, symbols: ['SPY'] });
    await feed.start();
    const quotes: Quote[] = [];
    feed.subscribe([SPY], listening({ quote: (quote) => quotes.push(quote) }));
    await w.gateway.say(quoteOf(SPY, { bid: 515, ask: 515.1 }));
    await w.pass(2_000);
    expect(quotes.at(-1)?.delayMs).toBe(DELAYED_MS);
    expect(w.clock.nowMs() - (quotes.at(-1)?.atMs ?? 0)).toBeLessThan(3_000);
    await w.gateway.misbehave({ kind: 'subscriptions', missing: 'none' });
    await w.gateway.misbehave({ kind: 'drop' });
    await w.pass(3_000);
    await w.gateway.say(quoteOf(SPY, { bid: 516, ask: 516.1 }));
    await w.pass(500);
    expect(quotes.at(-1)).toMatchObject({ bid: 516, ask: 516.1, delayMs: 0 });
    await feed.stop();
  });

  it('looks at a chain of more contracts than it has lines, never with more than those', async () => {
    const w = await world();
    const feed = createIbkrFeed({
      connection: w.connection,
      symbols: ['SPY'],
      lines: 16,
      strikes: 30,
    });
    await feed.start();
    feed.subscribe([SPY], listening({}));
    await w.pass(500);
    let most = 0;
    let done = 'no';
    const looking = feed.chain('SPY', day('2026-12-18')).finally(() => {
      done = 'yes';
    });
    while (done === 'no') {
      await w.pass(100);
      most = Math.max(most, w.gateway.lines(CLIENT_ID));
    }
    const chain = await value(looking);
    expect(chain.rows).toHaveLength(30);
    // Five-second bars of SPY hold one line more.
    expect(most).toBe(15);
    expect(w.gateway.breaches()).toEqual([]);
    // The last cancels wait for their turn.
    await w.pass(1_500);
    expect(w.gateway.lines(CLIENT_ID)).toBe(1);
    const said = chain.rows.map(({ call }) => call.venue?.markIv ?? 0);
    expect(Math.min(...said)).toBeGreaterThan(0);
    await feed.stop();
  });

  it('asks for its lines again when a farm is back, and is degraded until then', async () => {
    const w = await world();
    const feed = createIbkrFeed({ connection: w.connection, symbols: ['SPY'] });
    await feed.start();
    feed.subscribe([SPY], listening({}));
    await w.settle();
    await w.gateway.misbehave({ kind: 'farm', farm: 'market', state: 'down' });
    await w.settle();
    expect(feed.state().state).toBe('degraded');
    await w.gateway.misbehave({ kind: 'farm', farm: 'market', state: 'up' });
    await w.settle();
    expect(feed.state().state).toBe('ready');
    expect(w.gateway.lines(CLIENT_ID)).toBe(1);
    await feed.stop();
  });
});

describe('orders over a gateway that forgets', () => {
  async function working() {
    const w = await world();
    await w.broker.start();
    await w.broker.place(approved({ ref: ref('r.1'), quantity: 2, limitTicks: -53 }));
    await w.gateway.misbehave({ kind: 'log-out' });
    const kept = w.gateway.book.orders.splice(0);
    return { w, kept };
  }

  it('takes a working order as gone only when it stays away', async () => {
    const { w } = await working();
    const heard = listen(w.broker);
    await w.gateway.misbehave({ kind: 'log-in' });
    await w.pass(1_000);
    expect(heard.reports).toEqual([]);
    expect((await value(w.broker.orders()))[0]?.state).toBe('working');
    await w.pass(4_000);
    expect(heard.reports).toMatchObject([{ ref: 'r.1', state: 'cancelled' }]);
  });

  it('says nothing of a working order that was only not listed for a while', async () => {
    const { w, kept } = await working();
    const heard = listen(w.broker);
    await w.gateway.misbehave({ kind: 'log-in' });
    await w.pass(1_000);
    w.gateway.book.orders.push(...kept);
    await w.pass(4_000);
    expect(heard.reports).toEqual([]);
    expect(await w.broker.cancel(ref('r.1'))).toMatchObject({ ok: true });
  });
});
