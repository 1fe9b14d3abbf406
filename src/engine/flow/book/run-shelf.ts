import { newYorkDay } from '../../domain/new-york.js';
import type { OrderRef } from '../../domain/order.js';
import type { ExitRule, RunId, RunState } from '../../domain/order-run.js';
import type { DeskRecord } from '../../domain/record.js';
import type { PositionId } from '../../domain/ticket.js';
import type { TradingDay } from '../../domain/trading-day.js';
import type { EpochMs } from '../../domain/units.js';
import { foldRun, runIdOf } from '../orders/fold-run.js';

/** All runs, folded from their records. */
export class RunShelf {
  private readonly states = new Map<RunId, RunState>();
  private readonly activeIds = new Set<RunId>();
  private readonly byOrder = new Map<OrderRef, RunId>();
  private readonly begun = new Map<string, number>();

  /** @returns the run with the record in it. @throws where the record is of an unknown run. */
  apply(record: DeskRecord, atMs: EpochMs): RunState {
    const id = runIdOf(record);
    const state = id === null ? null : foldRun(this.states.get(id) ?? null, record, atMs);
    if (id === null || state === null) throw new Error(`record of an unknown run: ${record.kind}`);
    this.states.set(id, state);
    if (state.phase === 'done') this.activeIds.delete(id);
    else this.activeIds.add(id);
    if (record.kind === 'send') this.byOrder.set(record.order.ref, id);
    if (record.kind === 'run') this.count(state);
    return state;
  }

  private count({ run }: RunState): void {
    if (run.rule === null) return;
    const key = `${run.positionId}/${run.rule}`;
    this.begun.set(key, (this.begun.get(key) ?? 0) + 1);
  }

  get(id: RunId): RunState | null {
    return this.states.get(id) ?? null;
  }

  byRef(ref: OrderRef): RunState | null {
    const id = this.byOrder.get(ref);
    return id === undefined ? null : this.get(id);
  }

  active(): readonly RunState[] {
    return [...this.activeIds].flatMap((id) => this.states.get(id) ?? []);
  }

  on(day: TradingDay): readonly RunState[] {
    return [...this.states.values()].filter(
      ({ run, changedAtMs }) =>
        newYorkDay(changedAtMs) === day || newYorkDay(run.startedAtMs) === day,
    );
  }

  attempts(positionId: PositionId, rule: ExitRule): number {
    return this.begun.get(`${positionId}/${rule}`) ?? 0;
  }
}
