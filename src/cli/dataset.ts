/**
 * `dataset --out <dir>`: everything a trainer needs, from the imported history alone. Six files,
 * UTF-8, `\n`, comma, one header line, no quotes; days are `YYYY-MM-DD`; an empty field is unknown;
 * numbers read back exactly. The same history gives the same bytes.
 *
 * - `features.csv`: one row a session of VIX, ascending. `day`, then the catalogue's columns
 *   (`vix_spot` points, `vix_zscore` sd, `vix_velocity_1`, `_3`, `_5` percent, `term_slope` percent,
 *   `term_curvature` percent, `spy_drawdown` percent, `spy_velocity` percent, `rv_iv_spread` points,
 *   `vix_percentile` percent, `days_elevated` sessions, `vix_half_year` percent, `futures_premium`
 *   percent), then `term_source` (`futures`, `vix3m` the proxy, `none`) and `equity_source` (`spy`,
 *   `spx` in its place, `none`). A row holds nothing that was not known at that day's close (16:15
 *   New York).
 * - `labels.csv`: the same days in the same order. `day`; `end21`, `within21` (0/1: VIX closes at
 *   least 20 % lower 21 sessions on / on any of them), `touch30` (0/1: on any day of the next 30
 *   calendar days), `vix_in_21` and `lowest_in_30` (points), `sessions_to_touch` (empty unless
 *   touched), `known_on` (day on which all of these are known), `episode` (number of the spike of
 *   days above 25, from 1; empty on other days; 21 quiet sessions end one).
 * - `splits.csv`: `year`, `train_from`, `train_to`, `test_from`, `test_to` (days, all inclusive),
 *   `train_rows`, `test_rows`. Train on the rows from `train_from` to `train_to`: their labels were
 *   known before `test_from` and they end 45 days before it.
 * - `market.csv`: the same days, for pricing: closes and settlements as they are stored. `vix`,
 *   `vix9d`, `vix3m`, `vvix`, `skew`, `spx`, `vx1` … `vx8` points; `spy`, `vxx`, `svxy` US dollars
 *   (`spy` from `spx` where it is missing; `vxx` jumps at its splits); `dff`, `dgs3mo` percent a
 *   year, published a day later.
 * - `manifest.json`: feature version, catalogue, figures, and the SHA-256 of each file.
 * - `SHA256SUMS`: of the four tables and the manifest, for `sha256sum -c`.
 */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { seriesId, type DailyBar, type SeriesId } from '../engine/domain/bar.js';
import { err, ok, type Result } from '../engine/domain/result.js';
import type { TradingDay } from '../engine/domain/trading-day.js';
import { FEATURE_VERSION, FEATURES } from '../engine/features/catalog.js';
import { featureHistory, FEATURE_SERIES, featuresOn } from '../engine/features/compute.js';
import type { FeatureRow } from '../engine/features/compute.js';
import { labelRows } from '../engine/features/labels.js';
import { EMBARGO_DAYS, splitsByYear } from '../engine/features/splits.js';
import { featuresCsv, labelsCsv, marketCsv, MARKET_SERIES, splitsCsv } from './dataset-tables.js';
import type { HistoryTools } from './history-tools.js';
import { progressOn, type Progress } from './progress.js';

export interface DatasetManifest {
  readonly featureVersion: string;
  readonly features: typeof FEATURES;
  readonly rows: number;
  readonly firstDay: TradingDay;
  readonly lastDay: TradingDay;
  /** Rows in which every feature is known. */
  readonly completeRows: number;
  /** Rows whose term features come from futures, from the VIX3M proxy, or from nowhere. */
  readonly termSources: Readonly<Record<string, number>>;
  readonly equitySources: Readonly<Record<string, number>>;
  readonly embargoDays: number;
  readonly splits: number;
  /** SHA-256 of each table. */
  readonly files: Readonly<Record<string, string>>;
  /** SHA-256 of those lines together: one name for the whole. */
  readonly checksum: string;
}

export type DatasetError =
  | { readonly code: 'no-history' }
  | { readonly code: 'store-failed'; readonly reason: string }
  | { readonly code: 'not-written'; readonly directory: string; readonly reason: string };

type BarSource = {
  bars(series: SeriesId): Promise<Result<readonly DailyBar[], { readonly reason: string }>>;
};

const VIX = seriesId('VIX');

async function readBars(
  store: BarSource,
): Promise<Result<(series: SeriesId) => readonly DailyBar[], DatasetError>> {
  const found = new Map<SeriesId, readonly DailyBar[]>();
  for (const series of new Set([...FEATURE_SERIES, ...MARKET_SERIES])) {
    const bars = await store.bars(series);
    if (!bars.ok) return err({ code: 'store-failed', reason: bars.error.reason });
    found.set(series, bars.value);
  }
  return ok((series) => found.get(series) ?? []);
}

function tally(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of [...words].sort()) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function sums(files: Readonly<Record<string, string>>): string {
  return Object.entries(files)
    .map(([name, hash]) => `${hash}  ${name}\n`)
    .join('');
}

/** Rows a tick of the progress bar stands for. */
const PROGRESS_ROWS = 200;

