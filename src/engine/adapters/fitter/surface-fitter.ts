import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { err, ok, type Result } from '../../domain/result.js';
import type { DurationMs, EpochMs } from '../../domain/units.js';
import type { Cancel, Clock } from '../../ports/clock.js';
import type {
  EarlierFit,
  FitError,
  FitRequest,
  SurfaceFitter,
  TimedFit,
} from '../../ports/surface-fitter.js';
import type { FitAnswer, FitMessage } from './messages.js';

export interface SurfaceFitterOptions {
  readonly wall: Clock;
  /** A fit that takes longer ends its thread and is `late`; 30 s unless told. */
  readonly deadlineMs?: DurationMs;
  /** The thread's program; the build's own unless a test has another. */
  readonly workerUrl?: URL;
}

const DEADLINE_MS: DurationMs = 30_000;
/** A fit may end one thread that died of something else; the second time it is at fault. */
const MOST_CRASHES = 2;

type Fitted = Result<TimedFit, FitError>;

interface Job {
  readonly underlying: string;
  readonly message: FitMessage;
  readonly resolve: (fitted: Fitted) => void;
  crashes: number;
}

/** Threads run the build: beside this file there, under `dist` when this runs from the source. */
function builtWorkerUrl(): URL {
  const beside = new URL('./fit-worker.js', import.meta.url);
  if (existsSync(beside)) return beside;
  return new URL(beside.href.replace(/\/src\/(?!.*\/src\/)/, '/dist/'));
}

class WorkerFitter implements SurfaceFitter {
  readonly #waiting: Job[] = [];
  #inWork: { readonly job: Job; readonly sinceMs: EpochMs; readonly cancel: Cancel } | null = null;
  #worker: Worker | null;
  #stopped = false;
  #nextId = 1;

  constructor(private readonly options: SurfaceFitterOptions) {
    this.#worker = this.#start();
  }

  fit(request: FitRequest, how: { readonly earlier: EarlierFit | null }): Promise<Fitted> {
    if (this.#stopped) return Promise.resolve(err({ code: 'stopped' }));
    const { underlying } = request.input;
    return new Promise((resolve) => {
      const message = { id: this.#nextId++, request, earlier: how.earlier };
      const job: Job = { underlying, message, resolve, crashes: 0 };
      const at = this.#waiting.findIndex((one) => one.underlying === underlying);
      const older = this.#waiting[at];
      // The newer takes the older's place, so that an underlying asked for often waits no longer.
      if (older) {
        this.#waiting[at] = job;
        older.resolve(err({ code: 'superseded', underlying }));
      } else this.#waiting.push(job);
      this.#send();
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    const inWork = this.#takeInWork();
    const worker = this.#worker;
    this.#worker = null;
    for (const { resolve } of [...(inWork ? [inWork.job] : []), ...this.#waiting.splice(0)]) {
      resolve(err({ code: 'stopped' }));
    }
    await worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(this.options.workerUrl ?? builtWorkerUrl());
    // A fit in work keeps the process; an idle thread does not.
    worker.unref();
    let cause = 'it ended';
    worker.on('message', (answer: FitAnswer) => this.#answered(answer));
    worker.on('error', (error: unknown) => {
      cause = error instanceof Error ? error.message : String(error);
    });
    worker.on('exit', () => {
      if (this.#worker === worker) this.#crashed(cause);
    });
    return worker;
  }

  #send(): void {
    if (this.#inWork || this.#stopped) return;
    const job = this.#waiting.shift();
    if (!job) return;
    const { wall, deadlineMs = DEADLINE_MS } = this.options;
    this.#worker ??= this.#start();
    this.#worker.ref();
    const sinceMs = wall.nowMs();
    const cancel = wall.at(sinceMs + deadlineMs, () => this.#tooLate(deadlineMs));
    this.#inWork = { job, sinceMs, cancel };
    this.#worker.postMessage(job.message);
  }

  #takeInWork() {
    const inWork = this.#inWork;
    inWork?.cancel();
    this.#inWork = null;
    return inWork;
  }

  #answered(answer: FitAnswer): void {
    if (this.#inWork?.job.message.id !== answer.id) return;
    const inWork = this.#takeInWork();
    this.#worker?.unref();
    if (inWork) inWork.job.resolve(this.#outcome(answer, inWork.sinceMs));
    this.#send();
  }

  #outcome(answer: FitAnswer, sinceMs: EpochMs): Fitted {
    if ('threw' in answer) return err({ code: 'crashed', reason: answer.threw });
    if (!answer.fitted.ok) return answer.fitted;
    return ok({ surface: answer.fitted.value, fitMs: this.options.wall.nowMs() - sinceMs });
  }

  #tooLate(afterMs: DurationMs): void {
    const worker = this.#worker;
    this.#worker = null;
    this.#takeInWork()?.job.resolve(err({ code: 'late', afterMs }));
    void worker?.terminate();
    this.#send();
  }

  #crashed(reason: string): void {
    this.#worker = null;
    const job = this.#takeInWork()?.job;
    if (job && ++job.crashes >= MOST_CRASHES) job.resolve(err({ code: 'crashed', reason }));
    else if (job && this.#waiting.some(({ underlying }) => underlying === job.underlying)) {
      job.resolve(err({ code: 'superseded', underlying: job.underlying }));
    } else if (job) this.#waiting.unshift(job);
    this.#send();
  }
}

/**
 * Surfaces fitted by one thread, in the order in which underlyings came to wait. The thread is warm
 * from the start, and started again after a crash or a fit that took too long.
 */
export function createSurfaceFitter(options: SurfaceFitterOptions): SurfaceFitter {
  return new WorkerFitter(options);
}
