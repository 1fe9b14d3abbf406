import { describe, expect, it } from 'vitest';
import {
  coinSnapshots,
  readCoinSnapshot,
  readQuoteTable,
  type RecordedChain,
} from '../../scripts/shared-chains.js';
import type { Chain, OptionSide } from '../../src/engine/domain/chain.js';
import { coinOf, optionId, type Right } from '../../src/engine/domain/instrument.js';
import type { Strike } from '../../src/engine/domain/units.js';
import type { ExpiryInput } from '../../src/engine/surface/quotes.js';
import { sharedPath } from '../support/shared.js';
import { notFinite, viewOf, volDesk } from '../support/vol-desk.js';

const coins = sharedPath('data', 'deribit', 'btc_option_snapshots');
const index = sharedPath('data', 'option_chains', 'cboe_SPX_2022-07-12_1155ET.csv.gz');
const fund = sharedPath('data', 'option_chains', 'cboe_SPY_2023-09-14.csv.gz');
const MAY_BE_NAN = /changes/;

/** A recorded chain as a feed gives it. */
function chainsOf({ input, spot }: RecordedChain): Chain[] {
  const { underlying, atMs, source } = input;
  const coin = coinOf(underlying);
  const chainOf = (of: ExpiryInput): Chain => {
    const { quotes, expiry, settlesAtMs, future } = of;
    const root = of.id.split('/')[0] ?? '';
    const side = (strike: number, right: Right, i: number): OptionSide => ({
      instrument: optionId({ root, expiry, strike, right }),
      bid: quotes[`${right}Bid`][i] ?? 0,
      ask: quotes[`${right}Ask`][i] ?? 0,
      bidSize: 0,
      askSize: 0,
    });
    return {
      ...{ underlying, root, expiry, settlesAtMs, atMs, source },
      spot: Number.isFinite(spot) ? spot : (future ?? NaN),
      ...(future === null ? {} : { future }),
      ...(coin ? { coin } : {}),
      rows: Array.from(quotes.strike, (strike, i) => ({
        strike: strike as Strike,
        call: side(strike, 'call', i),
        put: side(strike, 'put', i),
      })),
      delayMs: 0,
    };
  };
  return input.expiries.map(chainOf).sort((a, b) => a.settlesAtMs - b.settlesAtMs);
}

/** Every view of an underlying, none of them with a number that is none. */
async function looksFine(recorded: RecordedChain, every = 1) {
  const name = recorded.input.underlying;
  const chains = chainsOf(recorded).filter((_, i) => i % every === 0);
  const { vol } = await volDesk({
    startAtMs: recorded.input.atMs + 1_000,
    chains: { [name]: () => chains },
  });
  const surface = viewOf(await vol.surface(name));
  const term = viewOf(await vol.term(name));
  const arb = viewOf(await vol.arb(name));
  const views: unknown[] = [surface, term, arb, viewOf(await vol.skew(name)), await vol.atm()];
  for (const expiry of [null, '1d', '900d']) {
    views.push(viewOf(await vol.smile(name, expiry)));
    const chain = viewOf(await vol.chain(name, { expiry, page: 0 }));
    views.push(chain);
    const middle = chain.lines[6]?.strike ?? 0;
    for (const right of ['C', 'P']) {
      const greeks = viewOf(await vol.greeks(`${name} ${chain.expiry} ${middle} ${right}`));
      const { ours, bid, ask } = greeks;
      const half = ((ask ?? NaN) - (bid ?? NaN)) / 2;
      const off = Math.abs(ours.price - ((ask ?? NaN) + (bid ?? NaN)) / 2);
      // A wing of a far expiry may lie several half-spreads off; the money never does.
      if (Number.isFinite(half))
        expect(off / greeks.spot).toBeLessThan(0.004 + (4 * half) / greeks.spot);
      views.push(greeks);
    }
  }
  for (const view of views) expect(notFinite(view, MAY_BE_NAN)).toEqual([]);
  expect(surface.arbitrage).toBe('free');
  expect(surface.slices.length).toBeLessThanOrEqual(11);
  return { surface, term, arb };
}

describe.skipIf(coins === null)('views of recorded coin chains (need the shared data)', () => {
  it('hold from the quotes to the chat', async () => {
    const path = coinSnapshots(coins ?? '')[40] ?? '';
    const { surface, term, arb } = await looksFine(readCoinSnapshot(path));
    expect(surface.coin).toBe('BTC');
    expect(surface.atm30d).toBeGreaterThan(0.2);
    expect(surface.insideShare).toBeGreaterThan(0.5);
    expect(term.slices.length).toBeGreaterThanOrEqual(10);
    expect(arb.tested).toBeGreaterThan(5_000);
  }, 60_000);
});

describe.skipIf(index === null)('views of a recorded index chain (need the shared data)', () => {
  it('hold from the quotes to the chat', async () => {
    const { surface, term } = await looksFine(readQuoteTable(index ?? '', 'SPX'), 4);
    expect(term.slices).toHaveLength(13);
    // The VIX moved between 25.82 and 27.75 on that day.
    expect(surface.atm30d).toBeGreaterThan(0.2);
    expect(surface.atm30d).toBeLessThan(0.28);
    expect(surface.rr25At30d).toBeLessThan(-0.02);
  }, 60_000);
});

describe.skipIf(fund === null)('views of a recorded fund chain (need the shared data)', () => {
  it('hold from American quotes to the chat', async () => {
    const { surface, term } = await looksFine(readQuoteTable(fund ?? '', 'SPY'), 3);
    expect(term.slices).toHaveLength(10);
    // The VIX closed that day at 12.82.
    expect(surface.atm30d).toBeGreaterThan(0.09);
    expect(surface.atm30d).toBeLessThan(0.14);
  }, 60_000);
});
