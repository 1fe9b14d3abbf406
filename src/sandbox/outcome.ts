/** Why a Bot API call failed, as it goes on the wire. */
export interface Failure {
  readonly code: number;
  readonly description: string;
  readonly parameters?: Readonly<Record<string, number>>;
}

export interface Failed {
  readonly ok: false;
  readonly failure: Failure;
}

export type Outcome<T> = { readonly ok: true; readonly value: T } | Failed;

export function done<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

export function failed(code: number, description: string): Failed {
  return { ok: false, failure: { code, description } };
}

/** 400. The text follows "Bad Request: ". */
export function badRequest(text: string): Failed {
  return failed(400, `Bad Request: ${text}`);
}

/** 403. The text follows "Forbidden: ". */
export function forbidden(text: string): Failed {
  return failed(403, `Forbidden: ${text}`);
}

/** 409, which only pollers and webhooks get. */
export function conflict(text: string): Failed {
  return failed(409, `Conflict: ${text}`);
}

/** 429 with the wait in seconds. */
export function tooManyRequests(retryAfterS: number): Failed {
  return {
    ok: false,
    failure: {
      code: 429,
      description: `Too Many Requests: retry after ${retryAfterS}`,
      parameters: { retry_after: retryAfterS },
    },
  };
}
