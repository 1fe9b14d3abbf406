import type { Actor } from '../../domain/actor.js';
import type { DeskAlert } from '../../domain/alert.js';
import type { GateReading } from '../../domain/gate-reading.js';
import type { DeskRecord } from '../../domain/record.js';
import type { TicketId } from '../../domain/ticket.js';
import type { EpochMs } from '../../domain/units.js';

/** A record with its market and wall time. */
export interface BookRow {
  readonly record: DeskRecord;
  readonly atMs: EpochMs;
  readonly wallMs: EpochMs;
}

export interface StateChange {
  readonly atMs: EpochMs;
  readonly by: Actor;
  /** Locale key under `state-reason-`. */
  readonly reason: string;
}

/** What a strategy last made of its market. */
export interface Decision {
  readonly atMs: EpochMs;
  readonly ticketId: TicketId | null;
  readonly gates: readonly GateReading[];
}

export interface DatedAlert {
  readonly atMs: EpochMs;
  readonly alert: DeskAlert;
}
