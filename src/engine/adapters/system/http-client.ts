import { err, ok, type Result } from '../../domain/result.js';
import type { DurationMs } from '../../domain/units.js';
import type { Clock } from '../../ports/clock.js';
import type { HttpAnswer, HttpClient, HttpError } from '../../ports/http.js';

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
function retryAfterMs(answer: HttpAnswer, nowMs: number): DurationMs | null {
  const text = answer.headers.get('retry-after');
  if (text === undefined) return null;
  const ms = /^\d+$/.test(text.trim()) ? Number(text) * 1_000 : Date.parse(text) - nowMs;
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}

/** The body as text; null where it is larger than allowed. */
async function bodyOf(response: Response, maxBytes: number): Promise<string | null> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  const body = response.body as AsyncIterable<Uint8Array> | null;
  for await (const piece of body ?? []) {
    bytes += piece.length;
    if (bytes > maxBytes) return null;
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

function causeOf(error: unknown): string {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return inner instanceof Error ? inner.message : String(inner);
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

  get(
    url: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Result<HttpAnswer, HttpError>> {
    const run = this.last.then(() => this.tryAll(url, headers));
    this.last = run;
    return run;
  }

  private async tryAll(
    url: string,
    headers: Readonly<Record<string, string>>,
  ): Promise<Result<HttpAnswer, HttpError>> {
    for (let attempt = 1; ; attempt++) {
      await this.until(this.nextAtMs);
      this.nextAtMs = this.options.clock.nowMs() + this.options.spacingMs;
      const tried = await this.tryOnce(url, headers, attempt);
      const waitMs = this.waitAfter(tried, attempt);
      if (waitMs === null) return tried;
      this.nextAtMs = Math.max(this.nextAtMs, this.options.clock.nowMs() + waitMs);
    }
  }

  /** How long to wait before the next attempt; null where this outcome stands. */
  private waitAfter(tried: Result<HttpAnswer, HttpError>, attempt: number): DurationMs | null {
    if (tried.ok || tried.error.code === 'too-large' || attempt >= this.attempts) return null;
    const asked = tried.error.code === 'refused' ? tried.error.retryAfterMs : null;
    const waitMs = Math.max(asked ?? 0, FIRST_WAIT_MS * 2 ** (attempt - 1));
    return waitMs > LONGEST_WAIT_MS ? null : waitMs;
  }

  private async tryOnce(
    url: string,
    headers: Readonly<Record<string, string>>,
    attempts: number,
  ): Promise<Result<HttpAnswer, HttpError>> {
    const signal = AbortSignal.timeout(this.deadlineMs);
    try {
      const response = await fetch(url, {
        headers: { 'user-agent': this.options.userAgent, ...headers },
        signal,
      });
      const text = await bodyOf(response, this.maxBytes);
      if (text === null) return err({ code: 'too-large', maxBytes: this.maxBytes });
      const { status } = response;
      const answer = { status, headers: new Map(response.headers), text };
      if (status !== 429 && status < 500) return ok(answer);
      const waitMs = retryAfterMs(answer, this.options.clock.nowMs());
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
