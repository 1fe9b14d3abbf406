import { describe, expect, it } from 'vitest';
import { simScenarios } from '../../../../src/engine/adapters/sim/sim-feed.js';
import { contractOf } from '../../../../src/engine/adapters/paper/contracts.js';
import type { Chain, ChainRow, OptionSide } from '../../../../src/engine/domain/chain.js';
import { dayFromUtc, weekday } from '../../../../src/engine/domain/trading-day.js';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../../src/engine/domain/units.js';
import { chainsOf, closesOf, historyOf, snapshotOf, START_MS, startSim } from './sim-rig.js';

const PERIOD = { quotePeriodMs: 10 * MINUTE_MS };
const COINS = ['BTC', 'ETH'] as const;

function sidesOf(chains: readonly Chain[]): { chain: Chain; side: OptionSide }[] {
  return chains.flatMap((chain) =>
    chain.rows.flatMap(({ call, put }) => [
      { chain, side: call },
      { chain, side: put },
    ]),
  );
}

/** Delta of the call and volatility by the venue, from the side out of the money. */
function smileOf(chain: Chain): { delta: number; iv: number }[] {
  return chain.rows
    .map(({ strike, call, put }) => {
      const isCall = strike >= (chain.future ?? NaN);
      const venue = (isCall ? call : put).venue;
      const delta = venue?.greeks?.delta ?? NaN;
      return { delta: isCall ? delta : delta + 1, iv: venue?.markIv ?? NaN };
    })
    .sort((a, b) => a.delta - b.delta);
}

function ivAt(chain: Chain, delta: number): number {
  const smile = smileOf(chain);
  const at = smile.findIndex((point) => point.delta >= delta);
  const [under, over] = [smile[at - 1], smile[at]];
  if (!under || !over) return NaN;
  const share = (delta - under.delta) / (over.delta - under.delta);
  return under.iv + (over.iv - under.iv) * share;
}

function median(of: readonly number[]): number {
  return [...of].sort((a, b) => a - b)[Math.floor(of.length / 2)] ?? NaN;
}

/** Whether a price in coin is on the venue's ticks. */
function onTicks(coin: number): boolean {
  const perCoin = coin < 0.005 - 1e-9 ? 10_000 : 2_000;
  return Math.abs(coin * perCoin - Math.round(coin * perCoin)) < 1e-6;
}

