import type {
  Attribution,
  DeskPosition,
  PositionLeg,
  PositionMark,
  Settlement,
} from '../../domain/ledger.js';
import { unitMultiplier, type Fill } from '../../domain/order.js';
import type { ExitRule, OrderRun, RunState } from '../../domain/order-run.js';
import type { TicketId } from '../../domain/ticket.js';
import type { EpochMs, UsdMicros } from '../../domain/units.js';
import { NO_ATTRIBUTION, addAttribution } from './attribution.js';
import { fillMove, settlementCash, settlementMoves } from './ledger-entries.js';
import { withMove, type Lot, type LotMove } from './lot.js';

/** A position with what it paid for each of its legs. */
export interface HeldPosition {
  readonly position: DeskPosition;
  readonly lots: readonly Lot[];
}

const ZERO = 0 as UsdMicros;

function emptyPosition(run: OrderRun, atMs: EpochMs): DeskPosition {
  return {
    id: run.positionId,
    // A trade of ours is called by the ticket that opened it, also where a rule had opened it.
    ticketId: run.ticketId ?? (run.positionId as string as TicketId),
    strategy: run.strategy,
    underlying: run.underlying,
    expiry: run.expiry,
    state: 'open',
    legs: run.legs.map((leg) => ({ ...leg, quantity: 0 })),
    tickMicros: run.tickMicros,
    units: 0,
    cashMicros: ZERO,
    feeMicros: ZERO,
    entryCreditMicros: ZERO,
    plan: run.plan,
    plannedLossMicros: ZERO,
    worstLossMicros: ZERO,
    openedAtMs: atMs,
    closedAtMs: null,
    exitRule: null,
    gapThrough: 'no',
    mark: null,
    attribution: NO_ATTRIBUTION,
    refs: [],
  };
}

/** Units that a run's fills have touched at all: legs that are apart count as a unit. */
export function touchedUnits({ run, legFills }: RunState): number {
  const units = run.legs.map((leg) => {
    const own = legFills.filter(({ instrument }) => instrument === leg.instrument);
    const contracts = own.reduce((sum, each) => sum + each.contracts, 0);
    return Math.ceil(contracts / Math.abs(leg.ratio));
  });
  return Math.min(run.quantity, Math.max(...units));
}

function share(micros: UsdMicros, units: number, of: number): UsdMicros {
  return Math.ceil((micros * units) / of) as UsdMicros;
}

/** Shares that were delivered have a leg of their own, of ratio 0. */
function movedLegs(legs: readonly PositionLeg[], move: LotMove): readonly PositionLeg[] {
  const { instrument, quantity } = move;
  if (!legs.some((leg) => leg.instrument === instrument)) {
    return [...legs, { instrument, multiplier: 1, ratio: 0, quantity }];
  }
  return legs.map((leg) =>
    leg.instrument === instrument ? { ...leg, quantity: leg.quantity + quantity } : leg,
  );
}

/** More or less of the same: a mark's cost of one unit still holds. */
function isAlike(before: readonly PositionLeg[], after: readonly PositionLeg[]): boolean {
  const [had, has] = [heldUnits({ legs: before }), heldUnits({ legs: after })];
  return (
    had > 0 &&
    before.length === after.length &&
    after.every(({ quantity }, n) => quantity * had === (before[n]?.quantity ?? 0) * has)
  );
}

interface Change {
  readonly moves: readonly LotMove[];
  /** Fees included; positive came. */
  readonly cashMicros: UsdMicros;
  readonly feeMicros: UsdMicros;
  /** Why the position is closed, if this closes it. */
  readonly rule: ExitRule | 'expiry' | null;
  readonly atMs: EpochMs;
}

function changed({ position, lots }: HeldPosition, change: Change): HeldPosition {
  let legs = position.legs;
  let after = lots;
  for (const move of change.moves) {
    legs = movedLegs(legs, move);
    after = withMove(after, move).lots;
  }
  const moved = {
    ...position,
    legs,
    cashMicros: (position.cashMicros + change.cashMicros) as UsdMicros,
    feeMicros: (position.feeMicros + change.feeMicros) as UsdMicros,
  };
  const mark = isAlike(position.legs, legs) ? position.mark : null;
  return { position: ended({ ...moved, mark }, change), lots: after };
}

