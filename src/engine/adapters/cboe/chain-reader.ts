import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { err, ok, type Result } from '../../domain/result.js';
import type { BodySink } from '../../ports/http.js';
import type { ReaderData, ReaderMessage, ReaderReply } from './chain-messages.js';
import type { FileError } from './options-file.js';
import { quoteFile } from './mapping.js';
import type { PackedOptions, ReadOptions } from './packed.js';

/** Megabytes of the thread's heap: a file's strikes take about ten. */
const LIMITS = { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 8 };

/** The built worker: under a TypeScript runner the one in `dist`. */
function workerUrl(): URL {
  const url = new URL('chain-worker.js', import.meta.url);
  if (import.meta.url.endsWith('.ts')) {
    const at = url.pathname.lastIndexOf('/src/');
    url.pathname = `${url.pathname.slice(0, at)}/dist/${url.pathname.slice(at + '/src/'.length)}`;
  }
  if (!existsSync(fileURLToPath(url))) {
    throw new Error(`The worker ${fileURLToPath(url)} is missing; build it with: npm run build`);
  }
  return url;
}

/** What was read, if its head is one; the thread that reads does without the checker of shapes. */
export function headed(read: ReadOptions): Result<PackedOptions, FileError> {
  const parsed = quoteFile.safeParse(read.head);
  if (parsed.success) return ok({ ...read, head: parsed.data });
  const what = parsed.error.issues[0]?.path.join('.') ?? 'head';
  return err({ code: 'unreadable', what });
}

/**
 * Reads one file of options in a thread of its own, which begins with the body and ends with it: at
 * other times it takes no memory.
 */
export class ChainReader implements BodySink {
  private worker: Worker | null = null;
  private outcome: Promise<Result<PackedOptions, FileError>> | null = null;

  constructor(private readonly underlying: string) {}

  begin(): void {
    if (!this.worker) this.start();
    this.post({ kind: 'begin' });
  }

  bytes(piece: Uint8Array): void {
    this.post({ kind: 'bytes', piece });
  }

  /** What was read of the body; null where none began. The thread has ended then. */
  async end(): Promise<Result<PackedOptions, FileError> | null> {
    if (!this.worker || !this.outcome) return null;
    this.post({ kind: 'end' });
    const outcome = await this.outcome;
    await this.close();
    return outcome;
  }

  /** Ends the thread, whatever it is at. */
  async close(): Promise<void> {
    const { worker } = this;
    this.worker = null;
    await worker?.terminate();
  }

  private post(message: ReaderMessage): void {
    this.worker?.postMessage(message);
  }

  private start(): void {
    const workerData: ReaderData = { underlying: this.underlying };
    const worker = new Worker(workerUrl(), { workerData, resourceLimits: LIMITS });
    this.worker = worker;
    this.outcome = new Promise((resolve) => {
      worker.on('message', (reply: ReaderReply) => {
        resolve(reply.kind === 'packed' ? headed(reply.options) : err(reply.error));
      });
      worker.once('error', (cause: unknown) => {
        const what = cause instanceof Error ? cause.message : String(cause);
        resolve(err({ code: 'unreadable', what }));
      });
      worker.once('exit', () => resolve(err({ code: 'unreadable', what: 'ended' })));
    });
  }
}
