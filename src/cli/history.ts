import { Command } from 'commander';
import type { HistoryProgress } from '../engine/adapters/files/read-history.js';
import type { Result } from '../engine/domain/result.js';
import { day, parseDay } from '../engine/domain/trading-day.js';
import { runHistoryFetch, type FetchTools } from './history-fetch.js';
import { complaint, renderSummary } from './history-words.js';
import type { HistoryTools } from './history-tools.js';
import { importHistory } from './import-history.js';
import { progressOn } from './progress.js';

/**
 * Runs `history import`.
 *
 * @returns the exit code: 0 on success, 1 with one sentence on `notes` otherwise.
 */
export async function runHistoryImport(
  request: { readonly directory: string; readonly format: 'text' | 'json' },
  tools: HistoryTools,
): Promise<0 | 1> {
  const opened = await tools.openStore();
  if (!opened.ok) {
    tools.notes.write(`The history cannot be opened: ${opened.error.reason}.\n`);
    return 1;
  }
  const words = { verb: 'reading', past: 'read', unit: 'files' };
  const progress = progressOn(tools.notes, words);
  const { store } = opened.value;
  try {
    const { directory } = request;
    const onProgress = (at: HistoryProgress) => progress.update(at);
    const imported = await importHistory({ directory, store, today: tools.today(), onProgress });
    progress.stop();
    if (!imported.ok) {
      tools.notes.write(`${complaint(imported.error)}\n`);
      return 1;
    }
    const { value } = imported;
    tools.out.write(
      request.format === 'json' ? `${JSON.stringify(value)}\n` : renderSummary(value),
    );
    return 0;
  } finally {
    await opened.value.close();
  }
}

/** Before it VIX itself is not known. */
const FIRST_DAY = day('1990-01-01');

/** Makes the tools of `history fetch`, or says in one sentence why not. */
export type OpenFetch = () => Result<FetchTools, { readonly reason: string }>;

/** `history import <dir>` and `history fetch`, for the program's command line. */
export function historyCommand(tools: HistoryTools, openFetch: OpenFetch): Command {
  const history = new Command('history').description('daily history of indices and futures');
  history
    .command('import')
    .description('read every daily history under a folder: csv, csv.gz or zip')
    .argument('<dir>', 'folder, searched with all its subfolders')
    .option('--json', 'print the summary as one JSON object')
    .action(async (directory: string, options: { readonly json?: boolean }) => {
      const format = options.json === true ? 'json' : 'text';
      tools.finish(await runHistoryImport({ directory, format }, tools));
    });
  history
    .command('fetch')
    .description('get the daily history from its public sources: Cboe and Yahoo')
    .option('--from <day>', 'first day wanted of charts and VX contracts, such as 2021-12-01')
    .option('--json', 'print the summary as one JSON object')
    .action(async (options: { readonly from?: string; readonly json?: boolean }) => {
      const from = options.from === undefined ? FIRST_DAY : parseDay(options.from);
      if (from === null) {
        tools.notes.write('--from takes a day such as 2021-12-01.\n');
        tools.finish(1);
        return;
      }
      const opened = openFetch();
      if (!opened.ok) {
        tools.notes.write(`The history cannot be fetched: ${opened.error.reason}\n`);
        tools.finish(1);
        return;
      }
      const format = options.json === true ? 'json' : 'text';
      tools.finish(await runHistoryFetch({ from, format }, opened.value));
    });
  return history;
}
