import { describe, expect, it } from 'vitest';
import { SIM_RATE, simScenarios } from '../../../../src/engine/adapters/sim/sim-feed.js';
import { makeSmile, pricer } from '../../../../src/engine/adapters/sim/smile.js';
import { isTradingDay } from '../../../../src/engine/domain/calendar.js';
import type { Chain } from '../../../../src/engine/domain/chain.js';
import { addDays, day, daysBetween } from '../../../../src/engine/domain/trading-day.js';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../../src/engine/domain/units.js';
import {
  expiryVariance,
  MINUTES_PER_YEAR,
  thirtyDayIndex,
} from '../../../../src/engine/pricing/variance-index.js';
import { chainsOf, expiriesOf, newYork, snapshotOf, startSim } from './sim-rig.js';

const PERIOD = { quotePeriodMs: 10 * MINUTE_MS };

function minutesLeft(chain: Chain): number {
  return (chain.settlesAtMs - chain.atMs) / MINUTE_MS;
}

/** Range of forwards that every strike's call and put allow at once. */
function parityRange(chain: Chain): { low: number; high: number } {
  const discount = Math.exp((-SIM_RATE * minutesLeft(chain)) / MINUTES_PER_YEAR);
  let [low, high] = [-Infinity, Infinity];
  for (const { strike, call, put } of chain.rows) {
    low = Math.max(low, strike + (call.bid - put.ask) / discount);
    high = Math.min(high, strike + (call.ask - put.bid) / discount);
  }
  return { low, high };
}

/** VIX from quoted chains alone, from the expiries at both sides of 30 days. */
function indexOf(chains: readonly Chain[]): number {
  const parts = chains
    .filter((chain) => minutesLeft(chain) > 21.5 * 1440 && minutesLeft(chain) < 38 * 1440)
    .map((chain) => {
      const rows = chain.rows.map(({ strike, call, put }) => ({
        strike,
        callBid: call.bid,
        callAsk: call.ask,
        putBid: put.bid,
        putAsk: put.ask,
      }));
      const part = expiryVariance(rows, { minutes: minutesLeft(chain), rate: SIM_RATE });
      if (!part.ok) throw new Error(part.error.code);
      return part.value;
    });
  const near = parts.filter((part) => part.minutes <= 30 * 1440).at(-1);
  const next = parts.find((part) => part.minutes > 30 * 1440);
  if (!near || !next) throw new Error('no expiries around 30 days');
  return thirtyDayIndex(near, next);
}

describe('listed options of the simulated market', () => {
  it('expire on every session for two weeks and bracket 30 days', async () => {
    const { feed } = await startSim();
    const expiries = await expiriesOf(feed, 'SPX');
    const today = day('2026-11-23');
    for (let ahead = 0; ahead <= 14; ahead++) {
      const of = addDays(today, ahead);
      expect(expiries.includes(of), of).toBe(isTradingDay(of));
    }
    const days = expiries.map((expiry) => daysBetween(today, expiry));
    expect(days.some((left) => left > 22 && left < 30)).toBe(true);
    expect(days.some((left) => left > 30 && left < 38)).toBe(true);
    expect(await expiriesOf(feed, 'VIX')).toEqual([]);
  });

  it('lose the same-day expiry when it settles', async () => {
    const { feed, advanceTo } = await startSim(PERIOD);
    expect((await expiriesOf(feed, 'SPX'))[0]).toBe('2026-11-23');
    advanceTo(newYork('2026-11-23', '16:00'));
    expect((await expiriesOf(feed, 'SPX'))[0]).toBe('2026-11-24');
    expect((await expiriesOf(feed, 'SPY'))[0]).toBe('2026-11-24');
  });

  it('of the monthly class settle at the open of the third Friday, all others at the close', async () => {
    const { feed } = await startSim();
    for (const chain of await chainsOf(feed, 'SPX')) {
      const monthly = ['2026-12-18', '2027-01-15', '2027-02-19', '2027-03-19', '2027-04-16'];
      const isMonthly = monthly.includes(chain.expiry) || chain.expiry === '2027-05-21';
      expect(chain.root, chain.expiry).toBe(isMonthly ? 'SPX' : 'SPXW');
      const close =
        chain.expiry === '2026-11-27' || chain.expiry === '2026-12-24' ? '13:00' : '16:00';
      expect(chain.settlesAtMs).toBe(newYork(chain.expiry, isMonthly ? '9:30' : close));
    }
  });

  it('turn to the daily class on the third Friday itself', async () => {
    const { feed } = await startSim({ startAtMs: newYork('2026-12-18', '11:00') });
    expect((await chainsOf(feed, 'SPX'))[0]).toMatchObject({ root: 'SPXW', expiry: '2026-12-18' });
  });

  it('have strikes and prices on the ticks of their classes', async () => {
    const { feed } = await startSim();
    const onGrid = (price: number, tick: number): boolean =>
      Math.abs(price / tick - Math.round(price / tick)) < 1e-6;
    for (const symbol of ['SPX', 'SPY']) {
      for (const chain of await chainsOf(feed, symbol)) {
        for (const { strike, call, put } of chain.rows) {
          expect(onGrid(strike, symbol === 'SPX' ? 5 : 1)).toBe(true);
          for (const price of [call.bid, call.ask, put.bid, put.ask]) {
            const tick = symbol === 'SPY' ? 0.01 : price < 3 ? 0.05 : 0.1;
            if (!onGrid(price, tick)) expect.fail(`${chain.expiry} ${strike} at ${price}`);
          }
        }
      }
    }
  });

  it('are two-sided, with sizes, wherever there is a bid', async () => {
    const { feed } = await startSim();
    for (const chain of await chainsOf(feed, 'SPY')) {
      for (const side of chain.rows.flatMap((row) => [row.call, row.put])) {
        expect(side.ask).toBeGreaterThan(0);
        expect(side.bidSize > 0).toBe(side.bid > 0);
        expect(side.askSize).toBeGreaterThan(0);
      }
    }
  });
});

