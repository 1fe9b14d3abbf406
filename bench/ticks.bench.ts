/**
 * The tick store on the stream of a venue's thousand options: how many rows a second it takes, what
 * of that the main thread pays, and how long the chain of a past instant takes from a day of ticks.
 * Beside it bare better-sqlite3 with the same table, rows and batches on the thread that measures.
 * The day is built once (some minutes on two slow cores); VOLDESK_BENCH_ROWS shortens it.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import Database from 'better-sqlite3';
import { migrate } from '../src/engine/adapters/sqlite/migrate.js';
import { toStored } from '../src/engine/adapters/sqlite/tick-figures.js';
import { TICK_SCHEMA } from '../src/engine/adapters/sqlite/tick-migrations.js';
import { openTickStore, type SqliteTickStore } from '../src/engine/adapters/sqlite/tick-store.js';
import { createWallClock } from '../src/engine/adapters/system/wall-clock.js';
import type { Quote } from '../src/engine/domain/quote.js';
import type { Result } from '../src/engine/domain/result.js';
import { HOUR_MS } from '../src/engine/domain/units.js';
import { chainsFrom } from '../src/engine/flow/vol/past-chain.js';
import { dayOfQuotes, instants, OPTIONS } from './ticks-day.js';
import { milliseconds, timing, type Figure } from './report.js';

const BURST_ROWS = 100_000;
const ROUNDS = 5;
const PACED_SECONDS = 15;
const PACED_ROWS_PER_SECOND = 10_000;
const SLICE_MS = 10;
const DAY_ROWS = Number(process.env['VOLDESK_BENCH_ROWS'] ?? 4_000_000);
const ASKED = 40;
/** Rows of one transaction, as the store's. */
const BARE_BATCH = 16_000;

function must<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

async function open(path: string): Promise<SqliteTickStore> {
  return must(await openTickStore({ path, clock: createWallClock() }));
}

