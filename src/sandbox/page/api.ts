import {
  readCommands,
  readMessages,
  readPeople,
  readPressAnswer,
  readRefusal,
  readSent,
  type BotCommand,
  type ChatMessage,
  type People,
  type PressAnswer,
} from './wire.js';

/** A request that the server refused or that never reached it; the message is for the reader. */
export class ChatError extends Error {}

const DEADLINE_MS = 30_000;

async function ask(path: string, init: RequestInit = {}): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(path, {
      ...init,
      cache: 'no-store',
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
  } catch {
    throw new ChatError('The desk does not answer.');
  }
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) {
    throw new ChatError(readRefusal(answer) ?? `The desk refused (${response.status}).`);
  }
  return answer;
}

function post(path: string, body: unknown): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  return ask(path, { method: 'POST', headers, body: JSON.stringify(body) });
}

function query(values: Readonly<Record<string, string | number>>): string {
  const pairs = Object.entries(values).map(([name, value]) => [name, String(value)]);
  return new URLSearchParams(pairs).toString();
}

/** Messages with an id above `after`, oldest first. */
export async function fetchMessages(
  chatId: number,
  after: number,
): Promise<readonly ChatMessage[]> {
  const messages = readMessages(await ask(`/chat/messages?${query({ chatId, after })}`));
  return messages.filter((message) => message.chatId === chatId);
}

export interface Outgoing {
  readonly text: string;
  readonly chatId: number;
  readonly userId: number;
}

/** @returns the id under which the server keeps the message. */
export async function sendMessage(outgoing: Outgoing): Promise<number> {
  const messageId = readSent(await post('/chat/messages', outgoing));
  if (messageId === null) throw new ChatError('The desk sent no message id.');
  return messageId;
}

export interface Press {
  readonly chatId: number;
  readonly messageId: number;
  readonly data: string;
  readonly userId: number;
}

export async function pressButton(press: Press): Promise<PressAnswer> {
  return readPressAnswer(await post('/chat/press', press));
}

export interface CommandsWanted {
  readonly chatId: number;
  readonly userId: number;
  readonly language: string;
}

export async function fetchCommands(wanted: CommandsWanted): Promise<readonly BotCommand[]> {
  return readCommands(await ask(`/chat/commands?${query({ ...wanted })}`));
}

export async function fetchPeople(): Promise<People> {
  return readPeople(await ask('/chat/people'));
}
