import type { DeskRecord, JournalRow } from '../domain/record.js';
import type { PositionId, TicketId } from '../domain/ticket.js';
import type { EpochMs } from '../domain/units.js';

export interface NewRow {
  readonly record: DeskRecord;
  /** Market and wall time. */
  readonly atMs: EpochMs;
  readonly wallMs: EpochMs;
}

/**
 * The desk's records of one world, in order, each holding the hash of the one before. Synchronous,
 * and on disk when a call, or the transaction around it, returns.
 */
export interface Journal {
  /**
   * Adds rows to the end. @returns them in their places.
   * @returns them as they are kept.
   * @throws where a ticket, run, order reference, fill, settlement or ledger entry is already there:
   * nothing is ever sent or booked twice, and its maker is wrong.
   */
  append(world: string, rows: readonly NewRow[]): readonly JournalRow[];
  /** All rows of a world, ascending. */
  rows(world: string): readonly JournalRow[];
  /** Rows that name a ticket, or the position that it opened. */
  rowsOf(world: string, id: TicketId | PositionId): readonly JournalRow[];
  /** Hash of the newest row; a fixed one of zeros before the first. */
  lastHash(world: string): string;
  /** Walks the chain. @returns the first row whose hash is wrong, null where all is well. */
  firstBroken(world: string): number | null;
}
