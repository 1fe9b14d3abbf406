import { Command } from 'commander';
import type { HistoryProgress } from '../engine/adapters/files/read-history.js';
import type { Result } from '../engine/domain/result.js';
import type { TradingDay } from '../engine/domain/trading-day.js';
import {
  importHistory,
  total,
  type HistoryStore,
  type ImportError,
  type ImportSummary,
} from './import-history.js';
import { progressOn, type Notes } from './progress.js';

/** What the composition root lends the command. */
export interface HistoryTools {
  /** The store to write to; the command closes it. */
  openStore(): Promise<Result<OpenedHistoryStore, { readonly reason: string }>>;
  today(): TradingDay;
  /** Results; nothing else is written there. */
  readonly out: NodeJS.WritableStream;
  /** Progress and complaints. */
  readonly notes: Notes;
  /** Takes the exit code; 0 only on success. */
  finish(exitCode: number): void;
}

export interface OpenedHistoryStore {
  readonly store: HistoryStore;
  close(): Promise<void>;
}

function complaint(error: ImportError): string {
  switch (error.code) {
    case 'no-directory':
      return `There is no readable directory ${error.directory}.`;
    case 'nothing-recognised':
      return `None of the ${error.files} files in ${error.directory} is a daily history that can be read.`;
    case 'store-failed':
      return `The history could not be stored: ${error.reason}.`;
  }
}

function reasons(counts: Readonly<Record<string, number | undefined>>): string {
  const parts = Object.entries(counts).map(([name, n]) => `${name} ${n ?? 0}`);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

function row(cells: readonly (string | number)[]): string {
  return cells
    .map((cell, i) => (i === 0 ? String(cell).padEnd(7) : String(cell).padStart(11)))
    .join('');
}

/** The summary as a table for people. */
export function renderSummary(summary: ImportSummary): string {
  const { read, passedOver } = summary.files;
  const lines = [
    `${read} files read, ${total(passedOver)} passed over${reasons(passedOver)}`,
    row(['series', 'taken', 'repaired', 'refused', 'unchanged', 'first', 'last']),
  ];
  for (const [name, of] of Object.entries(summary.series)) {
    const days = [of.firstDay ?? '-', of.lastDay ?? '-'];
    const { taken, unchanged, repaired, refused } = of;
    lines.push(row([name, taken, total(repaired), total(refused), unchanged, ...days]));
    if (total(repaired) > 0) lines.push(`        repaired${reasons(repaired)}`);
    if (total(of.marked) > 0) lines.push(`        marked${reasons(of.marked)}`);
    if (total(refused) > 0) lines.push(`        refused${reasons(refused)}`);
  }
  for (const [name, of] of Object.entries(summary.derived)) {
    const filled = `${of.taken} taken, ${of.unchanged} unchanged, ${of.firstDay} to ${of.lastDay}`;
    lines.push(`${name} derived from SPX where it is missing: ${filled}`);
  }
  const { taken, repaired, refused, unchanged } = summary;
  lines.push(row(['total', taken, repaired, refused, unchanged]));
  return `${lines.join('\n')}\n`;
}

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

/** `history import <dir> [--json]`, for the program's command line. */
export function historyCommand(tools: HistoryTools): Command {
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
  return history;
}
