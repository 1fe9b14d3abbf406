import type { Message, Update, User } from 'grammy/types';
import type { UserId } from '../engine/domain/people.js';
import type { EpochMs } from '../engine/domain/units.js';
import type { Delivered } from './outbox-body.js';

/** Who speaks. An anonymous admin speaks as the group itself and is nobody in particular. */
export interface Speaker {
  readonly userId: UserId;
  readonly languageCode: string | undefined;
  readonly identity: 'known' | 'anonymous';
}

export interface Place {
  readonly chatId: number;
  readonly kind: 'private' | 'group';
  readonly topicId: number | null;
}

export interface IncomingMessage {
  readonly kind: 'message';
  readonly updateId: number;
  readonly speaker: Speaker;
  readonly place: Place;
  readonly messageId: number;
  /** The service's clock, whole seconds. */
  readonly sentAtMs: EpochMs;
  readonly text: string;
}

export interface IncomingPress {
  readonly kind: 'press';
  readonly updateId: number;
  readonly speaker: Speaker;
  readonly place: Place;
  readonly queryId: string;
  readonly data: string;
  /** Null where the message is too old to be changed. */
  readonly message: Delivered | null;
}

export type Incoming =
  | IncomingMessage
  | IncomingPress
  | {
      readonly kind: 'membership';
      readonly updateId: number;
      readonly chatId: number;
      readonly state: 'in' | 'out';
    }
  | {
      readonly kind: 'moved';
      readonly updateId: number;
      readonly fromChatId: number;
      readonly toChatId: number;
    }
  | { readonly kind: 'other'; readonly updateId: number };

type ChatOf = Pick<Message['chat'], 'id' | 'type'>;

function placeOf(chat: ChatOf, message: Message | null): Place | null {
  if (chat.type === 'channel') return null;
  const inTopic = message?.is_topic_message === true;
  return {
    chatId: chat.id,
    kind: chat.type === 'private' ? 'private' : 'group',
    topicId: inTopic ? (message.message_thread_id ?? null) : null,
  };
}

function speakerOf(from: User, senderChatId: number | undefined): Speaker {
  return {
    userId: (senderChatId ?? from.id) as UserId,
    languageCode: from.language_code,
    identity: senderChatId === undefined ? 'known' : 'anonymous',
  };
}

function readMessage(updateId: number, message: Message): Incoming {
  const place = placeOf(message.chat, message);
  if (message.migrate_to_chat_id !== undefined) {
    const toChatId = message.migrate_to_chat_id;
    return { kind: 'moved', updateId, fromChatId: message.chat.id, toChatId };
  }
  const { from, text } = message;
  if (!place || !from || text === undefined || message.via_bot) return { kind: 'other', updateId };
  if (from.is_bot && message.sender_chat === undefined) return { kind: 'other', updateId };
  return {
    kind: 'message',
    updateId,
    speaker: speakerOf(from, message.sender_chat?.id),
    place,
    messageId: message.message_id,
    sentAtMs: message.date * 1000,
    text,
  };
}

/** The part of an update that the kit acts on, without the service's wrapping. */
export function readUpdate(update: Update): Incoming {
  const updateId = update.update_id;
  if (update.message) return readMessage(updateId, update.message);
  if (update.my_chat_member) {
    const { chat, new_chat_member: now } = update.my_chat_member;
    const out = now.status === 'kicked' || now.status === 'left';
    return { kind: 'membership', updateId, chatId: chat.id, state: out ? 'out' : 'in' };
  }
  const query = update.callback_query;
  if (query?.data === undefined || !query.message) return { kind: 'other', updateId };
  const { message } = query;
  const readable = message.date === 0 ? null : message;
  const place = placeOf(message.chat, readable);
  if (!place) return { kind: 'other', updateId };
  return {
    kind: 'press',
    updateId,
    speaker: speakerOf(query.from, undefined),
    place,
    queryId: query.id,
    data: query.data,
    message: readable && {
      messageId: readable.message_id,
      has: readable.photo ? 'photo' : 'text',
    },
  };
}
