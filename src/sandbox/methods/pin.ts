import { blankMessage } from '../deliver.js';
import type { Outcome } from '../outcome.js';
import { badRequest, done } from '../outcome.js';
import { isAdministrator } from '../people.js';
import type { StoredChat, StoredMessage } from '../records.js';
import type { World } from '../world.js';
import type { Call } from './call.js';
import { openChat } from './target.js';

function pinnableChat(call: Call): Outcome<StoredChat> {
  const chat = openChat(call);
  if (!chat.ok) return chat;
  const { kind, bot, botRights } = chat.value;
  const mayPin =
    kind === 'private' || (isAdministrator(bot) && botRights.includes('can_pin_messages'));
  return mayPin ? chat : badRequest('not enough rights to manage pinned messages in the chat');
}

function setPinned(world: World, chat: StoredChat, pinned: readonly number[]): void {
  world.chats.put(chat.chatId, { ...chat, pinned });
}

/** Shows the message again, since it says itself whether it is pinned. */
function showAgain(world: World, message: StoredMessage | undefined): void {
  if (message !== undefined) world.keep(message);
}

export function pinChatMessage(call: Call): Outcome<unknown> {
  const { world, parameters } = call;
  const chat = pinnableChat(call);
  if (!chat.ok) return chat;
  const messageId = parameters.integer('message_id') ?? 0;
  const message = world.messages.present(chat.value.chatId, messageId);
  if (message === undefined) return badRequest('message to pin not found');
  const others = chat.value.pinned.filter((id) => id !== messageId);
  setPinned(world, chat.value, [messageId, ...others]);
  showAgain(world, message);
  const sender = { from: 'bot', userId: world.bot.id } as const;
  const notice = blankMessage(world, chat.value.chatId, sender);
  world.keep({ ...notice, service: { kind: 'pinned', messageId }, threadId: message.threadId });
  return done(true);
}

/** Without a number the newest pin goes. */
export function unpinChatMessage(call: Call): Outcome<unknown> {
  const { world, parameters } = call;
  const chat = pinnableChat(call);
  if (!chat.ok) return chat;
  const { pinned, chatId } = chat.value;
  const messageId = parameters.integer('message_id') ?? pinned[0];
  if (messageId === undefined || !pinned.includes(messageId)) {
    return badRequest('message to unpin not found');
  }
  setPinned(
    world,
    chat.value,
    pinned.filter((id) => id !== messageId),
  );
  showAgain(world, world.messages.present(chatId, messageId));
  return done(true);
}
