import type { ChatMessage } from './wire.js';

/** `key` stays the same from the moment of typing to the server's copy, so nothing is redrawn. */
export interface Entry {
  readonly key: string;
  readonly message: ChatMessage;
  readonly delivery: 'delivered' | 'sending' | 'failed';
}

/** Delivered messages by id, then what is still on its way in the order typed. */
export interface MessageList {
  readonly entries: readonly Entry[];
  /** Ids once deleted; a late copy of such a message stays away. */
  readonly deletedIds: ReadonlySet<number>;
}

export type ListEvent =
  | { readonly kind: 'received'; readonly message: ChatMessage }
  | { readonly kind: 'fetched'; readonly messages: readonly ChatMessage[] }
  | { readonly kind: 'restarted' }
  | { readonly kind: 'typed'; readonly localId: string; readonly message: ChatMessage }
  | { readonly kind: 'sent'; readonly localId: string; readonly messageId: number }
  | { readonly kind: 'failed'; readonly localId: string }
  | { readonly kind: 'retried'; readonly localId: string }
  | { readonly kind: 'discarded'; readonly localId: string };

export const EMPTY_LIST: MessageList = { entries: [], deletedIds: new Set() };

export function highestId(list: MessageList): number {
  return list.entries.findLast((entry) => entry.delivery === 'delivered')?.message.messageId ?? 0;
}

export function findMessage(list: MessageList, messageId: number): ChatMessage | null {
  if (messageId === 0) return null;
  return list.entries.find((entry) => entry.message.messageId === messageId)?.message ?? null;
}

/** What was just typed and has no id yet. */
export function draftOf(typed: {
  readonly text: string;
  readonly chatId: number;
  readonly userId: number;
  readonly atMs: number;
}): ChatMessage {
  return {
    ...typed,
    messageId: 0,
    from: 'user',
    caption: null,
    html: null,
    photo: null,
    document: null,
    fileName: null,
    buttons: [],
    replyTo: null,
    editedAtMs: null,
    deleted: false,
    threadId: null,
  };
}

function without(list: MessageList, key: string): MessageList {
  return { ...list, entries: list.entries.filter((entry) => entry.key !== key) };
}

/** Puts a delivered entry at its place by message id; live messages land at once at the end. */
function insert(entries: readonly Entry[], entry: Entry): readonly Entry[] {
  const after = entries.findLastIndex(
    (other) => other.delivery === 'delivered' && other.message.messageId < entry.message.messageId,
  );
  return entries.toSpliced(after + 1, 0, entry);
}

function isStale(incoming: ChatMessage, known: ChatMessage): boolean {
  return (incoming.editedAtMs ?? 0) < (known.editedAtMs ?? 0);
}

function isSame(a: ChatMessage, b: ChatMessage): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The stream may bring one's own message before the request that sent it is answered. */
function findOwnDraft(list: MessageList, message: ChatMessage): Entry | undefined {
  if (message.from !== 'user') return undefined;
  return list.entries.find(
    (entry) =>
      entry.delivery === 'sending' &&
      entry.message.userId === message.userId &&
      entry.message.text === message.text,
  );
}

function remove(list: MessageList, messageId: number): MessageList {
  const known = list.entries.some((entry) => entry.message.messageId === messageId);
  if (!known && list.deletedIds.has(messageId)) return list;
  return {
    entries: list.entries.filter((entry) => entry.message.messageId !== messageId),
    deletedIds: new Set(list.deletedIds).add(messageId),
  };
}

function receive(list: MessageList, message: ChatMessage): MessageList {
  if (message.deleted) return remove(list, message.messageId);
  if (list.deletedIds.has(message.messageId)) return list;
  const index = list.entries.findIndex((entry) => entry.message.messageId === message.messageId);
  const known = list.entries[index];
  if (known !== undefined) {
    if (isStale(message, known.message) || isSame(message, known.message)) return list;
    return { ...list, entries: list.entries.with(index, { ...known, message }) };
  }
  const draft = findOwnDraft(list, message);
  const key = draft?.key ?? `m${message.messageId}`;
  const rest = draft === undefined ? list.entries : without(list, draft.key).entries;
  return { ...list, entries: insert(rest, { key, message, delivery: 'delivered' }) };
}

function acknowledge(list: MessageList, localId: string, messageId: number): MessageList {
  const draft = list.entries.find((entry) => entry.key === localId);
  if (draft === undefined || draft.delivery === 'delivered') return list;
  const rest = without(list, localId);
  if (list.deletedIds.has(messageId) || findMessage(list, messageId) !== null) return rest;
  const message = { ...draft.message, messageId };
  return { ...rest, entries: insert(rest.entries, { ...draft, message, delivery: 'delivered' }) };
}

function mark(list: MessageList, localId: string, delivery: 'sending' | 'failed'): MessageList {
  const index = list.entries.findIndex((entry) => entry.key === localId);
  const draft = list.entries[index];
  if (draft === undefined || draft.delivery === 'delivered') return list;
  return { ...list, entries: list.entries.with(index, { ...draft, delivery }) };
}

/** The server began anew with an empty file: its ids start at one again, only drafts are kept. */
function restart(list: MessageList): MessageList {
  return {
    entries: list.entries.filter((entry) => entry.delivery !== 'delivered'),
    deletedIds: new Set(),
  };
}

/** Pure: the same events in any order of arrival end in the same list. */
export function reduce(list: MessageList, event: ListEvent): MessageList {
  switch (event.kind) {
    case 'received':
      return receive(list, event.message);
    case 'fetched':
      return event.messages.reduce(receive, list);
    case 'restarted':
      return restart(list);
    case 'typed': {
      const entry: Entry = { key: event.localId, message: event.message, delivery: 'sending' };
      return { ...list, entries: [...list.entries, entry] };
    }
    case 'sent':
      return acknowledge(list, event.localId, event.messageId);
    case 'failed':
      return mark(list, event.localId, 'failed');
    case 'retried':
      return mark(list, event.localId, 'sending');
    case 'discarded':
      return without(list, event.localId);
  }
}
