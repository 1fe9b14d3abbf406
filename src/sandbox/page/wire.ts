/** What the local chat's server says, read without trust: a malformed part becomes null or empty. */

export interface ChatButton {
  readonly text: string;
  readonly data: string | null;
  readonly url: string | null;
}

export interface ChatMessage {
  readonly chatId: number;
  /** Grows by one within the server; 0 on a message that has not been accepted yet. */
  readonly messageId: number;
  readonly from: 'bot' | 'user';
  readonly userId: number | null;
  readonly atMs: number;
  readonly text: string | null;
  readonly caption: string | null;
  /** Markup of the text or the caption; passes the allow-list of `rich-text.ts` before use. */
  readonly html: string | null;
  readonly photo: string | null;
  readonly document: string | null;
  readonly fileName: string | null;
  readonly buttons: readonly (readonly ChatButton[])[];
  readonly replyTo: number | null;
  readonly editedAtMs: number | null;
  readonly deleted: boolean;
  readonly threadId: number | null;
}

export interface ChatAction {
  readonly chatId: number;
  readonly action: string;
}

export interface BotCommand {
  readonly command: string;
  readonly description: string;
}

export interface Person {
  readonly id: number;
  readonly name: string;
}

export interface ChatInfo {
  readonly id: number;
  readonly title: string;
  readonly kind: string;
}

export interface People {
  readonly users: readonly Person[];
  readonly chats: readonly ChatInfo[];
}

export interface PressAnswer {
  readonly answer: string | null;
  readonly alert: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

function fields(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null ? (value as Fields) : null;
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function number(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

function each<T>(value: unknown, read: (item: unknown) => T | null): readonly T[] {
  return list(value).flatMap((item) => read(item) ?? []);
}

function readButton(value: unknown): ChatButton | null {
  const from = fields(value);
  const label = text(from?.['text']);
  if (from === null || label === null) return null;
  return { text: label, data: text(from['data']), url: text(from['url']) };
}

/** @returns null where chat or message id is missing. */
export function readMessage(value: unknown): ChatMessage | null {
  const from = fields(value);
  const chatId = number(from?.['chatId']);
  const messageId = number(from?.['messageId']);
  if (from === null || chatId === null || messageId === null) return null;
  return {
    chatId,
    messageId,
    from: from['from'] === 'bot' ? 'bot' : 'user',
    userId: number(from['userId']),
    atMs: number(from['atMs']) ?? 0,
    text: text(from['text']),
    caption: text(from['caption']),
    html: text(from['html']),
    photo: text(from['photo']),
    document: text(from['document']),
    fileName: text(from['fileName']),
    buttons: list(from['buttons'])
      .map((row) => each(row, readButton))
      .filter((row) => row.length > 0),
    replyTo: number(from['replyTo']),
    editedAtMs: number(from['editedAtMs']),
    deleted: from['deleted'] === true,
    threadId: number(from['threadId']),
  };
}

export function readMessages(value: unknown): readonly ChatMessage[] {
  return each(value, readMessage);
}

export function readAction(value: unknown): ChatAction | null {
  const from = fields(value);
  const chatId = number(from?.['chatId']);
  const action = text(from?.['action']);
  return chatId === null || action === null ? null : { chatId, action };
}

export function readCommands(value: unknown): readonly BotCommand[] {
  return each(value, (item) => {
    const from = fields(item);
    const command = text(from?.['command'])?.replace(/^\//, '') ?? null;
    return command === null ? null : { command, description: text(from?.['description']) ?? '' };
  });
}

/** Ids and names come under `id`/`name` or under the service's own `userId`/`firstName`. */
export function readPeople(value: unknown): People {
  const from = fields(value);
  const users = each(from?.['users'], (item) => {
    const user = fields(item);
    const id = number(user?.['id'] ?? user?.['userId']);
    if (id === null) return null;
    return { id, name: text(user?.['name'] ?? user?.['firstName']) ?? `User ${id}` };
  });
  const chats = each(from?.['chats'], (item) => {
    const chat = fields(item);
    const id = number(chat?.['id'] ?? chat?.['chatId']);
    if (id === null) return null;
    return { id, title: text(chat?.['title']) ?? String(id), kind: text(chat?.['kind']) ?? '' };
  });
  return { users, chats };
}

export function readPressAnswer(value: unknown): PressAnswer {
  const from = fields(value);
  return { answer: text(from?.['answer']), alert: from?.['alert'] === true };
}

export function readSent(value: unknown): number | null {
  return number(fields(value)?.['messageId']);
}

/** The sentence with which the server refuses, where it gives one. */
export function readRefusal(value: unknown): string | null {
  return text(fields(value)?.['error']);
}
