import type { Attribution } from '../../domain/ledger.js';
import type { PlainGreeks } from '../../domain/ticket.js';
import { DAY_MS, type EpochMs } from '../../domain/units.js';

export const NO_ATTRIBUTION: Attribution = {
  deltaUsd: 0,
  gammaUsd: 0,
  thetaUsd: 0,
  vegaUsd: 0,
  restUsd: 0,
};

/** What is seen of a position at one instant. `vol` is a fraction a year. */
export interface Look {
  readonly atMs: EpochMs;
  readonly spot: number;
  readonly vol: number;
}

const VOL_PTS = 100;

/**
 * Takes a change of profit apart by the greeks of the earlier look: Taylor's first terms, the second
 * for spot alone, and what they leave. The parts sum to the change.
 * @param before greeks of the whole position, in money: delta and gamma times a point are dollars.
 * @param changeUsd of the whole position's profit at the middle.
 */
export function attribute(
  before: Look & { readonly greeks: PlainGreeks },
  after: Look,
  changeUsd: number,
): Attribution {
  const { greeks } = before;
  const points = after.spot - before.spot;
  const days = (after.atMs - before.atMs) / DAY_MS;
  // Adding 0 turns -0, which JSON cannot hold, into 0.
  const deltaUsd = greeks.deltaUnits * points + 0;
  const gammaUsd = 0.5 * greeks.gammaUnits * points * points + 0;
  const thetaUsd = greeks.thetaUsdPerDay * days + 0;
  const vegaUsd = greeks.vegaUsdPerVolPt * (after.vol - before.vol) * VOL_PTS + 0;
  const restUsd = changeUsd - (deltaUsd + gammaUsd + thetaUsd + vegaUsd);
  return { deltaUsd, gammaUsd, thetaUsd, vegaUsd, restUsd };
}

export function addAttribution(one: Attribution, other: Attribution): Attribution {
  return {
    deltaUsd: one.deltaUsd + other.deltaUsd,
    gammaUsd: one.gammaUsd + other.gammaUsd,
    thetaUsd: one.thetaUsd + other.thetaUsd,
    vegaUsd: one.vegaUsd + other.vegaUsd,
    restUsd: one.restUsd + other.restUsd,
  };
}

export function attributionSum(of: Attribution): number {
  return of.deltaUsd + of.gammaUsd + of.thetaUsd + of.vegaUsd + of.restUsd;
}
