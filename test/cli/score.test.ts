import { PassThrough } from 'node:stream';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { scoreCommand, type ScoredSession } from '../../src/cli/score.js';
import { err, ok } from '../../src/engine/domain/result.js';
import { day } from '../../src/engine/domain/trading-day.js';
import { barsUntil } from '../support/bars.js';
import { MemoryTickStore } from '../support/memory-tick-store.js';

/** A calm half year, then a spike of three sessions that ends on 2024-08-07. */
const CLOSES = [
  ...Array.from({ length: 150 }, (_none, k) => 15 + 2 * Math.sin(k / 7)),
  ...[24, 38, 28],
];

async function run(args: readonly string[], broken?: 'broken') {
  const [out, notes] = [new PassThrough(), new PassThrough()];
  const codes: number[] = [];
  let closed = 0;
  const store = new MemoryTickStore();
  await store.putBars(barsUntil('VIX', '2024-08-07', CLOSES));
  await store.putBars(barsUntil('VX1', '2024-08-07', [20, 27, 22]));
  await store.putBars(barsUntil('VX2', '2024-08-07', [19, 23, 21]));
  const close = () => {
    closed += 1;
    return Promise.resolve();
  };
  const openStore = () =>
    Promise.resolve(broken ? err({ reason: 'locked' }) : ok({ store, close }));
  const program = new Command('voldesk').addCommand(
    scoreCommand({
      openStore,
      today: () => day('2026-11-20'),
      out,
      notes,
      finish: (code) => codes.push(code),
    }),
  );
  await program.parseAsync(['node', 'voldesk', 'score', ...args]);
  const read = (stream: PassThrough) => String(stream.read() ?? '');
  return { out: read(out), notes: read(notes), codes, closed };
}

const SPAN = ['--from', '2024-08-05', '--to', '2024-08-07'];

describe('score', () => {
  it('gives day, VIX, z-score and confidence of each session as JSON', async () => {
    const { out, codes, closed } = await run([...SPAN, '--json']);
    const rows = JSON.parse(out) as ScoredSession[];
    expect(rows.map(({ day: on, vix }) => [on, vix])).toEqual([
      ['2024-08-05', 24],
      ['2024-08-06', 38],
      ['2024-08-07', 28],
    ]);
    const [first, second, third] = rows.map(({ confidence }) => confidence ?? 0);
    expect(second).toBeGreaterThan(first ?? 0);
    expect(third).toBeLessThan(second ?? 0);
    expect(rows.every(({ zScore }) => (zScore ?? 0) > 3)).toBe(true);
    expect(rows.every(({ seen }) => !seen)).toBe(true);
    expect([codes, closed]).toEqual([[0], 1]);
  });

  it('gives no confidence where the history is too short, and says so', async () => {
    const { out } = await run(['--from', '2024-01-01', '--to', '2024-02-28', '--json']);
    const rows = JSON.parse(out) as ScoredSession[];
    expect(rows.length).toBeGreaterThan(20);
    expect(rows.every(({ confidence }) => confidence === null)).toBe(true);
  });

  it('prints a table for people', async () => {
    const { out } = await run(SPAN);
    expect(out).toMatch(/^day +VIX +z +confidence\n2024-08-05 +24\.00 +\d\.\d\d +0\.\d{3}\n/);
  });

  it.each<[string, string[], string]>([
    ['days that are none', ['--from', '2024-02-30', '--to', '2024-08-07'], 'YYYY-MM-DD'],
    ['days the wrong way round', ['--from', '2024-08-07', '--to', '2024-08-05'], 'earlier'],
    ['a span without history', ['--from', '1980-01-01', '--to', '1980-12-31'], 'history import'],
    ['a model that is not there', [...SPAN, '--model', 'none.onnx'], 'model cannot be used'],
  ])('ends with 1 for %s', async (...[, args, words]) => {
    const { out, notes, codes } = await run(args);
    expect(notes).toContain(words);
    expect([out, codes]).toEqual(['', [1]]);
  });

  it('ends with 1 where the store cannot be opened', async () => {
    const { notes, codes } = await run(SPAN, 'broken');
    expect(notes).toContain('locked');
    expect(codes).toEqual([1]);
  });
});