/** Closed once nothing is held; a fill that comes late opens it again. */
function ended(position: DeskPosition, { rule, atMs }: Change): DeskPosition {
  if (position.legs.some(({ quantity }) => quantity !== 0)) {
    return { ...position, state: 'open', closedAtMs: null, exitRule: null, gapThrough: 'no' };
  }
  const past = 0 - position.cashMicros > position.plannedLossMicros;
  const gapThrough = past ? 'yes' : 'no';
  return { ...position, state: 'closed', closedAtMs: atMs, exitRule: rule, gapThrough };
}

/** Multiplier of an instrument by the run's legs or by what is held already. */
export function multiplierOf({ run }: RunState, held: HeldPosition | null, fill: Fill): number {
  const legs = [...run.legs, ...(held?.position.legs ?? [])];
  const leg = legs.find(({ instrument }) => instrument === fill.instrument);
  if (!leg) throw new Error(`fill of no leg: ${fill.fillId} ${fill.instrument}`);
  return leg.multiplier;
}

/**
 * @param held null before the first fill.
 * @param state the fill's run with the fill in it.
 */
export function foldFill(held: HeldPosition | null, state: RunState, fill: Fill): HeldPosition {
  const { run } = state;
  const before = held ?? { position: emptyPosition(run, fill.atMs), lots: [] };
  const move = fillMove(fill, multiplierOf(state, held, fill));
  const { feeMicros } = fill;
  const refs = before.position.refs;
  let position: DeskPosition = {
    ...before.position,
    refs: refs.includes(fill.ref) ? refs : [...refs, fill.ref],
  };
  if (run.purpose === 'entry') {
    const units = touchedUnits(state);
    position = {
      ...position,
      units: state.filledUnits,
      entryCreditMicros: (position.entryCreditMicros - move.amountMicros) as UsdMicros,
      plannedLossMicros: share(run.plannedLossMicros, units, run.quantity),
      worstLossMicros: share(run.worstLossMicros, units, run.quantity),
    };
  }
  return changed(
    { position, lots: before.lots },
    {
      moves: [move],
      cashMicros: (0 - move.amountMicros - feeMicros) as UsdMicros,
      feeMicros,
      rule: run.rule,
      atMs: fill.atMs,
    },
  );
}

export function foldSettlement(held: HeldPosition, settlement: Settlement): HeldPosition {
  return changed(held, {
    moves: settlementMoves(settlement),
    cashMicros: settlementCash(settlement),
    feeMicros: settlement.feeMicros,
    rule: 'expiry',
    atMs: settlement.atMs,
  });
}

/** A mark of a position that is closed meanwhile changes nothing. */
export function foldMark(held: HeldPosition, mark: PositionMark): HeldPosition {
  const { position } = held;
  if (position.state === 'closed') return held;
  const attribution = addAttribution(position.attribution, mark.attribution);
  return { ...held, position: { ...position, mark, attribution } };
}

/** What is held, in the units of the order that closes it: the greatest that all legs have in common. */
export function heldUnits({ legs }: Pick<DeskPosition, 'legs'>): number {
  return legs.reduce((common, { quantity }) => commonDivisor(common, Math.abs(quantity)), 0);
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

/** Shares or dollars a point of all that is held, for a price of the order that closes it. */
export function heldShares(position: Pick<DeskPosition, 'legs'>): number {
  const held = position.legs.filter(({ quantity }) => quantity !== 0);
  return heldUnits(position) * unitMultiplier(held);
}

/**
 * Profit so far if what is held is closed at this cost of one unit, fees so far included.
 * @param closeUsd of the legs in their largest common unit; positive pays.
 */
export function profitAtClose(position: DeskPosition, closeUsd: number): UsdMicros {
  // Rounded against us, after cutting the dust of binary fractions.
  const cost = Math.ceil(Number((closeUsd * heldShares(position) * 1e6).toFixed(3)));
  return (position.cashMicros - cost) as UsdMicros;
}

/** Open profit at the newest mark's quoted sides; without a mark the planned loss is counted. */
export function conservativeProfit(position: DeskPosition): UsdMicros {
  const { mark, plannedLossMicros } = position;
  if (!mark) return (0 - plannedLossMicros) as UsdMicros;
  return profitAtClose(position, mark.closeUsd);
}

export function sumAttributions(positions: readonly DeskPosition[]): Attribution {
  return positions.reduce(
    (sum, { attribution }) => addAttribution(sum, attribution),
    NO_ATTRIBUTION,
  );
}
