import { setMaxListeners } from 'node:events';
import type { DurationMs, EpochMs } from '../engine/domain/units.js';
import type { Chance } from '../engine/ports/chance.js';
import type { ChatStore, OutboxRow } from '../engine/ports/chat-store.js';
import type { Cancel, Clock } from '../engine/ports/clock.js';
import type { Log } from '../engine/ports/log.js';
import { readBody, type Delivered, type OutboxBody, type SendBody } from './outbox-body.js';
import { bindCopy, copiesOf, keepCopies, type CardPlace } from './handles.js';
import { createPacing } from './pacing.js';
import type { Delivery } from './requests.js';
import type { Sender, SendOutcome } from './sender.js';
import { backoffMs, sleep } from './timing.js';

/** Lower goes first. */
export const PRIORITY = { money: 0, answer: 1, notice: 2 } as const;

const ROWS_AT_ONCE = 200;
const REQUESTS_AT_ONCE = 12;
const UNAUTHORIZED_PAUSE_MS: DurationMs = 60_000;
const JITTER_MS = 250;

export interface Letter {
  readonly chatId: number;
  readonly priority: number;
  readonly body: OutboxBody;
  /** A letter with the same key is written once, ever. */
  readonly onceKey?: string;
}

export interface OutboxState {
  readonly sent: number;
  readonly dropped: number;
  readonly waiting: number;
}

/** Everything that people read goes through here: rows first, then the service. */
export interface Outbox {
  /** Writes a row; call `wake` once its transaction is over. */
  post(letter: Letter): void;
  wake(): void;
  start(): void;
  /** Takes nothing new; gives what is on its way up to `graceMs`. Waiting rows stay rows. */
  stop(graceMs: DurationMs): Promise<void>;
  state(): OutboxState;
}

export interface OutboxOptions {
  readonly chat: ChatStore;
  readonly transaction: <T>(run: () => T) => T;
  readonly wall: Clock;
  readonly chance: Chance;
  readonly log: Log;
  readonly sender: Sender;
  onForbidden(chatId: number): void;
  onMigrated(fromChatId: number, toChatId: number): void;
}

function replaceKeyOf(letter: Letter): string | null {
  if (letter.body.op === 'send') return null;
  const { target } = letter.body;
  const name = target.kind === 'handle' ? target.handle : `m${target.message.messageId}`;
  return `edit:${letter.chatId}:${name}`;
}

const placeOf = ({ chatId }: OutboxRow, handle: string): CardPlace => ({ chatId, handle });

class PacedOutbox implements Outbox {
  private readonly pacing = createPacing();
  private readonly busyChats = new Set<number>();
  /** Chats whose first letter waits for a retry: nothing overtakes it. */
  private readonly heldUntilMs = new Map<number, EpochMs>();
  private readonly onTheWay = new Set<Promise<void>>();
  private readonly abort = new AbortController();
  private running = false;
  private pumpQueued = false;
  private cancelAlarm: Cancel = () => undefined;
  private sent = 0;
  private dropped = 0;

  constructor(private readonly options: OutboxOptions) {
    // Every request under way listens for the end, and there may be more than the usual ten.
    setMaxListeners(0, this.abort.signal);
  }

  post(letter: Letter): void {
    this.options.chat.enqueue({
      chatId: letter.chatId,
      priority: letter.priority,
      body: JSON.stringify(letter.body),
      createdAtMs: this.options.wall.nowMs(),
      replaceKey: replaceKeyOf(letter),
      onceKey: letter.onceKey ?? null,
    });
  }

  wake(): void {
    if (!this.running || this.pumpQueued) return;
    this.pumpQueued = true;
    queueMicrotask(() => {
      this.pumpQueued = false;
      this.pump();
    });
  }

  start(): void {
    this.running = true;
    this.wake();
  }

  async stop(graceMs: DurationMs): Promise<void> {
    this.running = false;
    this.cancelAlarm();
    if (this.onTheWay.size > 0) {
      const enough = new AbortController();
      await Promise.race([
        Promise.allSettled(this.onTheWay),
        sleep(this.options.wall, graceMs, enough.signal),
      ]);
      enough.abort();
    }
    this.abort.abort();
    await Promise.allSettled(this.onTheWay);
  }

  state(): OutboxState {
    return { sent: this.sent, dropped: this.dropped, waiting: this.options.chat.waiting() };
  }

  private pump(): void {
    if (!this.running) return;
    this.cancelAlarm();
    const { chat, wall } = this.options;
    const nowMs = wall.nowMs();
    let alarmAtMs = Infinity;
    const seen = new Set<number>();
    for (const row of chat.due(nowMs, ROWS_AT_ONCE)) {
      if (seen.has(row.chatId) || this.busyChats.has(row.chatId)) continue;
      seen.add(row.chatId);
      const heldMs = (this.heldUntilMs.get(row.chatId) ?? 0) - nowMs;
      const waitMs = Math.max(heldMs, this.pacing.waitMs(row.chatId, nowMs));
      if (waitMs > 0) {
        alarmAtMs = Math.min(alarmAtMs, nowMs + waitMs);
        continue;
      }
      if (this.onTheWay.size >= REQUESTS_AT_ONCE) break;
      this.launch(row, nowMs);
    }
    this.setAlarm(alarmAtMs, nowMs);
  }

  private setAlarm(soonestMs: EpochMs, nowMs: EpochMs): void {
    const next = this.options.chat.nextDueAtMs();
    const laterMs = next !== null && next > nowMs ? next : Infinity;
    const atMs = Math.min(soonestMs, laterMs);
    if (atMs < Infinity) this.cancelAlarm = this.options.wall.at(atMs, () => this.pump());
  }

