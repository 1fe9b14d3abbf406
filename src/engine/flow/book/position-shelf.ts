import type { DeskPosition, PositionMark, Settlement } from '../../domain/ledger.js';
import { newYorkDay } from '../../domain/new-york.js';
import type { Fill } from '../../domain/order.js';
import type { RunState } from '../../domain/order-run.js';
import type { PositionId } from '../../domain/ticket.js';
import type { TradingDay } from '../../domain/trading-day.js';
import type { UsdMicros } from '../../domain/units.js';
import type { Lot } from './lot.js';
import {
  conservativeProfit,
  foldFill,
  foldMark,
  foldSettlement,
  touchedUnits,
  type HeldPosition,
} from './position-fold.js';

/** All positions, folded from fills, settlements and marks. */
export class PositionShelf {
  private readonly held = new Map<PositionId, HeldPosition>();
  private readonly openIds = new Set<PositionId>();
  private readonly closedByDay = new Map<TradingDay, Set<PositionId>>();
  private readonly fillIds = new Set<string>();
  private readonly settlementIds = new Set<string>();

  /** @param state the fill's run with the fill in it. */
  fill(state: RunState, fill: Fill): void {
    if (this.fillIds.has(fill.fillId)) throw new Error(`fill booked twice: ${fill.fillId}`);
    this.fillIds.add(fill.fillId);
    const { positionId } = state.run;
    this.put(foldFill(this.held.get(positionId) ?? null, state, fill));
  }

  /** @param id null where no trade of ours is settled. */
  settle(id: PositionId | null, settlement: Settlement): void {
    const { settlementId } = settlement;
    if (this.settlementIds.has(settlementId)) throw new Error(`settled twice: ${settlementId}`);
    this.settlementIds.add(settlementId);
    if (id !== null) this.put(foldSettlement(this.known(id), settlement));
  }

  mark(mark: PositionMark): void {
    this.put(foldMark(this.known(mark.positionId), mark));
  }

  private known(id: PositionId): HeldPosition {
    const held = this.held.get(id);
    if (!held) throw new Error(`no such position: ${id}`);
    return held;
  }

  private put(next: HeldPosition): void {
    const { id, state, closedAtMs } = next.position;
    const before = this.held.get(id)?.position.closedAtMs ?? null;
    if (before !== null && before !== closedAtMs) {
      this.closedByDay.get(newYorkDay(before))?.delete(id);
    }
    if (closedAtMs !== null && before !== closedAtMs) this.shelve(id, newYorkDay(closedAtMs));
    this.held.set(id, next);
    if (state === 'open') this.openIds.add(id);
    else this.openIds.delete(id);
  }

  private shelve(id: PositionId, day: TradingDay): void {
    const known = this.closedByDay.get(day);
    if (known) known.add(id);
    else this.closedByDay.set(day, new Set([id]));
  }

  private positions(ids: Iterable<PositionId>): DeskPosition[] {
    return [...ids].flatMap((id) => this.held.get(id)?.position ?? []);
  }

  get(id: PositionId): DeskPosition | null {
    return this.held.get(id)?.position ?? null;
  }

  lots(id: PositionId): readonly Lot[] {
    return this.held.get(id)?.lots ?? [];
  }

  open(): readonly DeskPosition[] {
    return this.positions(this.openIds);
  }

  closed(): readonly DeskPosition[] {
    return [...this.closedByDay]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([day]) => this.closedOn(day));
  }

  closedOn(day: TradingDay): readonly DeskPosition[] {
    return this.positions(this.closedByDay.get(day) ?? []).sort(
      (a, b) => (a.closedAtMs ?? 0) - (b.closedAtMs ?? 0),
    );
  }

  hasFill(fillId: string): boolean {
    return this.fillIds.has(fillId);
  }

  hasSettlement(settlementId: string): boolean {
    return this.settlementIds.has(settlementId);
  }

  /** @param of the day, and the strategy's runs whose fate is unknown. */
  dayLossMicros(
    strategy: string | null,
    of: { readonly day: TradingDay; readonly unknown: readonly RunState[] },
  ): UsdMicros {
    const isOurs = (each: DeskPosition) => strategy === null || each.strategy === strategy;
    const realised = this.closedOn(of.day)
      .filter(isOurs)
      .reduce((sum, { cashMicros }) => sum + cashMicros, 0);
    const open = this.open()
      .filter(isOurs)
      .reduce((sum, position) => sum + conservativeProfit(position), 0);
    const unknown = of.unknown.reduce((sum, state) => sum + plannedOfUnfilled(state), 0);
    return (unknown - realised - open + 0) as UsdMicros;
  }

  /** @param entries runs that count whole, in place of the positions that they are opening. */
  openWorstMicros(entries: readonly RunState[]): UsdMicros {
    const counted = new Set(entries.map(({ run }) => run.positionId));
    const positions = this.open().filter(({ id }) => !counted.has(id));
    const open = positions.reduce((sum, { worstLossMicros }) => sum + worstLossMicros, 0);
    return entries.reduce((sum, { run }) => sum + run.worstLossMicros, open) as UsdMicros;
  }
}

/** Planned loss of what an entry of unknown fate may have filled beyond what is known. */
function plannedOfUnfilled(state: RunState): number {
  const { run } = state;
  if (run.purpose === 'exit') return 0;
  const units = run.quantity - touchedUnits(state);
  return Math.ceil((run.plannedLossMicros * units) / run.quantity);
}
