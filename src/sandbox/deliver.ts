import { wireChat, wireMessage, wireSender } from './bot-view.js';
import { isAdministrator } from './people.js';
import type { MemberStatus, StoredChat, StoredMessage } from './records.js';
import type { World } from './world.js';

/** Commands to this bot or to any; `/vix@other_bot` is somebody else's. */
function isCommandForBot(world: World, message: StoredMessage): boolean {
  const text = message.text?.text ?? message.caption?.text ?? '';
  const entities = message.text?.entities ?? message.caption?.entities ?? [];
  const command = entities.find((entity) => entity.type === 'bot_command' && entity.offset === 0);
  if (command === undefined) return false;
  const addressee = text.slice(0, command.length).split('@')[1];
  return addressee === undefined || addressee.toLowerCase() === world.bot.username.toLowerCase();
}

/** Privacy mode: in a group the bot sees only what concerns it, unless it is an administrator. */
function isVisible(world: World, chat: StoredChat, message: StoredMessage): boolean {
  if (chat.kind === 'private') return chat.bot !== 'kicked';
  if (chat.bot === 'kicked' || chat.bot === 'left') return false;
  if (isAdministrator(chat.bot) || message.service !== null) return true;
  const repliedTo =
    message.replyTo === null ? undefined : world.messages.get(chat.chatId, message.replyTo);
  return repliedTo?.from === 'bot' || isCommandForBot(world, message);
}

/** Queues what a person did with a message. */
export function deliverMessage(
  world: World,
  message: StoredMessage,
  kind: 'message' | 'edited_message',
): void {
  const chat = world.chats.get(message.chatId);
  if (chat === undefined || !isVisible(world, chat, message)) return;
  world.updates.push(kind, wireMessage(world, message));
}

/** Changes the bot's standing in a chat and queues `my_chat_member`. */
export function changeBotStatus(
  world: World,
  chat: StoredChat,
  change: { readonly status: MemberStatus; readonly byUserId: number },
): StoredChat {
  if (chat.bot === change.status) return chat;
  const member = (status: MemberStatus): object => ({
    user: wireSender(world, world.bot.id),
    status,
    ...(status === 'kicked' ? { until_date: 0 } : {}),
  });
  const changed = world.chats.put(chat.chatId, { ...chat, bot: change.status });
  world.updates.push('my_chat_member', {
    chat: wireChat(world, chat),
    from: wireSender(world, change.byUserId),
    date: Math.floor(world.clock.nowMs() / 1000),
    old_chat_member: member(chat.bot),
    new_chat_member: member(change.status),
  });
  return changed;
}

/** What every new message starts from. */
export function blankMessage(
  world: World,
  chatId: number,
  sender: { readonly from: 'bot' | 'user'; readonly userId: number },
): StoredMessage {
  return {
    chatId,
    messageId: world.nextMessageId(chatId),
    ...sender,
    atMs: world.clock.nowMs(),
    editedAtMs: null,
    state: 'present',
    text: null,
    caption: null,
    photo: null,
    document: null,
    keyboard: [],
    replyTo: null,
    threadId: null,
    mediaGroupId: null,
    service: null,
  };
}
