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
  /** See `markOf`. */
  readonly mark: number;
  readonly speaker: Speaker;
  readonly place: Place;
  readonly messageId: number;
  /** The service's clock, whole seconds. */
  readonly sentAtMs: EpochMs;
  readonly text: string;
}

export interface IncomingPress {
  readonly kind: 'press';
  readonly mark: number;
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
      readonly mark: number;
      readonly chatId: number;
      readonly state: 'in' | 'out';
    }
  | {
      readonly kind: 'moved';
      readonly mark: number;
      readonly fromChatId: number;
      readonly toChatId: number;
    }
  | { readonly kind: 'other'; readonly mark: number };

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

function readMessage(mark: number, message: Message): Incoming {
  const place = placeOf(message.chat, message);
  if (message.migrate_to_chat_id !== undefined) {
    const toChatId = message.migrate_to_chat_id;
    return { kind: 'moved', mark, fromChatId: message.chat.id, toChatId };
  }
  const { from, text } = message;
  if (!place || !from || text === undefined || message.via_bot) return { kind: 'other', mark };
  if (from.is_bot && message.sender_chat === undefined) return { kind: 'other', mark };
  return {
    kind: 'message',
    mark,
    speaker: speakerOf(from, message.sender_chat?.id),
    place,
    messageId: message.message_id,
    sentAtMs: message.date * 1000,
    text,
  };
}

const ID_SPAN = 2 ** 32;
const SALT_SPAN = 2 ** 20;

/**
 * What marks an update as handled: different for different ids, and also where a service that lost
 * its count gives an old id to something new.
 */
export function markOf(update: Update): number {
  const query = update.callback_query;
  const when = update.message?.date ?? update.my_chat_member?.date ?? 0;
  const salt = query ? Number(BigInt.asUintN(20, digitsOf(query.id))) : when % SALT_SPAN;
  return (update.update_id % ID_SPAN) + salt * ID_SPAN;
}

function digitsOf(id: string): bigint {
  return /^\d+$/u.test(id) ? BigInt(id) : 0n;
}

/** The part of an update that the kit acts on, without the service's wrapping. */
export function readUpdate(update: Update): Incoming {
  const mark = markOf(update);
  if (update.message) return readMessage(mark, update.message);
  if (update.my_chat_member) {
    const { chat, new_chat_member: now } = update.my_chat_member;
    const out = now.status === 'kicked' || now.status === 'left';
    return { kind: 'membership', mark, chatId: chat.id, state: out ? 'out' : 'in' };
  }
  const query = update.callback_query;
  if (query?.data === undefined || !query.message) return { kind: 'other', mark };
  const { message } = query;
  const readable = message.date === 0 ? null : message;
  const place = placeOf(message.chat, readable);
  if (!place) return { kind: 'other', mark };
  return {
    kind: 'press',
    mark,
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
