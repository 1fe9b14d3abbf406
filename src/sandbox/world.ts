import type { SandboxClock } from './clock.js';
import { Events } from './events.js';
import { Faults } from './faults.js';
import { Files } from './files.js';
import type { FloodLimits } from './flood.js';
import { Flood } from './flood.js';
import type { Change } from './journal.js';
import { Journal } from './journal.js';
import { Messages } from './messages.js';
import { Queries } from './queries.js';
import type {
  StoredChat,
  StoredCommands,
  StoredMessage,
  StoredTopic,
  StoredUser,
} from './records.js';
import { Table } from './table.js';
import { Updates } from './updates.js';
import { toUserMessage } from './user-view.js';

export interface WorldOptions {
  readonly directory: string | null;
  readonly token: string;
  readonly clock: SandboxClock;
  readonly ownerId: number;
  readonly groupId: number;
  /** Null switches flood control off. */
  readonly limits: FloodLimits | null;
  readonly updatesKeptMs: number;
  readonly queryLifeMs: number;
}

export interface BotIdentity {
  readonly id: number;
  readonly firstName: string;
  readonly username: string;
}

export interface Webhook {
  readonly url: string;
  readonly setAtMs: number;
}

/** One call of the bot, for tests that count. */
export interface CallRecord {
  readonly method: string;
  readonly atMs: number;
  /** 200, the error's code, or 0 where a fault took the answer. */
  readonly code: number;
}

const CALLS_KEPT = 10_000;

/** Everything that the local chat knows, in memory and in its journal. */
export class World {
  readonly clock: SandboxClock;
  readonly bot: BotIdentity;
  readonly ownerId: number;
  readonly groupId: number;
  readonly limits: FloodLimits | null;
  readonly users: Table<StoredUser>;
  readonly chats: Table<StoredChat>;
  readonly topics: Table<StoredTopic>;
  readonly commands: Table<StoredCommands>;
  readonly webhook: Table<Webhook>;
  readonly messages: Messages;
  readonly files: Files;
  readonly updates: Updates;
  readonly queries: Queries;
  readonly flood: Flood;
  readonly faults = new Faults();
  readonly events = new Events();
  readonly calls: CallRecord[] = [];
  private readonly counters: Table<number>;
  private readonly journal: Journal;

  constructor(options: WorldOptions) {
    const { clock, limits, directory } = options;
    this.clock = clock;
    this.limits = limits;
    this.ownerId = options.ownerId;
    this.groupId = options.groupId;
    const id = Number(/^(\d{1,15}):/.exec(options.token)?.[1] ?? 7_000_000_001);
    this.bot = { id, firstName: 'voldesk', username: 'voldesk_local_bot' };
    const journal = new Journal(directory);
    this.journal = journal;
    this.users = new Table('user', journal);
    this.chats = new Table('chat', journal);
    this.topics = new Table('topic', journal);
    this.commands = new Table('commands', journal);
    this.webhook = new Table('webhook', journal);
    this.counters = new Table('counter', journal);
    this.messages = new Messages(journal);
    this.files = new Files(journal, directory);
    this.updates = new Updates(journal, clock, {
      keptMs: options.updatesKeptMs,
      dampingMs: limits?.pollDampingMs ?? 0,
    });
    this.queries = new Queries(journal, clock, options.queryLifeMs);
    this.flood = new Flood(clock, limits);
    for (const change of journal.read()) this.restore(change);
    this.forgetUnusedFiles();
    journal.rewrite(() => this.rows());
  }

  /** The next number of a series; series outlive a restart. */
  count(series: string): number {
    return this.counters.put(series, (this.counters.get(series) ?? 0) + 1);
  }

  /** Private chats number their messages together; a group by itself, 1 being its creation. */
  nextMessageId(chatId: number): number {
    return chatId > 0 ? this.count('message') : this.count(`message ${chatId}`) + 1;
  }

  /** Keeps a message as it now is and tells whoever watches. */
  keep(message: StoredMessage): StoredMessage {
    this.messages.put(message);
    const shown = toUserMessage(this, message);
    if (shown !== null) this.events.message(shown);
    return message;
  }

  record(call: CallRecord): void {
    this.calls.push(call);
    if (this.calls.length > CALLS_KEPT) this.calls.splice(0, CALLS_KEPT / 10);
  }

  close(): void {
    this.queries.close();
    this.journal.close();
  }

  private restore(change: Change): void {
    const parts: Readonly<Record<string, { restore(change: Change): void }>> = {
      user: this.users,
      chat: this.chats,
      topic: this.topics,
      commands: this.commands,
      webhook: this.webhook,
      counter: this.counters,
      message: this.messages,
      file: this.files,
      update: this.updates,
      'update-settings': this.updates,
      query: this.queries,
    };
    parts[change[0]]?.restore(change);
  }

  private *rows(): Iterable<Change> {
    const parts = [this.users, this.chats, this.topics, this.commands, this.webhook];
    for (const part of parts) yield* part.changes();
    yield* this.counters.changes();
    yield* this.files.changes();
    yield* this.messages.changes();
    yield* this.updates.changes();
    yield* this.queries.changes();
  }

  private forgetUnusedFiles(): void {
    const used = new Set<number>();
    for (const { photo, document } of this.messages.all()) {
      if (photo !== null) used.add(photo);
      if (document !== null) used.add(document);
    }
    this.files.forgetUnused(used, this.clock.nowMs());
  }
}
