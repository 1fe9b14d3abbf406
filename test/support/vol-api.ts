import type { VolApi } from '../../src/engine/domain/vol-views.js';

/** Answers about volatility that a test gives; what was not given must not be asked for. */
export function fakeVol(parts: Partial<VolApi> = {}): VolApi {
  const never = (): never => {
    throw new Error('not part of this test');
  };
  return {
    underlyings: () => [],
    surface: never,
    pastSurface: never,
    smile: never,
    term: never,
    skew: never,
    atm: never,
    greeks: never,
    chain: never,
    ivRank: never,
    arb: never,
    ...parts,
  };
}
