import type { Result } from '../domain/result.js';
import type { DurationMs } from '../domain/units.js';

/** An answer below 500 and other than 429: its status still has to be looked at. */
export interface HttpAnswer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
}

export type HttpError =
  | { readonly code: 'unreachable'; readonly reason: string; readonly attempts: number }
  | { readonly code: 'timeout'; readonly afterMs: DurationMs; readonly attempts: number }
  /** 429 or 5xx to the last attempt, or a wait asked for that is too long. */
  | {
      readonly code: 'refused';
      readonly status: number;
      readonly attempts: number;
      readonly retryAfterMs: DurationMs | null;
    }
  | { readonly code: 'too-large'; readonly maxBytes: number };

/** Where a body goes piece by piece, so that nobody need hold the whole of it. */
export interface BodySink {
  /** A body begins; what came of an earlier attempt is void. */
  begin(): void;
  bytes(piece: Uint8Array): void;
}

/** An answer whose body went elsewhere. */
export type HttpHead = Omit<HttpAnswer, 'text'>;

/** Reads from one service, one request at a time, no faster than it likes. */
export interface HttpClient {
  get(
    url: string,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Result<HttpAnswer, HttpError>>;
  /** As `get`, for large bodies: a body of status 200 goes into the sink, any other nowhere. */
  download(
    url: string,
    into: BodySink,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Result<HttpHead, HttpError>>;
}
