import { wireChat, wireMessage, wireSender, wireUser } from '../bot-view.js';
import { blankMessage, changeBotStatus } from '../deliver.js';
import type { Outcome } from '../outcome.js';
import { badRequest, done } from '../outcome.js';
import { isAdministrator } from '../people.js';
import type { MemberStatus } from '../records.js';
import type { Call } from './call.js';
import { knownChat, openChat } from './target.js';

const ACTIONS = new Set([
  'typing',
  'upload_photo',
  'record_video',
  'upload_video',
  'record_voice',
  'upload_voice',
  'upload_document',
  'choose_sticker',
  'find_location',
  'record_video_note',
  'upload_video_note',
]);
const TOPIC_NAME_MOST = 128;
const ICON_COLOR = 7_322_096;

export function sendChatAction(call: Call): Outcome<unknown> {
  const { world, parameters } = call;
  const action = parameters.text('action');
  if (!ACTIONS.has(action)) return badRequest('wrong parameter action in request');
  const chat = openChat(call);
  if (!chat.ok) return chat;
  const threadId = parameters.integer('message_thread_id');
  world.events.action({ chatId: chat.value.chatId, action, threadId });
  return done(true);
}

export function getChat(call: Call): Outcome<unknown> {
  const { world } = call;
  const found = call.parameters.integer('chat_id') ?? 0;
  const chat = found > 0 ? knownChat(call) : openChat(call);
  if (!chat.ok) return chat;
  const pinnedId = chat.value.pinned[0];
  const pinned =
    pinnedId === undefined ? undefined : world.messages.present(chat.value.chatId, pinnedId);
  return done({
    ...wireChat(world, chat.value),
    accent_color_id: 0,
    max_reaction_count: 11,
    accepted_gift_types: {
      unlimited_gifts: false,
      limited_gifts: false,
      unique_gifts: false,
      premium_subscription: false,
      gifts_from_channels: false,
    },
    ...(pinned === undefined ? {} : { pinned_message: wireMessage(world, pinned, 'alone') }),
  });
}

function memberRights(status: MemberStatus, rights: readonly string[]): object {
  if (status !== 'administrator') return status === 'kicked' ? { until_date: 0 } : {};
  return {
    can_be_edited: false,
    is_anonymous: false,
    can_manage_chat: true,
    can_delete_messages: rights.includes('can_delete_messages'),
    can_manage_video_chats: false,
    can_restrict_members: false,
    can_promote_members: false,
    can_change_info: false,
    can_invite_users: true,
    can_post_stories: false,
    can_edit_stories: false,
    can_delete_stories: false,
    can_pin_messages: rights.includes('can_pin_messages'),
    can_manage_topics: rights.includes('can_manage_topics'),
  };
}

export function getChatMember(call: Call): Outcome<unknown> {
  const { world, parameters } = call;
  const chat = openChat(call);
  if (!chat.ok) return chat;
  const userId = parameters.integer('user_id');
  if (userId === null) return badRequest('invalid user_id specified');
  if (userId === world.bot.id) {
    const { bot, botRights } = chat.value;
    const rights = memberRights(bot, botRights);
    return done({ user: wireSender(world, userId), status: bot, ...rights });
  }
  const user = world.users.get(userId);
  if (user === undefined) return badRequest('PARTICIPANT_ID_INVALID');
  const isPrivate = chat.value.kind === 'private';
  if (isPrivate && userId !== chat.value.chatId) return badRequest('PARTICIPANT_ID_INVALID');
  const status = isPrivate ? 'member' : (chat.value.members[userId] ?? 'left');
  return done({
    user: wireUser(user),
    status,
    ...(status === 'creator' ? { is_anonymous: false } : memberRights(status, [])),
  });
}

export function leaveChat(call: Call): Outcome<unknown> {
  const { world } = call;
  const chat = openChat(call);
  if (!chat.ok) return chat;
  if (chat.value.kind === 'private')
    return badRequest("chat member status can't be changed in private chats");
  changeBotStatus(world, chat.value, { status: 'left', byUserId: world.bot.id });
  return done(true);
}

export function createForumTopic(call: Call): Outcome<unknown> {
  const { world, parameters } = call;
  const chat = openChat(call);
  if (!chat.ok) return chat;
  const { chatId, forum, bot, botRights } = chat.value;
  if (forum !== 'forum') return badRequest('the chat is not a forum');
  if (!isAdministrator(bot) || !botRights.includes('can_manage_topics')) {
    return badRequest('not enough rights to create a topic');
  }
  const name = parameters.text('name').trim();
  if (name === '' || name.length > TOPIC_NAME_MOST) return badRequest('TOPIC_TITLE_EMPTY');
  const sender = { from: 'bot', userId: world.bot.id } as const;
  const notice = blankMessage(world, chatId, sender);
  const threadId = notice.messageId;
  world.keep({ ...notice, threadId, service: { kind: 'topic-created', name } });
  world.topics.put(`${chatId}:${threadId}`, { chatId, threadId, name });
  return done({ message_thread_id: threadId, name, icon_color: ICON_COLOR });
}
