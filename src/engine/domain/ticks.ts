import type { UsdMicros } from './units.js';

/** What binary division may add to or take from a whole number of ticks. */
const SLACK = 1e-6;

/**
 * A price in ticks. `down` is towards minus infinity: for a signed limit, which receives where it is
 * negative, `down` asks for more credit or pays less. A price on the grid stays where it is.
 */
export function ticksOf(
  priceUsd: number,
  tickMicros: UsdMicros,
  round: 'down' | 'up' | 'nearest',
): number {
  const ticks = (priceUsd * 1e6) / tickMicros;
  if (round === 'down') return Math.floor(ticks + SLACK) + 0;
  if (round === 'up') return Math.ceil(ticks - SLACK) + 0;
  return Math.round(ticks) + 0;
}

/** Dollars for one share or point of the combination. */
export function usdOfTicks(ticks: number, tickMicros: UsdMicros): number {
  return (ticks * tickMicros) / 1e6;
}
