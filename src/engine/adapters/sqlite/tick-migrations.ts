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

/** What the venue says of an option or a future; figures as the others. */
const VENUE = `
ALTER TABLE ticks ADD COLUMN underlying_price NUMERIC;
ALTER TABLE ticks ADD COLUMN mark_price NUMERIC;
ALTER TABLE ticks ADD COLUMN mark_iv NUMERIC;
ALTER TABLE ticks ADD COLUMN open_interest NUMERIC;
ALTER TABLE ticks ADD COLUMN funding_now_8h NUMERIC;
ALTER TABLE ticks ADD COLUMN funding_8h NUMERIC;
`;

/** `words` are names of exchanges, conditions, makers, feeds, expiries. Levels are JSON: counts, then flat. */
const FLOW = `
CREATE TABLE words (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE prints (
  instrument INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  n INTEGER NOT NULL,
  price NUMERIC NOT NULL,
  size NUMERIC NOT NULL,
  exchange INTEGER,
  conditions INTEGER,
  source INTEGER NOT NULL,
  PRIMARY KEY (instrument, at_ms, n)
) WITHOUT ROWID;

CREATE TABLE depths (
  instrument INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  n INTEGER NOT NULL,
  levels TEXT NOT NULL,
  source INTEGER NOT NULL,
  PRIMARY KEY (instrument, at_ms, n)
) WITHOUT ROWID;

CREATE TABLE short_bars (
  instrument INTEGER NOT NULL,
  from_ms INTEGER NOT NULL,
  period_ms INTEGER NOT NULL,
  open NUMERIC NOT NULL,
  high NUMERIC NOT NULL,
  low NUMERIC NOT NULL,
  close NUMERIC NOT NULL,
  volume NUMERIC,
  vwap NUMERIC,
  trades NUMERIC,
  source INTEGER NOT NULL,
  PRIMARY KEY (instrument, from_ms, period_ms)
) WITHOUT ROWID;
`;

/** Instruments of a gap are a JSON list, empty text where it is everything of the feed. */
const GAPS_AND_SURFACES = `
CREATE TABLE gaps (
  from_ms INTEGER NOT NULL,
  to_ms INTEGER NOT NULL,
  feed INTEGER NOT NULL,
  reason TEXT NOT NULL,
  instruments TEXT NOT NULL,
  PRIMARY KEY (from_ms, to_ms, feed, reason, instruments)
) STRICT, WITHOUT ROWID;

-- Two to a page: rows of this length do badly in a table that is its own index.
CREATE TABLE surfaces (
  underlying INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  delay_ms INTEGER NOT NULL,
  source INTEGER NOT NULL,
  spot REAL NOT NULL,
  slices BLOB NOT NULL,
  UNIQUE (underlying, at_ms)
) STRICT;

-- How far the surfaces of an underlying have been thinned.
CREATE TABLE surfaces_thinned (underlying INTEGER PRIMARY KEY, to_ms INTEGER NOT NULL) STRICT;

-- Rows of the tables beside \`ticks\`.
CREATE TABLE row_counts (name TEXT PRIMARY KEY, rows INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO row_counts VALUES ('prints', 0), ('depths', 0), ('short_bars', 0), ('gaps', 0),
  ('surfaces', 0);
`;

/** The newest quote of each source: what comes after a restart tells how long nobody listened. */
const NEWEST = `
CREATE TABLE newest_of_source (source INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL) STRICT;
`;

export const TICK_MIGRATIONS: readonly Migration[] = [
  { version: 1, name: 'ticks', sql: TICKS },
  { version: 2, name: 'bars', sql: BARS },
  { version: 3, name: 'venue-figures', sql: VENUE },
  { version: 4, name: 'flow', sql: FLOW },
  { version: 5, name: 'gaps-and-surfaces', sql: GAPS_AND_SURFACES },
  { version: 6, name: 'newest-of-source', sql: NEWEST },
];

/** Application id: `vtck` in ASCII. */
export const TICK_SCHEMA: Schema = { applicationId: 0x7674636b, migrations: TICK_MIGRATIONS };
