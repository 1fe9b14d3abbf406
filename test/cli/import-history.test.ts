import { afterEach, describe, expect, it } from 'vitest';
import { importHistory, total } from '../../src/cli/import-history.js';
import type { ImportSummary } from '../../src/cli/import-history.js';
import { seriesId } from '../../src/engine/domain/bar.js';
import { err } from '../../src/engine/domain/result.js';
import { folderOf } from '../support/folder.js';
import { MemoryTickStore } from '../support/memory-tick-store.js';

const WIDE = ',DATE,VIX,VX1,VX2,VX3,VX4,VX5,VX6,VX7,VX8,SP500';
const MONTHS = 'Fecha,M1,M2,M3,M4,M5,M6,M7,M8';
const VIX = 'DATE,OPEN,HIGH,LOW,CLOSE\n2019-03-04,14,15,13,14.5\n2019-03-05,16,15,13,14.6\n';

const folders: { remove(): void }[] = [];
function folder(files: Readonly<Record<string, string>>) {
  const made = folderOf(files);
  folders.push(made);
  return made;
}
afterEach(() => {
  for (const one of folders.splice(0)) one.remove();
});

async function imported(directory: string, store: MemoryTickStore): Promise<ImportSummary> {
  const result = await importHistory({ directory, store });
  if (!result.ok) throw new Error(result.error.code);
  for (const one of Object.values(result.value.series)) {
    expect(one.taken + one.unchanged + total(one.refused)).toBe(one.rows);
  }
  return result.value;
}

describe('importing a folder', () => {
  it('stores its bars and says what became of every row', async () => {
    const store = new MemoryTickStore();
    const { path } = folder({ 'VIX.csv': `${VIX}soon,1,1,1,1\n`, 'notes.txt': 'hello\n' });
    const summary = await imported(path, store);
    expect(summary).toEqual({
      files: { read: 1, passedOver: { 'unknown-shape': 1 } },
      rows: 3,
      taken: 2,
      repaired: 1,
      refused: 1,
      unchanged: 0,
      reasons: { repaired: { widened: 1 }, refused: { 'bad-date': 1 } },
      series: {
        VIX: {
          rows: 3,
          taken: 2,
          unchanged: 0,
          repaired: { widened: 1 },
          marked: {},
          refused: { 'bad-date': 1 },
          firstDay: '2019-03-04',
          lastDay: '2019-03-05',
        },
      },
      derived: {},
    });
    const bars = await store.bars(seriesId('VIX'));
    expect(bars.ok && bars.value.map(({ high }) => high)).toEqual([15, 16]);
  });

  it('changes nothing the second time', async () => {
    const store = new MemoryTickStore();
    const { path } = folder({ 'VIX.csv': VIX });
    const first = await imported(path, store);
    const second = await imported(path, store);
    expect([first.taken, first.unchanged]).toEqual([2, 0]);
    expect([second.taken, second.unchanged]).toEqual([0, 2]);
  });

  it('takes a corrected row and leaves the others', async () => {
    const store = new MemoryTickStore();
    const made = folder({ 'VIX.csv': VIX });
    await imported(made.path, store);
    made.write('VIX.csv', VIX.replace('14.6', '14.7'));
    const summary = await imported(made.path, store);
    expect([summary.taken, summary.unchanged]).toEqual([1, 1]);
  });

  it('keeps a day that the store has from a better source', async () => {
    const store = new MemoryTickStore();
    const day = '2021-12-23';
    const better = folder({ 'a.csv': `${WIDE}\n1,${day},18,21.6,23,24,25,26,27,28,29,4725\n` });
    const worse = folder({ 'a.csv': `${MONTHS}\n${day},22.6,23,24,25,26,27,28,29\n` });
    await imported(better.path, store);
    const summary = await imported(worse.path, store);
    expect(summary.series.VX1).toMatchObject({ taken: 0, unchanged: 0, refused: { overlap: 1 } });
    const bars = await store.bars(seriesId('VX1'));
    expect(bars.ok && bars.value.map(({ close }) => close)).toEqual([21.6]);
  });

  it('replaces a day that came from a worse source', async () => {
    const store = new MemoryTickStore();
    const day = '2021-12-23';
    const worse = folder({ 'a.csv': `${MONTHS}\n${day},22.6,23,24,25,26,27,28,29\n` });
    const better = folder({ 'a.csv': `${WIDE}\n1,${day},18,21.6,23,24,25,26,27,28,29,4725\n` });
    await imported(worse.path, store);
    const summary = await imported(better.path, store);
    expect(summary.series.VX1).toMatchObject({ taken: 1, refused: {} });
  });

  it('tells how far it is', async () => {
    const { path } = folder({ 'a.txt': 'x', 'b/VIX.csv': VIX });
    const seen: string[] = [];
    await importHistory({
      directory: path,
      store: new MemoryTickStore(),
      onProgress: ({ done, total: all }) => seen.push(`${done}/${all}`),
    });
    expect(seen).toEqual(['1/2', '2/2']);
  });

  it('fails where there is no such folder', async () => {
    const directory = `${folder({}).path}/none`;
    const result = await importHistory({ directory, store: new MemoryTickStore() });
    expect(result).toEqual({ ok: false, error: { code: 'no-directory', directory } });
  });

  it('fails where nothing in the folder is a daily history', async () => {
    const { path } = folder({ 'a.txt': 'x', 'b.txt': 'y' });
    const result = await importHistory({ directory: path, store: new MemoryTickStore() });
    const error = { code: 'nothing-recognised', directory: path, files: 2 };
    expect(result).toEqual({ ok: false, error });
  });

  it('passes on what the store says when it cannot write', async () => {
    const store = new MemoryTickStore();
    const full = {
      series: () => store.series(),
      bars: store.bars.bind(store),
      putBars: () => Promise.resolve(err({ code: 'failed' as const, reason: 'disk full' })),
    };
    const { path } = folder({ 'VIX.csv': VIX });
    const result = await importHistory({ directory: path, store: full });
    expect(result).toEqual({ ok: false, error: { code: 'store-failed', reason: 'disk full' } });
  });
});
