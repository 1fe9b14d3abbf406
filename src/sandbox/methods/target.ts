import type { JsonObject } from '../json.js';
import { isObject, toInteger } from '../json.js';
import type { Outcome } from '../outcome.js';
import { badRequest, done, tooManyRequests } from '../outcome.js';
import { findChat, findOpenChat } from '../people.js';
import type { StoredChat, StoredMessage } from '../records.js';
import type { World } from '../world.js';
import type { Call } from './call.js';

function chatId({ parameters }: Call): Outcome<number | null> {
  if (parameters.text('chat_id') === '') return badRequest('chat_id is empty');
  return done(parameters.integer('chat_id'));
}

/** The chat of a call, which the bot may ask about. */
export function knownChat(call: Call): Outcome<StoredChat> {
  const id = chatId(call);
  return id.ok ? findChat(call.world, id.value) : id;
}

/** The chat of a call, which the bot may write to. */
export function openChat(call: Call): Outcome<StoredChat> {
  const id = chatId(call);
  return id.ok ? findOpenChat(call.world, id.value) : id;
}

export interface Place {
  readonly chat: StoredChat;
  readonly replyTo: number | null;
  readonly threadId: number | null;
}

function replyTarget(call: Call, chat: StoredChat): Outcome<StoredMessage | null> {
  const { world, parameters } = call;
  const nested = parameters.nested('reply_parameters');
  const reply: JsonObject = isObject(nested) ? nested : {};
  const messageId = toInteger(reply['message_id']) ?? parameters.integer('reply_to_message_id');
  if (messageId === null || messageId === 0) return done(null);
  const repliedTo = world.messages.present(chat.chatId, messageId);
  if (repliedTo !== undefined) return done(repliedTo);
  const isOptional =
    reply['allow_sending_without_reply'] === true || parameters.flag('allow_sending_without_reply');
  return isOptional ? done(null) : badRequest('message to be replied not found');
}

/** Where a new message goes: chat, reply and topic, each of which must exist. */
export function readPlace(call: Call): Outcome<Place> {
  const found = openChat(call);
  if (!found.ok) return found;
  const chat = found.value;
  const reply = replyTarget(call, chat);
  if (!reply.ok) return reply;
  const threadId = call.parameters.integer('message_thread_id');
  if (threadId === null || threadId === 0) {
    // An answer stays in the topic of what it answers.
    const inherited = reply.value?.threadId ?? null;
    return done({ chat, replyTo: reply.value?.messageId ?? null, threadId: inherited });
  }
  if (call.world.topics.get(`${chat.chatId}:${threadId}`) === undefined) {
    return badRequest('message thread not found');
  }
  return done({ chat, replyTo: reply.value?.messageId ?? null, threadId });
}

/** Counts messages against the limits, or says how long to wait. */
export function spend(world: World, chatId: number, count = 1): Outcome<null> {
  const waitS = world.flood.take(chatId, count);
  return waitS === null ? done(null) : tooManyRequests(waitS);
}
