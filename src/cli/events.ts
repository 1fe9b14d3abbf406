import { Command } from 'commander';
import { importEvents, type EventImportError, type EventImportSummary } from './import-events.js';

/** What the composition root lends the command. */
export interface EventTools {
  /** The desk's calendar. */
  readonly file: string;
  /** Results; nothing else is written there. */
  readonly out: NodeJS.WritableStream;
  readonly notes: NodeJS.WritableStream;
  /** Takes the exit code; 0 only on success. */
  finish(exitCode: number): void;
}

function complaint(error: EventImportError): string {
  switch (error.code) {
    case 'not-found':
      return `There is no readable file or folder ${error.path}.`;
    case 'nothing-recognised':
      return `None of the ${error.files} files in ${error.path} is a calendar of events that can be read.`;
    case 'bad-events':
      return `${error.file} is not changed, because it cannot be read: ${error.sentences.join(' ')}`;
    case 'not-written':
      return `${error.file} could not be written: ${error.reason}.`;
  }
}

function reasons(counts: EventImportSummary['repairs']): string {
  const parts = Object.entries(counts).map(([name, n]) => `${name} ${n ?? 0}`);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

/** The summary as lines for people. */
export function renderEventSummary(of: EventImportSummary): string {
  const lines = [
    `${of.files.read} files read, ${of.files.passedOver} passed over, ${of.rows} rows`,
    `taken ${of.taken}, unchanged ${of.unchanged}`,
    `repaired ${of.repaired}${reasons(of.repairs)}`,
    `refused ${of.refused}${reasons(of.refusals)}`,
    `the calendar has ${of.published} published and ${of.estimated} estimated events, ${of.firstDay} to ${of.lastDay}`,
  ];
  return `${lines.join('\n')}\n`;
}

/**
 * Runs `events import`.
 *
 * @returns the exit code: 0 on success, 1 with one sentence on `notes` otherwise.
 */
export async function runEventImport(
  request: { readonly path: string; readonly format: 'text' | 'json' },
  tools: EventTools,
): Promise<0 | 1> {
  const imported = await importEvents({ path: request.path, file: tools.file });
  if (!imported.ok) {
    tools.notes.write(`${complaint(imported.error)}\n`);
    return 1;
  }
  const { value } = imported;
  const json = request.format === 'json';
  tools.out.write(json ? `${JSON.stringify(value)}\n` : renderEventSummary(value));
  return 0;
}

/** `events import <path> [--json]`, for the program's command line. */
export function eventsCommand(tools: EventTools): Command {
  const events = new Command('events').description('days that keep the desk out of the market');
  events
    .command('import')
    .description('add calendars of CPI, jobs, FOMC and OPEC days to config/events.json')
    .argument('<path>', 'a csv file, or a folder searched with all its subfolders')
    .option('--json', 'print the summary as one JSON object')
    .action(async (path: string, options: { readonly json?: boolean }) => {
      const format = options.json === true ? 'json' : 'text';
      tools.finish(await runEventImport({ path, format }, tools));
    });
  return events;
}
