import type { Change, Journal } from './journal.js';
import type { StoredMessage } from './records.js';
import { Table } from './table.js';

/** Older messages of a chat are forgotten in batches beyond this. */
const KEPT_PER_CHAT = 5_000;
const FORGET_BATCH = 500;

/** Messages by chat, in the order of their numbers. */
export class Messages {
  private readonly table: Table<StoredMessage>;
  private readonly numbers = new Map<number, number[]>();

  constructor(journal: Journal) {
    this.table = new Table('message', journal);
  }

  get(chatId: number, messageId: number): StoredMessage | undefined {
    return this.table.get(`${chatId}:${messageId}`);
  }

  /** A message that is still there. */
  present(chatId: number, messageId: number): StoredMessage | undefined {
    const message = this.get(chatId, messageId);
    return message?.state === 'present' ? message : undefined;
  }

  /** Those with a number above `afterId`. */
  after(chatId: number, afterId: number): readonly StoredMessage[] {
    const numbers = this.numbers.get(chatId) ?? [];
    let first = numbers.length;
    while (first > 0 && (numbers[first - 1] ?? 0) > afterId) first--;
    return numbers.slice(first).flatMap((messageId) => this.get(chatId, messageId) ?? []);
  }

  all(): IterableIterator<StoredMessage> {
    return this.table.values();
  }

  put(message: StoredMessage): StoredMessage {
    if (this.get(message.chatId, message.messageId) === undefined) this.index(message);
    this.table.put(`${message.chatId}:${message.messageId}`, message);
    this.forgetOld(message.chatId);
    return message;
  }

  restore(change: Change): void {
    const isKnown = this.table.get(change[1]) !== undefined;
    this.table.restore(change);
    const message = this.table.get(change[1]);
    if (message === undefined) this.unindex(change[1]);
    else if (!isKnown) this.index(message);
  }

  changes(): Iterable<Change> {
    return this.table.changes();
  }

  private index(message: StoredMessage): void {
    const numbers = this.numbers.get(message.chatId);
    if (numbers === undefined) this.numbers.set(message.chatId, [message.messageId]);
    else numbers.push(message.messageId);
  }

  private unindex(key: string): void {
    const [chatId, messageId] = key.split(':').map(Number);
    const numbers = this.numbers.get(chatId ?? 0);
    const place = numbers?.indexOf(messageId ?? 0) ?? -1;
    if (place >= 0) numbers?.splice(place, 1);
  }

  private forgetOld(chatId: number): void {
    const numbers = this.numbers.get(chatId) ?? [];
    if (numbers.length < KEPT_PER_CHAT + FORGET_BATCH) return;
    for (const messageId of numbers.splice(0, FORGET_BATCH)) {
      this.table.delete(`${chatId}:${messageId}`);
    }
  }
}
