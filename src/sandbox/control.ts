import { wireChat } from './bot-view.js';
import { blankMessage, changeBotStatus, deliverMessage } from './deliver.js';
import type { ChatListener } from './events.js';
import type { Fault } from './faults.js';
import { newChat, knowUser, openPrivateChat } from './people.js';
import type { PressAnswer } from './queries.js';
import type {
  BotRight,
  ChatKind,
  MemberStatus,
  StoredChat,
  StoredMessage,
  StoredUser,
} from './records.js';
import type { Act, Edit, Press, Saying } from './user-actions.js';
import { editOwn, press, say, sendPress } from './user-actions.js';
import type { UserMessage } from './user-view.js';
import { toUserMessage } from './user-view.js';
import type { CallRecord, World } from './world.js';

export interface GroupToAdd {
  readonly chatId: number;
  readonly title: string;
  /** `supergroup` by default. */
  readonly kind?: Exclude<ChatKind, 'private'>;
  readonly forum?: 'forum' | 'plain';
}

export interface Membership {
  readonly chatId: number;
  readonly userId: number | 'bot';
  readonly status: MemberStatus;
  /** Of the bot as an administrator; all where nothing is said. */
  readonly rights?: readonly BotRight[];
}

const ALL_RIGHTS: readonly BotRight[] = [
  'can_pin_messages',
  'can_manage_topics',
  'can_delete_messages',
];

/** Misuse by a test or script; the message says what was wrong. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
}

function must<T>(act: Act<T>): T {
  if (!act.ok) throw new ControlError(act.error);
  return act.value;
}

/** The strings behind the chats: what people do, what befalls the bot, what breaks. */
export class ChatControl {
  constructor(private readonly world: World) {}

  /** Writes as a person; the owner in private where nothing is said. */
  userSays(saying: Saying): { readonly messageId: number } {
    return must(say(this.world, saying));
  }

  /** Presses a button that is there; settles with the answer. */
  async userPresses(pressed: Press): Promise<PressAnswer> {
    return must(await press(this.world, pressed));
  }

  /** Presses a button that may have gone, as a slow phone does. */
  userPressesStale(pressed: Press & { readonly chatId: number }): Promise<PressAnswer> {
    const message = this.world.messages.get(pressed.chatId, pressed.messageId);
    if (message === undefined) throw new ControlError(`There is no message ${pressed.messageId}.`);
    return sendPress(this.world, message, {
      userId: pressed.userId ?? (pressed.chatId > 0 ? pressed.chatId : this.world.ownerId),
      data: pressed.data,
    });
  }

  userEdits(edit: Edit): void {
    must(editOwn(this.world, edit));
  }

  /** The user blocks the bot: it learns so, and every message to that chat is refused. */
  block(userId: number): void {
    changeBotStatus(this.world, this.chat(userId), { status: 'kicked', byUserId: userId });
  }

  unblock(userId: number): void {
    changeBotStatus(this.world, this.chat(userId), { status: 'member', byUserId: userId });
  }

  /** The account is gone for good. */
  deactivate(userId: number): void {
    const user = knowUser(this.world, userId);
    this.world.users.put(userId, { ...user, state: 'deactivated' });
  }

  setUser(user: Partial<StoredUser> & { readonly userId: number }): StoredUser {
    const known = knowUser(this.world, user.userId);
    openPrivateChat(this.world, user.userId);
    return this.world.users.put(user.userId, { ...known, ...user });
  }

  kick(chatId: number): void {
    const { ownerId } = this.world;
    changeBotStatus(this.world, this.group(chatId), { status: 'kicked', byUserId: ownerId });
  }

  invite(chatId: number): void {
    const { ownerId } = this.world;
    changeBotStatus(this.world, this.group(chatId), { status: 'member', byUserId: ownerId });
  }

