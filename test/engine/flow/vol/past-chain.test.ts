import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openTickStore } from '../../../../src/engine/adapters/sqlite/tick-store.js';
import type { Chain } from '../../../../src/engine/domain/chain.js';
import type { Quote } from '../../../../src/engine/domain/quote.js';
import { MINUTE_MS } from '../../../../src/engine/domain/units.js';
import {
  chainQuotes,
  chainsFrom,
  type PastInstant,
} from '../../../../src/engine/flow/vol/past-chain.js';
import type { TickStore } from '../../../../src/engine/ports/tick-store.js';
import { valueOf } from '../../../contract/tick-facts.js';
import { blackChain, at as timeAt } from '../../../support/chains.js';
import { ManualClock } from '../../../support/manual-clock.js';
import { expectSameFit, fit, instantOf, keepable } from './past-rig.js';
import { tempFolder, type TempFolder } from '../../adapters/sqlite/temp-folder.js';
import { chainsOf, START_MS, startSim } from '../../adapters/sim/sim-rig.js';

const ROOTS = { BTC: ['BTC'], ETH: ['ETH'], SPX: ['SPX', 'SPXW'] } as const;
/** As many of each, so that the test is quick. */
const EXPIRIES = 6;
const UNDERLYINGS = ['BTC', 'ETH', 'SPX'] as const;

describe('a past chain', () => {
  let folder: TempFolder;
  let store: TickStore;
  beforeEach(async () => {
    folder = tempFolder();
    const clock = new ManualClock(START_MS);
    store = valueOf(await openTickStore({ path: folder.file('ticks.db'), clock }));
  });
  afterEach(async () => {
    await store.close();
    folder.dispose();
  });
  const append = (quotes: readonly Quote[]) => {
    for (const quote of quotes) store.append(quote);
  };
  const past = async (roots: readonly string[], at: PastInstant) =>
    chainsFrom(valueOf(await store.optionsAt(roots, { atMs: at.atMs, withinMs: MINUTE_MS })), at);

  test.each(UNDERLYINGS)(
    'on %s is what the feed gave, and so are surface and greeks',
    async (of) => {
      const sim = await startSim();
      const looks: { readonly atMs: number; readonly chains: readonly Chain[] }[] = [];
      for (const minutes of [0, 95]) {
        sim.advanceTo(START_MS + minutes * MINUTE_MS + 1_234);
        const chains = (await chainsOf(sim.feed, of)).slice(0, EXPIRIES);
        append(chains.flatMap(chainQuotes));
        looks.push({ atMs: sim.clock.nowMs(), chains });
      }
      for (const { atMs, chains } of looks) {
        const found = await past(ROOTS[of], instantOf(atMs, chains));
        expect(found.map(keepable)).toEqual(chains.map(keepable));
      }
      const { atMs = NaN, chains = [] } = looks[0] ?? {};
      const found = await past(ROOTS[of], instantOf(atMs, chains));
      expectSameFit(fit(found), fit(chains));
    },
  );

  test('holds of each side its newest quote, its own time and its own forward', async () => {
    const sim = await startSim();
    const first = (await chainsOf(sim.feed, 'BTC')).slice(0, 3);
    sim.advanceTo(START_MS + 30_000);
    const second = (await chainsOf(sim.feed, 'BTC')).slice(0, 3);
    append(first.flatMap(chainQuotes));
    append(second.flatMap((chain) => chainQuotes(chain).filter((_, n) => n % 3 === 0)));
    const found = await past(['BTC'], { atMs: START_MS + 30_000, spot: null });
    expect(found).toHaveLength(3);
    found.forEach((chain, n) => {
      expect(chain.future).toBe(second[n]?.future);
      expect(chain.spot).toBe(chain.future);
      expect(chain.atMs).toBe(first[n]?.atMs);
      const sides = chain.rows.flatMap(({ call, put }) => [call, put]);
      expect(new Set(sides.map(({ atMs }) => atMs)).size).toBe(2);
      for (const side of sides) {
        const [old, young] = [first, second].map((chains) =>
          chains[n]?.rows.flatMap(({ call, put }) => [call, put]),
        );
        const from = side.atMs === chain.atMs ? old : young;
        const same = from?.find(({ instrument }) => instrument === side.instrument);
        expect(side.ask).toBeCloseTo(same?.ask ?? NaN, 6);
        expect(side.venue?.forward).toBe(same?.venue?.forward);
      }
    });
  });

  test('is as old as its oldest two-sided quote near the money; far ones do not age it', async () => {
    const sim = await startSim();
    const [chain] = await chainsOf(sim.feed, 'BTC');
    const quotes = chainQuotes(chain as Chain);
    const aged = (of: (delta: number) => boolean) =>
      quotes.map((quote) =>
        of(Math.abs(quote.option?.greeks?.delta ?? NaN))
          ? { ...quote, atMs: quote.atMs - 20_000 }
          : quote,
      );
    const at = { atMs: START_MS, spot: null };
    const far = chainsFrom(
      aged((delta) => delta < 0.09 || delta > 0.91),
      at,
    );
    expect(far[0]?.atMs).toBe(chain?.atMs);
    const near = chainsFrom(
      aged((delta) => delta > 0.4 && delta < 0.6),
      at,
    );
    expect(near[0]?.atMs).toBe((chain?.atMs ?? NaN) - 20_000);
  });

  test('leaves out what has settled, what has no price of its underlying, and what is no option', async () => {
    const chain = blackChain({ atMs: timeAt('10:00') });
    const quotes = chainQuotes(chain);
    expect(chainsFrom(quotes, { atMs: chain.settlesAtMs, spot: 600 })).toEqual([]);
    const [again] = chainsFrom(quotes, { atMs: chain.atMs, spot: null });
    // Calls and puts are priced at a forward of 600 without interest.
    expect(again?.spot).toBeCloseTo(600, 6);
    const oneSided = quotes.filter(({ instrument }) => instrument.endsWith('C'));
    expect(chainsFrom(oneSided, { atMs: chain.atMs, spot: null })).toEqual([]);
    const [half] = chainsFrom(oneSided, { atMs: chain.atMs, spot: 600 });
    expect(half?.rows[0]?.put).toMatchObject({ bid: 0, ask: 0, bidSize: 0, askSize: 0 });
    const sim = await startSim();
    const coin = (await chainsOf(sim.feed, 'ETH')).slice(0, 1).flatMap(chainQuotes);
    const nothing = { bidIv: null, askIv: null, greeks: null, openInterest: null, volume: null };
    const mute = coin.map((quote) => ({
      ...quote,
      option: { ...nothing, forward: null, markPrice: null, markIv: null },
    }));
    expect(chainsFrom(mute, { atMs: START_MS, spot: 3_000 })).toEqual([]);
  });
});
