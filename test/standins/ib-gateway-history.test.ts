import { describe, expect, it } from 'vitest';
import type { Field } from './ib-gateway/wire.js';
import { SPX, SPY, START_MS, useGateway } from './ib-gateway/raw-rig.js';

const { rig, connect } = useGateway();

interface Asked {
  readonly contract?: readonly Field[];
  readonly end?: string;
  readonly size?: string;
  readonly duration?: string;
  readonly what?: string;
  readonly dates?: 1 | 2;
  readonly keep?: 0 | 1;
}

function history(reqId: number, of: Asked = {}): Field[] {
  const { contract = SPY, end = '', size = '1 day', duration = '5 D', what = 'TRADES' } = of;
  return [20, reqId, ...contract, 0, end, size, duration, 1, what, of.dates ?? 1, of.keep ?? 0, ''];
}

/** Bars of one answer: date, open, high, low, close, volume, weighted price, trades. */
function barsOf(message: readonly string[]): string[][] {
  const bars: string[][] = [];
  for (let at = 5; at < message.length; at += 8) bars.push(message.slice(at, at + 8));
  return bars;
}

describe('history at the stand-in of the gateway', () => {
  it('gives the sessions that were asked for, today last', async () => {
    const { gateway } = await rig();
    const client = await connect(gateway);
    client.send(history(1));
    const bars = barsOf(await client.next(17));
    expect(bars.map(([date]) => date)).toEqual([
      '20261117',
      '20261118',
      '20261119',
      '20261120',
      '20261123',
    ]);
    for (const [, open, high, low, close] of bars.map((bar) => bar.map(Number))) {
      expect(Math.min(open ?? 0, close ?? 0)).toBeGreaterThanOrEqual(low ?? Infinity);
      expect(Math.max(open ?? 0, close ?? 0)).toBeLessThanOrEqual(high ?? 0);
    }
  });

  it('gives bars within the day that do not change once they are over', async () => {
    const { gateway, clock } = await rig();
    const client = await connect(gateway);
    const of = { size: '5 mins', duration: '1800 S', dates: 2 } as const;
    client.send(history(1, of));
    const first = barsOf(await client.next(17));
    expect(first.map(([date]) => Number(date))).toEqual(
      [6, 5, 4, 3, 2, 1].map((ago) => START_MS / 1000 - ago * 300),
    );
    await clock.advanceAsync(60_000);
    client.send(history(2, of));
    const second = barsOf(await client.next(17));
    expect(second.slice(0, 5)).toEqual(first.slice(1));
  });

  it('keeps a bar up to date every five seconds, and stops when told', async () => {
    const { gateway, clock } = await rig();
    const client = await connect(gateway);
    client.send(history(1, { size: '1 min', duration: '600 S', keep: 1 }));
    await client.next(17);
    await clock.advanceAsync(6000);
    const update = (await client.next(90)).slice(0, 10);
    const [open, close, high, low] = update.slice(4, 8).map(Number);
    expect(update[3]).toBe('20261123 10:30:00 US/Eastern');
    expect(high).toBeGreaterThanOrEqual(Math.max(open ?? 0, close ?? 0));
    expect(low).toBeLessThanOrEqual(Math.min(open ?? 0, close ?? 0));
    client.send([25, 1, 1]);
    expect((await client.next(4)).slice(2, 4)).toEqual(['1', '162']);
    client.send([25, 1, 1]);
    expect((await client.next(4)).slice(2, 4)).toEqual(['1', '366']);
  });

  it('wants no end for bars that are kept up to date', async () => {
    const { gateway } = await rig();
    const client = await connect(gateway);
    client.send(history(1, { keep: 1, end: '20261120 16:00:00 US/Eastern' }));
    expect((await client.next(4)).slice(2, 4)).toEqual(['1', '321']);
  });

  it('counts historical requests and says which rule was broken', async () => {
    const { gateway, clock } = await rig();
    const client = await connect(gateway);
    client.send(history(1));
    client.send(history(2));
    expect((await client.next(4)).slice(2, 4)).toEqual(['2', '162']);
    for (let n = 3; n <= 8; n++) client.send(history(n, { duration: `${n + 80} D` }));
    expect((await client.next(4)).slice(2, 4)).toEqual(['7', '162']);
    await gateway.idle();
    expect(gateway.breaches().map(({ rule }) => rule)).toEqual(['same-request', 'burst', 'burst']);
    for (let n = 10; n < 70; n++) {
      clock.advance(2500);
      client.send(history(n, { duration: `${n} D` }));
      client.send([49, 1]);
      await client.next(49);
    }
    expect(gateway.breaches().at(-1)?.rule).toBe('ten-minutes');
  });

  it('refuses the fifty-first message of a second with 100, and drops who goes on', async () => {
    const { gateway, clock } = await rig();
    const client = await connect(gateway);
    clock.advance(2000);
    for (let n = 0; n < 51; n++) client.send([49, 1]);
    expect((await client.next(4)).slice(2, 4)).toEqual(['-1', '100']);
    for (let n = 0; n < 3; n++) client.send([49, 1]);
    await client.closed();
    expect(gateway.breaches().map(({ rule }) => rule)).toEqual(Array(4).fill('messages'));
  });

  it('has no history of an option', async () => {
    const { gateway } = await rig();
    const client = await connect(gateway);
    const contract = ['', 'SPY', 'OPT', '20261218', 600, 'P', '', 'SMART', '', 'USD', '', 'SPY'];
    client.send(history(1, { contract }));
    const error = await client.next(4);
    expect(error[3]).toBe('162');
    expect(error[4]).toContain('no data');
  });
});

