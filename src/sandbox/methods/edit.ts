import { wireMessage } from '../bot-view.js';
import type { Formatted } from '../formatted.js';
import { readKeyboard } from '../keyboard.js';
import type { Outcome } from '../outcome.js';
import { badRequest, done } from '../outcome.js';
import type { Keyboard, StoredMessage } from '../records.js';
import type { Call } from './call.js';
import { keepMedia } from './media.js';
import { readInputMedia } from './send.js';
import { openChat, spend } from './target.js';
import { captionOf, readText } from './text.js';

const NOT_MODIFIED =
  'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message';

interface Edit {
  readonly message: StoredMessage;
  readonly keyboard: Keyboard;
}

/** The bot's own message of a call, and the keyboard that it gets; no keyboard takes it away. */
function readEdit(call: Call): Outcome<Edit> {
  const { world, parameters } = call;
  const keyboard = readKeyboard(parameters, 'edit');
  if (!keyboard.ok) return keyboard;
  const chat = openChat(call);
  if (!chat.ok) return chat;
  const messageId = parameters.integer('message_id');
  if (messageId === null) return badRequest('message identifier is not specified');
  const message = world.messages.present(chat.value.chatId, messageId);
  if (message === undefined) return badRequest('message to edit not found');
  return message.from !== 'bot' || message.service !== null
    ? badRequest("message can't be edited")
    : done({ message, keyboard: keyboard.value });
}

function isSameText(a: Formatted | null, b: Formatted | null): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function isSameKeyboard(a: Keyboard, b: Keyboard): boolean {
  const wires = (keyboard: Keyboard): string =>
    JSON.stringify(keyboard.map((row) => row.map(({ wire }) => wire)));
  return wires(a) === wires(b);
}

type Changes = Partial<Pick<StoredMessage, 'text' | 'caption' | 'photo' | 'document'>>;

/** Writes an edit that changes something. */
function commit(call: Call, edit: Edit, changes: Changes): Outcome<unknown> {
  const { world } = call;
  const { message, keyboard } = edit;
  const edited = { ...message, ...changes, keyboard };
  const isSame =
    isSameText(message.text, edited.text) &&
    isSameText(message.caption, edited.caption) &&
    message.photo === edited.photo &&
    message.document === edited.document &&
    isSameKeyboard(message.keyboard, keyboard);
  if (isSame) return badRequest(NOT_MODIFIED);
  const kept = world.keep({ ...edited, editedAtMs: world.clock.nowMs() });
  return done(wireMessage(world, kept));
}

export function editMessageText(call: Call): Outcome<unknown> {
  const text = readText(call.parameters);
  if (!text.ok) return text;
  const edit = readEdit(call);
  if (!edit.ok) return edit;
  const { message } = edit.value;
  if (message.text === null) return badRequest('there is no text in the message to edit');
  const spent = spend(call.world, message.chatId);
  return spent.ok ? commit(call, edit.value, { text: text.value }) : spent;
}

export function editMessageCaption(call: Call): Outcome<unknown> {
  const caption = captionOf(call.parameters);
  if (!caption.ok) return caption;
  const edit = readEdit(call);
  if (!edit.ok) return edit;
  const { message } = edit.value;
  if (message.photo === null && message.document === null) {
    return badRequest('there is no caption in the message to edit');
  }
  const spent = spend(call.world, message.chatId);
  return spent.ok ? commit(call, edit.value, { caption: caption.value }) : spent;
}

/** A text message may be given media; media stay media. */
export function editMessageMedia(call: Call): Outcome<unknown> {
  const { world } = call;
  const item = readInputMedia(call);
  if (!item.ok) return item;
  const edit = readEdit(call);
  if (!edit.ok) return edit;
  const { message } = edit.value;
  const spent = spend(world, message.chatId);
  if (!spent.ok) return spent;
  const { kind, media, caption } = item.value;
  const isInAlbum = message.mediaGroupId !== null;
  if (isInAlbum && (kind === 'photo') !== (message.photo !== null)) {
    return badRequest("can't use the media of the specified type in the album");
  }
  const file = keepMedia(world, media);
  return commit(call, edit.value, {
    text: null,
    caption,
    photo: kind === 'photo' ? file : null,
    document: kind === 'document' ? file : null,
  });
}

export function editMessageReplyMarkup(call: Call): Outcome<unknown> {
  const edit = readEdit(call);
  if (!edit.ok) return edit;
  const spent = spend(call.world, edit.value.message.chatId);
  return spent.ok ? commit(call, edit.value, {}) : spent;
}
