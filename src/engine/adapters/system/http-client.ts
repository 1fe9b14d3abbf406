import { err, ok, type Result } from '../../domain/result.js';
import type { DurationMs } from '../../domain/units.js';
import type { Clock } from '../../ports/clock.js';
import type { BodySink, HttpAnswer, HttpClient, HttpError, HttpHead } from '../../ports/http.js';

export interface HttpClientOptions {
  /** Wall time: spacing and the waits between attempts. */
  readonly clock: Clock;
  readonly userAgent: string;
  /** Least time from the start of one request to the start of the next. */
  readonly spacingMs: DurationMs;
  /** For one attempt, its body included. */
  readonly deadlineMs?: DurationMs;
  readonly attempts?: number;
  readonly maxBytes?: number;
}

const DEADLINE_MS = 60_000;
const ATTEMPTS = 4;
/** Twice the largest body that is asked for. */
const MAX_BYTES = 32 * 1024 * 1024;
const FIRST_WAIT_MS = 2_000;
/** Longer than this nobody waits at a terminal. */
const LONGEST_WAIT_MS = 120_000;

/** `Retry-After` in seconds or as a date; null where there is none. */
function retryAfterMs(answer: HttpHead, nowMs: number): DurationMs | null {
  const text = answer.headers.get('retry-after');
  if (text === undefined) return null;
  const ms = /^\d+$/.test(text.trim()) ? Number(text) * 1_000 : Date.parse(text) - nowMs;
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}

/** What is made of a body; null where it is larger than allowed. */
type Read<T> = (response: Response, maxBytes: number) => Promise<T | null>;

interface Ask<T> {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly read: Read<T>;
}

/** @returns whether all of it came within the bytes allowed. */
async function eachPiece(
  response: Response,
  of: { readonly maxBytes: number; readonly take: (piece: Uint8Array) => void },
): Promise<boolean> {
  let bytes = 0;
  const body = response.body as AsyncIterable<Uint8Array> | null;
  for await (const piece of body ?? []) {
    bytes += piece.length;
    if (bytes > of.maxBytes) return false;
    of.take(piece);
  }
  return true;
}

async function readText(response: Response, maxBytes: number): Promise<string | null> {
  const pieces: Uint8Array[] = [];
  const take = (piece: Uint8Array): void => void pieces.push(piece);
  const whole = await eachPiece(response, { maxBytes, take });
  return whole ? Buffer.concat(pieces).toString('utf8') : null;
}

function pourInto(into: BodySink): Read<true> {
  return async (response, maxBytes) => {
    if (response.status !== 200) {
      await response.body?.cancel();
      return true;
    }
    into.begin();
    const take = (piece: Uint8Array): void => into.bytes(piece);
    return (await eachPiece(response, { maxBytes, take })) ? true : null;
  };
}

function causeOf(error: unknown): string {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return inner instanceof Error ? inner.message : String(inner);
}

interface Got<T> {
  readonly head: HttpHead;
  readonly body: T;
}

class PoliteClient implements HttpClient {
  private last: Promise<unknown> = Promise.resolve();
  private nextAtMs = 0;
  private readonly deadlineMs: DurationMs;
  private readonly attempts: number;
  private readonly maxBytes: number;

  constructor(private readonly options: HttpClientOptions) {
    this.deadlineMs = options.deadlineMs ?? DEADLINE_MS;
    this.attempts = options.attempts ?? ATTEMPTS;
    this.maxBytes = options.maxBytes ?? MAX_BYTES;
  }

  async get(
    url: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Result<HttpAnswer, HttpError>> {
    const got = await this.inTurn({ url, headers, read: readText });
    return got.ok ? ok({ ...got.value.head, text: got.value.body }) : got;
  }

  async download(
    url: string,
    into: BodySink,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Result<HttpHead, HttpError>> {
    const got = await this.inTurn({ url, headers, read: pourInto(into) });
    return got.ok ? ok(got.value.head) : got;
  }

  private inTurn<T>(ask: Ask<T>): Promise<Result<Got<T>, HttpError>> {
    const run = this.last.then(() => this.tryAll(ask));
    // Nothing of an answer stays here.
    this.last = run.then(() => undefined);
    return run;
  }

  private async tryAll<T>(ask: Ask<T>): Promise<Result<Got<T>, HttpError>> {
    for (let attempt = 1; ; attempt++) {
      await this.until(this.nextAtMs);
      this.nextAtMs = this.options.clock.nowMs() + this.options.spacingMs;
      const tried = await this.tryOnce(ask, attempt);
      const waitMs = this.waitAfter(tried, attempt);
      if (waitMs === null) return tried;
      this.nextAtMs = Math.max(this.nextAtMs, this.options.clock.nowMs() + waitMs);
    }
  }

  /** How long to wait before the next attempt; null where this outcome stands. */
  private waitAfter(tried: Result<unknown, HttpError>, attempt: number): DurationMs | null {
    if (tried.ok || tried.error.code === 'too-large' || attempt >= this.attempts) return null;
    const asked = tried.error.code === 'refused' ? tried.error.retryAfterMs : null;
    const waitMs = Math.max(asked ?? 0, FIRST_WAIT_MS * 2 ** (attempt - 1));
    return waitMs > LONGEST_WAIT_MS ? null : waitMs;
  }

  private async tryOnce<T>(ask: Ask<T>, attempts: number): Promise<Result<Got<T>, HttpError>> {
    const signal = AbortSignal.timeout(this.deadlineMs);
    try {
      const response = await fetch(ask.url, {
        headers: { 'user-agent': this.options.userAgent, ...ask.headers },
        signal,
      });
      const body = await ask.read(response, this.maxBytes);
      if (body === null) return err({ code: 'too-large', maxBytes: this.maxBytes });
      const { status } = response;
      const head = { status, headers: new Map(response.headers) };
      if (status !== 429 && status < 500) return ok({ head, body });
      const waitMs = retryAfterMs(head, this.options.clock.nowMs());
      return err({ code: 'refused', status, attempts, retryAfterMs: waitMs });
    } catch (cause) {
      if (signal.aborted) return err({ code: 'timeout', afterMs: this.deadlineMs, attempts });
      return err({ code: 'unreachable', reason: causeOf(cause), attempts });
    }
  }

  private until(atMs: number): Promise<void> {
    const { clock } = this.options;
    if (clock.nowMs() >= atMs) return Promise.resolve();
    return new Promise((resolve) => {
      clock.at(atMs, resolve);
    });
  }
}

/**
 * A client for one service: one request at a time, spaced; what may pass (429, 5xx, no connection)
 * is tried again after 2, 4 and 8 s, or after what the service asks for, up to two minutes.
 */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  return new PoliteClient(options);
}
