import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  DESK_MIGRATIONS,
  DESK_SCHEMA,
} from '../../../../src/engine/adapters/sqlite/desk-migrations.js';
import {
  openDeskStore,
  type OpenError,
} from '../../../../src/engine/adapters/sqlite/desk-store.js';
import { migrate } from '../../../../src/engine/adapters/sqlite/migrate.js';
import type { NewRow } from '../../../../src/engine/ports/journal.js';
import type { Store } from '../../../../src/engine/ports/store.js';
import { NOW_MS, outboxRow, storeContract, userId } from '../../../contract/store.js';
import { ticketId } from '../../../support/records.js';
import { tempFolder, type TempFolder } from './temp-folder.js';

function openOrThrow(path: string): Store {
  const opened = openDeskStore(path, {});
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  return opened.value;
}

function refusal(path: string): OpenError {
  const opened = openDeskStore(path, {});
  if (opened.ok) {
    opened.value.close();
    throw new Error('it was opened');
  }
  return opened.error;
}

storeContract('the SQLite store', () => {
  const folder = tempFolder();
  return { open: () => openOrThrow(folder.file('desk.db')), dispose: folder.dispose };
});

describe('a desk.db', () => {
  let folder: TempFolder;
  let path: string;
  beforeEach(() => {
    folder = tempFolder();
    path = folder.file('home/desk.db');
  });
  afterEach(() => folder.dispose());

  test('is made with its folder, in WAL mode, and is whole on disk', () => {
    const store = openOrThrow(path);
    const reader = new Database(path, { readonly: true });
    expect(reader.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(reader.pragma('user_version', { simple: true })).toBe(DESK_MIGRATIONS.length);
    reader.close();
    expect(store.diskBytes()).toBeGreaterThanOrEqual(statSync(path).size);
    store.close();
  });

  test('may live in memory, any number at once', () => {
    const stores = [openOrThrow(':memory:'), openOrThrow(':memory:')];
    stores[0]?.chat.putFact('a', 'b');
    expect(stores.map((store) => store.chat.fact('a'))).toEqual(['b', null]);
    expect(stores[0]?.diskBytes()).toBeGreaterThan(0);
    for (const store of stores) store.close();
  });

  test('is held by one desk at a time', () => {
    const store = openOrThrow(path);
    expect(refusal(path)).toEqual({ code: 'in-use', path });
    store.close();
    openOrThrow(path).close();
  });

  test('of a later program is refused and left as it was', () => {
    openOrThrow(path).close();
    const raw = new Database(path);
    raw.pragma('user_version = 99');
    raw.close();
    const before = readFileSync(path);
    const known = DESK_MIGRATIONS.length;
    expect(refusal(path)).toEqual({ code: 'newer-database', path, found: 99, known });
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test('that is some other database is refused', () => {
    openOrThrow(path).close();
    const other = folder.file('other.db');
    const raw = new Database(other);
    raw.exec('CREATE TABLE things (id INTEGER PRIMARY KEY)');
    raw.close();
    expect(refusal(other)).toEqual({ code: 'not-ours', path: other });
  });

  test('that is not a database, or a damaged one, is refused with the reason', () => {
    const junk = folder.file('junk.db');
    writeFileSync(junk, 'no database at all, only a long line of text. '.repeat(50));
    expect(refusal(junk)).toMatchObject({ code: 'corrupt', path: junk });

    const store = openOrThrow(path);
    store.transaction(() => {
      for (let n = 0; n < 500; n++) store.chat.enqueue(outboxRow('x'.repeat(200)));
    });
    store.close();
    truncateSync(path, Math.floor(statSync(path).size / 2));
    expect(refusal(path)).toMatchObject({ code: 'corrupt', path });
  });

  test('locked by another program is refused as such', () => {
    openOrThrow(path).close();
    const other = new Database(path);
    other.pragma('locking_mode = EXCLUSIVE');
    other.exec('BEGIN EXCLUSIVE');
    expect(refusal(path)).toEqual({ code: 'locked', path });
    other.close();
    openOrThrow(path).close();
  });

  test('that cannot be made says why', () => {
    writeFileSync(folder.file('file'), '');
    expect(refusal(folder.file('file/desk.db'))).toMatchObject({ code: 'failed' });
  });

  test('forgets a once-key after 30 days, when the next is taken', () => {
    const store = openOrThrow(path);
    const at = (createdAtMs: number, onceKey: string) =>
      store.chat.enqueue(outboxRow('body', { createdAtMs, onceKey }));
    at(NOW_MS, 'old');
    at(NOW_MS + 31 * 86_400_000, 'new');
    expect(at(NOW_MS + 31 * 86_400_000, 'old')).not.toBeNull();
    store.close();
  });

  test('can be copied while in use, and the copy is a book of its own', async () => {
    const store = openOrThrow(path);
    store.chat.putFact('a', 'before');
    const copyPath = folder.file('copies/desk.db');
    await store.backup(copyPath);
    store.chat.putFact('a', 'after');
    const copy = openOrThrow(copyPath);
    expect(copy.chat.fact('a')).toBe('before');
    copy.close();
    await store.backup(copyPath);
    const newer = openOrThrow(copyPath);
    expect(newer.chat.fact('a')).toBe('after');
    newer.close();
    store.close();
  });

  test('killed inside a transaction keeps what was whole and nothing of the half', async () => {
    const child = spawn(process.execPath, ['--import', 'tsx', childPath, path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'exit');
    await Promise.race([once(child.stdout, 'data'), ended]);
    expect(child.exitCode).toBeNull();
    expect(refusal(path)).toEqual({ code: 'in-use', path });
    child.kill('SIGKILL');
    await ended;
    const store = openOrThrow(path);
    const facts = ['alone', 'whole 1', 'whole 2', 'half 0', 'half 1999'];
    expect(facts.map((fact) => store.chat.fact(fact))).toEqual([
      'kept',
      'kept',
      'kept',
      null,
      null,
    ]);
    store.close();
  });
});

const childPath = fileURLToPath(new URL('desk-child.ts', import.meta.url));

/** Rows as each version of the schema could hold them, by the version that brought their table. */
const ROWS: readonly (readonly string[])[] = [
  [
    `INSERT INTO members VALUES (7, 'trader', 1000, 1700000000000)`,
    `INSERT INTO settings VALUES (7, 'zh', 'Asia/Shanghai', 'dark', '22:00', '7:00')`,
  ],
  [
    `INSERT INTO notices (id, created_at_ms, body) VALUES ('digest:1', 1, '{"kind":"digest"}')`,
    `INSERT INTO outbox (chat_id, priority, body, created_at_ms, not_before_ms, attempts)
     VALUES (-5, 1, 'waiting', 10, 20, 2)`,
    `INSERT INTO once_keys VALUES ('k', 1700000000000)`,
    `INSERT INTO updates_seen VALUES (77, 1700000000000)`,
    `INSERT INTO facts VALUES ('f', 'v')`,
  ],
  [`INSERT INTO jobs VALUES ('digest', 123)`, `INSERT INTO dialogs VALUES ('d', 'step')`],
  [
    `INSERT INTO journal VALUES
     ('w', 1, 0.5, 1, 'reconciled', NULL, NULL, NULL, '{"kind":"reconciled"}', 'before', 'after')`,
    `INSERT INTO paper_rows (account, body) VALUES ('paper', 'row')`,
  ],
  [
    `INSERT INTO alert_rules VALUES ('a1', 7, 'private', 'VIX > 25', 1700000000000, NULL)`,
    `INSERT INTO alert_states VALUES ('live', 'rule:a1', '{}')`,
  ],
];

describe('the journal of a desk.db', () => {
  const taps = [1, 2, 3].map((n) => ({
    record: {
      kind: 'tap',
      ticketId: ticketId('T'),
      userId: userId(n),
      action: 'send',
      refusal: null,
    },
    atMs: NOW_MS,
    wallMs: NOW_MS,
  })) satisfies readonly NewRow[];

  test.each([
    ['a changed body', `UPDATE journal SET body = replace(body, ':2', ':9') WHERE seq = 2`, 2],
    ['a changed instant', 'UPDATE journal SET wall_ms = wall_ms + 1 WHERE seq = 2', 2],
    ['a changed hash', `UPDATE journal SET hash = 'x' WHERE seq = 1`, 1],
    ['a missing row', 'DELETE FROM journal WHERE seq = 2', 3],
    ['a missing first row', 'DELETE FROM journal WHERE seq = 1', 2],
  ])('shows %s as the first row that is broken', (_, sql, seq) => {
    const folder = tempFolder();
    const path = folder.file('desk.db');
    const written = openOrThrow(path);
    written.journal.append('w', taps);
    written.close();
    const raw = new Database(path);
    raw.exec(sql);
    raw.close();
    const store = openOrThrow(path);
    expect(store.journal.firstBroken('w')).toBe(seq);
    store.close();
    folder.dispose();
  });
});

describe('migrations', () => {
  test('are numbered from 1 without gaps', () => {
    expect(DESK_MIGRATIONS.map((step) => step.version)).toEqual(
      DESK_MIGRATIONS.map((_, n) => n + 1),
    );
    expect(ROWS).toHaveLength(DESK_MIGRATIONS.length);
  });

  test.each(DESK_MIGRATIONS.map((step) => step.version))(
    'keep the rows of version %i',
    (version) => {
      const folder = tempFolder();
      const path = folder.file('desk.db');
      const raw = new Database(path);
      migrate(raw, { ...DESK_SCHEMA, migrations: DESK_MIGRATIONS.slice(0, version) });
      for (const sql of ROWS.slice(0, version).flat()) raw.exec(sql);
      raw.close();

      const store = openOrThrow(path);
      expect(store.members()).toEqual([
        { userId: 7, role: 'trader', addedBy: 1000, addedAtMs: 1_700_000_000_000 },
      ]);
      expect(store.settings(userId(7))?.quiet).toEqual({ from: '22:00', to: '7:00' });
      const hasChat = version >= 2;
      expect(store.pendingNotices().map((notice) => notice.id)).toEqual(
        hasChat ? ['digest:1'] : [],
      );
      expect(store.chat.due(20, 9).map((row) => row.attempts)).toEqual(hasChat ? [2] : []);
      expect(store.chat.claimUpdate(77, 1)).toBe(!hasChat);
      expect(store.chat.fact('f')).toBe(hasChat ? 'v' : null);
      const again = outboxRow('x', { onceKey: 'k', createdAtMs: 1_700_000_000_000 });
      expect(store.chat.enqueue(again) === null).toBe(hasChat);
      expect(store.jobDoneAtMs('digest')).toBe(version >= 3 ? 123 : null);
      expect(store.chat.dialog('d')).toBe(version >= 3 ? 'step' : null);
      expect(store.journal.rows('w').map(({ atMs, record }) => [atMs, record.kind])).toEqual(
        version >= 4 ? [[0.5, 'reconciled']] : [],
      );
      expect(store.paper.rows('paper')).toEqual(version >= 4 ? ['row'] : []);
      expect(store.alerts.rules().map(({ text }) => text)).toEqual(
        version >= 5 ? ['VIX > 25'] : [],
      );
      store.close();
      folder.dispose();
    },
  );

  test('that fail leave the file at the version before', () => {
    const raw = new Database(':memory:');
    const broken = { version: 2, name: 'broken', sql: 'CREATE TABLE a (b); CREATE TABLE a (b);' };
    const first = { version: 1, name: 'first', sql: 'CREATE TABLE z (b)' };
    expect(() => migrate(raw, { applicationId: 1, migrations: [first, broken] })).toThrow(
      'already',
    );
    expect(raw.pragma('user_version', { simple: true })).toBe(1);
    expect(raw.prepare('SELECT name FROM sqlite_schema').pluck().all()).toEqual(['z']);
    raw.close();
  });
});
