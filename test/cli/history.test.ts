import { PassThrough } from 'node:stream';
import { Command } from 'commander';
import { afterAll, describe, expect, it } from 'vitest';
import { historyCommand } from '../../src/cli/history.js';
import type { ImportSummary } from '../../src/cli/import-history.js';
import { err, ok } from '../../src/engine/domain/result.js';
import { day } from '../../src/engine/domain/trading-day.js';
import { folderOf } from '../support/folder.js';
import { MemoryTickStore } from '../support/memory-tick-store.js';

const VIX = 'DATE,OPEN,HIGH,LOW,CLOSE\n2019-03-04,14,15,13,14.5\n2019-03-05,16,15,13,14.6\n';

const folder = folderOf({ 'VIX.csv': VIX, 'sub/notes.txt': 'words\n' });
const empty = folderOf({ 'notes.txt': 'words\n' });

afterAll(() => {
  folder.remove();
  empty.remove();
});

function text(stream: PassThrough): string {
  return String(stream.read() ?? '');
}

async function run(args: readonly string[], options: { tty?: true; store?: 'broken' } = {}) {
  const out = new PassThrough();
  const notes = Object.assign(new PassThrough(), { isTTY: options.tty === true });
  const codes: number[] = [];
  let closed = 0;
  const store = new MemoryTickStore();
  const close = () => {
    closed += 1;
    return Promise.resolve();
  };
  const openStore = () =>
    Promise.resolve(options.store === 'broken' ? err({ reason: 'locked' }) : ok({ store, close }));
  const program = new Command('voldesk').addCommand(
    historyCommand(
      {
        openStore,
        today: () => day('2026-11-20'),
        out,
        notes,
        finish: (code) => codes.push(code),
      },
      () => err({ reason: 'CBOE_URL: Invalid URL' }),
    ),
  );
  await program.parseAsync(['node', 'voldesk', 'history', ...args]);
  return { out: text(out), notes: text(notes), codes, closed };
}

describe('history import', () => {
  it('prints what was taken, repaired, refused and unchanged, and ends with 0', async () => {
    const { out, codes, closed } = await run(['import', folder.path]);
    expect(out).toContain('1 files read, 1 passed over (unknown-shape 1)');
    expect(out).toMatch(/series +taken +repaired +refused +unchanged +first +last/);
    expect(out).toMatch(/VIX +2 +1 +0 +0 +2019-03-04 +2019-03-05/);
    expect(out).toContain('repaired (widened 1)');
    expect([codes, closed]).toEqual([[0], 1]);
  });

  it('prints nothing but one JSON object with --json', async () => {
    const { out, codes } = await run(['import', folder.path, '--json']);
    const summary = JSON.parse(out) as ImportSummary;
    expect(summary).toMatchObject({ rows: 2, taken: 2, repaired: 1, refused: 0, unchanged: 0 });
    expect(out.trim()).not.toContain('\n');
    expect(codes).toEqual([0]);
  });

  it('shows plain lines of progress where nobody watches a terminal', async () => {
    const { notes } = await run(['import', folder.path, '--json']);
    expect(notes).toBe('read 1 of 2 files\nread 2 of 2 files\n');
  });

  it('shows a moving bar on a terminal', async () => {
    const { notes, out } = await run(['import', folder.path, '--json'], { tty: true });
    expect(notes).not.toContain('read 1 of 2 files');
    expect(out.startsWith('{')).toBe(true);
  });

  it.each([
    ['there is no such folder', `${folder.path}/none`, 'There is no readable directory'],
    ['nothing is recognised', empty.path, 'None of the 1 files in'],
  ])('says one sentence and ends with 1 where %s', async (_, directory, sentence) => {
    const { out, notes, codes, closed } = await run(['import', directory]);
    expect(out).toBe('');
    expect(notes).toContain(sentence);
    expect(notes.trimEnd().split('\n').at(-1)).toMatch(/\.$/);
    expect([codes, closed]).toEqual([[1], 1]);
  });

  it('says one sentence and ends with 1 where the store cannot be opened', async () => {
    const { notes, codes, closed } = await run(['import', folder.path], { store: 'broken' });
    expect(notes).toBe('The history cannot be opened: locked.\n');
    expect([codes, closed]).toEqual([[1], 0]);
  });
});

describe('history fetch', () => {
  it.each([
    ['the configuration is wrong', [], 'The history cannot be fetched: CBOE_URL: Invalid URL'],
    ['the day is none', ['--from', 'yesterday'], '--from takes a day such as 2021-12-01.'],
  ])('says one sentence and ends with 1 where %s', async (_, args, sentence) => {
    const { out, notes, codes } = await run(['fetch', ...args]);
    expect([out, notes, codes]).toEqual(['', `${sentence}\n`, [1]]);
  });
});
