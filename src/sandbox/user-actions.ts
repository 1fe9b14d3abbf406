import { wireMessage, wireSender } from './bot-view.js';
import { blankMessage, deliverMessage } from './deliver.js';
import { withDetected } from './entities-detect.js';
import { trimmed } from './formatted.js';
import { joinGroup, openPrivateChat } from './people.js';
import type { PressAnswer } from './queries.js';
import type { StoredChat, StoredMessage } from './records.js';
import type { World } from './world.js';

const TEXT_MOST = 4096;

/** Why a person's act was refused: an HTTP status and one sentence. */
export interface Refused {
  readonly ok: false;
  readonly status: 400 | 404;
  readonly error: string;
}

export type Act<T> = { readonly ok: true; readonly value: T } | Refused;

function refused(status: 400 | 404, error: string): Refused {
  return { ok: false, status, error };
}

/** Who acts, and where; the owner in the own private chat where nothing is said. */
export interface Actor {
  readonly chatId?: number | undefined;
  readonly userId?: number | undefined;
}

export interface Saying extends Actor {
  readonly text: string;
  readonly replyTo?: number | undefined;
  readonly threadId?: number | undefined;
}

export interface Press extends Actor {
  readonly messageId: number;
  readonly data: string;
}

export interface Edit extends Actor {
  readonly messageId: number;
  readonly text: string;
}

interface Seat {
  readonly userId: number;
  readonly chatId: number;
}

/** A person who writes into a private chat always writes into the own one. */
function seatOf(world: World, { chatId, userId }: Actor): Seat {
  const actingId = userId ?? (chatId !== undefined && chatId > 0 ? chatId : world.ownerId);
  const isGroup = chatId !== undefined && chatId < 0;
  return { userId: actingId, chatId: isGroup ? chatId : actingId };
}

function takeSeat(world: World, seat: Seat): Act<StoredChat> {
  if (!Number.isSafeInteger(seat.userId) || seat.userId <= 0) {
    return refused(400, 'A userId is a positive whole number.');
  }
  if (seat.chatId > 0) return { ok: true, value: openPrivateChat(world, seat.userId) };
  const group = world.chats.get(seat.chatId);
  if (group === undefined) return refused(404, `There is no chat ${seat.chatId}.`);
  if (group.migratedTo !== null) {
    return refused(400, `The group was upgraded to chat ${group.migratedTo}.`);
  }
  return { ok: true, value: joinGroup(world, group, seat.userId) };
}

/** Writes as a person; @returns the number of the message. */
export function say(world: World, saying: Saying): Act<{ readonly messageId: number }> {
  const formatted = withDetected(trimmed({ text: saying.text, entities: [] }));
  if (formatted.text === '') return refused(400, 'The text is empty.');
  if (formatted.text.length > TEXT_MOST) {
    return refused(400, `The text is longer than ${TEXT_MOST} characters.`);
  }
  const seat = seatOf(world, saying);
  const chat = takeSeat(world, seat);
  if (!chat.ok) return chat;
  if (chat.value.kind === 'private' && chat.value.bot === 'kicked') {
    return refused(400, 'The bot is blocked in this chat.');
  }
  const { replyTo, threadId } = saying;
  const repliedTo = replyTo === undefined ? null : world.messages.present(seat.chatId, replyTo);
  if (repliedTo === undefined)
    return refused(404, `There is no message ${replyTo ?? 0} to reply to.`);
  if (threadId !== undefined && world.topics.get(`${seat.chatId}:${threadId}`) === undefined) {
    return refused(404, `There is no topic ${threadId}.`);
  }
  const blank = blankMessage(world, seat.chatId, { from: 'user', userId: seat.userId });
  const message = world.keep({
    ...blank,
    text: formatted,
    replyTo: repliedTo?.messageId ?? null,
    threadId: threadId ?? repliedTo?.threadId ?? null,
  });
  deliverMessage(world, message, 'message');
  return { ok: true, value: { messageId: message.messageId } };
}

function pressable(world: World, { chatId }: Seat, press: Press): Act<StoredMessage> {
  const message = world.messages.present(chatId, press.messageId);
  if (message === undefined) return refused(404, `There is no message ${press.messageId}.`);
  const hasButton = message.keyboard.flat().some(({ data }) => data === press.data);
  return hasButton
    ? { ok: true, value: message }
    : refused(400, `Message ${press.messageId} has no button with this data.`);
}

/** Presses a button; settles with the bot's answer, or with none when the bot stays silent. */
export async function press(world: World, pressed: Press): Promise<Act<PressAnswer>> {
  const seat = seatOf(world, pressed);
  const target = pressable(world, seat, pressed);
  if (!target.ok) return target;
  const chat = takeSeat(world, seat);
  if (!chat.ok) return chat;
  if (chat.value.bot === 'kicked' || chat.value.bot === 'left') {
    return refused(400, 'The bot is not in this chat.');
  }
  return { ok: true, value: await sendPress(world, target.value, { ...pressed, ...seat }) };
}

/** Sends a press as it is, even of a button that has gone since. */
export function sendPress(
  world: World,
  message: StoredMessage,
  { userId, data }: { readonly userId: number; readonly data: string },
): Promise<PressAnswer> {
  const queryId = String(4_000_000_000_000_000 + world.count('query'));
  const answered = world.queries.open(queryId);
  world.updates.push('callback_query', {
    id: queryId,
    from: wireSender(world, userId),
    message: wireMessage(world, message),
    chat_instance: String(-7_000_000_000_000 + message.chatId),
    data,
  });
  return answered;
}

/** A person corrects the own message. */
export function editOwn(world: World, edit: Edit): Act<null> {
  const seat = seatOf(world, edit);
  const message = world.messages.present(seat.chatId, edit.messageId);
  if (message?.from !== 'user' || message.userId !== seat.userId) {
    return refused(404, `User ${seat.userId} has no message ${edit.messageId}.`);
  }
  const text = withDetected(trimmed({ text: edit.text, entities: [] }));
  if (text.text === '') return refused(400, 'The text is empty.');
  const edited = world.keep({ ...message, text, editedAtMs: world.clock.nowMs() });
  deliverMessage(world, edited, 'edited_message');
  return { ok: true, value: null };
}
