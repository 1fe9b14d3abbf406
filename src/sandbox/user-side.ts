import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ChatControl } from './control.js';
import { runControl } from './control-http.js';
import { readBody, send, sendError, sendJson } from './http.js';
import type { JsonObject } from './json.js';
import { isObject, parseJson, toInteger } from './json.js';
import { resolveCommands } from './methods/commands.js';
import { knowUser } from './people.js';
import { streamEvents } from './sse.js';
import type { Act } from './user-actions.js';
import { press, say } from './user-actions.js';
import { filePath, toUserMessage } from './user-view.js';
import type { World } from './world.js';

const BODY_MOST_BYTES = 1024 * 1024;

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
}

function wrong(error: string): Act<never> {
  return { ok: false, status: 400, error };
}

/** A field that may be left out; `wrong` where it is there and no whole number. */
function readIntegers(
  body: JsonObject,
  names: readonly string[],
): Act<Readonly<Record<string, number | undefined>>> {
  const numbers: Record<string, number | undefined> = {};
  for (const name of names) {
    const value = body[name];
    if (value === undefined || value === null) continue;
    const number = typeof value === 'number' ? toInteger(value) : null;
    if (number === null) return wrong(`${name} is a whole number.`);
    numbers[name] = number;
  }
  return { ok: true, value: numbers };
}

/** What people and scripts use: `/chat/…`. */
export class UserSide {
  constructor(
    private readonly world: World,
    private readonly control: ChatControl | null,
  ) {}

  /** @returns null where the path is none of the chat's. */
  handle(exchange: Exchange): Promise<void> | null {
    const { request, response, url } = exchange;
    if (url.pathname !== '/chat' && !url.pathname.startsWith('/chat/')) return null;
    if (request.method === 'POST') return this.post(exchange);
    if (request.method === 'GET' || request.method === 'HEAD') this.get(exchange);
    else {
      const headers = { allow: 'GET, HEAD, POST' };
      const body = JSON.stringify({ error: 'Only GET and POST are known here.' });
      send(response, { status: 405, type: 'application/json', body, headers });
    }
    return Promise.resolve();
  }

  private get({ response, url }: Exchange): void {
    const path = url.pathname;
    if (path === '/chat/messages') this.listMessages(response, url);
    else if (path === '/chat/events') streamEvents(this.world, response);
    else if (path === '/chat/people') this.listPeople(response);
    else if (path === '/chat/commands') this.listCommands(response, url);
    else if (path.startsWith('/chat/files/')) this.sendFile(response, path);
    else sendError(response, 404, `There is nothing at ${path}.`);
  }

  private async post({ request, response, url }: Exchange): Promise<void> {
    const body = await readBody(request, BODY_MOST_BYTES);
    if (body.kind === 'broken') {
      request.socket.destroy();
      return;
    }
    const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
    if (type !== 'application/json') {
      sendError(response, 415, 'The content type of a request is application/json.');
      return;
    }
    if (body.kind === 'too-large') {
      sendError(response, 413, 'The request is too large.');
      return;
    }
    const value = parseJson(body.bytes.toString('utf8'));
    const act = isObject(value)
      ? await this.act(url.pathname, value)
      : wrong('The body is not a JSON object.');
    if (act === null) sendError(response, 404, `There is nothing at ${url.pathname}.`);
    else if (act.ok) sendJson(response, act.value);
    else sendError(response, act.status, act.error);
  }

  /** Null where the path has no act. */
  private async act(path: string, body: JsonObject): Promise<Act<unknown> | null> {
    switch (path) {
      case '/chat/messages':
        return this.say(body);
      case '/chat/press':
        return this.press(body);
      case '/chat/control':
        return this.control === null ? null : runControl(this.control, body);
      default:
        return null;
    }
  }

  private say(body: JsonObject): Act<unknown> {
    const { text } = body;
    if (typeof text !== 'string') return wrong('text is a string.');
    const numbers = readIntegers(body, ['chatId', 'userId', 'replyTo', 'threadId']);
    return numbers.ok ? say(this.world, { text, ...numbers.value }) : numbers;
  }

  private async press(body: JsonObject): Promise<Act<unknown>> {
    const { data } = body;
    if (typeof data !== 'string') return wrong('data is a string.');
    const numbers = readIntegers(body, ['chatId', 'userId', 'messageId']);
    if (!numbers.ok) return numbers;
    const { messageId } = numbers.value;
    if (messageId === undefined) return wrong('messageId is missing.');
    return press(this.world, { ...numbers.value, messageId, data });
  }

  private listMessages(response: ServerResponse, url: URL): void {
    const chatId = this.integerOf(url, 'chatId', this.world.ownerId);
    const after = this.integerOf(url, 'after', 0);
    if (chatId === null || after === null) {
      sendError(response, 400, 'chatId and after are whole numbers.');
      return;
    }
    const messages = this.world.messages
      .after(chatId, after)
      .flatMap((message) => toUserMessage(this.world, message) ?? []);
    sendJson(response, messages);
  }

  private listPeople(response: ServerResponse): void {
    const { world } = this;
    const users = [...world.users.values()].map((user) => ({
      userId: user.userId,
      firstName: user.firstName,
      username: user.username,
      languageCode: user.languageCode,
      isOwner: user.userId === world.ownerId,
    }));
    const chats = [...world.chats.values()]
      .filter((chat) => chat.migratedTo === null)
      .map((chat) => ({
        chatId: chat.chatId,
        kind: chat.kind === 'private' ? 'private' : 'group',
        title: chat.kind === 'private' ? knowUser(world, chat.chatId).firstName : chat.title,
        topics: [...world.topics.values()]
          .filter((topic) => topic.chatId === chat.chatId)
          .map(({ threadId, name }) => ({ threadId, name })),
      }));
    const { firstName, username } = world.bot;
    sendJson(response, { users, chats, bot: { firstName, username } });
  }

  private listCommands(response: ServerResponse, url: URL): void {
    const { world } = this;
    const chatId = this.integerOf(url, 'chatId', world.ownerId);
    const chat = chatId === null ? undefined : world.chats.get(chatId);
    if (chat === undefined) {
      sendError(response, 404, 'There is no such chat.');
      return;
    }
    const fallback = chat.kind === 'private' ? chat.chatId : world.ownerId;
    const userId = this.integerOf(url, 'userId', fallback) ?? fallback;
    const languageCode = url.searchParams.get('language') ?? '';
    sendJson(response, resolveCommands(world, chat, { userId, languageCode }));
  }

  private sendFile(response: ServerResponse, path: string): void {
    const number = /^\/chat\/files\/(\d{1,12})\/[^/]+$/.exec(path)?.[1];
    const file = number === undefined ? undefined : this.world.files.get(Number(number));
    const isNamed = file !== undefined && filePath(file) === path;
    const bytes = isNamed ? this.world.files.bytes(file.fileNumber) : null;
    if (!isNamed || bytes === null) {
      sendError(response, 404, 'There is no such file.');
      return;
    }
    const name = encodeURIComponent(file.name);
    send(response, {
      status: 200,
      type: file.mimeType,
      body: bytes,
      headers: {
        // A document of a bot must never run as a page of this origin.
        'content-security-policy': "default-src 'none'; sandbox",
        'cache-control': 'private, max-age=31536000, immutable',
        ...(file.kind === 'document'
          ? { 'content-disposition': `attachment; filename*=UTF-8''${name}` }
          : {}),
      },
    });
  }

  private integerOf(url: URL, name: string, fallback: number): number | null {
    const text = url.searchParams.get(name);
    return text === null || text === '' ? fallback : toInteger(text);
  }
}