  private launch(row: OutboxRow, nowMs: EpochMs): void {
    this.busyChats.add(row.chatId);
    this.heldUntilMs.delete(row.chatId);
    this.pacing.take(row.chatId, nowMs);
    const work: Promise<void> = this.carry(row)
      .catch((error: unknown) => {
        this.options.log.error('outbox-row-failed', { id: row.id, chatId: row.chatId, error });
        this.drop(row, 'bug');
      })
      .finally(() => {
        this.busyChats.delete(row.chatId);
        this.onTheWay.delete(work);
        this.wake();
      });
    this.onTheWay.add(work);
  }

  private async carry(row: OutboxRow): Promise<void> {
    const body = readBody(row.body);
    if (!body) {
      this.drop(row, 'not understood');
      return;
    }
    const messages: Delivered[] = [];
    const deliveries = this.deliveriesOf(row, body);
    for (const delivery of deliveries) {
      if (messages.length > 0) this.pacing.take(row.chatId, this.options.wall.nowMs());
      const outcome = await this.options.sender.send(delivery, this.abort.signal);
      if (outcome.ok) messages.push(outcome.message);
      else if (delivery.gone === 'anew' || outcome.trouble.kind !== 'gone') {
        // All is tried again; what was edited already is told that nothing changes.
        this.failed(row, outcome);
        return;
      }
    }
    this.options.transaction(() => {
      this.keepHandle(row, body, { deliveries, messages });
      this.options.chat.done(row.id);
    });
    this.sent += 1;
  }

  /** One request, or one for each copy of the card that a handle names. */
  private deliveriesOf(row: OutboxRow, body: OutboxBody): readonly Delivery[] {
    const { card, topicId } = body;
    const base = { chatId: row.chatId, card, topicId, gone: 'anew' as const };
    if (body.op === 'send') {
      const replyTo = this.replyTo(row, body);
      return [{ ...base, replyTo, sound: body.sound, message: null }];
    }
    const edit = { ...base, replyTo: null, sound: 'loud' as const };
    if (body.target.kind === 'message') return [{ ...edit, message: body.target.message }];
    const copies = copiesOf(this.options.chat, placeOf(row, body.target.handle));
    if (copies.length === 0) return [{ ...edit, message: null }];
    const newest = copies.length - 1;
    return copies.map((message, at) => ({
      ...edit,
      message,
      gone: at === newest ? 'anew' : 'let-go',
    }));
  }

  private replyTo(row: OutboxRow, { replyTo }: SendBody): number | null {
    if (replyTo === null || typeof replyTo === 'number') return replyTo;
    const copies = copiesOf(this.options.chat, placeOf(row, replyTo.handle));
    return copies.at(-1)?.messageId ?? null;
  }

  private failed(row: OutboxRow, outcome: SendOutcome & { readonly ok: false }): void {
    const { chance, log, transaction, wall } = this.options;
    const { trouble, reason } = outcome;
    const nowMs = wall.nowMs();
    switch (trouble.kind) {
      case 'wait': {
        const untilMs = nowMs + trouble.waitMs + Math.round(chance.uniform() * JITTER_MS);
        log.warn('chat-service-asks-to-wait', { chatId: row.chatId, waitMs: trouble.waitMs });
        this.pacing.block(row.chatId, untilMs, nowMs);
        this.hold(row, untilMs, row.attempts);
        return;
      }
      case 'retry':
        log.warn('send-failed', { chatId: row.chatId, attempts: row.attempts + 1, reason });
        this.hold(row, nowMs + backoffMs(row.attempts, chance), row.attempts + 1);
        return;
      case 'unauthorized':
        log.error('bot-token-refused', { reason });
        this.hold(row, nowMs + UNAUTHORIZED_PAUSE_MS, row.attempts);
        return;
      case 'migrated':
        log.info('chat-moved', { from: row.chatId, to: trouble.toChatId });
        transaction(() => this.options.onMigrated(row.chatId, trouble.toChatId));
        return;
      case 'forbidden':
        log.warn('chat-unreachable', { chatId: row.chatId, reason });
        this.drop(row, reason);
        this.options.onForbidden(row.chatId);
        return;
      case 'not-modified':
      case 'gone':
      case 'markup':
      case 'photo':
      case 'topic':
      case 'keyboard':
      case 'too-long':
      case 'refused':
        this.drop(row, reason);
    }
  }

  private hold(row: OutboxRow, untilMs: EpochMs, attempts: number): void {
    this.heldUntilMs.set(row.chatId, untilMs);
    this.options.chat.postpone(row.id, { notBeforeMs: untilMs, attempts });
  }

  private drop(row: OutboxRow, reason: string): void {
    this.dropped += 1;
    this.options.log.error('message-dropped', { id: row.id, chatId: row.chatId, reason });
    this.options.chat.done(row.id);
  }

  private keepHandle(
    row: OutboxRow,
    body: OutboxBody,
    done: { readonly deliveries: readonly Delivery[]; readonly messages: readonly Delivered[] },
  ): void {
    const { chat } = this.options;
    const { messages } = done;
    if (body.op === 'send') {
      const [message] = messages;
      if (body.handle !== null && message) bindCopy(chat, placeOf(row, body.handle), message);
      return;
    }
    if (body.target.kind === 'message') return;
    const place = placeOf(row, body.target.handle);
    // A press may have bound another copy while these were edited.
    const edited = new Set(done.deliveries.map(({ message }) => message?.messageId));
    const bound = copiesOf(chat, place).filter(({ messageId }) => !edited.has(messageId));
    keepCopies(chat, place, body.last === 'yes' ? [] : [...messages, ...bound]);
  }
}

export function createOutbox(options: OutboxOptions): Outbox {
  return new PacedOutbox(options);
}
