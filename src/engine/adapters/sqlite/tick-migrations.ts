import type { Migration, Schema } from './migrate.js';

/**
 * Clustered by instrument and instant, so that one instrument's day is read from neighbouring pages.
 * `n` tells apart quotes of one instant. Figures as in `tick-figures.ts`.
 */
const TICKS = `
CREATE TABLE instruments (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE sources (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE ticks (
  instrument INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  n INTEGER NOT NULL,
  bid NUMERIC,
  ask NUMERIC,
  bid_size NUMERIC,
  ask_size NUMERIC,
  last NUMERIC,
  prev_close NUMERIC,
  delay_ms INTEGER NOT NULL,
  source INTEGER NOT NULL,
  PRIMARY KEY (instrument, at_ms, n)
) WITHOUT ROWID;

-- Counted as rows come and go: count(*) would read the whole table.
CREATE TABLE tick_count (one INTEGER PRIMARY KEY CHECK (one = 1), rows INTEGER NOT NULL) STRICT;
INSERT INTO tick_count VALUES (1, 0);

-- How far each tier has been thinned; a bucket of 0 stands for the end of all keeping.
CREATE TABLE thinned (bucket_ms INTEGER PRIMARY KEY, to_ms INTEGER NOT NULL) STRICT;
`;

const BARS = `
CREATE TABLE bars (
  series TEXT NOT NULL,
  day TEXT NOT NULL,
  open REAL,
  high REAL,
  low REAL,
  close REAL NOT NULL,
  volume REAL,
  marks TEXT NOT NULL,
  source TEXT NOT NULL,
  PRIMARY KEY (series, day)
) STRICT, WITHOUT ROWID;
`;

export const TICK_MIGRATIONS: readonly Migration[] = [
  { version: 1, name: 'ticks', sql: TICKS },
  { version: 2, name: 'bars', sql: BARS },
];

/** Application id: `vtck` in ASCII. */
export const TICK_SCHEMA: Schema = { applicationId: 0x7674636b, migrations: TICK_MIGRATIONS };
