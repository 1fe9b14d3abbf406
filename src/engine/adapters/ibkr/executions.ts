import type { CommissionReport, Contract } from '@stoqey/ib';
import type { InstrumentId } from '../../domain/instrument.js';
import type { Fill, OrderRef } from '../../domain/order.js';
import type { DurationMs, EpochMs, UsdMicros } from '../../domain/units.js';
import type { Cancel, Clock } from '../../ports/clock.js';
import type { RawExecution } from './inbound.js';
import { costMicros, executionAtMs, isBag, toMicros } from './mapping.js';

/** Published rates, for a fill whose commission report never comes: $0.65 a contract, $0.005 a share. */
const RATE_MICROS = { contract: 650_000, share: 5_000 } as const;

interface Unpriced {
  readonly fill: Omit<Fill, 'feeMicros'>;
  readonly conId: number;
  readonly isShare: boolean;
  readonly giveUp: Cancel;
}

export interface ExecutionHost {
  readonly clock: Clock;
  readonly commissionWithinMs: DurationMs;
  account(): string | null;
  zone(): string | null;
  instrument(contract: Contract): InstrumentId | null;
  hasFill(fillId: string): boolean;
  book(fill: Fill, conId: number): void;
  /** The exchange corrected an execution that has been told. */
  corrected(execId: string): void;
  /** A fill went without its commission report: its fee is the published rate. */
  estimated(fillId: string, feeMicros: UsdMicros): void;
}

/**
 * All but the last part of an id, which counts corrections: `0000e0d5.67fe667b.01.01`. A fill is known
 * by it, so that a corrected execution is never booked beside the one it corrects.
 */
function rootOf(execId: string): string {
  const at = execId.lastIndexOf('.');
  return at < 0 ? execId : execId.slice(0, at);
}

/** Joins executions with their commissions; a fill is told when both are there, once. */
export class Executions {
  private readonly unpriced = new Map<string, Unpriced>();
  private readonly fees = new Map<string, UsdMicros>();
  private readonly roots = new Map<string, string>();

  constructor(private readonly host: ExecutionHost) {}

  /** Executions of the combination itself are passed over: its legs are what is held. */
  takeExecution(contract: Contract, execution: RawExecution): void {
    const { execId, orderRef, acctNumber, shares = 0, price = 0, side } = execution;
    if (!execId || !orderRef || isBag(contract) || acctNumber !== this.host.account()) return;
    const fillId = rootOf(execId);
    const known = this.roots.get(fillId);
    if (known !== undefined && known !== execId) this.host.corrected(execId);
    if (known !== undefined) return;
    const instrument = this.host.instrument(contract);
    if (!instrument) return;
    this.roots.set(fillId, execId);
    const fill = {
      fillId,
      ref: orderRef as OrderRef,
      instrument,
      quantity: side === 'BOT' ? shares : -shares,
      priceMicros: toMicros(price),
      atMs: this.atMs(execution.time),
    };
    const isShare = !instrument.includes('/');
    this.wait({ fill, conId: contract.conId ?? 0, isShare });
  }

  takeCommission({ execId, commission }: CommissionReport): void {
    if (!execId || commission === undefined) return;
    const feeMicros = costMicros(commission);
    const fillId = rootOf(execId);
    const waiting = this.unpriced.get(fillId);
    if (waiting) this.done(waiting, feeMicros);
    else if (!this.host.hasFill(fillId)) this.fees.set(fillId, feeMicros);
  }

  stop(): void {
    for (const { giveUp } of this.unpriced.values()) giveUp();
    this.unpriced.clear();
    this.fees.clear();
  }

  private atMs(time: string | undefined): EpochMs {
    const { clock } = this.host;
    const atMs = executionAtMs(time ?? '', this.host.zone());
    return atMs === null ? clock.nowMs() : Math.min(atMs, clock.nowMs());
  }

  private wait(of: Omit<Unpriced, 'giveUp'>): void {
    const { clock, commissionWithinMs } = this.host;
    const { fillId, quantity } = of.fill;
    const giveUp = clock.at(clock.nowMs() + commissionWithinMs, () => {
      const rate = of.isShare ? RATE_MICROS.share : RATE_MICROS.contract;
      const feeMicros = (rate * Math.abs(quantity)) as UsdMicros;
      this.host.estimated(fillId, feeMicros);
      this.done({ ...of, giveUp }, feeMicros);
    });
    const fee = this.fees.get(fillId);
    if (fee === undefined) this.unpriced.set(fillId, { ...of, giveUp });
    else this.done({ ...of, giveUp }, fee);
  }

  private done({ fill, conId, giveUp }: Unpriced, feeMicros: UsdMicros): void {
    giveUp();
    this.unpriced.delete(fill.fillId);
    this.fees.delete(fill.fillId);
    this.host.book({ ...fill, feeMicros }, conId);
  }
}
