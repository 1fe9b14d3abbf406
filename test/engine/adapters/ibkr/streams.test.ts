import { afterEach, describe, expect, it } from 'vitest';
import { createIbkrFeed } from '../../../../src/engine/adapters/ibkr/market-data.js';
import type { Depth, FlowItem, Print, ShortBar } from '../../../../src/engine/domain/flow-item.js';
import { parseInstrument, spotId } from '../../../../src/engine/domain/instrument.js';
import { seriesId } from '../../../../src/engine/domain/bar.js';
import type { MarketData } from '../../../../src/engine/ports/market-data.js';
import { value } from '../../../contract/broker.js';
import { listening } from '../../../support/market-sink.js';
import { quoteOf, SPY, TODAY } from '../../../support/orders.js';
import { SecType } from '@stoqey/ib/dist/api/data/enum/sec-type.js';
import { contractDetails } from '../../../../src/engine/adapters/ibkr/contracts.js';
import { instrumentOf } from '../../../../src/engine/adapters/ibkr/mapping.js';
import { vxExpiries } from '../../../../src/engine/domain/calendar.js';
import { CLIENT_ID, openIbkr, QUICK, type IbkrWorld } from './ibkr-world.js';

const open: IbkrWorld[] = [];
const feeds: MarketData[] = [];

/** Deadlines that let minutes pass in steps of a second. */
const CALM = { ...QUICK, answerWithinMs: 30_000, heartbeatMs: 60_000, heartbeatWithinMs: 30_000 };

async function world(...args: Parameters<typeof openIbkr>): Promise<IbkrWorld> {
  // Half the usual pace: on a busy machine messages of two seconds may arrive in one.
  const pace = { messages: 20, perMs: 1_000 };
  const made = await openIbkr({ settings: { timing: CALM, pace }, ...args[0] });
  open.push(made);
  return made;
}

type FeedOptions = Omit<Parameters<typeof createIbkrFeed>[0], 'connection'>;

async function feedOn(w: IbkrWorld, options: FeedOptions) {
  const feed = createIbkrFeed({ connection: w.connection, ...options });
  feeds.push(feed);
  await feed.start();
  const items: FlowItem[] = [];
  feed.subscribe(feed.instruments(), listening({ flow: (item) => items.push(item) }));
  return {
    feed,
    items,
    prints: () => items.filter((item): item is Print => item.kind === 'print'),
    books: () => items.filter((item): item is Depth => item.kind === 'depth'),
    bars: () => items.filter((item): item is ShortBar => item.kind === 'bar'),
  };
}

/** Waits for an answer while virtual time passes; tells what passed. */
async function within<T>(w: IbkrWorld, answer: Promise<T>): Promise<{ value: T; tookMs: number }> {
  const fromMs = w.clock.nowMs();
  const got: T[] = [];
  const waiting = answer.then((one) => got.push(one));
  while (got.length === 0) await w.pass(100);
  await waiting;
  return { value: await answer, tookMs: w.clock.nowMs() - fromMs };
}

afterEach(async () => {
  await Promise.all(feeds.splice(0).map((feed) => feed.stop()));
  await Promise.all(open.splice(0).map((each) => each.close()));
});

