import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { decimate, DECIMATION_COLUMNS } from './decimate.js';
import type { DrawAnswer, DrawRequest } from './messages.js';
import { specProblems } from './spec-check.js';
import type { ChartRenderer, ChartSpec, ThemeName } from './spec.js';

export interface ChartRendererOptions {
  /** Charts that may wait for the worker, the one it draws included; the next one is refused. */
  readonly maxWaiting?: number;
  /** A chart that takes longer counts as a crash. */
  readonly timeoutMs?: number;
  /** The worker's program; the build's own unless a test has another. */
  readonly workerUrl?: URL;
}

interface Job {
  readonly request: DrawRequest;
  readonly resolve: (png: Uint8Array) => void;
  readonly reject: (error: Error) => void;
  crashes: number;
}

const MAX_WAITING = 64;
const TIMEOUT_MS = 10_000;
/** A chart may crash one worker; the second time it is at fault. */
const MOST_CRASHES = 2;

/** Workers run the build: beside this file there, under `dist` when this runs from the source. */
function builtWorkerUrl(): URL {
  const beside = new URL('./worker.js', import.meta.url);
  if (existsSync(beside)) return beside;
  return new URL(beside.href.replace(/\/src\/(?!.*\/src\/)/, '/dist/'));
}

/** What the picture cannot show is not worth copying to the worker. */
function thinned(spec: ChartSpec): ChartSpec {
  if (spec.kind !== 'line') return spec;
  const series = spec.series.map((one) => ({
    ...one,
    points: decimate(one.points, DECIMATION_COLUMNS),
  }));
  return { ...spec, series };
}

class WorkerRenderer implements ChartRenderer {
  readonly #maxWaiting: number;
  readonly #timeoutMs: number;
  readonly #workerUrl: URL;
  readonly #jobs: Job[] = [];
  #worker: Worker | null;
  /** The head of the queue has been sent. */
  #busy = false;
  #closed = false;
  #nextId = 1;
  #watchdog: NodeJS.Timeout | null = null;

  constructor(options: ChartRendererOptions) {
    this.#maxWaiting = options.maxWaiting ?? MAX_WAITING;
    this.#timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
    this.#workerUrl = options.workerUrl ?? builtWorkerUrl();
    this.#worker = this.#start();
  }

  render(spec: ChartSpec, theme: ThemeName): Promise<Uint8Array> {
    const refusal = this.#refusal(spec);
    if (refusal !== null) return Promise.reject(new Error(refusal));
    return new Promise((resolve, reject) => {
      const request = { id: this.#nextId++, spec: thinned(spec), theme };
      this.#jobs.push({ request, resolve, reject, crashes: 0 });
      this.#send();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#calm();
    const worker = this.#worker;
    this.#worker = null;
    for (const job of this.#jobs.splice(0)) job.reject(new Error('the chart renderer is closed'));
    await worker?.terminate();
  }

  #refusal(spec: ChartSpec): string | null {
    if (this.#closed) return 'the chart renderer is closed';
    if (this.#jobs.length >= this.#maxWaiting) return `${this.#maxWaiting} charts are waiting`;
    const problems = specProblems(spec);
    return problems.length > 0 ? `chart ${spec.title}: ${problems.join('; ')}` : null;
  }

  #start(): Worker {
    const worker = new Worker(this.#workerUrl);
    // A chart in work keeps the process; an idle worker does not.
    worker.unref();
    let cause = 'it ended';
    worker.on('message', (answer: DrawAnswer) => this.#answered(answer));
    worker.on('error', (error) => {
      cause = error instanceof Error ? error.message : String(error);
    });
    worker.on('exit', () => {
      if (this.#worker === worker) this.#crashed(cause);
    });
    return worker;
  }

  /** Sends the head of the queue to an idle worker, and starts one where it died idle. */
  #send(): void {
    const job = this.#jobs[0];
    if (this.#busy || this.#closed || !job) return;
    this.#worker ??= this.#start();
    this.#busy = true;
    this.#worker.ref();
    this.#worker.postMessage(job.request);
    this.#watchdog = setTimeout(() => void this.#worker?.terminate(), this.#timeoutMs);
  }

  #calm(): void {
    if (this.#watchdog) clearTimeout(this.#watchdog);
    this.#watchdog = null;
    this.#busy = false;
  }

  #answered(answer: DrawAnswer): void {
    const job = this.#jobs[0];
    if (!job || job.request.id !== answer.id) return;
    this.#calm();
    this.#worker?.unref();
    this.#jobs.shift();
    if ('png' in answer) job.resolve(answer.png);
    else job.reject(new Error(`chart ${job.request.spec.title}: ${answer.error}`));
    this.#send();
  }

  #crashed(cause: string): void {
    const inWork = this.#busy ? this.#jobs[0] : undefined;
    this.#calm();
    this.#worker = null;
    if (inWork && ++inWork.crashes >= MOST_CRASHES) {
      this.#jobs.shift();
      const { title } = inWork.request.spec;
      inWork.reject(new Error(`chart ${title}: the worker failed twice: ${cause}`));
    }
    this.#send();
  }
}

/**
 * Charts drawn by one worker thread, in the order asked, warm from the start.
 *
 * `render` rejects with an Error where the spec is wrong, the queue is full, the renderer is closed
 * or the worker failed twice over the same chart (crashed or took longer than `timeoutMs`).
 */
export function createChartRenderer(options: ChartRendererOptions = {}): ChartRenderer {
  return new WorkerRenderer(options);
}
