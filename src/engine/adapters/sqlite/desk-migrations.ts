import type { Migration, Schema } from './migrate.js';

const MEMBERS_AND_SETTINGS = `
CREATE TABLE members (
  user_id INTEGER PRIMARY KEY,
  role TEXT NOT NULL CHECK (role IN ('owner', 'trader', 'viewer', 'stranger')),
  added_by INTEGER NOT NULL,
  added_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE settings (
  user_id INTEGER PRIMARY KEY,
  language TEXT NOT NULL,
  zone TEXT NOT NULL,
  theme TEXT NOT NULL,
  quiet_from TEXT,
  quiet_to TEXT,
  CHECK ((quiet_from IS NULL) = (quiet_to IS NULL))
) STRICT;
`;

const NOTICES_AND_OUTBOX = `
CREATE TABLE notices (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  created_at_ms INTEGER NOT NULL,
  body TEXT NOT NULL,
  handed_at_ms INTEGER
) STRICT;
CREATE INDEX notices_pending ON notices (created_at_ms, seq) WHERE handed_at_ms IS NULL;

CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  chat_id INTEGER NOT NULL,
  priority INTEGER NOT NULL,
  body TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  not_before_ms INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  replace_key TEXT UNIQUE
) STRICT;
CREATE INDEX outbox_order ON outbox (chat_id, priority, id);

CREATE TABLE once_keys (
  key TEXT PRIMARY KEY,
  taken_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX once_keys_age ON once_keys (taken_at_ms);

CREATE TABLE updates_seen (
  update_id INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX updates_seen_age ON updates_seen (at_ms);

CREATE TABLE facts (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;

const JOBS_AND_DIALOGS = `
CREATE TABLE jobs (
  name TEXT PRIMARY KEY,
  done_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE dialogs (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;

// Instants are REAL: market time has fractions where it runs faster than the wall's, and what is
// read back must be what was hashed.
const JOURNAL_AND_PAPER_ROWS = `
CREATE TABLE journal (
  world TEXT NOT NULL,
  seq INTEGER NOT NULL,
  at_ms REAL NOT NULL,
  wall_ms REAL NOT NULL,
  kind TEXT NOT NULL,
  ticket_id TEXT,
  position_id TEXT,
  once_key TEXT,
  body TEXT NOT NULL,
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (world, seq)
) STRICT;
CREATE UNIQUE INDEX journal_once ON journal (world, once_key) WHERE once_key IS NOT NULL;
CREATE INDEX journal_ticket ON journal (world, ticket_id, seq) WHERE ticket_id IS NOT NULL;
CREATE INDEX journal_position ON journal (world, position_id, seq) WHERE position_id IS NOT NULL;

CREATE TABLE paper_rows (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  account TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX paper_rows_account ON paper_rows (account, seq);
`;

const ALERTS = `
CREATE TABLE alert_rules (
  id TEXT PRIMARY KEY,
  user_id INTEGER NOT NULL,
  chat TEXT NOT NULL CHECK (chat IN ('private', 'group')),
  text TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  snoozed_until_ms INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE alert_states (
  world TEXT NOT NULL,
  key TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (world, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX alert_states_key ON alert_states (key);
`;

export const DESK_MIGRATIONS: readonly Migration[] = [
  { version: 1, name: 'members-and-settings', sql: MEMBERS_AND_SETTINGS },
  { version: 2, name: 'notices-and-outbox', sql: NOTICES_AND_OUTBOX },
  { version: 3, name: 'jobs-and-dialogs', sql: JOBS_AND_DIALOGS },
  { version: 4, name: 'journal-and-paper-rows', sql: JOURNAL_AND_PAPER_ROWS },
  { version: 5, name: 'alerts', sql: ALERTS },
];

/** Application id: `vdsk` in ASCII. */
export const DESK_SCHEMA: Schema = { applicationId: 0x7664736b, migrations: DESK_MIGRATIONS };
