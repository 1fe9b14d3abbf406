import { afterEach, expect, test } from 'vitest';
import { openTickStore } from '../../../../src/engine/adapters/sqlite/tick-store.js';
import type { Chain } from '../../../../src/engine/domain/chain.js';
import { spotId } from '../../../../src/engine/domain/instrument.js';
import { MINUTE_MS } from '../../../../src/engine/domain/units.js';
import { chainsFrom } from '../../../../src/engine/flow/vol/past-chain.js';
import type { TickStore } from '../../../../src/engine/ports/tick-store.js';
import { GeneratedMarket } from '../../../standins/deribit/generated.js';
import { valueOf } from '../../../contract/tick-facts.js';
import { openDeribit, type DeribitWorld } from '../../adapters/deribit/deribit-world.js';
import { tempFolder } from '../../adapters/sqlite/temp-folder.js';
import { expectSameFit, fit, keepable } from './past-rig.js';

const cleanups: (() => void | Promise<void>)[] = [];

afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

async function streaming(): Promise<{ world: DeribitWorld; store: TickStore; keep: () => void }> {
  const folder = tempFolder();
  cleanups.push(folder.dispose);
  const market = new GeneratedMarket({ expiryDays: [1, 6, 34], strikesPerExpiry: 10 });
  const world = await openDeribit({ market, settings: { coins: ['BTC'] } });
  cleanups.push(world.close);
  const { clock } = world;
  const store = valueOf(await openTickStore({ path: folder.file('ticks.db'), clock }));
  cleanups.push(() => store.close());
  await world.begin();
  /** Stores what has been heard, as the engine's sink does. */
  const keep = () => {
    for (const quote of world.quotes.splice(0)) store.append(quote);
    for (const gap of world.gaps.splice(0)) store.appendGap(gap);
  };
  return { world, store, keep };
}

async function chainsAt(store: TickStore, atMs: number): Promise<readonly Chain[]> {
  const span = { fromMs: atMs - MINUTE_MS, toMs: atMs + 1 };
  const spot = valueOf(await store.ticks(spotId('BTC'), span)).at(-1)?.last ?? null;
  const quotes = valueOf(await store.optionsAt(['BTC'], { atMs, withinMs: MINUTE_MS }));
  return chainsFrom(quotes, { atMs, spot });
}

test('any past instant of a venue’s stream comes back with chains, surface and greeks as they were', async () => {
  const { world, store, keep } = await streaming();
  await world.pass(5_000);
  const looks: { readonly atMs: number; readonly chains: readonly Chain[] }[] = [];
  for (const passMs of [1_700, 300, 4_250]) {
    await world.pass(passMs, 250);
    keep();
    looks.push({ atMs: world.clock.nowMs(), chains: valueOf(await world.feed.chains('BTC')) });
  }
  for (const { atMs, chains } of looks) {
    const past = await chainsAt(store, atMs);
    expect(past.map(keepable)).toEqual(chains.map(keepable));
    expectSameFit(fit(past), fit(chains));
  }
});

test('no chain is given as fresh for an instant in a gap, and again after it', async () => {
  const { world, store, keep } = await streaming();
  await world.pass(3_000);
  keep();
  const beforeMs = world.clock.nowMs();
  world.venue.misbehave({ kind: 'maintenance', forMs: 20_000 });
  await world.settle();
  for (let left = 60; left > 0 && world.feed.state().state !== 'ready'; left--) {
    await world.pass(1_000);
  }
  await world.pass(3_000);
  keep();
  const [gap] = valueOf(await store.gaps({ fromMs: beforeMs, toMs: world.clock.nowMs() }));
  if (!gap) throw new Error('no gap was told');
  expect(gap.toMs - gap.fromMs).toBeGreaterThan(15_000);
  expect(await chainsAt(store, (gap.fromMs + gap.toMs) / 2)).toEqual([]);
  expect((await chainsAt(store, gap.fromMs)).length).toBeGreaterThan(0);
  const again = await chainsAt(store, world.clock.nowMs());
  expect(again.map(keepable)).toEqual(valueOf(await world.feed.chains('BTC')).map(keepable));
});
