import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Fault } from './faults.js';
import { readBody, send, sendJson } from './http.js';
import { DOCUMENT_MOST_BYTES } from './methods/media.js';
import { methodByName } from './methods/index.js';
import type { Failure, Outcome } from './outcome.js';
import { failed } from './outcome.js';
import { readParameters } from './parameters.js';
import type { World } from './world.js';

/** An album of full documents has no place here; the fields around one file do. */
const BODY_MOST_BYTES = DOCUMENT_MOST_BYTES + 1024 * 1024;
const UNAUTHORIZED = failed(401, 'Unauthorized');
const NOT_FOUND = failed(404, 'Not Found');
const TOO_LARGE = failed(413, 'Request Entity Too Large');

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
}

/** The Bot API: `/bot<token>/<method>` and `/file/bot<token>/<path>`. */
export class BotSide {
  private readonly tokenDigest: Buffer;

  constructor(
    private readonly world: World,
    token: string,
  ) {
    this.tokenDigest = digest(token);
  }

  /** @returns null where the path is not the bot's. */
  handle(exchange: Exchange): Promise<void> | null {
    const path = exchange.url.pathname;
    const file = /^\/file\/bot([^/]*)\/(.+)$/.exec(path);
    if (file !== null) {
      this.download(exchange, { token: file[1] ?? '', path: file[2] ?? '' });
      return Promise.resolve();
    }
    if (!path.startsWith('/bot')) return null;
    const method = /^\/bot([^/]*)\/([^/]+)\/?$/.exec(path);
    return this.call(exchange, { token: method?.[1] ?? null, name: method?.[2] ?? '' });
  }

  private isToken(text: string): boolean {
    // Some clients write the colon as %3A.
    const given = text.replace(/%3a/i, ':');
    return timingSafeEqual(digest(given), this.tokenDigest);
  }

  private download(
    { response }: Exchange,
    wanted: { readonly token: string; readonly path: string },
  ): void {
    if (!this.isToken(wanted.token)) {
      this.fail(response, UNAUTHORIZED.failure);
      return;
    }
    const file = this.world.files.byPath(wanted.path);
    const bytes = file === null ? null : this.world.files.bytes(file.fileNumber);
    if (bytes === null) this.fail(response, NOT_FOUND.failure);
    else send(response, { status: 200, type: 'application/octet-stream', body: bytes });
  }

  private async call(
    exchange: Exchange,
    wanted: { readonly token: string | null; readonly name: string },
  ): Promise<void> {
    const { request, response } = exchange;
    if (wanted.token === null || wanted.token === '') {
      await this.refuse(exchange, NOT_FOUND.failure);
      return;
    }
    if (!this.isToken(wanted.token)) {
      await this.refuse(exchange, UNAUTHORIZED.failure);
      return;
    }
    const fault = this.world.faults.next(wanted.name);
    if (fault?.mode === 'reset-mid-upload') {
      this.record(wanted.name, 0);
      request.once('data', () => request.socket.resetAndDestroy());
      return;
    }
    const body = await readBody(request, BODY_MOST_BYTES);
    if (body.kind === 'broken') {
      request.socket.destroy();
      return;
    }
    if (fault !== null && this.struck(exchange, wanted.name, fault)) return;
    const outcome =
      body.kind === 'too-large' ? TOO_LARGE : await this.run(exchange, wanted.name, body.bytes);
    if (fault?.mode === 'drop-connection-after') {
      this.record(wanted.name, 0);
      request.socket.destroy();
      return;
    }
    this.record(wanted.name, outcome.ok ? 200 : outcome.failure.code);
    if (outcome.ok) sendJson(response, { ok: true, result: outcome.value });
    else this.fail(response, outcome.failure);
  }

  /** Plays a fault that comes instead of the call; @returns whether it did. */
  private struck({ request, response }: Exchange, name: string, fault: Fault): boolean {
    switch (fault.mode) {
      case 'answer': {
        const code = fault.code ?? 500;
        const description = fault.description ?? 'Internal Server Error';
        const { parameters } = fault;
        this.record(name, code);
        this.fail(response, {
          code,
          description,
          ...(parameters === undefined ? {} : { parameters }),
        });
        return true;
      }
      case 'drop-connection-before':
        this.record(name, 0);
        request.socket.destroy();
        return true;
      case 'hang':
        this.record(name, 0);
        return true;
      case 'drop-connection-after':
      case 'reset-mid-upload':
        return false;
    }
  }

  private async run(
    { request, response, url }: Exchange,
    name: string,
    body: Buffer,
  ): Promise<Outcome<unknown>> {
    const method = methodByName(name);
    if (method === undefined || !['GET', 'POST'].includes(request.method ?? '')) return NOT_FOUND;
    const contentType = request.headers['content-type'] ?? '';
    const parameters = readParameters({ query: url.searchParams, contentType, body });
    if (!parameters.ok) return parameters;
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    return method({ world: this.world, parameters: parameters.value, signal: gone.signal });
  }

  private async refuse({ request, response }: Exchange, failure: Failure): Promise<void> {
    await readBody(request, BODY_MOST_BYTES);
    this.fail(response, failure);
  }

  private fail(response: ServerResponse, { code, description, parameters }: Failure): void {
    const retryAfterS = parameters?.['retry_after'];
    send(response, {
      status: code,
      type: 'application/json; charset=utf-8',
      body: JSON.stringify({ ok: false, error_code: code, description, parameters }),
      headers: retryAfterS === undefined ? {} : { 'retry-after': String(retryAfterS) },
    });
  }

  private record(method: string, code: number): void {
    this.world.record({ method, atMs: this.world.clock.nowMs(), code });
  }
}
