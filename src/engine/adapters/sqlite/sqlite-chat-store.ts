import type { Database } from 'better-sqlite3';
import { DAY_MS, type EpochMs } from '../../domain/units.js';
import type { ChatStore, NewOutboxRow, OutboxRow } from '../../ports/chat-store.js';

/** A once-key is remembered at least this long; nothing retries for longer. */
const ONCE_KEY_KEPT_MS = 30 * DAY_MS;

/** The first row of each chat and priority; a postponed one holds back those behind it. */
const HEADS = 'SELECT min(id) AS id FROM outbox GROUP BY chat_id, priority';

function prepareStatements(db: Database) {
  return {
    takeOnceKey: db.prepare<[string, number]>(
      'INSERT INTO once_keys (key, taken_at_ms) VALUES (?, ?) ON CONFLICT DO NOTHING',
    ),
    pruneOnceKeys: db.prepare<[number]>('DELETE FROM once_keys WHERE taken_at_ms < ?'),
    dropReplaced: db
      .prepare<[string], number>('DELETE FROM outbox WHERE replace_key = ? RETURNING not_before_ms')
      .pluck(),
    insert: db.prepare<[number, number, string, number, number, string | null]>(
      `INSERT INTO outbox (chat_id, priority, body, created_at_ms, not_before_ms, replace_key)
       VALUES (?, ?, ?, ?, ?, ?)`,
    ),
    due: db.prepare<[number, number], OutboxRow>(
      `SELECT id, chat_id AS chatId, priority, body, created_at_ms AS createdAtMs,
              not_before_ms AS notBeforeMs, attempts
       FROM outbox JOIN (${HEADS}) USING (id)
       WHERE not_before_ms <= ? ORDER BY priority, id LIMIT ?`,
    ),
    nextDue: db
      .prepare<[], number | null>(
        `SELECT min(not_before_ms) FROM outbox JOIN (${HEADS}) USING (id)`,
      )
      .pluck(),
    postpone: db.prepare<[number, number, number]>(
      'UPDATE outbox SET not_before_ms = ?, attempts = ? WHERE id = ?',
    ),
    rewriteChat: db.prepare<[number, number]>('UPDATE outbox SET chat_id = ? WHERE chat_id = ?'),
    done: db.prepare<[number]>('DELETE FROM outbox WHERE id = ?'),
    waiting: db.prepare<[], number>('SELECT count(*) FROM outbox').pluck(),
    claimUpdate: db.prepare<[number, number]>(
      'INSERT INTO updates_seen (update_id, at_ms) VALUES (?, ?) ON CONFLICT DO NOTHING',
    ),
    forgetUpdates: db.prepare<[number]>('DELETE FROM updates_seen WHERE at_ms < ?'),
    dialog: db.prepare<[string], string>('SELECT value FROM dialogs WHERE key = ?').pluck(),
    putDialog: db.prepare<[string, string]>(
      'INSERT INTO dialogs (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
    ),
    deleteDialog: db.prepare<[string]>('DELETE FROM dialogs WHERE key = ?'),
    fact: db.prepare<[string], string>('SELECT value FROM facts WHERE key = ?').pluck(),
    putFact: db.prepare<[string, string]>(
      'INSERT INTO facts (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
    ),
  };
}

/** The chat side's tables of an open `desk.db`. */
export class SqliteChatStore implements ChatStore {
  private readonly sql: ReturnType<typeof prepareStatements>;

  constructor(private readonly db: Database) {
    this.sql = prepareStatements(db);
  }

  enqueue(row: NewOutboxRow): number | null {
    return this.db.transaction(() => this.enqueueInside(row)).immediate();
  }

  due(nowMs: EpochMs, limit: number): readonly OutboxRow[] {
    return this.sql.due.all(nowMs, limit);
  }

  nextDueAtMs(): EpochMs | null {
    return this.sql.nextDue.get() ?? null;
  }

  postpone(id: number, to: { readonly notBeforeMs: EpochMs; readonly attempts: number }): void {
    this.sql.postpone.run(Math.floor(to.notBeforeMs), to.attempts, id);
  }

  rewriteChat(fromChatId: number, toChatId: number): void {
    this.sql.rewriteChat.run(toChatId, fromChatId);
  }

  done(id: number): void {
    this.sql.done.run(id);
  }

  waiting(): number {
    return this.sql.waiting.get() ?? 0;
  }

  claimUpdate(updateId: number, atMs: EpochMs): boolean {
    return this.sql.claimUpdate.run(updateId, Math.floor(atMs)).changes === 1;
  }

  forgetUpdatesBefore(atMs: EpochMs): void {
    this.sql.forgetUpdates.run(atMs);
  }

  dialog(key: string): string | null {
    return this.sql.dialog.get(key) ?? null;
  }

  putDialog(key: string, value: string): void {
    this.sql.putDialog.run(key, value);
  }

  deleteDialog(key: string): void {
    this.sql.deleteDialog.run(key);
  }

  fact(key: string): string | null {
    return this.sql.fact.get(key) ?? null;
  }

  putFact(key: string, value: string): void {
    this.sql.putFact.run(key, value);
  }

  private enqueueInside(row: NewOutboxRow): number | null {
    const createdAtMs = Math.floor(row.createdAtMs);
    if (row.onceKey !== null) {
      this.sql.pruneOnceKeys.run(createdAtMs - ONCE_KEY_KEPT_MS);
      if (this.sql.takeOnceKey.run(row.onceKey, createdAtMs).changes === 0) return null;
    }
    // A new id, never the old one: the replaced row may be on the wire, and its `done` must not
    // take the newer body with it. The wait is the chat's, so it passes on.
    let notBeforeMs = createdAtMs;
    if (row.replaceKey !== null) {
      notBeforeMs = Math.max(notBeforeMs, this.sql.dropReplaced.get(row.replaceKey) ?? 0);
    }
    const { lastInsertRowid } = this.sql.insert.run(
      row.chatId,
      row.priority,
      row.body,
      createdAtMs,
      notBeforeMs,
      row.replaceKey,
    );
    return Number(lastInsertRowid);
  }
}
