import { expect } from 'vitest';
import type { Chain, OptionSide } from '../../../../src/engine/domain/chain.js';
import { fitRequest } from '../../../../src/engine/flow/vol/fit-request.js';
import type { PastInstant } from '../../../../src/engine/flow/vol/past-chain.js';
import { fitOnce, type FittedSurface } from '../../../../src/engine/surface/fitted.js';
import { optionAt } from '../../../../src/engine/surface/option-at.js';
import { valueOf } from '../../../contract/tick-facts.js';

/** What no store keeps of the venue's word. */
function withoutUnkept(side: OptionSide): OptionSide {
  if (!side.venue) return side;
  const unkept = { bidIv: null, askIv: null, greeks: null, volume: null };
  return { ...side, venue: { ...side.venue, ...unkept } };
}

function rounded(side: OptionSide, chain: Chain): OptionSide {
  const fine = (value: number) => Number(value.toPrecision(11));
  const { bid, ask, bidSize, askSize, venue, atMs = chain.atMs, instrument } = side;
  const plain = { instrument, atMs, bid: fine(bid), ask: fine(ask), bidSize, askSize };
  if (!venue) return plain;
  const markPrice = venue.markPrice === null ? null : fine(venue.markPrice);
  return { ...plain, venue: { ...venue, markPrice } };
}

/** A chain as a store could give it back: the rest of it to eleven digits. */
export function keepable(chain: Chain): Chain {
  const side = (of: OptionSide) => rounded(withoutUnkept(of), chain);
  const rows = chain.rows.map((row) => ({ ...row, call: side(row.call), put: side(row.put) }));
  return { ...chain, rows };
}

/** What quotes of options do not say of an instant. */
export function instantOf(atMs: number, [chain]: readonly Chain[]): PastInstant {
  const exercise = chain?.exercise;
  return { atMs, spot: chain?.spot ?? null, ...(exercise ? { exercise } : {}) };
}

export function fit(chains: readonly Chain[]): FittedSurface {
  return valueOf(fitOnce(fitRequest(chains, []), null));
}

export function expectSameFit(past: FittedSurface, live: FittedSurface): void {
  expect(past.slices.map(({ id }) => id)).toEqual(live.slices.map(({ id }) => id));
  expect(past.state).toBe(live.state);
  live.slices.forEach((slice, n) => {
    const again = past.slices[n];
    const { a, b, rho, m, sigma } = slice.params;
    const params = again?.params;
    for (const [was, is] of [
      [a, params?.a],
      [b, params?.b],
      [rho, params?.rho],
      [m, params?.m],
      [sigma, params?.sigma],
    ]) {
      expect(is).toBeCloseTo(was ?? NaN, 7);
    }
    expect(again?.curve.forward).toBeCloseTo(slice.curve.forward, 6);
    for (const share of [0.9, 1, 1.1]) {
      const strike = slice.curve.forward * share;
      const terms = { strike, settlesAtMs: slice.settlesAtMs, right: 'call' } as const;
      const was = valueOf(optionAt(live, terms));
      const is = valueOf(optionAt(past, terms));
      expect(is.vol).toBeCloseTo(was.vol, 8);
      expect(is.greeks.delta).toBeCloseTo(was.greeks.delta, 7);
      expect(is.greeks.vega / was.greeks.vega).toBeCloseTo(1, 7);
      expect(is.greeks.theta / was.greeks.theta).toBeCloseTo(1, 6);
    }
  });
}