function computeRows(
  barsOf: (series: SeriesId) => readonly DailyBar[],
  progress: Progress,
): { rows: readonly FeatureRow[]; labels: ReturnType<typeof labelRows> } {
  const history = featureHistory(barsOf);
  const vix = history.get(VIX) ?? [];
  const rows: FeatureRow[] = [];
  vix.forEach(({ day }, index) => {
    const row = featuresOn(history, day);
    if (row) rows.push(row);
    const done = index + 1;
    if (done % PROGRESS_ROWS === 0 || done === vix.length) {
      progress.update({ done, total: vix.length });
    }
  });
  return { rows, labels: labelRows(vix) };
}

/** All files of the data set by name, and its manifest. */
export async function buildDataset(
  store: BarSource,
  progress: Progress,
): Promise<Result<{ files: Record<string, string>; manifest: DatasetManifest }, DatasetError>> {
  const read = await readBars(store);
  if (!read.ok) return read;
  const { rows, labels } = computeRows(read.value, progress);
  const [first, last] = [rows[0], rows.at(-1)];
  if (!first || !last) return err({ code: 'no-history' });
  const splits = splitsByYear(labels);
  const tables: Record<string, string> = {
    'features.csv': featuresCsv(rows),
    'labels.csv': labelsCsv(labels),
    'market.csv': marketCsv(
      rows.map(({ day }) => day),
      read.value,
    ),
    'splits.csv': splitsCsv(splits),
  };
  const hashes = Object.fromEntries(
    Object.entries(tables).map(([name, text]) => [name, sha256(text)]),
  );
  const manifest: DatasetManifest = {
    featureVersion: FEATURE_VERSION,
    features: FEATURES,
    rows: rows.length,
    firstDay: first.day,
    lastDay: last.day,
    completeRows: rows.filter(({ values }) => !values.includes(null)).length,
    termSources: tally(rows.map(({ termSource }) => termSource)),
    equitySources: tally(rows.map(({ equitySource }) => equitySource)),
    embargoDays: EMBARGO_DAYS,
    splits: splits.length,
    files: hashes,
    checksum: sha256(sums(hashes)),
  };
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  const all = sums({ ...hashes, 'manifest.json': sha256(text) });
  return ok({ files: { ...tables, 'manifest.json': text, SHA256SUMS: all }, manifest });
}

async function write(
  directory: string,
  files: Readonly<Record<string, string>>,
): Promise<Result<void, DatasetError>> {
  try {
    await mkdir(directory, { recursive: true });
    for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
    return ok(undefined);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return err({ code: 'not-written', directory, reason });
  }
}

function complaint(error: DatasetError): string {
  switch (error.code) {
    case 'no-history':
      return 'There is no VIX history. Import some first: npx voldesk history import <dir>';
    case 'store-failed':
      return `The history could not be read: ${error.reason}.`;
    case 'not-written':
      return `The data set could not be written to ${error.directory}: ${error.reason}.`;
  }
}

function figures(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, n]) => `${name} ${n}`)
    .join(', ');
}

function render(manifest: DatasetManifest): string {
  const { rows, firstDay, lastDay, completeRows, termSources, equitySources } = manifest;
  return [
    `${rows} sessions, ${firstDay} to ${lastDay}; ${completeRows} with every feature`,
    `term structure: ${figures(termSources)}; equity: ${figures(equitySources)}`,
    `${manifest.splits} years to test, features ${manifest.featureVersion}`,
    `checksum ${manifest.checksum}`,
    '',
  ].join('\n');
}

/**
 * Runs `dataset`.
 *
 * @returns the exit code: 0 on success, 1 with one sentence on `notes` otherwise.
 */
export async function runDataset(
  request: { readonly directory: string; readonly format: 'text' | 'json' },
  tools: HistoryTools,
): Promise<0 | 1> {
  const opened = await tools.openStore();
  if (!opened.ok) {
    tools.notes.write(`The history cannot be opened: ${opened.error.reason}.\n`);
    return 1;
  }
  const words = { verb: 'computing', past: 'computed', unit: 'sessions' };
  const progress = progressOn(tools.notes, words);
  try {
    const built = await buildDataset(opened.value.store, progress);
    progress.stop();
    const written = built.ok ? await write(request.directory, built.value.files) : built;
    if (!built.ok || !written.ok) {
      if (!written.ok) tools.notes.write(`${complaint(written.error)}\n`);
      return 1;
    }
    const { manifest } = built.value;
    const json = request.format === 'json';
    tools.out.write(json ? `${JSON.stringify(manifest)}\n` : render(manifest));
    return 0;
  } finally {
    await opened.value.close();
  }
}

/** `dataset --out <dir> [--json]`, for the program's command line. */
export function datasetCommand(tools: HistoryTools): Command {
  return new Command('dataset')
    .description('features, labels and yearly splits of the imported history, for training')
    .requiredOption('--out <dir>', 'folder to write to; made if it is not there')
    .option('--json', 'print the manifest as one JSON object')
    .action(async (options: { readonly out: string; readonly json?: boolean }) => {
      const format = options.json === true ? 'json' : 'text';
      tools.finish(await runDataset({ directory: options.out, format }, tools));
    });
}