describe('streams beside the lines', () => {
  it('sends a bar of five seconds when it is over', async () => {
    const { gateway, clock } = await rig();
    const client = await connect(gateway);
    client.send([50, 3, 1, ...SPX, 5, 'TRADES', 1, '']);
    await gateway.idle();
    client.send([49, 1]);
    await client.next(49);
    await clock.advanceAsync(6000);
    const bar = await client.next(50);
    expect(bar[3]).toBe(String(START_MS / 1000));
    expect(Number(bar[10])).toBeGreaterThanOrEqual(4);
  });

  it('shows depth with its makers, and never has a row that was not put in', async () => {
    const { gateway, clock } = await rig();
    const client = await connect(gateway);
    client.send([10, 5, 1, ...SPY, 4, 1, '']);
    expect((await client.next(4))[3]).toBe('2152');
    await gateway.idle();
    await clock.advanceAsync(30_000);
    await gateway.idle();
    client.send([11, 1, 1, 1]);
    client.send([49, 1]);
    await client.next(49);
    const rows = client.taken().filter((fields) => fields[0] === '13');
    const operations = new Set(rows.map((row) => row[5]));
    expect([...operations].sort()).toEqual(['0', '1', '2']);
    const count = { '0': 0, '1': 0 };
    for (const [, , , place, maker, operation, side] of rows) {
      const have = side === '0' ? '0' : '1';
      if (operation === '0') {
        expect(Number(place)).toBe(count[have]);
        expect(maker).not.toBe('');
        count[have]++;
      } else if (operation === '2') {
        count[have]--;
        expect(Number(place)).toBe(count[have]);
      } else {
        expect(Number(place)).toBeLessThan(count[have]);
      }
    }
  });

  it('puts every row in anew after a reset', async () => {
    const { gateway } = await rig();
    const client = await connect(gateway);
    client.send([10, 5, 1, ...SPY, 3, 0, '']);
    await client.next(12);
    await gateway.idle();
    await gateway.misbehave({ kind: 'depth-reset' });
    expect((await client.next(4)).slice(2, 4)).toEqual(['1', '317']);
    const row = await client.next(12);
    expect([row[3], row[4]]).toEqual(['0', '0']);
  });

  it('opens three books and no fourth, and none of an index', async () => {
    const { gateway } = await rig();
    const client = await connect(gateway);
    for (const reqId of [1, 2, 3, 4]) client.send([10, 5, reqId, ...SPY, 2, 0, '']);
    expect((await client.next(4)).slice(2, 4)).toEqual(['4', '309']);
    client.send([11, 1, 1, 0]);
    client.send([10, 5, 5, ...SPX, 2, 0, '']);
    expect((await client.next(4)).slice(2, 4)).toEqual(['5', '10092']);
  });

  it('sends each trade to those who asked for trades', async () => {
    const { gateway } = await rig();
    const client = await connect(gateway);
    client.send([97, 1, ...SPY, 'Last', 0, 0]);
    client.send([97, 2, ...SPY, 'BidAsk', 0, 0]);
    expect((await client.next(99))[2]).toBe('3');
    await gateway.idle();
    gateway.print('SPY', { price: 601.5, size: 300 });
    const trade = await client.next(99);
    expect([trade[1], trade[2], trade[4], trade[5]]).toEqual(['1', '1', '601.5', '300']);
  });
});