describe('streams beside the quotes', () => {
  it('bring five-second bars of levels and shares, told once they are over', async () => {
    const w = await world();
    const { bars } = await feedOn(w, { symbols: ['VIX', 'SPY'] });
    await w.pass(21_000, 1_000);
    const spy = bars().filter(({ instrument }) => instrument === 'SPY');
    expect(spy.length).toBeGreaterThanOrEqual(3);
    const firstMs = spy[0]?.fromMs ?? 0;
    expect(spy.map(({ fromMs }) => fromMs)).toEqual(spy.map((_, i) => firstMs + 5_000 * i));
    for (const bar of spy) expect(bar.fromMs + bar.periodMs).toBeLessThanOrEqual(w.clock.nowMs());
    expect(spy[0]).toMatchObject({ periodMs: 5_000, source: 'ibkr' });
    expect(spy[0]?.volume).toBeGreaterThan(0);
    const vix = bars().find(({ instrument }) => instrument === 'VIX');
    expect(vix?.volume).toBeNull();
    expect(vix?.close).toBeGreaterThan(5);
  });

  it('bring each print of shares, and none of levels', async () => {
    const w = await world();
    const { prints } = await feedOn(w, { symbols: ['VIX', 'SPY'] });
    await w.pass(2_000);
    w.gateway.print('SPY', { price: 671.23, size: 300 });
    w.gateway.print('VIX', { price: 17, size: 0 });
    await w.settle();
    expect(prints()).toEqual([
      {
        kind: 'print',
        instrument: 'SPY',
        atMs: Math.floor(w.clock.nowMs() / 1000) * 1000,
        price: 671.23,
        size: 300,
        exchange: 'ARCA',
        conditions: null,
        source: 'ibkr',
      },
    ]);
    expect(w.gateway.streams(CLIENT_ID)).toEqual({ lines: 8, bars: 2, prints: 1, depth: 1 });
  });

  it('bring whole books of three symbols, at most one a second, with their makers', async () => {
    const w = await world();
    const { books } = await feedOn(w, { symbols: ['VXX', 'SPY', 'QQQ', 'IWM'] });
    await w.gateway.say(quoteOf(SPY, { bid: 515, ask: 515.02, last: 515 }));
    await w.pass(10_000, 250);
    const names = new Set(books().map(({ instrument }) => instrument));
    expect([...names].sort()).toEqual(['IWM', 'QQQ', 'SPY']);
    const spy = books().filter(({ instrument }) => instrument === 'SPY');
    expect(spy.length).toBeGreaterThanOrEqual(8);
    expect(spy.length).toBeLessThanOrEqual(10);
    const { bids, asks } = spy.at(-1) ?? { bids: [], asks: [] };
    expect(bids[0]?.price).toBe(515);
    expect(bids[0]?.maker).toMatch(/^[A-Z]+$/);
    expect(asks[0]).toMatchObject({ price: 515.02 });
    expect(bids.length).toBeGreaterThanOrEqual(9);
    expect(bids.map(({ price }) => price)).toEqual(
      bids.map(({ price }) => price).sort((a, b) => b - a),
    );
    await w.gateway.misbehave({ kind: 'depth-reset' });
    await w.pass(1_500, 250);
    expect(books().findLast(({ instrument }) => instrument === 'SPY')?.bids.length).toBeLessThan(
      11,
    );
  });

  it('take turns where more symbols are wanted than the vendor has slots for', async () => {
    const w = await world();
    const flow = { bars: 2, prints: 1, depth: 1 };
    const { prints, bars } = await feedOn(w, { symbols: ['SPY', 'QQQ', 'IWM', 'VIX'], flow });
    let most = { bars: 0, prints: 0, depth: 0 };
    for (let second = 0; second < 12 * 60; second += 5) {
      await w.pass(5_000, 5_000);
      for (const symbol of ['SPY', 'QQQ', 'IWM']) w.gateway.print(symbol, { price: 1, size: 1 });
      const now = w.gateway.streams(CLIENT_ID);
      most = {
        bars: Math.max(most.bars, now.bars),
        prints: Math.max(most.prints, now.prints),
        depth: Math.max(most.depth, now.depth),
      };
    }
    await w.settle();
    expect(most).toEqual(flow);
    expect(new Set(prints().map(({ instrument }) => instrument)).size).toBe(3);
    expect(new Set(bars().map(({ instrument }) => instrument)).size).toBe(4);
    expect(w.gateway.breaches()).toEqual([]);
  });

  it('begin anew after a drop', async () => {
    const w = await world();
    const { books, bars } = await feedOn(w, { symbols: ['SPY', 'QQQ'] });
    await w.pass(3_000);
    await w.gateway.misbehave({ kind: 'drop' });
    await w.pass(20_000, 250);
    const [booksBefore, barsBefore] = [books().length, bars().length];
    await w.pass(12_000, 250);
    expect(books().length).toBeGreaterThan(booksBefore);
    expect(bars().length).toBeGreaterThan(barsBefore);
    expect(w.gateway.streams(CLIENT_ID)).toMatchObject({ bars: 2, prints: 2, depth: 2 });
  });
});

