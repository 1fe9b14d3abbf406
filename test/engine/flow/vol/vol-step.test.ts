import { describe, expect, it } from 'vitest';
import { createSurfaceFitter } from '../../../../src/engine/adapters/fitter/surface-fitter.js';
import { createWallClock } from '../../../../src/engine/adapters/system/wall-clock.js';
import type { Chain } from '../../../../src/engine/domain/chain.js';
import { HOUR_MS, MINUTE_MS } from '../../../../src/engine/domain/units.js';
import { createEngine } from '../../../../src/engine/engine.js';
import { spotId } from '../../../../src/engine/domain/instrument.js';
import { chainFeed } from '../../../support/chain-feed.js';
import { plainEngine } from '../../../support/plain-engine.js';
import { quoteOf } from '../../../support/scripted-feed.js';
import { KeptNotices, openBook } from '../../../support/started-desk.js';
import { ManualClock } from '../../../support/manual-clock.js';
import { COIN_SHAPE, INDEX_SHAPE, restamped, sviChains } from '../../../support/svi-chains.js';
import { viewOf, volDesk } from '../../../support/vol-desk.js';

const START = COIN_SHAPE.atMs;
const coin = sviChains({ ...COIN_SHAPE, days: [4, 32, 123], strikes: 15 });

/** A desk whose quotes are always of this instant. */
async function liveDesk(chains: readonly Chain[] = coin) {
  const now = { ms: START };
  const desk = await volDesk({ chains: { BTC: () => restamped(chains, now.ms) } });
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 500) {
      now.ms += 500;
      await desk.pass(500);
    }
  };
  return { ...desk, pass };
}

describe('surfaces of a desk', () => {
  it('are fitted twice a second while somebody looks, and each minute when nobody does', async () => {
    const desk = await liveDesk();
    viewOf(await desk.vol.surface('BTC'));
    const before = desk.fitter.asked.length;
    await desk.pass(20_000);
    const live = desk.fitter.asked.length - before;
    expect(live).toBeGreaterThanOrEqual(36);
    expect(live).toBeLessThanOrEqual(42);
    await desk.pass(4 * MINUTE_MS);
    const idle = desk.fitter.asked.length;
    await desk.pass(3 * MINUTE_MS);
    expect(desk.fitter.asked.length - idle).toBe(3);
  });

  it('are kept once a minute of market time, whether or not somebody looks', async () => {
    const desk = await liveDesk();
    await desk.pass(5 * MINUTE_MS);
    const span = { fromMs: START, toMs: START + HOUR_MS, pick: 'all' as const };
    const kept = await desk.ticks.surfaces('BTC', span);
    const minutes = kept.ok ? kept.value.map(({ atMs }) => Math.floor(atMs / MINUTE_MS)) : [];
    expect(new Set(minutes).size).toBe(minutes.length);
    expect(minutes).toHaveLength(5);
    expect(kept.ok && kept.value[0]?.slices[0]).toMatchObject({
      id: `BTC/${coin[0]?.expiry ?? ''}`,
    });
  });

  it('of options on volatility are made when somebody asks, and not for keeping', async () => {
    const desk = await volDesk({ chains: { VIX: () => coin } });
    await desk.pass(5 * MINUTE_MS);
    expect(desk.feed.looks).toBe(0);
    viewOf(await desk.vol.surface('VIX'));
    expect(desk.feed.looks).toBe(1);
  });

  it('are not fitted again while quotes stand still, and looked at ever more rarely', async () => {
    const desk = await volDesk({ chains: { BTC: () => coin } });
    viewOf(await desk.vol.surface('BTC'));
    await desk.pass(HOUR_MS);
    expect(desk.fitter.asked).toHaveLength(1);
    // Two minutes of two looks a second, then one in sixteen at most.
    expect(desk.feed.looks).toBeLessThan(240 + 70);
  });

  it('are made one after the other for keeping, so that no feed is asked for all at once', async () => {
    let [under, most] = [0, 0];
    const names = ['BTC', 'ETH', 'SPX', 'SPY'];
    const desk = await volDesk({
      chains: Object.fromEntries(names.map((name) => [name, () => coin])),
    });
    const chains = desk.feed.chains.bind(desk.feed);
    desk.feed.chains = async (name) => {
      under += 1;
      most = Math.max(most, under);
      await new Promise((resolve) => setImmediate(resolve));
      under -= 1;
      return chains(name);
    };
    await desk.pass(2 * MINUTE_MS);
    expect(desk.feed.looks).toBeGreaterThanOrEqual(names.length);
    expect(most).toBe(1);
  });

  it('are answered to everybody who waits, from one fit', async () => {
    const desk = await liveDesk();
    const asked = [desk.vol.surface('BTC'), desk.vol.term('btc'), desk.vol.skew('BTC')];
    for (const answer of await Promise.all(asked)) expect(answer.ok).toBe(true);
    expect(desk.fitter.asked).toHaveLength(1);
  });

  it('stay when a later look fails, and say how old they are', async () => {
    let down = false;
    const desk = await volDesk({
      chains: {
        BTC: () => (down ? { code: 'failed' as const, feed: 'chains', reason: 'down' } : coin),
      },
    });
    viewOf(await desk.vol.surface('BTC'));
    down = true;
    await desk.pass(10 * MINUTE_MS);
    const view = viewOf(await desk.vol.surface('BTC'));
    expect(view.age).toBe('old');
    expect(view.stamp.asOfMs).toBe(START);
  });

  it('come from the next feed where the first has none', async () => {
    const first = chainFeed({ BTC: () => ({ code: 'failed', feed: 'first', reason: 'down' }) });
    const next = chainFeed({ BTC: () => coin });
    const clock = new ManualClock(START);
    const { fitter } = await volDesk();
    const engine = createEngine({
      ...plainEngine({ store: openBook(), wall: clock, market: clock }),
      feeds: [first, next],
      fitter,
    });
    await engine.start(new KeptNotices());
    expect(viewOf(await engine.api.vol.surface('BTC')).stamp.source).toBe('made');
    expect(first.looks).toBe(1);
    await engine.stop();
  });
});

describe('the queue', () => {
  it('goes on while a surface is fitted', async () => {
    const wall = createWallClock();
    const fitter = createSurfaceFitter({ wall });
    const days = Array.from({ length: 20 }, (_, i) => 2 + 9 * i);
    const index = sviChains({ ...INDEX_SHAPE, days, strikes: 161 });
    const feed = chainFeed({ SPX: () => index });
    const market = new ManualClock(START);
    const engine = createEngine({
      ...plainEngine({ store: openBook(), wall, market }),
      feeds: [feed],
      fitter,
    });
    await engine.start(new KeptNotices());
    let fitting: 'yes' | 'no' = 'yes';
    const asked = engine.api.vol.surface('SPX').finally(() => (fitting = 'no'));
    let steps = 0;
    while ((fitting as string) === 'yes') {
      steps += 1;
      feed.say(quoteOf(spotId('SPX'), { last: 6500 + steps, atMs: START + steps }));
      await new Promise((resolve) => setImmediate(resolve));
      await engine.idle();
      if (steps % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect(viewOf(await asked).slices.length).toBeGreaterThan(5);
    expect(steps).toBeGreaterThan(100);
    expect(engine.quote(spotId('SPX'))?.last).toBe(6500 + steps);
    const { queue } = await engine.api.status();
    expect(queue.lagP99Ms).toBeLessThan(100);
    await engine.stop();
    await fitter.stop();
  });
});
