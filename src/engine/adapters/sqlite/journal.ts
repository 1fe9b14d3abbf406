import { createHash } from 'node:crypto';
import BetterSqlite3, { type Database } from 'better-sqlite3';
import type { RunId } from '../../domain/order-run.js';
import type { DeskRecord, JournalRow } from '../../domain/record.js';
import type { PositionId, TicketId } from '../../domain/ticket.js';
import type { EpochMs } from '../../domain/units.js';
import type { Journal, NewRow } from '../../ports/journal.js';
import { onceKey, ownerOf, runKey, type RowOwner } from './journal-keys.js';

/** Stands for the hash before the first row. */
const NO_HASH = '0'.repeat(64);

interface StoredRow {
  readonly seq: number;
  readonly atMs: EpochMs;
  readonly wallMs: EpochMs;
  readonly kind: string;
  readonly body: string;
  readonly previousHash: string;
  readonly hash: string;
}

interface End {
  readonly seq: number;
  readonly hash: string;
}

/** World, seq, market and wall time, kind, ticket, position, once-key, body, hash before, hash. */
type Values = [
  string,
  number,
  number,
  number,
  string,
  string | null,
  string | null,
  string | null,
  string,
  string,
  string,
];

const COLUMNS =
  'seq, at_ms AS atMs, wall_ms AS wallMs, kind, body, previous_hash AS previousHash, hash';

function prepareStatements(db: Database) {
  return {
    end: db.prepare<[string], End>(
      'SELECT seq, hash FROM journal WHERE world = ? ORDER BY seq DESC LIMIT 1',
    ),
    insert: db.prepare<Values>(
      `INSERT INTO journal (world, seq, at_ms, wall_ms, kind, ticket_id, position_id, once_key,
                            body, previous_hash, hash)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    runOwner: db.prepare<[string, string], RowOwner>(
      `SELECT ticket_id AS ticketId, position_id AS positionId FROM journal
       WHERE world = ? AND once_key = ?`,
    ),
    rows: db.prepare<[string], StoredRow>(
      `SELECT ${COLUMNS} FROM journal WHERE world = ? ORDER BY seq`,
    ),
    rowsOf: db.prepare<[string, string, string, string, string], StoredRow>(
      `SELECT ${COLUMNS} FROM journal WHERE world = ? AND seq IN (
         SELECT seq FROM journal WHERE world = ? AND ticket_id = ?
         UNION SELECT seq FROM journal WHERE world = ? AND position_id = ?
       ) ORDER BY seq`,
    ),
  };
}

/** SHA-256 in hexadecimal over everything that a row says, as one JSON array. */
function hashOf(world: string, row: Omit<StoredRow, 'hash'>): string {
  const { seq, atMs, wallMs, kind, body, previousHash } = row;
  const text = JSON.stringify([world, seq, atMs, wallMs, kind, body, previousHash]);
  return createHash('sha256').update(text).digest('hex');
}

/** Numbers that JSON has no word for would come back as null: their maker is wrong. */
function refuseNonNumbers(value: unknown): void {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Error(`not a number for the journal: ${value}`);
  } else if (typeof value === 'object' && value !== null) {
    for (const each of Object.values(value)) refuseNonNumbers(each);
  }
}

function rowOf({ seq, atMs, wallMs, body, previousHash, hash }: StoredRow): JournalRow {
  return { seq, atMs, wallMs, record: JSON.parse(body) as DeskRecord, previousHash, hash };
}

/** The journal's table of an open `desk.db`. */
export class SqliteJournal implements Journal {
  private readonly sql: ReturnType<typeof prepareStatements>;

  constructor(private readonly db: Database) {
    this.sql = prepareStatements(db);
  }

  append(world: string, rows: readonly NewRow[]): readonly JournalRow[] {
    if (rows.length === 0) return [];
    const keep = this.db.transaction(() => {
      let end = this.sql.end.get(world) ?? { seq: 0, hash: NO_HASH };
      return rows.map((row) => {
        const kept = this.insert(world, row, end);
        end = kept;
        return kept;
      });
    });
    return keep.immediate();
  }

  private insert(world: string, { record, atMs, wallMs }: NewRow, end: End): JournalRow {
    refuseNonNumbers([record, atMs, wallMs]);
    const { kind } = record;
    const seq = end.seq + 1;
    const body = JSON.stringify(record);
    const previousHash = end.hash;
    const hash = hashOf(world, { seq, atMs, wallMs, kind, body, previousHash });
    const key = onceKey(record);
    const owner = ownerOf(record, (id) => this.runOwner(world, id));
    const found = [owner.ticketId, owner.positionId, key] as const;
    try {
      this.sql.insert.run(world, seq, atMs, wallMs, kind, ...found, body, previousHash, hash);
    } catch (error) {
      const repeated = error instanceof BetterSqlite3.SqliteError && key !== null;
      if (!repeated || error.code !== 'SQLITE_CONSTRAINT_UNIQUE') throw error;
      throw new Error(`already in the journal: ${key}`, { cause: error });
    }
    return { seq, atMs, wallMs, record, previousHash, hash };
  }

  private runOwner(world: string, id: RunId): RowOwner | null {
    return this.sql.runOwner.get(world, runKey(id)) ?? null;
  }

  rows(world: string): readonly JournalRow[] {
    return this.sql.rows.all(world).map(rowOf);
  }

  rowsOf(world: string, id: TicketId | PositionId): readonly JournalRow[] {
    return this.sql.rowsOf.all(world, world, id, world, id).map(rowOf);
  }

  lastHash(world: string): string {
    return this.sql.end.get(world)?.hash ?? NO_HASH;
  }

  firstBroken(world: string): number | null {
    let end: End = { seq: 0, hash: NO_HASH };
    for (const row of this.sql.rows.iterate(world)) {
      const follows = row.seq === end.seq + 1 && row.previousHash === end.hash;
      if (!follows || row.hash !== hashOf(world, row)) return row.seq;
      end = row;
    }
    return null;
  }
}
