import type { EngineApi } from '../engine/api.js';
import {
  atLeast,
  DEFAULT_SETTINGS,
  type Role,
  type UserId,
  type UserSettings,
} from '../engine/domain/people.js';
import type { ChatStore } from '../engine/ports/chat-store.js';
import type { Clock } from '../engine/ports/clock.js';
import type { AnyCommand, CommandContext, GroupMoney, Translate } from './command.js';
import { languageOfCode, type Translations } from './i18n.js';
import type { Place, Speaker } from './incoming.js';

export interface GroupPlace {
  readonly chatId: number;
  readonly topicId: number | null;
}

/** `elsewhere` is a group that is not the configured one: nothing is shown there. */
export interface Access {
  readonly standing: 'member' | 'stranger' | 'elsewhere';
  readonly context: CommandContext;
}

export interface AccessOptions {
  readonly engine: EngineApi;
  readonly chat: ChatStore;
  readonly wall: Clock;
  readonly owners: readonly UserId[];
  readonly group: GroupPlace | null;
  readonly commands: readonly AnyCommand[];
  readonly translations: Translations;
}

const movedKey = (chatId: number): string => `chat-moved:${chatId}`;
const unreachableKey = (chatId: number): string => `chat-unreachable:${chatId}`;
const GROUP_MONEY_KEY = 'group-money';
const greetedKey = (userId: UserId): string => `language-seen:${userId}`;

/** Roles by numeric user id, and what each person sees. */
export class AccessBook {
  constructor(private readonly options: AccessOptions) {}

  /** The configured group where it is now: a group that became a supergroup has a new id. */
  group(): GroupPlace | null {
    const { chat, group } = this.options;
    if (!group) return null;
    const moved = chat.fact(movedKey(group.chatId));
    return moved === null ? group : { ...group, chatId: Number(moved) };
  }

  chatMoved(fromChatId: number, toChatId: number): void {
    const { chat, group } = this.options;
    chat.rewriteChat(fromChatId, toChatId);
    if (group && this.group()?.chatId === fromChatId) {
      chat.putFact(movedKey(group.chatId), String(toChatId));
    }
  }

  markReachable(chatId: number, state: 'yes' | 'no'): void {
    const { chat } = this.options;
    if (this.reachable(chatId) !== (state === 'yes')) {
      chat.putFact(unreachableKey(chatId), state === 'yes' ? '' : 'no');
    }
  }

  reachable(chatId: number): boolean {
    return this.options.chat.fact(unreachableKey(chatId)) !== 'no';
  }

  of(speaker: Speaker, place: Place): Access {
    const role = this.roleOf(speaker);
    const home = this.group();
    if (place.kind === 'private') {
      const settings = role === 'stranger' ? this.guest(speaker) : this.welcomed(speaker);
      const standing = role === 'stranger' ? 'stranger' : 'member';
      return { standing, context: this.context({ userId: speaker.userId, role, settings }, place) };
    }
    const settings = this.groupSettings();
    if (home?.chatId !== place.chatId) {
      const person = { userId: speaker.userId, role: 'stranger' as const, settings };
      return { standing: 'elsewhere', context: this.context(person, place) };
    }
    const anonymous = speaker.identity === 'anonymous';
    const here: Role = anonymous ? 'stranger' : atLeast(role, 'viewer') ? role : 'viewer';
    const person = { userId: speaker.userId, role: here, settings };
    return { standing: anonymous ? 'stranger' : 'member', context: this.context(person, place) };
  }

  /** Who hears of the desk's doings in private: the owners and the traders. */
  informed(): readonly UserId[] {
    const { engine, owners } = this.options;
    const traders = engine.people.members().filter(({ role }) => atLeast(role, 'trader'));
    return [...new Set([...owners, ...traders.map(({ userId }) => userId)])];
  }

  /** For news: a member's private chat, or the group seen as its members see it. */
  recipient(to: UserId | GroupPlace): CommandContext {
    if (typeof to === 'number') {
      const { people } = this.options.engine;
      const place: Place = { chatId: to, kind: 'private', topicId: null };
      const person = { userId: to, role: people.roleOf(to), settings: people.settings(to) };
      return this.context(person, place);
    }
    const userId = this.options.owners[0] ?? (0 as UserId);
    const person = { userId, role: 'viewer' as const, settings: this.groupSettings() };
    return this.context(person, { ...to, kind: 'group' });
  }

  private roleOf(speaker: Speaker): Role {
    return speaker.identity === 'anonymous'
      ? 'stranger'
      : this.options.engine.people.roleOf(speaker.userId);
  }

  private guest(speaker: Speaker): UserSettings {
    return { ...DEFAULT_SETTINGS, language: languageOfCode(speaker.languageCode) };
  }

  /** At first contact a person's language is the one that the chat service reports. */
  private welcomed(speaker: Speaker): UserSettings {
    const { chat, engine } = this.options;
    const settings = engine.people.settings(speaker.userId);
    if (chat.fact(greetedKey(speaker.userId)) !== null) return settings;
    chat.putFact(greetedKey(speaker.userId), speaker.languageCode ?? '-');
    const language = languageOfCode(speaker.languageCode);
    if (language === settings.language || language === DEFAULT_SETTINGS.language) return settings;
    const changed = { ...settings, language };
    engine.people.saveSettings(speaker.userId, changed);
    return changed;
  }

  private groupMoney(): GroupMoney {
    const { chat } = this.options;
    return {
      read: () => (chat.fact(GROUP_MONEY_KEY) === 'shown' ? 'shown' : 'hidden'),
      write: (choice) => chat.putFact(GROUP_MONEY_KEY, choice),
    };
  }

  private groupSettings(): UserSettings {
    const owner = this.options.owners[0];
    return owner === undefined ? DEFAULT_SETTINGS : this.options.engine.people.settings(owner);
  }

  /** A member's private texts follow a change of language at once, even inside one turn. */
  private translate(
    person: { readonly userId: UserId; readonly role: Role; readonly settings: UserSettings },
    place: Place,
  ): Translate {
    const { engine, translations } = this.options;
    if (place.kind === 'group' || person.role === 'stranger') {
      return translations(person.settings.language);
    }
    return (key, variables) =>
      translations(engine.people.settings(person.userId).language)(key, variables);
  }

  private context(
    person: { readonly userId: UserId; readonly role: Role; readonly settings: UserSettings },
    place: Place,
  ): CommandContext {
    const { commands, engine, wall } = this.options;
    return {
      user: { id: person.userId, role: person.role, settings: person.settings },
      chat: { id: place.chatId, kind: place.kind, topicId: place.topicId },
      engine,
      t: this.translate(person, place),
      tIn: (language) => this.options.translations(language),
      nowMs: wall.nowMs(),
      commands,
      groupMoney: this.groupMoney(),
    };
  }
}
