import { open, rm, type FileHandle } from 'node:fs/promises';
import { Command } from 'commander';
import { listenSentence } from '../desk/start-error.js';
import type { Cancel, Clock } from '../engine/ports/clock.js';
import { err, ok, type Result } from '../engine/domain/result.js';
import { openTee, type RecordedLine, type TeeCounts } from './record-tee.js';

/** What the composition root lends the command. */
export interface RecordTools {
  readonly wall: Clock;
  /** The summary; nothing else is written there. */
  readonly out: NodeJS.WritableStream;
  readonly notes: NodeJS.WritableStream;
  /** Takes the exit code; 0 only on success. */
  finish(exitCode: number): void;
  /** Runs at SIGINT or SIGTERM. */
  onStop(run: () => void): Cancel;
}

export interface RecordRequest {
  readonly listenPort: number;
  readonly to: { readonly host: string; readonly port: number };
  readonly file: string;
  readonly format: 'text' | 'json';
}

/** What was recorded, in the shape of `--json`. */
export interface RecordSummary extends TeeCounts {
  readonly file: string;
  readonly bytes: number;
  readonly seconds: number;
}

const PROGRESS_EVERY_MS = 10_000;
const MOST_PORT = 65_535;

function portOf(text: string): number | null {
  const port = Number(text);
  return /^\d+$/.test(text) && port >= 1 && port <= MOST_PORT ? port : null;
}

/** Reads `--listen`, `--to` and `--out`. @returns a sentence where one of them is wrong. */
export function parseRecordRequest(options: {
  readonly listen: string;
  readonly to: string;
  readonly out: string;
  readonly json?: true;
}): Result<RecordRequest, string> {
  const listenPort = portOf(options.listen);
  if (listenPort === null) return err(`--listen takes a port, not ${options.listen}.`);
  const at = options.to.lastIndexOf(':');
  const host = options.to.slice(0, Math.max(0, at)).replace(/^\[|\]$/g, '');
  const port = portOf(options.to.slice(at + 1));
  if (host === '' || port === null) return err(`--to takes host:port, not ${options.to}.`);
  const format = options.json ? 'json' : 'text';
  return ok({ listenPort, to: { host, port }, file: options.out, format });
}

/** Lines of one file, written in order; the first failure is kept. */
class RecordingFile {
  private last: Promise<unknown> = Promise.resolve();
  private readonly waiting: string[] = [];
  private state: 'open' | 'closed' = 'open';
  bytes = 0;

  constructor(
    private readonly file: FileHandle,
    private readonly onFailed: (reason: string) => void,
  ) {}

  write(line: RecordedLine): void {
    if (this.state === 'closed') return;
    this.waiting.push(`${JSON.stringify(line)}\n`);
    if (this.waiting.length > 1) return;
    this.last = this.last.then(() => this.flush());
  }

  async close(): Promise<void> {
    this.state = 'closed';
    await this.last;
    await this.file.close();
  }

  private async flush(): Promise<void> {
    const text = this.waiting.splice(0).join('');
    try {
      await this.file.appendFile(text);
      this.bytes += Buffer.byteLength(text);
    } catch (cause) {
      this.onFailed(cause instanceof Error ? cause.message : String(cause));
    }
  }
}

function tellProgress(tools: RecordTools, counts: () => TeeCounts): Cancel {
  let told = 0;
  let timer: Cancel = () => undefined;
  const next = () => {
    timer = tools.wall.at(tools.wall.nowMs() + PROGRESS_EVERY_MS, () => {
      const { clientFrames, gatewayFrames, links } = counts();
      const frames = clientFrames + gatewayFrames;
      if (frames > told) tools.notes.write(`${frames} messages on ${links} connections\n`);
      told = frames;
      next();
    });
  };
  next();
  return () => timer();
}

function summaryText(of: RecordSummary): string {
  return [
    `${of.file}: ${of.clientFrames} messages of clients and ${of.gatewayFrames} of the gateway`,
    `${of.links} connections, ${of.bytes} bytes, ${of.seconds} s, ${of.accounts} account numbers masked`,
  ]
    .map((line) => `${line}\n`)
    .join('');
}

/**
 * Records until it is stopped or the file cannot be written.
 * @returns the exit code: 0 after a stop, 1 with one sentence on `notes` otherwise.
 */
export async function runRecord(request: RecordRequest, tools: RecordTools): Promise<0 | 1> {
  const { file, listenPort, to } = request;
  const failures: string[] = [];
  let stop: () => void = () => undefined;
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const handle = await open(file, 'wx', 0o600).catch((cause: unknown) => cause as Error);
  if (handle instanceof Error) {
    tools.notes.write(`${file} cannot be written: ${handle.message}.\n`);
    return 1;
  }
  const recording = new RecordingFile(handle, (reason) => {
    failures.push(reason);
    stop();
  });
  const startMs = tools.wall.nowMs();
  try {
    const write = (line: RecordedLine) => {
      recording.write(line);
    };
    const tee = await openTee({ listenPort, to, clock: tools.wall, write });
    const target = `${to.host}:${to.port}`;
    tools.notes.write(
      `Recording what passes between 127.0.0.1:${tee.port} and ${target}. Ctrl-C ends it.\n`,
    );
    const undo = [tools.onStop(stop), tellProgress(tools, () => tee.counts())];
    await stopped;
    for (const each of undo) each();
    await tee.close();
    await recording.close();
    const seconds = Math.round((tools.wall.nowMs() - startMs) / 1000);
    const summary = { file, ...tee.counts(), bytes: recording.bytes, seconds };
    tools.out.write(
      request.format === 'json' ? `${JSON.stringify(summary)}\n` : summaryText(summary),
    );
  } catch (cause) {
    await recording.close();
    await rm(file);
    tools.notes.write(`${listenSentence(cause, { variable: '--listen', port: listenPort })}\n`);
    return 1;
  }
  const [failure] = failures;
  if (failure === undefined) return 0;
  tools.notes.write(`${file} could not be written to its end: ${failure}.\n`);
  return 1;
}

/** `record ibkr`: what a gateway and its clients say to each other, for replay. */
export function recordCommand(tools: RecordTools): Command {
  const ibkr = new Command('ibkr')
    .description('a tee before an Interactive Brokers gateway: point the client at --listen')
    .requiredOption('--listen <port>', 'port of this machine that clients connect to')
    .requiredOption('--to <host:port>', 'the gateway')
    .requiredOption('--out <file>', 'recording to write, one JSON a line; it must not exist yet')
    .option('--json', 'the summary as JSON')
    .action(async (options: { listen: string; to: string; out: string; json?: true }) => {
      const request = parseRecordRequest(options);
      if (!request.ok) {
        tools.notes.write(`${request.error}\n`);
        tools.finish(1);
        return;
      }
      tools.finish(await runRecord(request.value, tools));
    });
  return new Command('record')
    .description('what a vendor and its clients say to each other, account numbers masked')
    .addCommand(ibkr);
}
