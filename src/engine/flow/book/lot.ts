import type { InstrumentId } from '../../domain/instrument.js';
import type { UsdMicros } from '../../domain/units.js';

/** What a position holds of one instrument, at average cost. */
export interface Lot {
  readonly instrument: InstrumentId;
  /** Contracts or shares: positive is long. */
  readonly quantity: number;
  /** What all of it cost: positive was paid, negative received; without fees. */
  readonly costMicros: UsdMicros;
}

/** A change of a lot. `amountMicros`: positive is paid, negative received. */
export interface LotMove {
  readonly instrument: InstrumentId;
  readonly quantity: number;
  readonly amountMicros: UsdMicros;
}

export interface MovedLot {
  readonly lot: Lot;
  /** Gain (positive) or loss of what the move closed, against its average cost. */
  readonly realisedMicros: UsdMicros;
}

/** Money of contracts at a price for one share, a fraction rounded against us. */
export function amountOf(quantity: number, multiplier: number, priceMicros: number): UsdMicros {
  // Adding 0 turns the -0 of a worthless sale into 0.
  return (Math.ceil(quantity * multiplier * priceMicros) + 0) as UsdMicros;
}

/** A part of a sum, the nearest whole micro-dollar; all of it where the part is the whole. */
function part(micros: number, count: number, of: number): number {
  return count === of ? micros : Math.round((micros * count) / of) + 0;
}

/**
 * Adds at cost, closes at average cost; a move through zero closes all and opens the rest.
 * For every move: change of cost = amount + realised.
 */
export function moveLot(lot: Lot, { quantity, amountMicros }: LotMove): MovedLot {
  const held = Math.abs(lot.quantity);
  const moved = Math.abs(quantity);
  const opposite = lot.quantity * quantity < 0;
  const closing = opposite ? Math.min(held, moved) : 0;
  const closedCost = closing === 0 ? 0 : part(lot.costMicros, closing, held);
  const closedFor = closing === 0 ? 0 : part(amountMicros, closing, moved);
  const costMicros = lot.costMicros - closedCost + (amountMicros - closedFor);
  return {
    lot: { ...lot, quantity: lot.quantity + quantity, costMicros: costMicros as UsdMicros },
    realisedMicros: (0 - closedFor - closedCost) as UsdMicros,
  };
}

const NO_COST = 0 as UsdMicros;

/** @returns an empty lot where there is none. */
export function lotOf(lots: readonly Lot[], instrument: InstrumentId): Lot {
  const known = lots.find((lot) => lot.instrument === instrument);
  return known ?? { instrument, quantity: 0, costMicros: NO_COST };
}

/** The lots after a move, in the order in which they were first opened. */
export function withMove(
  lots: readonly Lot[],
  move: LotMove,
): { readonly lots: readonly Lot[]; readonly realisedMicros: UsdMicros } {
  const before = lotOf(lots, move.instrument);
  const { lot, realisedMicros } = moveLot(before, move);
  const changed = lots.includes(before)
    ? lots.map((each) => (each === before ? lot : each))
    : [...lots, lot];
  return { lots: changed, realisedMicros };
}