function bareInsert(db: Database.Database): (quotes: readonly Quote[]) => void {
  const insert = db.prepare(
    `INSERT INTO ticks (instrument, at_ms, n, bid, ask, bid_size, ask_size, last, prev_close,
       delay_ms, source, underlying_price, mark_price, mark_iv, open_interest)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const ids = new Map<string, number>();
  const stored = (value: number | null | undefined) => toStored(value ?? NaN);
  let n = 0;
  return db.transaction((quotes: readonly Quote[]) => {
    for (const { instrument, option, ...of } of quotes) {
      const id = ids.get(instrument) ?? ids.size;
      ids.set(instrument, id);
      insert.run(
        ...[id, of.atMs, n++, stored(of.bid), stored(of.ask), stored(of.bidSize)],
        ...[stored(of.askSize), stored(of.last), stored(of.prevClose), of.delayMs, 1],
        ...[stored(option?.forward), stored(option?.markPrice), stored(option?.markIv)],
        stored(option?.openInterest),
      );
    }
  });
}

function openBare(path: string): Database.Database {
  const db = new Database(path);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  migrate(db, TICK_SCHEMA);
  return db;
}

/** All rows at once: the most that the store takes, beside bare inserts, in turn. */
async function burst(folder: string): Promise<Figure> {
  const quotes = [...dayOfQuotes(BURST_ROWS)];
  const taken: Record<'store' | 'bare', number[]> = { store: [], bare: [] };
  for (let round = 0; round < ROUNDS; round++) {
    const store = await open(join(folder, `burst-${round}.db`));
    const startMs = performance.now();
    for (const quote of quotes) store.append(quote);
    must(await store.flush());
    taken.store.push(performance.now() - startMs);
    const { dropped } = must(await store.state());
    if (dropped > 0) throw new Error(`${dropped} rows dropped`);
    await store.close();
    const db = openBare(join(folder, `bare-${round}.db`));
    const insert = bareInsert(db);
    const bareMs = performance.now();
    for (let from = 0; from < BURST_ROWS; from += BARE_BATCH) {
      insert(quotes.slice(from, from + BARE_BATCH));
    }
    taken.bare.push(performance.now() - bareMs);
    db.close();
  }
  const perSecond = (ms: number) => Math.round((1_000 * BURST_ROWS) / ms);
  const [store, bare] = [timing(taken.store), timing(taken.bare)];
  return {
    name: `${BURST_ROWS} quotes to disk at once`,
    measured: `${perSecond(store.medianMs)} rows a second, best ${perSecond(store.minMs)}`,
    baseline: `bare inserts of the same rows: ${perSecond(bare.medianMs)}, best ${perSecond(bare.minMs)}`,
    ratio: store.medianMs / bare.medianMs,
    goal: 'at most 1.5; at least 10,000 rows a second',
  };
}

/** A steady stream: whether the store keeps pace, and what the main thread pays for it. */
async function paced(folder: string): Promise<Figure> {
  const store = await open(join(folder, 'paced.db'));
  const perSlice = (PACED_ROWS_PER_SECOND * SLICE_MS) / 1_000;
  const rows = PACED_SECONDS * PACED_ROWS_PER_SECOND;
  const quotes = [...dayOfQuotes(rows)];
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const before = performance.eventLoopUtilization();
  const startMs = performance.now();
  let mostWaiting = 0;
  const askedMs: number[] = [];
  const last = quotes.at(-1)?.atMs ?? NaN;
  for (let sent = 0; sent < rows;) {
    const due = Math.min(rows, Math.ceil((performance.now() - startMs) / SLICE_MS) * perSlice);
    while (sent < due) store.append(quotes[sent++] as Quote);
    if (sent % (50 * perSlice) === 0) {
      mostWaiting = Math.max(mostWaiting, must(await store.state()).waiting);
      const askMs = performance.now();
      must(await store.optionsAt(['BTC'], { atMs: last, withinMs: 24 * HOUR_MS }));
      askedMs.push(performance.now() - askMs);
    }
    await new Promise((resolve) => setTimeout(resolve, SLICE_MS));
  }
  const tookS = (performance.now() - startMs) / 1_000;
  const { active } = performance.eventLoopUtilization(before);
  delay.disable();
  must(await store.flush());
  const { dropped, rows: kept } = must(await store.state());
  await store.close();
  if (dropped > 0 || kept !== rows) throw new Error(`${dropped} dropped, ${kept} of ${rows} kept`);
  const bareUs = bareMicroseconds(folder, quotes);
  const us = (1_000 * active) / rows;
  const ms = (value: number) => (value / 1e6).toFixed(1);
  return {
    name: `${PACED_ROWS_PER_SECOND} quotes a second for ${PACED_SECONDS} s`,
    measured:
      `${Math.round(rows / tookS)} rows a second stored, none dropped, at most ${mostWaiting} waiting; ` +
      `${us.toFixed(2)} µs of the main thread a row, loop delay p99 ${ms(delay.percentile(99))} ms, ` +
      `most ${ms(delay.max)} ms; all options asked for meanwhile in ${milliseconds(timing(askedMs))}`,
    baseline: `bare inserts would take ${bareUs.toFixed(2)} µs a row of it`,
    ratio: us / bareUs,
    goal: 'at most 0.5; none dropped',
  };
}

function bareMicroseconds(folder: string, quotes: readonly Quote[]): number {
  const db = openBare(join(folder, 'bare-paced.db'));
  const insert = bareInsert(db);
  const startMs = performance.now();
  // As the stream comes: the rows of a second in one transaction.
  for (let from = 0; from < quotes.length; from += PACED_ROWS_PER_SECOND) {
    insert(quotes.slice(from, from + PACED_ROWS_PER_SECOND));
  }
  const us = (1_000 * (performance.now() - startMs)) / quotes.length;
  db.close();
  return us;
}

async function buildDay(path: string): Promise<Figure> {
  const store = await open(path);
  const startMs = performance.now();
  let n = 0;
  for (const quote of dayOfQuotes(DAY_ROWS)) {
    store.append(quote);
    if (++n % 50_000 === 0) must(await store.flush());
  }
  must(await store.flush());
  const tookS = (performance.now() - startMs) / 1_000;
  const { diskBytes, rows } = must(await store.state());
  await store.close();
  return {
    name: `a day of ${DAY_ROWS} ticks of ${OPTIONS} options`,
    measured:
      `${Math.round(rows / tookS)} rows a second with making them, ` +
      `${(diskBytes / rows).toFixed(1)} bytes a row`,
    baseline: 'none',
    ratio: null,
    goal: 'none',
  };
}

/** Has the system forget what it read of a file, so that the next read is from the disk. */
function forget(path: string): void {
  execFileSync('dd', [`if=${path}`, 'iflag=nocache', 'count=0'], { stdio: 'ignore' });
}

interface Asked {
  readonly tookMs: readonly number[];
  readonly found: number;
}

async function ask(path: string, how: 'warm' | 'cold'): Promise<Asked> {
  let store = await open(path);
  const tookMs: number[] = [];
  const when = instants();
  let found = 0;
  for (let n = 0; n < ASKED; n++) {
    const atMs = when.next().value as number;
    if (how === 'cold') {
      await store.close();
      forget(path);
      store = await open(path);
    }
    const startMs = performance.now();
    const quotes = must(await store.optionsAt(['BTC'], { atMs, withinMs: HOUR_MS }));
    const chains = chainsFrom(quotes, { atMs, spot: null });
    tookMs.push(performance.now() - startMs);
    found += chains.reduce((sum, { rows }) => sum + 2 * rows.length, 0);
  }
  await store.close();
  return { tookMs, found: Math.round(found / ASKED) };
}

/** The same seeks by one statement, on the thread that measures. */
function askBare(path: string): readonly number[] {
  const db = new Database(path, { readonly: true });
  const ids = db.prepare<[], number>('SELECT id FROM instruments').pluck().all();
  const newest = db
    .prepare<[number, number, number], unknown[]>(
      `SELECT * FROM ticks WHERE instrument = ? AND at_ms <= ? AND at_ms >= ?
       ORDER BY at_ms DESC, n DESC LIMIT 1`,
    )
    .raw();
  const when = instants();
  const tookMs = Array.from({ length: ASKED }, () => {
    const atMs = when.next().value as number;
    const startMs = performance.now();
    for (const id of ids) newest.get(id, atMs, atMs - HOUR_MS);
    return performance.now() - startMs;
  });
  db.close();
  return tookMs;
}

async function pastChains(path: string): Promise<readonly Figure[]> {
  // Nobody has read the file in this process before; the day is in the system's memory by then.
  const [warm, bare, cold] = [
    await ask(path, 'warm'),
    timing(askBare(path)),
    await ask(path, 'cold'),
  ];
  const figure = (name: string, { tookMs, found }: Asked): Figure => {
    const { minMs, medianMs } = timing(tookMs);
    const most = Math.max(...tookMs).toFixed(0);
    return {
      name: `chains of ${found} options at a random instant, ${name}`,
      measured: `${medianMs.toFixed(1)} ms median, ${minMs.toFixed(1)} least, ${most} most`,
      baseline: `the same seeks bare and warm: ${bare.medianMs.toFixed(1)} ms median`,
      ratio: medianMs / bare.medianMs,
      goal: 'below 50 ms; never above a second',
    };
  };
  return [figure('file in memory', warm), figure('file on disk alone', cold)];
}

export async function* run(): AsyncGenerator<Figure> {
  const folder = mkdtempSync(join(tmpdir(), 'voldesk-ticks-'));
  try {
    yield await burst(folder);
    yield await paced(folder);
    const path = join(folder, 'day.db');
    yield await buildDay(path);
    yield* await pastChains(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
