import type { Formatted } from './formatted.js';
import type { StoredChat, StoredFile, StoredMessage } from './records.js';
import { renderHtml } from './render-html.js';

export interface UserButton {
  readonly text: string;
  /** What a press carries; null where the button is a link. */
  readonly data: string | null;
  readonly url: string | null;
}

/** A message as a person sees it. */
export interface UserMessage {
  readonly messageId: number;
  readonly from: 'bot' | 'user';
  readonly userId: number;
  /** Plain, markup taken out; null where the message is a picture or a file. */
  readonly text: string | null;
  readonly caption: string | null;
  /** Path that GET answers with the bytes. */
  readonly photo: string | null;
  readonly document: string | null;
  readonly buttons: readonly (readonly UserButton[])[];
  readonly replyTo: number | null;
  readonly editedAtMs: number | null;
  readonly deleted: boolean;
  readonly chatId: number;
  readonly atMs: number;
  /** Text or caption with its markup, safe to put into a page. */
  readonly html: string;
  readonly threadId: number | null;
  readonly fileName: string | null;
  readonly mediaGroupId: string | null;
  readonly pinned: boolean;
}

/** Where a message's files and its chat are looked up. */
export interface Shelves {
  readonly files: { get(fileNumber: number): StoredFile | undefined };
  readonly chats: { get(chatId: number): StoredChat | undefined };
}

/** Where the user side finds a file's bytes. */
export function filePath(file: StoredFile): string {
  return `/chat/files/${file.fileNumber}/${encodeURIComponent(file.name)}`;
}

function path(shelves: Shelves, fileNumber: number | null): string | null {
  const file = fileNumber === null ? undefined : shelves.files.get(fileNumber);
  return file === undefined ? null : filePath(file);
}

/** Null for service messages, which a person does not read. */
export function toUserMessage(shelves: Shelves, message: StoredMessage): UserMessage | null {
  if (message.service !== null) return null;
  const isThere = message.state === 'present';
  const shown: Formatted = message.text ?? message.caption ?? { text: '', entities: [] };
  const document = message.document === null ? undefined : shelves.files.get(message.document);
  return {
    messageId: message.messageId,
    from: message.from,
    userId: message.userId,
    text: message.text?.text ?? null,
    caption: message.caption?.text ?? null,
    photo: path(shelves, message.photo),
    document: path(shelves, message.document),
    buttons: message.keyboard.map((row) => row.map(({ text, data, url }) => ({ text, data, url }))),
    replyTo: message.replyTo,
    editedAtMs: message.editedAtMs,
    deleted: !isThere,
    chatId: message.chatId,
    atMs: message.atMs,
    html: renderHtml(shown),
    threadId: message.threadId,
    fileName: document?.name ?? null,
    mediaGroupId: message.mediaGroupId,
    pinned: shelves.chats.get(message.chatId)?.pinned.includes(message.messageId) ?? false,
  };
}
