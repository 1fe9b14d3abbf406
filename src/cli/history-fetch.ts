import { previousTradingDay, sessionOf } from '../engine/domain/calendar.js';
import { newYorkDay } from '../engine/domain/new-york.js';
import type { TradingDay } from '../engine/domain/trading-day.js';
import { HOUR_MS, MINUTE_MS, type EpochMs } from '../engine/domain/units.js';
import { FetchCache, type CacheEntry } from './fetch-cache.js';
import { targetsFrom, type FetchError, type FetchTarget, type Sources } from './fetch-targets.js';
import type { HistoryTools } from './history-tools.js';
import { complaint, renderSummary } from './history-words.js';
import { importHistory, type HistoryStore, type ImportSummary } from './import-history.js';
import { progressOn, type Progress } from './progress.js';

/** What became of every file, and of the rows in them. */
export interface FetchSummary {
  readonly fetched: number;
  readonly unchanged: number;
  /** Not asked for: the file reaches the last session, or was asked for within the hour. */
  readonly current: number;
  /** The source does not have it, such as a contract that is not listed yet. */
  readonly absent: number;
  readonly failed: readonly { readonly file: string; readonly reason: string }[];
  /** Left for next time, because their source failed before them. */
  readonly notTried: number;
  readonly import: ImportSummary | null;
}

/** What the composition root lends besides the tools of the import. */
export interface FetchTools extends HistoryTools {
  readonly sources: Sources;
  /** Folder of everything the desk keeps; downloads lie in its `history`. */
  readonly home: string;
  nowMs(): EpochMs;
}

const SETTLING_MS = 20 * MINUTE_MS;

/** The newest session whose closes can be had. */
function lastClosed(nowMs: EpochMs): TradingDay {
  const today = newYorkDay(nowMs);
  const session = sessionOf(today);
  const over = session !== null && nowMs >= session.indexCloseAtMs + SETTLING_MS;
  return over ? today : previousTradingDay(today);
}

function isDue(entry: CacheEntry | null, nowMs: EpochMs): boolean {
  if (entry === null) return true;
  if (entry.life === 'final') return false;
  if (entry.lastDay !== null && entry.lastDay >= lastClosed(nowMs)) return false;
  return nowMs - entry.checkedAtMs >= HOUR_MS;
}

export function fetchReason(error: FetchError): string {
  switch (error.code) {
    case 'unreachable':
      return `no connection (${error.reason})`;
    case 'timeout':
      return `no answer within ${error.afterMs / 1_000} s`;
    case 'refused':
      return `status ${error.status} after ${error.attempts} attempts`;
    case 'too-large':
      return `larger than ${error.maxBytes} bytes`;
    case 'bad-status':
      return `status ${error.status}`;
    case 'no-csv':
      return 'no table in the answer';
    case 'said-no':
      return `status ${error.status}: ${error.words}`;
    case 'bad-answer':
      return `an answer of another shape (${error.what})`;
  }
}

/** A source that cannot be reached, or refuses, will do so for its other files too. */
function endsVendor(error: FetchError): boolean {
  return ['unreachable', 'timeout', 'refused'].includes(error.code);
}

type Downloads = Omit<FetchSummary, 'import'>;

async function download(
  targets: readonly FetchTarget[],
  cache: FetchCache,
  with_: { readonly nowMs: () => EpochMs; readonly progress: Progress },
): Promise<Downloads> {
  const counts = { fetched: 0, unchanged: 0, absent: 0, current: 0, notTried: 0 };
  const failed: { file: string; reason: string }[] = [];
  const gone = new Set<string>();
  for (const [index, target] of targets.entries()) {
    if (gone.has(target.vendor)) counts.notTried += 1;
    else if (!isDue(cache.entry(target.name), with_.nowMs())) counts.current += 1;
    else {
      const got = await target.fetch(cache, with_.nowMs());
      if (got.ok) counts[got.value] += 1;
      else {
        failed.push({ file: target.name, reason: fetchReason(got.error) });
        if (endsVendor(got.error)) gone.add(target.vendor);
      }
    }
    with_.progress.update({ done: index + 1, total: targets.length });
  }
  return { ...counts, failed };
}

/** @returns null where there is nothing to import, or it could not be. */
async function importDownloads(
  cache: FetchCache,
  store: HistoryStore,
  tools: FetchTools,
): Promise<ImportSummary | null> {
  if (cache.isEmpty()) return null;
  const { directory } = cache;
  const imported = await importHistory({ directory, store, today: tools.today() });
  if (imported.ok) return imported.value;
  tools.notes.write(`${complaint(imported.error)}\n`);
  return null;
}

function render(summary: FetchSummary): string {
  const { fetched, unchanged, current, absent, failed, notTried } = summary;
  const counts = [
    `${fetched} files fetched`,
    `${unchanged} unchanged`,
    `${current} up to date`,
    `${absent} not there`,
    `${failed.length} failed`,
    `${notTried} left for next time`,
  ].join(', ');
  return `${counts}\n${summary.import ? renderSummary(summary.import) : ''}`;
}

/**
 * Runs `history fetch`: downloads what is missing or has grown, then imports all downloads by the
 * same rules as any other folder. What was had before a failure is kept and imported.
 *
 * @param request.from first day wanted of charts and contracts.
 * @returns the exit code: 0 where every file was had, 1 with sentences on `notes` otherwise.
 */
export async function runHistoryFetch(
  request: { readonly from: TradingDay; readonly format: 'text' | 'json' },
  tools: FetchTools,
): Promise<0 | 1> {
  const opened = await tools.openStore();
  if (!opened.ok) {
    tools.notes.write(`The history cannot be opened: ${opened.error.reason}.\n`);
    return 1;
  }
  const { store } = opened.value;
  const words = { verb: 'fetching', past: 'through', unit: 'files' };
  const progress = progressOn(tools.notes, words);
  try {
    const cache = await FetchCache.open(tools.home);
    const targets = targetsFrom(request.from, tools.sources, tools.nowMs());
    const nowMs = () => tools.nowMs();
    const downloads = await download(targets, cache, { nowMs, progress });
    progress.stop();
    for (const { file, reason } of downloads.failed) tools.notes.write(`${file}: ${reason}.\n`);
    const imported = await importDownloads(cache, store, tools);
    const summary = { ...downloads, import: imported };
    const json = request.format === 'json';
    tools.out.write(json ? `${JSON.stringify(summary)}\n` : render(summary));
    return imported !== null && downloads.failed.length === 0 ? 0 : 1;
  } finally {
    await opened.value.close();
  }
}
