import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JsonObject } from './json.js';

export type Body =
  | { readonly kind: 'whole'; readonly bytes: Buffer }
  | { readonly kind: 'too-large' }
  /** The client went away before the end. */
  | { readonly kind: 'broken' };

/** Beyond the limit a body is still read to its end, so that the client gets its answer. */
const DRAIN_FACTOR = 4;

export async function readBody(request: IncomingMessage, limitBytes: number): Promise<Body> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request) {
      const bytes = chunk as Buffer;
      length += bytes.length;
      if (length <= limitBytes) chunks.push(bytes);
      else chunks.length = 0;
      if (length > limitBytes * DRAIN_FACTOR) break;
    }
  } catch {
    return { kind: 'broken' };
  }
  if (length > limitBytes) return { kind: 'too-large' };
  return request.complete ? { kind: 'whole', bytes: Buffer.concat(chunks) } : { kind: 'broken' };
}

const SAFE_HEADERS = {
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
} as const;

export interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

export function send(response: ServerResponse, reply: Reply): void {
  if (response.destroyed || response.writableEnded) return;
  const bytes = Buffer.from(reply.body);
  response.writeHead(reply.status, {
    'content-type': reply.type,
    'content-length': bytes.length,
    'cache-control': 'no-store',
    ...SAFE_HEADERS,
    ...reply.headers,
  });
  response.end(response.req.method === 'HEAD' ? undefined : bytes);
}

/** @param status 200 unless it says otherwise. */
export function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  const type = 'application/json; charset=utf-8';
  send(response, { status, type, body: JSON.stringify(value) });
}

/** One sentence for a person or a script. */
export function sendError(response: ServerResponse, status: number, error: string): void {
  const body: JsonObject = { error };
  sendJson(response, body, status);
}
