import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { expect } from 'vitest';

/** Rows of a full batch of quotes. */
export const BATCH = 2_000;
export const INSTRUMENTS = 500;

const WRITER = join(import.meta.dirname, 'tick-writer.ts');

/** Writes from a number on in a process of its own, which is killed some time after its first word. */
async function writeAndKill(path: string, of: { from: number; afterMs: number }): Promise<number> {
  const args = ['--import', 'tsx', WRITER, path, String(of.from)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let told = of.from;
  const first = new Promise<void>((resolve) => {
    createInterface(child.stdout).on('line', (line) => {
      told = Number(line);
      resolve();
    });
  });
  const gone = once(child, 'close');
  await Promise.race([first, gone]);
  await wait(of.afterMs);
  child.kill('SIGKILL');
  await gone;
  return told;
}

/** @returns rows of quotes on disk, after it has been proven that they are whole batches from the first. */
function expectWhole(path: string, of: { from: number; told: number }): number {
  const db = new Database(path);
  const read = (sql: string) => db.prepare<[], number>(sql).pluck().get() ?? 0;
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  const rows = read('SELECT count(*) FROM ticks');
  expect(rows).toBeGreaterThanOrEqual(of.told);
  expect(rows % BATCH).toBe(0);
  expect(read('SELECT count(DISTINCT at_ms) FROM ticks')).toBe(rows);
  expect(read('SELECT max(at_ms) + 1 FROM ticks')).toBe(rows);
  expect(read('SELECT count(*) FROM ticks WHERE last <> at_ms * 10000')).toBe(0);
  expect(read('SELECT rows FROM tick_count')).toBe(rows);
  const named = 'SELECT count(*) FROM ticks WHERE instrument NOT IN (SELECT id FROM instruments)';
  expect(read(named)).toBe(0);
  for (const [table, column] of OTHERS) {
    const units = `${column} >= ${of.from / BATCH} AND ${column} < ${of.told / BATCH}`;
    const told = read(`SELECT count(DISTINCT ${column}) FROM ${table} WHERE ${units}`);
    expect(told).toBe((of.told - of.from) / BATCH);
    const counted = read(`SELECT rows FROM row_counts WHERE name = '${table}'`);
    expect(counted).toBe(read(`SELECT count(*) FROM ${table}`));
  }
  db.close();
  return rows;
}

const OTHERS = [
  ['prints', 'at_ms'],
  ['depths', 'at_ms'],
  ['gaps', 'from_ms'],
  ['surfaces', 'at_ms'],
] as const;

/** Kills a writing process again and again, each time after another wait, and looks at the file. */
export async function crashAgainAndAgain(
  path: string,
  waitsMs: readonly number[],
): Promise<number> {
  let from = 0;
  for (const afterMs of waitsMs) {
    const told = await writeAndKill(path, { from, afterMs });
    const rows = expectWhole(path, { from, told });
    expect(rows).toBeGreaterThan(from);
    from = rows;
  }
  return from;
}
