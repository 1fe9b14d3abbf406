import type { DeskPosition, PositionMark } from '../../domain/ledger.js';
import type { PlainGreeks } from '../../domain/ticket.js';
import { microsToUsd } from '../../domain/units.js';
import { attribute, attributionSum, type Look } from './attribution.js';
import { heldShares } from './position-fold.js';

/** What is seen of a position: the market of the order that closes it, for one unit, and its greeks. */
export interface PositionLook extends Look {
  readonly closeUsd: number;
  readonly midUsd: number;
  /** Of the whole position as it is held. */
  readonly greeks: PlainGreeks;
}

/** Profit at the middle without fees, what was closed meanwhile included. */
function middleProfitUsd(position: DeskPosition, midUsd: number): number {
  const { cashMicros, feeMicros } = position;
  return microsToUsd(cashMicros) + microsToUsd(feeMicros) - midUsd * heldShares(position);
}

/**
 * A mark with the change since the one before taken apart by that one's greeks. The first has none
 * before it: all that the middle has brought since the fill is in its rest. So the attributions of
 * all marks sum to the profit at the newest middle, without fees.
 */
export function makeMark(position: DeskPosition, look: PositionLook): PositionMark {
  const { atMs, spot, vol, greeks, closeUsd, midUsd } = look;
  const changeUsd = middleProfitUsd(position, midUsd) - attributionSum(position.attribution);
  const attribution = attribute(position.mark ?? look, look, changeUsd);
  return { positionId: position.id, atMs, spot, closeUsd, midUsd, greeks, vol, attribution };
}
