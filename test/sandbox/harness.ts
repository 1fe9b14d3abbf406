import { request } from 'node:http';
import { Api, GrammyError, HttpError } from 'grammy';
import { afterEach } from 'vitest';
import type { LocalChat, LocalChatOptions, UserMessage } from '../../src/sandbox/local-chat.js';
import { startLocalChat } from '../../src/sandbox/local-chat.js';
import { ManualClock } from '../support/manual-clock.js';

export const TOKEN = '7000000001:local-token';
export const OWNER = 1000;
export const GROUP = -2000;

export interface TestChat extends LocalChat {
  readonly clock: ManualClock;
  /** grammY's raw client. */
  readonly api: Api;
}

const opened: LocalChat[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((chat) => chat.close()));
});

/** A chat in memory on a free port, without flood control unless it is asked for. */
export async function openChat(options: Partial<LocalChatOptions> = {}): Promise<TestChat> {
  const clock = options.clock instanceof ManualClock ? options.clock : new ManualClock();
  const base = { port: 0, directory: null, token: TOKEN, limits: null };
  const chat = await startLocalChat({ ...base, ...options, clock });
  opened.push(chat);
  return { ...chat, clock, api: new Api(TOKEN, { apiRoot: chat.apiRoot }) };
}

export interface Refusal {
  readonly code: number;
  readonly description: string;
  readonly parameters: unknown;
}

/** What the service said no with. */
export async function refusalOf(call: Promise<unknown>): Promise<Refusal> {
  try {
    await call;
  } catch (error) {
    if (error instanceof GrammyError) {
      const { error_code: code, description, parameters } = error;
      return { code, description, parameters };
    }
    throw error;
  }
  throw new Error('The call went through.');
}

/** Whether the line broke under a call. */
export async function lineBroke(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return false;
  } catch (error) {
    if (error instanceof HttpError) return true;
    throw error;
  }
}

export interface HttpAnswer {
  readonly status: number;
  readonly json: unknown;
  readonly headers: Headers;
}

export async function postJson(url: string, body: unknown): Promise<HttpAnswer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, json: await response.json(), headers: response.headers };
}

export async function getJson(url: string): Promise<HttpAnswer> {
  const response = await fetch(url);
  return { status: response.status, json: await response.json(), headers: response.headers };
}

/** The newest message of a chat, as a person sees it. */
export function newest(chat: LocalChat, chatId = OWNER): UserMessage {
  const message = chat.control.history(chatId).at(-1);
  if (message === undefined) throw new Error('The chat is empty.');
  return message;
}

export interface RawRequest {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** A request with any header, which `fetch` would not send. */
export function raw(
  chat: LocalChat,
  wanted: RawRequest,
): Promise<{ status: number; body: string }> {
  const { hostname, port } = new URL(chat.url);
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        hostname,
        port,
        path: wanted.path,
        method: wanted.method ?? 'GET',
        headers: { ...wanted.headers },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(wanted.body);
  });
}

function chunk(type: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  return Buffer.concat([length, Buffer.from(type, 'latin1'), data, Buffer.alloc(4)]);
}

/** Bytes with the header of a PNG of this size; `filler` makes it as long as wanted. */
export function png(width: number, height: number, filler = 8): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', Buffer.alloc(filler, 7))]);
}

/** Bytes with the frame header of a JPEG of this size. */
export function jpeg(width: number, height: number): Buffer {
  const application = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0x00, 0x04, 0x4a, 0x46]);
  const frame = Buffer.from([0xff, 0xc2, 0x00, 0x0b, 0x08, 0, 0, 0, 0, 0x01, 0x11, 0x00, 0x00]);
  frame.writeUInt16BE(height, 5);
  frame.writeUInt16BE(width, 7);
  return Buffer.concat([application, frame, Buffer.from([0xff, 0xd9])]);
}

/** Lets sockets and promises go on until something is so. */
export async function until(condition: () => boolean): Promise<void> {
  for (let turns = 0; !condition(); turns++) {
    if (turns > 5_000_000) throw new Error('It never came to pass.');
    await new Promise((resolve) => setImmediate(resolve));
  }
}
