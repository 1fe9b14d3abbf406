import { afterEach, describe, expect, it } from 'vitest';
import { impliedVol } from '../../../../src/engine/pricing/implied-vol.js';
import { readLines } from '../../../standins/deribit/captures.js';
import { Snapshots } from '../../../standins/deribit/snapshots.js';
import { sharedPath } from '../../../support/shared.js';
import { openDeribit, smallMarket, type DeribitWorld } from './deribit-world.js';

const folder = sharedPath('data', 'deribit', 'btc_option_snapshots', '202601');
const lines = sharedPath('fixtures', 'deribit', 'cryptofeed', 'DERIBIT.ws.1.0.txt');

const open: DeribitWorld[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

describe.skipIf(folder === null)('recorded chains (need the shared material)', () => {
  async function play() {
    const source = new Snapshots(folder ?? '', 2);
    const [nowMs = 0, nextMs = 0] = source.instants();
    const world = await openDeribit({
      nowMs: nowMs + 1_000,
      venue: { source, tickEveryMs: 60_000, slowEveryMs: 60_000 },
      settings: { coins: ['BTC'] },
    });
    open.push(world);
    await world.begin();
    return { world, source, nowMs, nextMs };
  }

  it('come out as chains in dollars with every row of theirs', async () => {
    const { world, source, nowMs } = await play();
    const chains = await world.feed.chains('BTC');
    const sides = (chains.ok ? chains.value : []).flatMap(({ rows }) =>
      rows.flatMap(({ call, put }) => [call, put]),
    );
    const known = new Map<string, (typeof sides)[number]>(
      sides.map((side) => [side.instrument, side]),
    );
    const rows = source.rows(nowMs).filter(({ expiresAtMs }) => expiresAtMs > nowMs);
    expect(rows.length).toBeGreaterThan(500);
    for (const row of rows) {
      const day = new Date(row.expiresAtMs).toISOString().slice(0, 10);
      const side = known.get(`BTC/${day}/${row.strike}/${row.right === 'call' ? 'C' : 'P'}`);
      expect(side?.ask).toBeCloseTo((row.ask ?? 0) * row.forward, 6);
      // A bid without an ask makes no side.
      expect(side?.bid).toBeCloseTo(row.ask === null ? 0 : (row.bid ?? 0) * row.forward, 6);
      expect(side?.venue?.markIv).toBeCloseTo(row.iv, 6);
    }
  });

  it('have marks whose volatility by the forward is the one recorded', async () => {
    const { world, nowMs } = await play();
    const chains = await world.feed.chains('BTC');
    const misses: number[] = [];
    for (const chain of chains.ok ? chains.value : []) {
      const years = (chain.settlesAtMs - nowMs) / (365 * 86_400_000);
      for (const { strike, call, put } of chain.rows) {
        for (const [right, side] of [
          ['call', call],
          ['put', put],
        ] as const) {
          const { markPrice, markIv, forward } = side.venue ?? {};
          if (!markPrice || !markIv || !forward) continue;
          if (right === 'call' ? strike < forward : strike > forward) continue;
          const own = impliedVol({ forward, strike, right, price: markPrice, years, discount: 1 });
          if (own.ok && markPrice / forward > 5e-4) misses.push(Math.abs(own.value - markIv));
        }
      }
    }
    misses.sort((a, b) => a - b);
    expect(misses.length).toBeGreaterThan(200);
    expect(misses[Math.floor(misses.length / 2)]).toBeLessThan(5e-4);
  });
});

describe.skipIf(lines === null)('a recorded stream (needs the shared material)', () => {
  it('is read to its last frame: tickers of years ago are of no instrument that is listed', async () => {
    const world = await openDeribit({ market: smallMarket() });
    open.push(world);
    await world.begin();
    const recorded = readLines(lines ?? '');
    expect(recorded.length).toBeGreaterThan(100);
    for (const { text } of recorded) world.venue.misbehave({ kind: 'text', text });
    await world.pass(2_000);
    expect(world.feed.state().state).toBe('ready');
    expect(world.feed.stats().refused['no-name']).toBe(89);
    expect(world.feed.stats().garbled).toBe(0);
  });
});
