import type { EpochMs } from '../domain/units.js';

/** One thing to do at the chat service, kept until it is done. */
export interface OutboxRow {
  readonly id: number;
  readonly chatId: number;
  /** Lower goes first: 0 money, 1 answers, 2 notices. */
  readonly priority: number;
  /** What to do, as JSON that the outbox alone understands. */
  readonly body: string;
  readonly createdAtMs: EpochMs;
  readonly notBeforeMs: EpochMs;
  readonly attempts: number;
}

export interface NewOutboxRow {
  readonly chatId: number;
  readonly priority: number;
  readonly body: string;
  readonly createdAtMs: EpochMs;
  /** A waiting row with the same key is replaced, under a new id: only the newest edit matters. */
  readonly replaceKey: string | null;
  /** Taken once and remembered for 30 days at least: a second row with it is not queued. */
  readonly onceKey: string | null;
}

/** The part of the desk's book that the chat side keeps: outbox, dialogues, updates seen. */
export interface ChatStore {
  /** @returns null where the once-key was known. */
  enqueue(row: NewOutboxRow): number | null;
  /** Rows due, by priority, then age. A postponed row holds back its chat's of that priority. */
  due(nowMs: EpochMs, limit: number): readonly OutboxRow[];
  /** The next instant at which a waiting row becomes due; null when the outbox is empty. */
  nextDueAtMs(): EpochMs | null;
  postpone(id: number, to: { readonly notBeforeMs: EpochMs; readonly attempts: number }): void;
  rewriteChat(fromChatId: number, toChatId: number): void;
  done(id: number): void;
  waiting(): number;

  /** Marks an update as handled. @returns false if it was marked before. */
  claimUpdate(updateId: number, atMs: EpochMs): boolean;
  forgetUpdatesBefore(atMs: EpochMs): void;

  dialog(key: string): string | null;
  putDialog(key: string, value: string): void;
  deleteDialog(key: string): void;

  /** Small facts by name, such as the day on which a stranger was last answered. */
  fact(key: string): string | null;
  putFact(key: string, value: string): void;
}
