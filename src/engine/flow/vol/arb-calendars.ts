import type { Right } from '../../domain/instrument.js';
import type { PricedExpiry, PricedSide } from './arb-legs.js';

/** Far contracts that cover one near: one strike, or two around the strike that is meant. */
export interface FarCover {
  readonly sides: readonly { readonly side: PricedSide; readonly ratio: number }[];
}

/**
 * What covers a near option at a strike K until it expires: where nobody exercises early, n far ones
 * at K·F₂/F₁ with n = D₁F₁/(D₂F₂), because a European option is never worth less than its forward's
 * intrinsic value; in coin n is 1. Between strikes two far ones, which pay at least as much. Where early
 * exercise is allowed, one far option at the same strike.
 */
export function farCover(
  near: PricedExpiry,
  far: PricedExpiry,
  of: { readonly right: Right; readonly strike: number },
): FarCover | null {
  const sides = far.sides[of.right];
  if (near.american) {
    const side = sides.find(({ strike }) => strike === of.strike);
    return side ? { sides: [{ side, ratio: 1 }] } : null;
  }
  if (near.forward === null || far.forward === null) return null;
  if (near.discount === null || far.discount === null) return null;
  const strike = (of.strike * far.forward) / near.forward;
  const whole = far.chain.coin ? 1 : (near.discount * near.forward) / (far.discount * far.forward);
  const above = sides.findIndex((side) => side.strike >= strike);
  const high = sides[above];
  if (!high) return null;
  if (high.strike === strike) return { sides: [{ side: high, ratio: whole }] };
  const low = sides[above - 1];
  if (!low) return null;
  const share = (high.strike - strike) / (high.strike - low.strike);
  return {
    sides: [
      { side: low, ratio: whole * share },
      { side: high, ratio: whole * (1 - share) },
    ],
  };
}
