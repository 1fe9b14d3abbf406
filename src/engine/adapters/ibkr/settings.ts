import type { TimeOfDay } from '../../domain/new-york.js';
import type { DurationMs } from '../../domain/units.js';
import type { Chance } from '../../ports/chance.js';
import type { Clock } from '../../ports/clock.js';
import type { Log } from '../../ports/log.js';
import type { AccountKind } from './account-proof.js';
import type { Pace } from './send-queue.js';

/** Where the gateway is, and who we are to it. */
export interface IbkrSettings {
  readonly host: string;
  readonly port: number;
  /** Fixed: orders of an earlier run are only ours under the same id. */
  readonly clientId: number;
  /** Of the port; by default what the vendor's port numbers say. */
  readonly portKind?: AccountKind | 'unknown';
  /** Full account number where the login manages several; null takes the only one. */
  readonly account?: string | null;
  /** The gateway's daily restart, New York time; null where it has none. */
  readonly restartAt?: TimeOfDay | null;
  readonly timing?: Partial<IbkrTiming>;
  readonly pace?: Pace;
  /** Wall time, which is market time too, as this is live. */
  readonly clock: Clock;
  readonly chance: Chance;
  readonly log: Log;
}

export interface IbkrTiming {
  /** From the connect to the gateway's first order id. */
  readonly connectWithinMs: DurationMs;
  /** Of every question and order. */
  readonly answerWithinMs: DurationMs;
  readonly heartbeatMs: DurationMs;
  readonly heartbeatWithinMs: DurationMs;
  readonly backoffMs: DurationMs;
  readonly backoffMostMs: DurationMs;
  /** Down for so long, a person is needed. */
  readonly unreachableAfterMs: DurationMs;
  /** An order of a lost connection that is not listed so long after was never taken. */
  readonly lostAfterMs: DurationMs;
  /** A fill whose commission has not come is told with the published rate. */
  readonly commissionWithinMs: DurationMs;
}

export const USUAL_TIMING: IbkrTiming = {
  connectWithinMs: 15_000,
  answerWithinMs: 10_000,
  heartbeatMs: 12_000,
  heartbeatWithinMs: 8_000,
  backoffMs: 1_000,
  backoffMostMs: 60_000,
  unreachableAfterMs: 600_000,
  lostAfterMs: 30_000,
  commissionWithinMs: 5_000,
};
