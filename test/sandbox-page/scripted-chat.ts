import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { ChatMessage, PressAnswer } from '../../src/sandbox/page/wire.js';
import { messageOf } from './messages.js';

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
};

export const COMMANDS = [
  { command: 'vix', description: 'Level, z-score and term structure' },
  { command: 'curve', description: 'VX futures' },
  { command: 'score', description: 'The score of the day' },
  { command: 'help', description: 'All commands' },
];

interface SentText {
  readonly text: string;
  readonly chatId: number;
  readonly userId: number;
}

interface Pressed {
  readonly messageId: number;
  readonly data: string;
}

/** The user side of a chat server on a loopback port; the test says what the bot says. */
export class ScriptedChat {
  readonly files = new Map<string, Buffer>();
  /** Answers a press; a promise keeps the button waiting. */
  onPress: (press: Pressed) => PressAnswer | Promise<PressAnswer> = () => ({
    answer: null,
    alert: false,
  });
  onText: (sent: SentText) => void = () => undefined;
  /** While `refusing`, messages are answered with 503. */
  sending: 'accepting' | 'refusing' = 'accepting';
  readonly #messages: ChatMessage[] = [];
  readonly #streams = new Set<ServerResponse>();
  readonly #pageDir: string;
  readonly #server: Server;
  #streaming: 'on' | 'off' = 'on';
  #nextId = 1;
  nowMs: number;

  constructor(pageDir: string, nowMs: number) {
    this.#pageDir = pageDir;
    this.nowMs = nowMs;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.writeHead(500).end());
    });
  }

  /** @returns the page's address. */
  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}/`;
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  /** Ends the event streams and refuses new ones until `mend`. */
  cut(): void {
    this.#streaming = 'off';
    for (const stream of this.#streams) stream.destroy();
    this.#streams.clear();
  }

  mend(): void {
    this.#streaming = 'on';
  }

  add(parts: Partial<ChatMessage>): ChatMessage {
    const message = messageOf({
      messageId: this.#nextId++,
      atMs: this.nowMs,
      text: null,
      ...parts,
    });
    this.#messages.push(message);
    this.#emit('message', message);
    return message;
  }

  edit(messageId: number, parts: Partial<ChatMessage>): void {
    const index = this.#messages.findIndex((message) => message.messageId === messageId);
    const known = this.#messages[index];
    if (known === undefined) throw new Error(`no message ${messageId}`);
    this.nowMs += 1000;
    const edited = { ...known, editedAtMs: this.nowMs, ...parts };
    this.#messages[index] = edited;
    this.#emit('message', edited);
  }

  action(action: string): void {
    this.#emit('action', { chatId: 1000, action });
  }

  #emit(event: string, data: unknown): void {
    for (const stream of this.#streams) {
      stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const route = `${request.method ?? 'GET'} ${url.pathname}`;
    if (route === 'GET /chat/events') this.#stream(response);
    else if (route === 'GET /chat/messages') this.#history(url, response);
    else if (route === 'GET /chat/commands') json(response, COMMANDS);
    else if (route === 'GET /chat/people') json(response, PEOPLE);
    else if (route === 'POST /chat/messages') await this.#take(request, response);
    else if (route === 'POST /chat/press') {
      json(response, await this.onPress(JSON.parse(await text(request)) as Pressed));
    } else await this.#file(url.pathname, response);
  }

  #stream(response: ServerResponse): void {
    if (this.#streaming === 'off') {
      response.writeHead(503).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(': here\n\n');
    this.#streams.add(response);
    response.on('close', () => this.#streams.delete(response));
  }

  #history(url: URL, response: ServerResponse): void {
    const chatId = Number(url.searchParams.get('chatId'));
    const after = Number(url.searchParams.get('after'));
    json(
      response,
      this.#messages.filter((m) => m.chatId === chatId && m.messageId > after),
    );
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const sent = JSON.parse(await text(request)) as SentText;
    if (this.sending === 'refusing') {
      response.writeHead(503).end();
      return;
    }
    const { chatId, userId } = sent;
    const { messageId } = this.add({ chatId, userId, from: 'user', text: sent.text });
    json(response, { messageId });
    this.onText(sent);
  }

  async #file(path: string, response: ServerResponse): Promise<void> {
    const name = path === '/' ? 'index.html' : path.slice(1);
    const type = TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
    try {
      const bytes = this.files.get(path) ?? (await readFile(join(this.#pageDir, name)));
      response.writeHead(200, { 'content-type': type }).end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  }
}

const PEOPLE = {
  users: [
    { id: 1000, name: 'Owner' },
    { id: 4242, name: 'Stranger' },
  ],
  chats: [
    { id: 1000, title: '', kind: 'private' },
    { id: -2000, title: 'voldesk desk', kind: 'supergroup' },
  ],
};

function json(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}