describe.each(simScenarios)('options of the simulated market, %s', (scenario) => {
  it('keep put-call parity inside the spread and give VIX back within 0.05', async () => {
    for (const seed of [1, 2]) {
      const { feed, clock } = await startSim({ ...PERIOD, scenario, seed });
      for (let look = 0; look < 7; look++) {
        const chains = await chainsOf(feed, 'SPX');
        for (const chain of [...chains, ...(await chainsOf(feed, 'SPY'))]) {
          const { low, high } = parityRange(chain);
          if (low > high) expect.fail(`${scenario} ${chain.root} ${chain.expiry}: ${low} ${high}`);
        }
        const { last } = await snapshotOf(feed, 'VIX');
        const gap = Math.abs(indexOf(chains) - (last ?? NaN));
        expect(gap, `${seed} at ${clock.nowMs()}`).toBeLessThan(0.05);
        clock.advance(2 * DAY_MS + 3 * HOUR_MS + 20 * MINUTE_MS);
      }
    }
  });
});

describe('the smile of the simulated market', () => {
  const scales = [
    { vol: 0.08, days: 0.1 },
    { vol: 0.16, days: 1 },
    { vol: 0.16, days: 30 },
    { vol: 0.16, days: 400 },
    { vol: 0.8, days: 30 },
    { vol: 0.8, days: 180 },
  ];

  it('has no butterfly arbitrage: call prices fall and are convex in strike', () => {
    for (const { vol, days } of scales) {
      const sd = vol * Math.sqrt(days / 365);
      const price = pricer(makeSmile({ forward: 100, discount: 1, total: sd * sd }));
      const strikes = Array.from({ length: 161 }, (_, i) => 100 * Math.exp((i - 80) * 0.1 * sd));
      const calls = strikes.map((strike) => price(strike).call);
      for (let i = 1; i < strikes.length - 1; i++) {
        const [a, b, c] = [strikes[i - 1] ?? 0, strikes[i] ?? 0, strikes[i + 1] ?? 0];
        const [pa, pb, pc] = [calls[i - 1] ?? 0, calls[i] ?? 0, calls[i + 1] ?? 0];
        const left = (pb - pa) / (b - a);
        const right = (pc - pb) / (c - b);
        expect(left).toBeLessThanOrEqual(1e-9);
        expect(left).toBeGreaterThanOrEqual(-1 - 1e-9);
        expect(right - left).toBeGreaterThanOrEqual(-1e-9);
      }
    }
  });

  it('has no calendar arbitrage: at equal moneyness more total variance costs more', () => {
    const totals = [1e-6, 1e-4, 1e-3, 0.01, 0.05, 0.2, 0.6];
    for (let moneyness = 0.4; moneyness < 2; moneyness += 0.05) {
      let before = 0;
      for (const total of totals) {
        const { call } = pricer(makeSmile({ forward: 1, discount: 1, total }))(moneyness);
        expect(call).toBeGreaterThanOrEqual(before - 1e-12);
        before = call;
      }
    }
  });

  it('is worth its total variance in the log contract', () => {
    for (const { vol, days } of scales) {
      const total = (vol * vol * days) / 365;
      const price = pricer(makeSmile({ forward: 1, discount: 1, total }));
      // Carr and Madan: the log contract is a strip of out-of-the-money options over strike squared.
      const step = Math.sqrt(total) / 100;
      let sum = 0;
      for (let k = -4000; k < 4000; k++) {
        const strike = Math.exp((k + 0.5) * step);
        if (strike < 1e-6 || strike > 1e6) continue;
        const { call, put } = price(strike);
        sum += (2 * step * (strike < 1 ? put : call)) / strike;
      }
      expect(Math.abs(sum / total - 1), `${vol} ${days}`).toBeLessThan(1e-4);
    }
  });
});