describe.each(COINS)('options on %s of the simulated market', (coin) => {
  it('are a venue’s: a dozen expiries at 08:00 UTC, half a thousand options', async () => {
    const { feed } = await startSim();
    const chains = await chainsOf(feed, coin);
    expect(chains.length).toBeGreaterThanOrEqual(10);
    expect(chains.length).toBeLessThanOrEqual(14);
    const options = sidesOf(chains).length;
    expect(options).toBeGreaterThanOrEqual(400);
    expect(options).toBeLessThanOrEqual(600);
    for (const chain of chains) {
      expect(chain).toMatchObject({ underlying: coin, root: coin, coin, atMs: START_MS });
      expect((chain.settlesAtMs - 8 * HOUR_MS) % DAY_MS).toBe(0);
      expect(dayFromUtc(chain.settlesAtMs)).toBe(chain.expiry);
      if (chain.settlesAtMs > START_MS + 4 * DAY_MS) expect(weekday(chain.expiry)).toBe(5);
    }
  });

  it('are quoted in coin on stepped ticks, and shown in dollars of their own future', async () => {
    const { feed } = await startSim();
    const sides = sidesOf(await chainsOf(feed, coin));
    for (const { chain, side } of sides) {
      const forward = chain.future ?? NaN;
      expect(side.venue?.forward).toBe(forward);
      for (const price of [side.bid, side.ask]) {
        if (!onTicks(price / forward)) expect.fail(`${side.instrument} at ${price / forward}`);
      }
      const mark = side.venue?.markPrice ?? NaN;
      // The venue rounds its mark to a millionth of a coin.
      expect(side.bid).toBeLessThanOrEqual(mark + 1e-6 * forward);
      expect(side.ask).toBeGreaterThanOrEqual(mark - 1e-6 * forward);
      expect(side.ask).toBeGreaterThan(side.bid);
      expect(side.bidSize > 0).toBe(side.bid > 0);
      expect(side.venue?.bidIv ?? 0).toBeLessThanOrEqual((side.venue?.markIv ?? NaN) + 1e-4);
      expect(side.venue?.askIv ?? Infinity).toBeGreaterThan((side.venue?.markIv ?? NaN) - 1e-4);
    }
    expect(sides.filter(({ side }) => side.bid === 0).length).toBeGreaterThan(0);
  });

  it('hold parity, fall and are convex in strike, and grow in total variance with time', async () => {
    for (const scenario of simScenarios) {
      const { feed, clock } = await startSim({ ...PERIOD, scenario, seed: 3 });
      clock.advance(9 * DAY_MS);
      const chains = await chainsOf(feed, coin);
      for (const chain of chains) checkExpiry(chain);
      const variance = (chain: Chain): number =>
        ivAt(chain, 0.5) ** 2 * (chain.settlesAtMs - chain.atMs);
      const variances = chains.map(variance);
      expect(variances).toEqual([...variances].sort((a, b) => a - b));
    }
  });

  it('lose an expiry at its hour and gain the next', async () => {
    const { feed, advanceTo } = await startSim(PERIOD);
    const [first] = await chainsOf(feed, coin);
    if (!first) throw new Error('nothing is listed');
    advanceTo(first.settlesAtMs - MINUTE_MS);
    expect((await chainsOf(feed, coin))[0]?.expiry).toBe(first.expiry);
    advanceTo(first.settlesAtMs);
    const after = await chainsOf(feed, coin);
    expect((after[0]?.expiry ?? '') > first.expiry).toBe(true);
    expect(after.length).toBeGreaterThanOrEqual(10);
  });

  it('are the same whoever asked before', async () => {
    const asked = await startSim(PERIOD);
    const fresh = await startSim(PERIOD);
    for (let hour = 0; hour < 6; hour++) {
      await chainsOf(asked.feed, coin);
      await historyOf(asked.feed, `${coin}DVOL`);
      asked.clock.advance(HOUR_MS);
    }
    fresh.clock.advance(6 * HOUR_MS);
    expect(await chainsOf(fresh.feed, coin)).toEqual(await chainsOf(asked.feed, coin));
  });

  it('have a future for each week and month near, whose price is the chain’s', async () => {
    const { feed } = await startSim();
    const futures = feed.instruments().filter((id) => id.startsWith(`${coin}/`));
    expect(futures.length).toBeGreaterThanOrEqual(6);
    const chains = await chainsOf(feed, coin);
    for (const id of futures) {
      const quote = await snapshotOf(feed, id);
      const chain = chains.find(({ expiry }) => id === `${coin}/${expiry}`);
      expect(quote.bid ?? NaN).toBeLessThanOrEqual(chain?.future ?? NaN);
      expect(quote.ask ?? NaN).toBeGreaterThanOrEqual(chain?.future ?? NaN);
      expect(quote.future).toMatchObject({ fundingNow8h: null, indexPrice: chain?.spot });
    }
    const perpetual = await snapshotOf(feed, `${coin}.PERP`);
    expect(Math.abs(perpetual.future?.fundingNow8h ?? NaN)).toBeLessThan(0.001);
  });
});

describe('the index of bitcoin', () => {
  it('is where it was before there were options on it', async () => {
    const { feed, clock } = await startSim({ historySessions: 504 });
    const seen: (number | null)[] = [];
    for (let look = 0; look < 3; look++) {
      seen.push((await snapshotOf(feed, 'BTC')).last);
      clock.advance(3_700_000);
    }
    expect(seen).toEqual([125_966.94, 125_266.03, 125_220.38]);
  });
});

describe('coins at the paper broker', () => {
  it('are no contracts: neither options nor futures, perpetuals and indices', async () => {
    const { feed } = await startSim();
    const listed = feed.instruments().filter((id) => /^(BTC|ETH)/.test(id));
    expect(listed.length).toBeGreaterThan(15);
    const options = sidesOf(await chainsOf(feed, 'ETH')).map(({ side }) => side.instrument);
    expect([...listed, ...options].filter((id) => contractOf(id) !== null)).toEqual([]);
  });
});

