import type { LedgerEntry, Settlement } from '../../domain/ledger.js';
import type { Fill } from '../../domain/order.js';
import type { DeskRecord } from '../../domain/record.js';
import type { PositionId } from '../../domain/ticket.js';
import type { UsdMicros } from '../../domain/units.js';
import { fillEntry, settlementEntry } from './ledger-entries.js';
import type { TradingBook } from './trading-book.js';

/** Strategy of what no trade of ours opened. */
const NO_STRATEGY = 'other';

/**
 * The records that book a fill, to be folded in their order: the fill and its ledger entry.
 * @returns null where no order of ours has its reference; nothing where it is booked already.
 */
export function fillRecords(book: TradingBook, fill: Fill): readonly DeskRecord[] | null {
  const state = book.runByRef(fill.ref);
  if (!state) return null;
  if (book.hasFill(fill.fillId)) return [];
  const { id: runId, positionId, strategy, legs } = state.run;
  const known = [...legs, ...(book.position(positionId)?.legs ?? [])];
  const leg = known.find(({ instrument }) => instrument === fill.instrument);
  if (!leg) return null;
  const owner = { positionId, strategy, lots: book.lots(positionId) };
  const entry = fillEntry(fill, leg.multiplier, owner);
  return [
    { kind: 'fill', runId, positionId, fill },
    { kind: 'ledger', entry },
  ];
}

interface Share {
  readonly positionId: PositionId | null;
  readonly settlement: Settlement;
}

function part(micros: number, [from, to]: readonly [number, number], of: number): number {
  // By running sums, so that the parts come to the whole.
  return Math.floor((micros * to) / of) - Math.floor((micros * from) / of);
}

/** The part of a settlement that concerns contracts `from` to `to`; the first keeps its id. */
function shareOf(settlement: Settlement, from: number, to: number): Settlement {
  const { settlementId, quantity, delivered, feeMicros } = settlement;
  const whole = Math.abs(quantity);
  const span = [from, to] as const;
  return {
    ...settlement,
    settlementId: from === 0 ? settlementId : `${settlementId}/${from}`,
    quantity: Math.sign(quantity) * (to - from),
    feeMicros: part(feeMicros, span, whole) as UsdMicros,
    delivered: delivered && {
      ...delivered,
      quantity: part(delivered.quantity, span, whole),
    },
  };
}

/**
 * One settlement of an account over the positions that hold the instrument, oldest first; what none
 * of them holds is nobody's.
 */
export function shareSettlement(book: TradingBook, settlement: Settlement): readonly Share[] {
  const { instrument, quantity } = settlement;
  const whole = Math.abs(quantity);
  const shares: Share[] = [];
  let from = 0;
  for (const { id, legs } of book.openPositions()) {
    const leg = legs.find((each) => each.instrument === instrument);
    const held = leg ? Math.max(0, leg.quantity * Math.sign(quantity)) : 0;
    const to = Math.min(whole, from + held);
    if (to === from) continue;
    shares.push({ positionId: id, settlement: shareOf(settlement, from, to) });
    from = to;
  }
  if (from < whole || whole === 0) {
    shares.push({ positionId: null, settlement: shareOf(settlement, from, whole) });
  }
  return shares;
}

function entryOf(book: TradingBook, { positionId, settlement }: Share): LedgerEntry {
  const position = positionId === null ? null : book.position(positionId);
  const lots = positionId === null ? [] : book.lots(positionId);
  const strategy = position?.strategy ?? NO_STRATEGY;
  return settlementEntry(settlement, { positionId, strategy, lots });
}

/** The records that book a settlement, in their order; none where it is booked already. */
export function settlementRecords(
  book: TradingBook,
  settlement: Settlement,
): readonly DeskRecord[] {
  if (book.hasSettlement(settlement.settlementId)) return [];
  return shareSettlement(book, settlement).flatMap((share): readonly DeskRecord[] => [
    { kind: 'settlement', positionId: share.positionId, settlement: share.settlement },
    { kind: 'ledger', entry: entryOf(book, share) },
  ]);
}
