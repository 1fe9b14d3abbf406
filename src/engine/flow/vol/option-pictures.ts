import type { GreeksView } from '../../domain/vol-views.js';
import { expectedMoves } from '../../pricing/expected-move.js';
import type { Smile } from '../../surface/smile-at.js';
import { atmVol } from '../../surface/term-structure.js';
import { europeanGreeks, type Pricing } from './option-greeks.js';

const POINTS = 61;
/** Standard deviations of the spot to both sides, at least this share of it. */
const DEVIATIONS = 2.5;
const LEAST_WIDTH = 0.02;
/** Shares of a contract on a stock or index; a coin's is one coin. */
const SHARES = 100;

function spotsAround({ spot, strike }: Pricing, smile: Smile): number[] {
  const total = atmVol(smile) * Math.sqrt(smile.years);
  const toStrike = 1.25 * Math.abs(Math.log(strike / spot));
  const width = Math.max(DEVIATIONS * total, toStrike, LEAST_WIDTH);
  return Array.from(
    { length: POINTS },
    (_, i) => spot * Math.exp(width * ((2 * i) / (POINTS - 1) - 1)),
  );
}

/** Where the profit at expiry changes its sign: a coin premium weighs more the dearer the coin is. */
function breakevenOf({ strike, right, coin }: Pricing, premium: number): number[] {
  const share = coin ? premium : premium / strike;
  const found =
    right === 'call'
      ? coin
        ? strike / (1 - share)
        : strike * (1 + share)
      : coin
        ? strike / (1 + share)
        : strike * (1 - share);
  return found > 0 && Number.isFinite(found) ? [found] : [];
}

/**
 * Payoff and greeks of one long contract over the spot, volatility held and forwards in proportion.
 * @param of what was paid for one share or coin, in dollars.
 */
export function contractPictures(
  pricing: Pricing,
  of: { readonly paid: number; readonly smile: Smile },
): Pick<GreeksView, 'payoff' | 'profile'> {
  const { spot, forward, strike, right, coin } = pricing;
  const spots = spotsAround(pricing, of.smile);
  const size = coin ? 1 : SHARES;
  const premium = coin ? of.paid / forward : of.paid;
  const costAt = (at: number) => premium * (coin ? at : 1);
  const greeks = spots.map((at) =>
    europeanGreeks({ ...pricing, spot: at, forward: (forward * at) / spot }),
  );
  const intrinsic = (at: number) => Math.max(0, right === 'call' ? at - strike : strike - at);
  const moves = expectedMoves({
    ...{ spot, straddle: null, strangle1: null, strangle2: null },
    vol: atmVol(of.smile),
    years: of.smile.years,
  });
  return {
    payoff: {
      spots,
      nowUsd: spots.map((at, i) => {
        const value = greeks[i]?.price ?? NaN;
        // A coin option's value is coins: its dollars follow the spot, not the forward.
        const worth = coin ? (value * spot) / forward : value;
        return size * (worth - costAt(at));
      }),
      expiryUsd: spots.map((at) => size * (intrinsic(at) - costAt(at))),
      breakevens: breakevenOf(pricing, premium),
      expectedMove: moves.standardDeviation,
    },
    profile: {
      delta: greeks.map(({ delta }) => delta),
      gamma: greeks.map(({ gamma }) => gamma),
      vegaUsdPerVolPt: greeks.map(({ vegaUsdPerVolPt }) => vegaUsdPerVolPt),
      thetaUsdPerDay: greeks.map(({ thetaUsdPerDay }) => thetaUsdPerDay),
    },
  };
}
