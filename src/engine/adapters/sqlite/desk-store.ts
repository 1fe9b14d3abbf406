import type { Database } from 'better-sqlite3';
import type { TimeOfDay } from '../../domain/new-york.js';
import type { Notice } from '../../domain/notice.js';
import type { UserId, UserSettings } from '../../domain/people.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { EpochMs } from '../../domain/units.js';
import type { ChatStore } from '../../ports/chat-store.js';
import type { Journal } from '../../ports/journal.js';
import type { Log } from '../../ports/log.js';
import type { PaperRows } from '../../ports/paper-rows.js';
import type { Member, Store } from '../../ports/store.js';
import type { AlertRows } from '../../ports/alert-rows.js';
import { SqliteAlertRows } from './alert-rows.js';
import { backupTo } from './backup.js';
import { DESK_SCHEMA } from './desk-migrations.js';
import { holdFile, type FileLock } from './file-lock.js';
import { SqliteJournal } from './journal.js';
import { databaseBytes, MEMORY_PATH, openDatabase, type OpenError } from './open.js';
import { SqlitePaperRows } from './paper-rows.js';
import { SqliteChatStore } from './sqlite-chat-store.js';

export type { OpenError } from './open.js';

/** Readers and copies do not block a writer in WAL mode, so a longer wait is another's fault. */
const BUSY_TIMEOUT_MS = 1_000;

interface SettingsRow {
  readonly language: UserSettings['language'];
  readonly zone: string;
  readonly theme: UserSettings['theme'];
  readonly quietFrom: TimeOfDay | null;
  readonly quietTo: TimeOfDay | null;
}

interface NoticeRow {
  readonly id: string;
  readonly createdAtMs: EpochMs;
  readonly body: string;
}

type SettingsValues = [number, string, string, string, string | null, string | null];

function prepareStatements(db: Database) {
  return {
    members: db.prepare<[], Member>(
      `SELECT user_id AS userId, role, added_by AS addedBy, added_at_ms AS addedAtMs
       FROM members ORDER BY added_at_ms, user_id`,
    ),
    putMember: db.prepare<[number, string, number, number]>(
      `INSERT OR REPLACE INTO members (user_id, role, added_by, added_at_ms) VALUES (?, ?, ?, ?)`,
    ),
    removeMember: db.prepare<[number]>('DELETE FROM members WHERE user_id = ?'),
    settings: db.prepare<[number], SettingsRow>(
      `SELECT language, zone, theme, quiet_from AS quietFrom, quiet_to AS quietTo
       FROM settings WHERE user_id = ?`,
    ),
    putSettings: db.prepare<SettingsValues>(
      `INSERT OR REPLACE INTO settings (user_id, language, zone, theme, quiet_from, quiet_to)
       VALUES (?, ?, ?, ?, ?, ?)`,
    ),
    addNotice: db.prepare<[string, number, string]>(
      `INSERT INTO notices (id, created_at_ms, body) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
    ),
    pendingNotices: db.prepare<[], NoticeRow>(
      `SELECT id, created_at_ms AS createdAtMs, body FROM notices
       WHERE handed_at_ms IS NULL ORDER BY created_at_ms, seq`,
    ),
    forgetNotices: db.prepare<[number]>('DELETE FROM notices WHERE handed_at_ms < ?'),
    markNoticeHanded: db.prepare<[number, string]>(
      'UPDATE notices SET handed_at_ms = ? WHERE id = ? AND handed_at_ms IS NULL',
    ),
    jobDone: db.prepare<[string], number>('SELECT done_at_ms FROM jobs WHERE name = ?').pluck(),
    markJobDone: db.prepare<[string, number]>(
      `INSERT INTO jobs (name, done_at_ms) VALUES (?, ?) ON CONFLICT DO UPDATE
       SET done_at_ms = max(done_at_ms, excluded.done_at_ms)`,
    ),
  };
}

class SqliteStore implements Store {
  readonly chat: ChatStore;
  readonly journal: Journal;
  readonly paper: PaperRows;
  readonly alerts: AlertRows;
  private readonly sql: ReturnType<typeof prepareStatements>;

  constructor(
    private readonly db: Database,
    private readonly lock: FileLock | null,
  ) {
    this.sql = prepareStatements(db);
    this.chat = new SqliteChatStore(db);
    this.journal = new SqliteJournal(db);
    this.paper = new SqlitePaperRows(db);
    this.alerts = new SqliteAlertRows(db);
  }

  transaction<T>(run: () => T): T {
    return this.db.transaction(run).immediate();
  }

  members(): readonly Member[] {
    return this.sql.members.all();
  }

  putMember(member: Member): void {
    const { userId, role, addedBy, addedAtMs } = member;
    this.sql.putMember.run(userId, role, addedBy, Math.floor(addedAtMs));
  }

  removeMember(userId: UserId): void {
    this.sql.removeMember.run(userId);
  }

  settings(userId: UserId): UserSettings | null {
    const row = this.sql.settings.get(userId);
    if (!row) return null;
    const { language, zone, theme, quietFrom, quietTo } = row;
    const quiet = quietFrom !== null && quietTo !== null ? { from: quietFrom, to: quietTo } : null;
    return { language, zone, theme, quiet };
  }

  putSettings(userId: UserId, settings: UserSettings): void {
    const { language, zone, theme, quiet } = settings;
    this.sql.putSettings.run(userId, language, zone, theme, quiet?.from ?? null, quiet?.to ?? null);
  }

  addNotice(notice: Notice): 'added' | 'known' {
    const body = JSON.stringify(notice.body);
    const { changes } = this.sql.addNotice.run(notice.id, Math.floor(notice.createdAtMs), body);
    return changes === 1 ? 'added' : 'known';
  }

  pendingNotices(): readonly Notice[] {
    return this.sql.pendingNotices.all().map(({ id, createdAtMs, body }) => ({
      id,
      createdAtMs,
      body: JSON.parse(body) as Notice['body'],
    }));
  }

  forgetNoticesBefore(atMs: EpochMs): void {
    this.sql.forgetNotices.run(Math.floor(atMs));
  }

  markNoticeHanded(id: string, atMs: EpochMs): void {
    this.sql.markNoticeHanded.run(Math.floor(atMs), id);
  }

  jobDoneAtMs(name: string): EpochMs | null {
    return this.sql.jobDone.get(name) ?? null;
  }

  markJobDone(name: string, dueAtMs: EpochMs): void {
    this.sql.markJobDone.run(name, Math.floor(dueAtMs));
  }

  backup(path: string): Promise<void> {
    return backupTo(this.db, path);
  }

  diskBytes(): number {
    return databaseBytes(this.db);
  }

  close(): void {
    this.db.close();
    this.lock?.release();
  }
}

/**
 * Opens the desk's book, and holds it against every other desk until `close` or the end of the
 * process, however it ends.
 *
 * @param path file of `desk.db`, or `:memory:`.
 */
export function openDeskStore(
  path: string,
  options: { readonly log?: Log },
): Result<Store, OpenError> {
  let lock: FileLock | null = null;
  if (path !== MEMORY_PATH) {
    const held = holdFile(path);
    if (!held.ok) return held;
    lock = held.value;
  }
  const opened = openDatabase({
    path,
    schema: DESK_SCHEMA,
    busyTimeoutMs: BUSY_TIMEOUT_MS,
    check: 'quick',
    log: options.log,
  });
  if (!opened.ok) {
    lock?.release();
    return err(opened.error);
  }
  return ok(new SqliteStore(opened.value, lock));
}
