import { GrammyError, type Api } from 'grammy';
import type { BotCommand, BotCommandScope } from 'grammy/types';
import type { EngineApi } from '../engine/api.js';
import type { Language, Role, UserId } from '../engine/domain/people.js';
import type { Chance } from '../engine/ports/chance.js';
import type { ChatStore } from '../engine/ports/chat-store.js';
import type { Clock } from '../engine/ports/clock.js';
import type { Log } from '../engine/ports/log.js';
import type { AccessBook } from './access.js';
import type { AnyCommand } from './command.js';
import type { Directory } from './directory.js';
import { plainText } from './html.js';
import { LANGUAGES, type Translations } from './i18n.js';
import { describeError } from './mask.js';
import { backoffMs, sleep } from './timing.js';

/** Longer menus are not read. */
const MOST_COMMANDS = 12;
const DESCRIPTION_MAX = 256;
const SCOPES_KEY = 'menu-scopes';

export interface MenuOptions {
  readonly api: Api;
  readonly engine: EngineApi;
  readonly chat: ChatStore;
  readonly wall: Clock;
  readonly chance: Chance;
  readonly log: Log;
  readonly access: AccessBook;
  readonly directory: Directory;
  readonly translations: Translations;
  readonly owners: readonly UserId[];
}

interface Scope {
  readonly scope: BotCommandScope;
  /** Null is the default list, shown where no list of the reader's language is. */
  readonly languageCode: Language | null;
  readonly commands: readonly BotCommand[];
}

/** The service's command menus, by who reads them and in which language. */
export class Menu {
  private readonly shown = new Map<string, string>();
  private readonly abort = new AbortController();
  private publishing: Promise<void> | null = null;
  private wanted = '';
  /** Chats that the service did not know; their people have not written to the bot yet. */
  private readonly unknownChats = new Set<number | string>();

  constructor(private readonly options: MenuOptions) {}

  /**
   * Publishes what changed since the last time; a failure is tried again in the background.
   * @param heardFrom a chat that the service knows for certain.
   */
  async refresh(heardFrom?: number): Promise<void> {
    if (this.abort.signal.aborted) return;
    if (heardFrom !== undefined && this.unknownChats.delete(heardFrom)) this.wanted = '';
    try {
      await this.publish();
    } catch (error) {
      this.options.log.error('menu-failed', { error });
    }
  }

  private async publish(): Promise<void> {
    const scopes = this.scopes();
    const wanted = JSON.stringify(scopes);
    if (wanted === this.wanted) return this.publishing ?? undefined;
    this.wanted = wanted;
    const before = this.publishing ?? Promise.resolve();
    const first = before.then(() => this.round(scopes));
    this.publishing = first.then((left) => this.retry(left));
    await first;
  }

  stop(): void {
    this.abort.abort();
  }

  /** @returns the scopes that could not be published. */
  private async round(scopes: readonly Scope[]): Promise<readonly Scope[]> {
    const left: Scope[] = [];
    for (const scope of scopes) {
      if (this.abort.signal.aborted) return [];
      if ((await this.one(scope)) === 'failed') left.push(scope);
    }
    await this.forgetOthers(scopes);
    return left;
  }

  private async retry(left: readonly Scope[]): Promise<void> {
    const { chance, wall } = this.options;
    for (let attempts = 2; left.length > 0; attempts++) {
      await sleep(wall, backoffMs(attempts, chance), this.abort.signal);
      if (this.abort.signal.aborted || this.wanted !== JSON.stringify(this.scopes())) return;
      left = await this.round(left);
    }
  }

  private async one({ scope, languageCode, commands }: Scope): Promise<'done' | 'failed'> {
    const { api, log } = this.options;
    const key = JSON.stringify([scope, languageCode]);
    const value = JSON.stringify(commands);
    if (this.shown.get(key) === value) return 'done';
    const other = { scope, ...(languageCode && { language_code: languageCode }) };
    try {
      await api.setMyCommands(commands, other);
      this.shown.set(key, value);
      return 'done';
    } catch (error) {
      const refused = error instanceof GrammyError && error.error_code === 400;
      if (refused && scope.type === 'chat') this.unknownChats.add(scope.chat_id);
      log[refused ? 'debug' : 'warn']('menu-not-published', { key, reason: describeError(error) });
      return refused ? 'done' : 'failed';
    }
  }

  private async forgetOthers(scopes: readonly Scope[]): Promise<void> {
    const { api, chat, log } = this.options;
    const chats = scopes.flatMap(({ scope }) => (scope.type === 'chat' ? [scope.chat_id] : []));
    const before = JSON.parse(chat.fact(SCOPES_KEY) ?? '[]') as readonly number[];
    for (const chatId of before.filter((id) => !chats.includes(id))) {
      this.shown.delete(JSON.stringify([{ type: 'chat', chat_id: chatId }, null]));
      await api
        .deleteMyCommands({ scope: { type: 'chat', chat_id: chatId } })
        .catch((error: unknown) => {
          log.debug('menu-not-removed', { chatId, reason: describeError(error) });
        });
    }
    if (JSON.stringify(before) !== JSON.stringify(chats)) {
      chat.putFact(SCOPES_KEY, JSON.stringify(chats));
    }
  }

  private scopes(): readonly Scope[] {
    const { access, directory, engine, owners } = this.options;
    const strangers = directory.usableBy('stranger', 'private');
    const everyone: readonly Scope[] = LANGUAGES.map((language) => ({
      scope: { type: 'all_private_chats' },
      languageCode: language === 'en' ? null : language,
      commands: this.list(strangers, language),
    }));
    const members = new Map<UserId, Role>(
      engine.people.members().map(({ userId, role }) => [userId, role]),
    );
    for (const owner of owners) members.set(owner, 'owner');
    const personal = [...members].map(([userId, role]): Scope => ({
      scope: { type: 'chat', chat_id: userId },
      languageCode: null,
      commands: this.list(
        directory.usableBy(role, 'private'),
        engine.people.settings(userId).language,
      ),
    }));
    const group = access.group();
    const owner = owners[0];
    const groupLanguage = owner === undefined ? 'en' : engine.people.settings(owner).language;
    const shared: readonly Scope[] = group
      ? [
          {
            scope: { type: 'chat', chat_id: group.chatId },
            languageCode: null,
            commands: this.list(directory.usableBy('viewer', 'group'), groupLanguage),
          },
        ]
      : [];
    return [...everyone, ...personal, ...shared];
  }

  private list(commands: readonly AnyCommand[], language: Language): readonly BotCommand[] {
    const t = this.options.translations(language);
    return commands
      .filter(({ menu }) => menu === 'published')
      .slice(0, MOST_COMMANDS)
      .map(({ name }) => ({
        command: name,
        description: plainText(t(`${name}-about`)).slice(0, DESCRIPTION_MAX),
      }));
  }
}