describe('what the vendor lists', () => {
  it('has chains of those underlyings only that have option classes', async () => {
    const w = await world();
    const symbols = ['VIX', 'VIX3M', 'VVIX', 'SKEW', 'SPX', 'SPY', 'UVXY', 'BTC', 'BTCDVOL'];
    const { feed } = await feedOn(w, { symbols });
    expect(feed.underlyings()).toEqual(['VIX', 'SPX', 'SPY', 'UVXY']);
    expect(await feed.expiries('VVIX')).toEqual({ ok: true, value: [] });
    expect(feed.carries(spotId('BTCDVOL'))).toBe(false);
  });

  it('has weekly VX futures, which take no rank among the monthly ones', async () => {
    const w = await world();
    const { feed } = await feedOn(w, { symbols: ['VIX'] });
    await w.settle();
    const futures = feed.instruments().filter((id) => parseInstrument(id)?.kind === 'future');
    expect(futures).toEqual(vxExpiries(TODAY, 6).map((of) => `VX/${of}`));
    const weekly = { symbol: 'VIX', secType: SecType.FUT, exchange: 'CFE', currency: 'USD' };
    const all = await within(w, contractDetails(w.connection, weekly));
    const listed = await value(Promise.resolve(all.value));
    const classes = listed.map(({ contract }) => contract.tradingClass);
    expect(classes).toContain('VX48');
    const named = listed.map(({ contract }) => instrumentOf(contract));
    expect(named.filter((id) => id === null)).toHaveLength(
      classes.filter((each) => each !== 'VX').length,
    );
  });

  it('has the VIX family as daily series, whatever is quoted', async () => {
    const w = await world();
    const { feed } = await feedOn(w, { symbols: ['SPY'] });
    expect(feed.series()).toEqual(['SPY', 'VIX', 'VIX9D', 'VIX3M', 'VVIX', 'SKEW']);
    const { value: vix } = await within(w, feed.history(seriesId('VIX3M')));
    expect((await value(Promise.resolve(vix))).length).toBeGreaterThan(200);
  });
});

describe('a look at all chains', () => {
  it('takes the nearest expiries and the next monthly ones, in time, with what the vendor says', async () => {
    const w = await world();
    const { feed } = await feedOn(w, { symbols: ['SPX', 'SPY'], sweepStrikes: 8 });
    await w.pass(1_000);
    const listed = (await within(w, feed.expiries('SPY'))).value;
    const all = await value(Promise.resolve(listed));
    const { value: looked, tookMs } = await within(w, feed.chains('SPY'));
    const chains = await value(Promise.resolve(looked));
    expect(chains.length).toBeGreaterThanOrEqual(7);
    expect(chains.length).toBeLessThanOrEqual(8);
    expect(chains.slice(0, 6).map(({ expiry }) => expiry)).toEqual(all.slice(0, 6));
    expect(chains.at(-1)?.expiry).toMatch(/-(15|16|17|18|19|20|21)$/);
    expect(tookMs).toBeLessThan(40_000);
    const [row] = chains[7 - 1]?.rows ?? [];
    expect(row?.call.atMs).toBeLessThanOrEqual(w.clock.nowMs());
    const { venue } = row?.call ?? {};
    expect(venue).toMatchObject({ forward: null, greeks: { rhoUsdPerPct: null } });
    expect(venue?.markIv).toBeGreaterThan(0.02);
    expect(venue?.markIv).toBeLessThan(1);
    expect(venue?.bidIv).toBeLessThan(venue?.askIv ?? 0);
    expect(Math.abs(venue?.greeks?.delta ?? 9)).toBeLessThanOrEqual(1);
    expect(w.gateway.breaches()).toEqual([]);
  });

  it('waits behind a chain that somebody asks for by name', async () => {
    const w = await world();
    const options = { symbols: ['SPX', 'SPY'], lines: 30, strikes: 4, sweepStrikes: 30 };
    const { feed } = await feedOn(w, options);
    await w.pass(1_000);
    const expiries = await value(Promise.resolve((await within(w, feed.expiries('SPX'))).value));
    const [nearest] = expiries;
    if (!nearest) throw new Error('nothing is listed');
    const order: string[] = [];
    const sweeping = feed.chains('SPX').then(() => order.push('all'));
    await w.pass(2_000);
    const asked = feed.chain('SPX', expiries[1] ?? nearest).then(() => order.push('one'));
    await within(w, Promise.all([sweeping, asked]));
    expect(order).toEqual(['one', 'all']);
  });
});
