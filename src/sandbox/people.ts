import type { Outcome } from './outcome.js';
import { badRequest, done, forbidden } from './outcome.js';
import type { ChatKind, MemberStatus, StoredChat, StoredUser } from './records.js';
import type { World } from './world.js';

/** Makes a person known on first sight. */
export function knowUser(world: World, userId: number): StoredUser {
  const known = world.users.get(userId);
  if (known !== undefined) return known;
  const isOwner = userId === world.ownerId;
  return world.users.put(userId, {
    userId,
    firstName: isOwner ? 'Owner' : `User ${userId}`,
    username: isOwner ? 'owner' : `user_${userId}`,
    languageCode: 'en',
    state: 'active',
  });
}

export function newChat(chatId: number, about: { kind: ChatKind; title: string }): StoredChat {
  return {
    chatId,
    ...about,
    bot: 'member',
    botRights: [],
    forum: 'plain',
    migratedTo: null,
    members: {},
    pinned: [],
  };
}

/** The private chat with a person; the first message opens it. */
export function openPrivateChat(world: World, userId: number): StoredChat {
  knowUser(world, userId);
  return (
    world.chats.get(userId) ??
    world.chats.put(userId, newChat(userId, { kind: 'private', title: '' }))
  );
}

/** The owner's chat and the group are there from the start. */
export function openDefaultChats(world: World): void {
  openPrivateChat(world, world.ownerId);
  if (world.chats.get(world.groupId) !== undefined) return;
  const group = newChat(world.groupId, { kind: 'supergroup', title: 'voldesk desk' });
  world.chats.put(world.groupId, { ...group, members: { [world.ownerId]: 'creator' } });
}

export function joinGroup(world: World, chat: StoredChat, userId: number): StoredChat {
  knowUser(world, userId);
  const status = chat.members[userId];
  if (status !== undefined && status !== 'left' && status !== 'kicked') return chat;
  return world.chats.put(chat.chatId, {
    ...chat,
    members: { ...chat.members, [userId]: 'member' },
  });
}

/** A chat that the bot may ask about, whether or not it may write there. */
export function findChat(world: World, chatId: number | null): Outcome<StoredChat> {
  const chat = chatId === null ? undefined : world.chats.get(chatId);
  if (chat === undefined) {
    // Somebody seen in a group, who never opened a chat with the bot.
    if (chatId !== null && world.users.get(chatId) !== undefined) {
      return forbidden("bot can't initiate conversation with a user");
    }
    return badRequest('chat not found');
  }
  if (chat.migratedTo === null) return done(chat);
  const { failure } = badRequest('group chat was upgraded to a supergroup chat');
  return {
    ok: false,
    failure: { ...failure, parameters: { migrate_to_chat_id: chat.migratedTo } },
  };
}

/** A chat that the bot may write to. */
export function findOpenChat(world: World, chatId: number | null): Outcome<StoredChat> {
  const found = findChat(world, chatId);
  if (!found.ok) return found;
  const chat = found.value;
  if (chat.kind === 'private') {
    if (world.users.get(chat.chatId)?.state === 'deactivated') {
      return forbidden('user is deactivated');
    }
    return chat.bot === 'kicked' ? forbidden('bot was blocked by the user') : found;
  }
  if (chat.bot === 'kicked') return forbidden(`bot was kicked from the ${chat.kind} chat`);
  if (chat.bot === 'left') return forbidden(`bot is not a member of the ${chat.kind} chat`);
  return found;
}

export function isAdministrator(status: MemberStatus | undefined): boolean {
  return status === 'creator' || status === 'administrator';
}
