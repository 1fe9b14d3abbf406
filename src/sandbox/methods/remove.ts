import { isList, toInteger } from '../json.js';
import type { Outcome } from '../outcome.js';
import { badRequest, done } from '../outcome.js';
import { isAdministrator } from '../people.js';
import type { StoredChat, StoredMessage } from '../records.js';
import type { World } from '../world.js';
import type { Call } from './call.js';
import { openChat } from './target.js';

const DELETABLE_MS = 48 * 3_600_000;
const MOST_AT_ONCE = 100;

function mayDelete(world: World, chat: StoredChat, message: StoredMessage): boolean {
  const isAdmin = isAdministrator(chat.bot) && chat.botRights.includes('can_delete_messages');
  if (isAdmin) return true;
  if (world.clock.nowMs() - message.atMs >= DELETABLE_MS) return false;
  return chat.kind === 'private' || message.from === 'bot';
}

/** What a deleted message was is gone, for the person too. */
export function removeMessage(world: World, message: StoredMessage): void {
  world.keep({
    ...message,
    state: 'deleted',
    text: message.text === null ? null : { text: '', entities: [] },
    caption: null,
    photo: null,
    document: null,
    keyboard: [],
  });
}

export function deleteMessage(call: Call): Outcome<unknown> {
  const { world, parameters } = call;
  const chat = openChat(call);
  if (!chat.ok) return chat;
  const messageId = parameters.integer('message_id');
  if (messageId === null) return badRequest('message identifier is not specified');
  const message = world.messages.present(chat.value.chatId, messageId);
  if (message === undefined) return badRequest('message to delete not found');
  if (!mayDelete(world, chat.value, message)) return badRequest("message can't be deleted");
  removeMessage(world, message);
  return done(true);
}

/** Unknown numbers are passed over; one message that may not go stops all. */
export function deleteMessages(call: Call): Outcome<unknown> {
  const { world, parameters } = call;
  const chat = openChat(call);
  if (!chat.ok) return chat;
  const list = parameters.nested('message_ids');
  if (!isList(list) || list.length === 0) {
    return badRequest('message identifiers are not specified');
  }
  if (list.length > MOST_AT_ONCE) return badRequest('too many message identifiers specified');
  const messages = list.flatMap((id) => {
    const messageId = toInteger(id);
    return messageId === null ? [] : (world.messages.present(chat.value.chatId, messageId) ?? []);
  });
  if (messages.some((message) => !mayDelete(world, chat.value, message))) {
    return badRequest("message can't be deleted");
  }
  for (const message of messages) removeMessage(world, message);
  return done(true);
}