function checkExpiry(chain: Chain): void {
  const forward = chain.future ?? NaN;
  // Marks are rounded to a millionth of a coin.
  const slack = 4e-6 * forward;
  const mark = (side: OptionSide): number => side.venue?.markPrice ?? NaN;
  for (const { strike, call, put } of chain.rows) {
    expect(Math.abs(mark(call) - mark(put) - (forward - strike))).toBeLessThan(slack);
  }
  chain.rows.forEach((row, at) => {
    const [low, high] = [chain.rows[at - 1], chain.rows[at + 1]];
    if (!low || !high) return;
    const share = (row.strike - low.strike) / (high.strike - low.strike);
    const line = mark(low.call) * (1 - share) + mark(high.call) * share;
    expect(mark(row.call)).toBeLessThanOrEqual(line + slack);
    expect(mark(row.call)).toBeGreaterThanOrEqual(mark(high.call) - slack);
  });
}

describe('volatility of the simulated coins', () => {
  it('is shown by an index of each, which has two years of days', async () => {
    const { feed } = await startSim({ ...PERIOD, historySessions: 504 });
    for (const [coin, low, high] of [
      ['BTC', 40, 66],
      ['ETH', 45, 78],
    ] as const) {
      const closes = await closesOf(feed, `${coin}DVOL`);
      expect(closes.length).toBe(504);
      const sorted = [...closes].sort((a, b) => a - b);
      expect(sorted[25] ?? NaN).toBeGreaterThan(low);
      expect(sorted[478] ?? NaN).toBeLessThan(high);
      const now = (await snapshotOf(feed, `${coin}DVOL`)).last ?? NaN;
      const month = (await chainsOf(feed, coin)).find(
        ({ settlesAtMs }) => settlesAtMs > START_MS + 25 * DAY_MS,
      );
      // The index holds the wings as well, so that it lies above the middle of the smile.
      const level = 100 * ivAt(month as Chain, 0.5);
      expect(now / level).toBeGreaterThan(1);
      expect(now / level).toBeLessThan(1.2);
    }
  });

  it('rises in a spike and a crash and falls in a grind', async () => {
    const after: Record<string, number> = {};
    for (const scenario of simScenarios) {
      const { feed, clock } = await startSim({ ...PERIOD, scenario });
      clock.advance(5 * DAY_MS);
      after[scenario] = (await snapshotOf(feed, 'BTCDVOL')).last ?? NaN;
    }
    expect(after['spike']).toBeGreaterThan(1.15 * (after['calm'] ?? NaN));
    expect(after['crash']).toBeGreaterThan(1.15 * (after['calm'] ?? NaN));
    expect(after['grind']).toBeLessThan(after['calm'] ?? NaN);
  });

  /**
   * 5 % and 95 % of 77 chains of bitcoin recorded at a venue in January and February 2026, expiries
   * 20 to 40 days away: volatility at the money; risk reversal and butterfly of 25 deltas over it;
   * spread at the money in coin.
   */
  const RECORDED = {
    atm: [0.364, 0.532],
    riskReversal: [-0.219, -0.035],
    butterfly: [0.0206, 0.0488],
    spread: [0.0005, 0.0025],
  } as const;

  it('lies with skew, wings and spreads inside nine tenths of recorded chains', async () => {
    const seen: Record<keyof typeof RECORDED, number[]> = {
      atm: [],
      riskReversal: [],
      butterfly: [],
      spread: [],
    };
    for (let seed = 1; seed <= 12; seed++) {
      const { feed } = await startSim({ seed });
      for (const chain of await chainsOf(feed, 'BTC')) {
        const days = (chain.settlesAtMs - chain.atMs) / DAY_MS;
        if (days < 20 || days > 40) continue;
        const [atm, call, put] = [ivAt(chain, 0.5), ivAt(chain, 0.25), ivAt(chain, 0.75)];
        seen.atm.push(atm);
        seen.riskReversal.push((call - put) / atm);
        seen.butterfly.push(((call + put) / 2 - atm) / atm);
        seen.spread.push(atMoneySpread(chain));
      }
    }
    for (const [name, [low, high]] of Object.entries(RECORDED)) {
      const middle = median(seen[name as keyof typeof RECORDED]);
      expect(middle, name).toBeGreaterThan(low);
      expect(middle, name).toBeLessThan(high);
    }
  });
});

function atMoneySpread(chain: Chain): number {
  const forward = chain.future ?? NaN;
  const away = (row: ChainRow): number => Math.abs(row.strike - forward);
  const [nearest] = [...chain.rows].sort((a, b) => away(a) - away(b));
  return nearest ? (nearest.call.ask - nearest.call.bid) / forward : NaN;
}