  addGroup({ chatId, title, kind = 'supergroup', forum = 'plain' }: GroupToAdd): void {
    if (chatId >= 0) throw new ControlError('The number of a group is negative.');
    const group = newChat(chatId, { kind, title });
    const members = { [this.world.ownerId]: 'creator' } as const;
    this.world.chats.put(chatId, { ...group, forum, members });
  }

  /** Makes a group one with topics. */
  makeForum(chatId: number): void {
    const chat = this.group(chatId);
    this.world.chats.put(chatId, { ...chat, kind: 'supergroup', forum: 'forum' });
  }

  /** Opens a topic as a person does; @returns its thread number. */
  addTopic(chatId: number, name: string): number {
    const { world } = this;
    const chat = this.group(chatId);
    if (chat.forum !== 'forum') throw new ControlError(`Chat ${chatId} has no topics.`);
    const blank = blankMessage(world, chatId, { from: 'user', userId: world.ownerId });
    const threadId = blank.messageId;
    world.topics.put(`${chatId}:${threadId}`, { chatId, threadId, name });
    this.service({ ...blank, threadId, service: { kind: 'topic-created', name } });
    return threadId;
  }

  /** The group becomes a supergroup with another number; @returns that number. */
  migrate(chatId: number, toChatId = -1_000_000_000_000 + chatId): number {
    const { world } = this;
    const chat = this.group(chatId);
    const sender = { from: 'user', userId: world.ownerId } as const;
    world.chats.put(toChatId, { ...chat, chatId: toChatId, kind: 'supergroup', pinned: [] });
    const leaving = blankMessage(world, chatId, sender);
    this.service({ ...leaving, service: { kind: 'migrated-to', chatId: toChatId } });
    world.chats.put(chatId, { ...chat, kind: 'group', migratedTo: toChatId });
    const arriving = blankMessage(world, toChatId, sender);
    this.service({ ...arriving, service: { kind: 'migrated-from', chatId } });
    return toChatId;
  }

  setMembership({ chatId, userId, status, rights = ALL_RIGHTS }: Membership): void {
    const { world } = this;
    const chat = this.group(chatId);
    if (userId !== 'bot') {
      knowUser(world, userId);
      world.chats.put(chatId, { ...chat, members: { ...chat.members, [userId]: status } });
      return;
    }
    const botRights = status === 'administrator' ? rights : [];
    const changed = world.chats.put(chatId, { ...chat, botRights });
    changeBotStatus(world, changed, { status, byUserId: world.ownerId });
  }

  /** All that a person sees in a chat, oldest first. */
  history(chatId = this.world.ownerId): readonly UserMessage[] {
    return this.world.messages
      .after(chatId, 0)
      .flatMap((message) => toUserMessage(this.world, message) ?? []);
  }

  /** Tells of every new, edited or deleted message; @returns what ends it. */
  listen(listener: ChatListener): () => void {
    return this.world.events.listen(listener);
  }

  /** Faults strike in the order of the list. */
  failNext(...faults: readonly Fault[]): void {
    for (const fault of faults) this.world.faults.add(fault);
  }

  clearFaults(): void {
    this.world.faults.clear();
  }

  /** Faults that have not struck as often as they should. */
  faultsWaiting(): number {
    return this.world.faults.waiting();
  }

  /** Updates that the bot has not confirmed. */
  updatesWaiting(): number {
    return this.world.updates.waiting();
  }

  /** Calls of the bot, oldest first, the last several thousand. */
  calls(): readonly CallRecord[] {
    return [...this.world.calls];
  }

  private chat(chatId: number): StoredChat {
    const chat = this.world.chats.get(chatId);
    if (chat === undefined) throw new ControlError(`There is no chat ${chatId}.`);
    return chat;
  }

  private group(chatId: number): StoredChat {
    const chat = this.chat(chatId);
    if (chat.kind === 'private') {
      const { id } = wireChat(this.world, chat);
      throw new ControlError(`Chat ${String(id)} is private.`);
    }
    return chat;
  }

  private service(message: StoredMessage): void {
    deliverMessage(this.world, this.world.keep(message), 'message');
  }
}
