import type { Entity, Formatted } from './formatted.js';
import type { PhotoSizeName } from './files.js';
import type { JsonObject } from './json.js';
import { knowUser } from './people.js';
import type { StoredChat, StoredFile, StoredMessage, StoredUser } from './records.js';
import type { World } from './world.js';

/** The Bot API's objects, made from what is stored. */

export function wireBot({ bot }: World): JsonObject {
  return { id: bot.id, is_bot: true, first_name: bot.firstName, username: bot.username };
}

export function wireUser(user: StoredUser): JsonObject {
  return {
    id: user.userId,
    is_bot: false,
    first_name: user.firstName,
    username: user.username,
    language_code: user.languageCode,
  };
}

/** The bot or a person, by id. */
export function wireSender(world: World, userId: number): JsonObject {
  return userId === world.bot.id ? wireBot(world) : wireUser(knowUser(world, userId));
}

export function wireChat(world: World, chat: StoredChat): JsonObject {
  if (chat.kind === 'private') {
    const user = knowUser(world, chat.chatId);
    return {
      id: chat.chatId,
      first_name: user.firstName,
      username: user.username,
      type: 'private',
    };
  }
  const base = { id: chat.chatId, title: chat.title, type: chat.kind };
  return chat.forum === 'forum' ? { ...base, is_forum: true } : base;
}

function wireEntity(world: World, entity: Entity): JsonObject {
  const { userId, customEmojiId, ...rest } = entity;
  return {
    ...rest,
    ...(userId === undefined ? {} : { user: wireSender(world, userId) }),
    ...(customEmojiId === undefined ? {} : { custom_emoji_id: customEmojiId }),
  };
}

function wireEntities(world: World, formatted: Formatted): readonly JsonObject[] | undefined {
  if (formatted.entities.length === 0) return undefined;
  return formatted.entities.map((entity) => wireEntity(world, entity));
}

const SIZES: readonly { readonly name: PhotoSizeName; readonly edge: number }[] = [
  { name: 's', edge: 90 },
  { name: 'm', edge: 320 },
];

/** Sizes ascending, the original last. The smaller ones are named, but lead to the same bytes. */
export function wirePhoto(world: World, file: StoredFile): readonly JsonObject[] {
  const { width, height } = file;
  const longest = Math.max(width, height);
  const size = (name: PhotoSizeName, scale: number): JsonObject => ({
    file_id: world.files.fileId(file, name),
    file_unique_id: world.files.uniqueId(file, name),
    file_size: Math.round(file.sizeBytes * scale * scale),
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  });
  const smaller = SIZES.filter(({ edge }) => edge < longest);
  return [...smaller.map(({ name, edge }) => size(name, edge / longest)), size('x', 1)];
}

export function wireDocument(world: World, file: StoredFile): JsonObject {
  return {
    file_name: file.name,
    mime_type: file.mimeType,
    file_id: world.files.fileId(file, 'x'),
    file_unique_id: world.files.uniqueId(file, 'x'),
    file_size: file.sizeBytes,
  };
}

function wireService(world: World, message: StoredMessage): JsonObject {
  const { service } = message;
  switch (service?.kind) {
    case undefined:
      return {};
    case 'pinned': {
      const pinned = world.messages.get(message.chatId, service.messageId);
      return pinned === undefined ? {} : { pinned_message: wireMessage(world, pinned, 'alone') };
    }
    case 'topic-created':
      return { forum_topic_created: { name: service.name, icon_color: 7322096 } };
    case 'migrated-to':
      return { migrate_to_chat_id: service.chatId };
    case 'migrated-from':
      return { migrate_from_chat_id: service.chatId };
  }
}

function wireContent(world: World, message: StoredMessage): JsonObject {
  const { text, caption } = message;
  const photo = message.photo === null ? undefined : world.files.get(message.photo);
  const document = message.document === null ? undefined : world.files.get(message.document);
  return {
    ...(text === null ? {} : { text: text.text, entities: wireEntities(world, text) }),
    ...(photo === undefined ? {} : { photo: wirePhoto(world, photo) }),
    ...(document === undefined ? {} : { document: wireDocument(world, document) }),
    ...(caption === null
      ? {}
      : { caption: caption.text, caption_entities: wireEntities(world, caption) }),
  };
}

/** @param depth `alone` leaves out the message that it answers, as nested messages do. */
export function wireMessage(
  world: World,
  message: StoredMessage,
  depth: 'with-reply' | 'alone' = 'with-reply',
): JsonObject {
  const chat = world.chats.get(message.chatId);
  const repliedTo =
    message.replyTo === null || depth === 'alone'
      ? undefined
      : world.messages.present(message.chatId, message.replyTo);
  return {
    message_id: message.messageId,
    ...(message.threadId === null
      ? {}
      : { message_thread_id: message.threadId, is_topic_message: true }),
    from: wireSender(world, message.userId),
    chat: chat === undefined ? { id: message.chatId } : wireChat(world, chat),
    date: Math.floor(message.atMs / 1000),
    ...(message.editedAtMs === null ? {} : { edit_date: Math.floor(message.editedAtMs / 1000) }),
    ...(repliedTo === undefined
      ? {}
      : { reply_to_message: wireMessage(world, repliedTo, 'alone') }),
    ...(message.mediaGroupId === null ? {} : { media_group_id: message.mediaGroupId }),
    ...wireContent(world, message),
    ...wireService(world, message),
    ...(message.keyboard.length === 0
      ? {}
      : {
          reply_markup: {
            inline_keyboard: message.keyboard.map((row) => row.map((button) => button.wire)),
          },
        }),
  };
}
