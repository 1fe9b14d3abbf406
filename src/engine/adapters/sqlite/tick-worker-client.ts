import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { err, ok, type Result } from '../../domain/result.js';
import type { Log } from '../../ports/log.js';
import type { StoreError } from '../../ports/tick-store.js';
import type { OpenError } from './open.js';
import type { TickCallName, TickCalls, TickMessage, TickWorkerData } from './tick-messages.js';

type Settle = (result: Result<unknown, StoreError>) => void;

/**
 * The built worker beside a module: under a TypeScript runner the one in `dist`.
 *
 * @throws where the program has not been built.
 */
export function workerUrl(moduleUrl: string, name: string): URL {
  const url = new URL(`${name}.js`, moduleUrl);
  if (moduleUrl.endsWith('.ts')) {
    const at = url.pathname.lastIndexOf('/src/');
    url.pathname = `${url.pathname.slice(0, at)}/dist/${url.pathname.slice(at + '/src/'.length)}`;
  }
  if (!existsSync(fileURLToPath(url))) {
    throw new Error(`The worker ${fileURLToPath(url)} is missing; build it with: npm run build`);
  }
  return url;
}

/** Calls to the thread that owns `ticks.db`, answered in the order of asking but for long ones. */
export class TickWorkerClient {
  private readonly pending = new Map<number, Settle>();
  private nextId = 1;
  private ended: StoreError | null = null;

  private constructor(
    private readonly worker: Worker,
    private readonly log: Log | undefined,
  ) {}

  static async start(
    data: TickWorkerData,
    log: Log | undefined,
  ): Promise<Result<TickWorkerClient, OpenError>> {
    const worker = new Worker(workerUrl(import.meta.url, 'tick-worker'), { workerData: data });
    const client = new TickWorkerClient(worker, log);
    const refusal = await client.listen(data.path);
    return refusal === null ? ok(client) : err(refusal);
  }

  call<K extends TickCallName>(
    call: K,
    input: TickCalls[K]['in'],
  ): Promise<Result<TickCalls[K]['out'], StoreError>> {
    if (this.ended) return Promise.resolve(err(this.ended));
    const id = this.nextId++;
    const reply = new Promise<Result<unknown, StoreError>>((resolve) => {
      this.pending.set(id, resolve);
    });
    this.worker.postMessage({ id, call, input });
    return reply as Promise<Result<TickCalls[K]['out'], StoreError>>;
  }

  /** Closes the database and resolves when the thread has gone. */
  async stop(): Promise<void> {
    if (this.ended) return;
    const gone = new Promise<void>((resolve) => this.worker.once('exit', () => resolve()));
    await this.call('close', null);
    await gone;
  }

  /** Resolves once the database is open, or with the reason why it is not. */
  private listen(path: string): Promise<OpenError | null> {
    return new Promise((resolve) => {
      this.worker.on('message', (message: TickMessage) => {
        if (message.kind === 'opened') resolve(null);
        else if (message.kind === 'refused') resolve(message.error);
        else this.take(message);
      });
      this.worker.once('error', (error) => {
        const reason = error instanceof Error ? error.message : String(error);
        this.log?.error('tick-worker-died', { reason });
        this.end({ code: 'failed', reason });
        resolve({ code: 'failed', path, reason });
      });
      this.worker.once('exit', () => this.end({ code: 'failed', reason: 'the store is closed' }));
    });
  }

  private take(message: TickMessage & { kind: 'done' | 'failed' | 'log' }): void {
    if (message.kind === 'log') {
      this.log?.[message.level](message.event, message.fields);
      return;
    }
    const settle = this.pending.get(message.id);
    this.pending.delete(message.id);
    settle?.(
      message.kind === 'done'
        ? ok(message.output)
        : err({ code: 'failed', reason: message.reason }),
    );
  }

  private end(why: StoreError): void {
    this.ended ??= why;
    for (const settle of this.pending.values()) settle(err(this.ended));
    this.pending.clear();
  }
}
