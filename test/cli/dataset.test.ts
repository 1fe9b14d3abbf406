import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { Command } from 'commander';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { buildDataset, datasetCommand, type DatasetManifest } from '../../src/cli/dataset.js';
import { createReplayFeed } from '../../src/engine/adapters/replay/replay-feed.js';
import { barCloseAtMs, seriesId, type DailyBar } from '../../src/engine/domain/bar.js';
import { err, ok } from '../../src/engine/domain/result.js';
import { day, type TradingDay } from '../../src/engine/domain/trading-day.js';
import { FEATURE_NAMES, FEATURE_VERSION } from '../../src/engine/features/catalog.js';
import { featureHistory, FEATURE_SERIES, featuresOn } from '../../src/engine/features/compute.js';
import { featureBars } from '../support/feature-bars.js';
import { folderOf } from '../support/folder.js';
import { ManualClock } from '../support/manual-clock.js';
import { MemoryTickStore } from '../support/memory-tick-store.js';
import { expectRow, table, type Table } from '../support/tables.js';

const SILENT = { update: () => undefined, stop: () => undefined };
const VIX = seriesId('VIX');

const folders: { remove(): void }[] = [];
function folder() {
  const made = folderOf({});
  folders.push(made);
  return made;
}
afterEach(() => {
  for (const one of folders.splice(0)) one.remove();
});

async function storeOf(lastDay: string, sessions: number): Promise<MemoryTickStore> {
  const store = new MemoryTickStore();
  for (const own of featureBars(lastDay, sessions).values()) await store.putBars(own);
  return store;
}

async function built(store: MemoryTickStore) {
  const result = await buildDataset(store, SILENT);
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
}

/** What the desk knows of a day once it has closed: the feed's history at that moment. */
async function liveRow(store: MemoryTickStore, on: TradingDay) {
  const clock = new ManualClock(barCloseAtMs(VIX, on));
  const feed = createReplayFeed({ ticks: store, clock });
  await feed.start();
  const known = new Map<string, readonly DailyBar[]>();
  for (const series of FEATURE_SERIES) {
    const bars = await feed.history(series);
    if (bars.ok) known.set(series, bars.value);
  }
  await feed.stop();
  return featuresOn(
    featureHistory((series) => known.get(series) ?? []),
    on,
  );
}

async function expectLiveEqualsRow(store: MemoryTickStore, rows: Table['rows'], on: TradingDay) {
  expectRow(
    rows.find((one) => one.day === on),
    await liveRow(store, on),
  );
}

async function run(store: MemoryTickStore | null, args: readonly string[]) {
  const [out, notes] = [new PassThrough(), new PassThrough()];
  const codes: number[] = [];
  const opened = store
    ? ok({ store, close: () => Promise.resolve() })
    : err({ reason: 'it is locked' });
  const command = datasetCommand({
    openStore: () => Promise.resolve(opened),
    today: () => day('2026-11-20'),
    out,
    notes,
    finish: (code) => codes.push(code),
  });
  await new Command('voldesk')
    .addCommand(command)
    .parseAsync(['node', 'voldesk', 'dataset', ...args]);
  return { out: String(out.read() ?? ''), notes: String(notes.read() ?? ''), codes };
}

describe('the data set', () => {
  let store: MemoryTickStore;
  beforeAll(async () => {
    store = await storeOf('2026-11-20', 620);
  });

  it('has one row a session in every table, under the documented columns', async () => {
    const { files, manifest } = await built(store);
    const names = ['features.csv', 'labels.csv', 'market.csv', 'splits.csv'];
    const [features, labels, market, splits] = names.map((name) => table(files[name]));
    expect(features?.header).toEqual(['day', ...FEATURE_NAMES, 'term_source', 'equity_source']);
    expect(labels?.header).toEqual([
      ...['day', 'end21', 'within21', 'touch30', 'vix_in_21', 'lowest_in_30'],
      ...['sessions_to_touch', 'known_on', 'episode'],
    ]);
    expect(splits?.header.slice(0, 3)).toEqual(['year', 'train_from', 'train_to']);
    const days = features?.rows.map((row) => row.day);
    expect(days).toHaveLength(620);
    expect(labels?.rows.map((row) => row.day)).toEqual(days);
    expect(market?.rows.map((row) => row.day)).toEqual(days);
    expect(manifest).toMatchObject({
      featureVersion: FEATURE_VERSION,
      rows: 620,
      lastDay: '2026-11-20',
      completeRows: 620 - 251,
      termSources: { futures: 620 },
    });
  });

  it('gives a closed day the row that the desk computed live', async () => {
    const { rows } = table((await built(store)).files['features.csv']);
    for (const on of [rows[0], rows[59], rows[251], rows[400], rows.at(-1)]) {
      await expectLiveEqualsRow(store, rows, day(on?.day ?? ''));
    }
  });

  it('gives the same bytes for the same history, and other sums for another', async () => {
    const [first, again] = [await built(store), await built(store)];
    expect(again.files).toEqual(first.files);
    const other = await built(await storeOf('2026-11-20', 619));
    expect(other.manifest.checksum).not.toBe(first.manifest.checksum);
  });

  it('does not change a row when a session is added', async () => {
    const { files } = await built(await storeOf('2026-11-20', 400));
    const shorter = new MemoryTickStore();
    for (const own of featureBars('2026-11-20', 400).values())
      await shorter.putBars(own.slice(0, -1));
    const less = await built(shorter);
    expect(files['features.csv']?.startsWith(less.files['features.csv'] ?? 'x')).toBe(true);
  });
});

describe('dataset', () => {
  it('writes the files with sums that a shell can check', async () => {
    const { path } = folder();
    const { out, codes } = await run(await storeOf('2026-11-20', 300), [
      '--out',
      join(path, 'a/b'),
      '--json',
    ]);
    expect(codes).toEqual([0]);
    const manifest = JSON.parse(out) as DatasetManifest;
    const read = (name: string) => readFileSync(join(path, 'a/b', name), 'utf8');
    expect(JSON.parse(read('manifest.json'))).toEqual(manifest);
    const sums = read('SHA256SUMS').trimEnd().split('\n');
    expect(sums).toHaveLength(5);
    for (const line of sums) {
      const [sum, name = ''] = line.split('  ');
      expect(createHash('sha256').update(read(name)).digest('hex')).toBe(sum);
    }
  });

  it('says in words what it wrote, and how far it is', async () => {
    const { out, notes } = await run(await storeOf('2026-11-20', 600), ['--out', folder().path]);
    expect(out).toContain('600 sessions');
    expect(out).toMatch(/checksum [0-9a-f]{64}/);
    expect(notes).toContain('computed 600 of 600 sessions');
  });

  it.each([
    ['there is no history', new MemoryTickStore(), 'There is no VIX history.'],
    ['the history cannot be opened', null, 'The history cannot be opened: it is locked.'],
  ])('says so and ends with 1 where %s', async (_, store, sentence) => {
    const { out, notes, codes } = await run(store, ['--out', folder().path]);
    expect([out, codes]).toEqual(['', [1]]);
    expect(notes).toContain(sentence);
  });

  it('says so and ends with 1 where it cannot write', async () => {
    const made = folder();
    made.write('file', 'in the way');
    const store = await storeOf('2026-11-20', 300);
    const { out, notes, codes } = await run(store, ['--out', join(made.path, 'file')]);
    expect([out, codes]).toEqual(['', [1]]);
    expect(notes).toContain('The data set could not be written');
  });
});
