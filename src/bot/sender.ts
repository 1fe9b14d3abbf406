import { createHash } from 'node:crypto';
import { InputFile, type Api } from 'grammy';
import type { InlineKeyboardMarkup, InputMediaPhoto } from 'grammy/types';
import type { DurationMs } from '../engine/domain/units.js';
import type { Clock } from '../engine/ports/clock.js';
import type { Log } from '../engine/ports/log.js';
import { troubleOf, type ApiTrouble } from './api-trouble.js';
import type { ChartRenderer, ChartSpec } from './charts/spec.js';
import { plainText } from './html.js';
import type { Delivered, StoredCard } from './outbox-body.js';
import { CAPTION_MAX, TEXT_MAX } from './pages.js';
import { describeError } from './mask.js';
import { withDeadline } from './timing.js';

const REQUEST_DEADLINE_MS: DurationMs = 30_000;
const RENDER_DEADLINE_MS: DurationMs = 15_000;
const KNOWN_PICTURES = 500;

/** One request's worth of work: a new message, or a change of one that is there. */
export interface Delivery {
  readonly chatId: number;
  readonly card: StoredCard;
  readonly topicId: number | null;
  readonly replyTo: number | null;
  readonly sound: 'loud' | 'silent';
  /** Null for a new message. */
  readonly message: Delivered | null;
}

export type SendOutcome =
  | { readonly ok: true; readonly message: Delivered }
  | { readonly ok: false; readonly trouble: ApiTrouble; readonly reason: string };

export interface Sender {
  /** Tries once, giving up what the service refuses (markup, picture, topic, buttons) piece by piece. */
  send(delivery: Delivery, signal: AbortSignal): Promise<SendOutcome>;
}

export interface SenderOptions {
  readonly api: Api;
  readonly wall: Clock;
  readonly charts: ChartRenderer;
  readonly log: Log;
}

/** What is left of a card after refusals. */
interface Attempt {
  readonly parse: 'html' | 'plain';
  readonly picture: 'with' | 'without';
  readonly topic: 'with' | 'without';
  readonly buttons: 'with' | 'without';
  readonly length: 'whole' | 'cut';
  readonly target: Delivered | null;
}

type Signal = Parameters<Api['getMe']>[0];

function keyboard(card: StoredCard): InlineKeyboardMarkup {
  return {
    inline_keyboard: card.buttons.map((row) =>
      row.map((button) => {
        const text = plainText(button.label);
        return button.kind === 'link'
          ? { text, url: button.url }
          : { text, callback_data: button.data };
      }),
    ),
  };
}

function textOf(card: StoredCard, attempt: Attempt, maxLength: number) {
  const cut = attempt.length === 'cut';
  if (attempt.parse === 'html' && !cut)
    return { text: card.text, parse: { parse_mode: 'HTML' as const } };
  const plain = plainText(card.text);
  return { text: cut ? `${plain.slice(0, maxLength - 1)}…` : plain, parse: {} };
}

function fingerprint(chart: ChartSpec, theme: string): string {
  return createHash('sha256')
    .update(JSON.stringify([chart, theme]))
    .digest('base64');
}

/** Gives up the piece that the service refused; null when nothing is left to give up. */
function lessened(attempt: Attempt, trouble: ApiTrouble): Attempt | null {
  const next: Attempt = {
    ...attempt,
    ...(trouble.kind === 'markup' && { parse: 'plain' as const }),
    ...(trouble.kind === 'photo' && { picture: 'without' as const }),
    ...(trouble.kind === 'topic' && { topic: 'without' as const }),
    ...(trouble.kind === 'keyboard' && { buttons: 'without' as const }),
    ...(trouble.kind === 'too-long' && { length: 'cut' as const }),
    ...(trouble.kind === 'gone' && { target: null }),
  };
  return JSON.stringify(next) === JSON.stringify(attempt) ? null : next;
}

class Courier implements Sender {
  /** Which picture a message shows, so that an edit of words alone uploads nothing. */
  private readonly pictures = new Map<string, string>();

  constructor(private readonly options: SenderOptions) {}

  async send(delivery: Delivery, signal: AbortSignal): Promise<SendOutcome> {
    let attempt: Attempt | null = {
      parse: 'html',
      picture: delivery.card.chart === null ? 'without' : 'with',
      topic: 'with',
      buttons: 'with',
      length: 'whole',
      target: delivery.message,
    };
    for (;;) {
      try {
        return { ok: true, message: await this.once(delivery, attempt, signal) };
      } catch (error) {
        const trouble = troubleOf(error);
        if (trouble.kind === 'not-modified' && delivery.message) {
          return { ok: true, message: delivery.message };
        }
        const reason = describeError(error);
        attempt = lessened(attempt, trouble);
        if (!attempt) return { ok: false, trouble, reason };
        this.options.log.warn('message-lessened', { chatId: delivery.chatId, reason });
      }
    }
  }

  private async once(
    delivery: Delivery,
    attempt: Attempt,
    signal: AbortSignal,
  ): Promise<Delivered> {
    const { card } = delivery;
    const { target } = attempt;
    const keepsPicture =
      target?.has === 'photo' && card.chart !== null && this.same(delivery, target);
    if (keepsPicture) return this.editCaption(delivery, attempt, signal);
    const png =
      attempt.picture === 'with' && card.chart !== null && card.chart !== 'keep'
        ? await this.render(delivery, card.chart)
        : null;
    if (target?.has === 'photo' && png) return this.editPhoto(delivery, attempt, { png, signal });
    if (target?.has === 'photo' && card.chart !== null) {
      return this.editCaption(delivery, attempt, signal);
    }
    if (target?.has === 'text' && !png) return this.editText(delivery, attempt, signal);
    const sent = png
      ? await this.sendPhoto(delivery, attempt, { png, signal })
      : await this.sendText(delivery, attempt, signal);
    if (target) await this.remove(delivery.chatId, target, signal);
    return sent;
  }

  private same(delivery: Delivery, target: Delivered): boolean {
    const { chart, theme } = delivery.card;
    if (chart === null) return false;
    if (chart === 'keep') return true;
    const shown = this.pictures.get(`${delivery.chatId}:${target.messageId}`);
    return shown === fingerprint(chart, theme);
  }

  private remember(delivery: Delivery, messageId: number): void {
    const { chart, theme } = delivery.card;
    if (chart === null || chart === 'keep') return;
    this.pictures.set(`${delivery.chatId}:${messageId}`, fingerprint(chart, theme));
    for (const oldest of this.pictures.keys()) {
      if (this.pictures.size <= KNOWN_PICTURES) break;
      this.pictures.delete(oldest);
    }
  }

  /** @returns null when the picture cannot be drawn: the text goes alone. */
  private async render(delivery: Delivery, chart: ChartSpec): Promise<Uint8Array | null> {
    const { api, charts, log, wall } = this.options;
    const thread = this.thread(delivery, delivery.topicId);
    api
      .sendChatAction(delivery.chatId, 'upload_photo', thread)
      .catch((error: unknown) => log.debug('chat-action-failed', { reason: describeError(error) }));
    try {
      return await withDeadline({ clock: wall, ms: RENDER_DEADLINE_MS }, () =>
        charts.render(chart, delivery.card.theme),
      );
    } catch (error) {
      log.error('chart-failed', { chatId: delivery.chatId, error });
      return null;
    }
  }

  // Topic 1 is the general one: its messages carry no thread, and naming it is refused.
  private thread(_delivery: Delivery, topicId: number | null): { message_thread_id?: number } {
    return topicId === null || topicId === 1 ? {} : { message_thread_id: topicId };
  }

  private placing(delivery: Delivery, attempt: Attempt) {
    return {
      ...(attempt.topic === 'with' && this.thread(delivery, delivery.topicId)),
      ...(delivery.sound === 'silent' && { disable_notification: true }),
      ...(delivery.replyTo !== null && {
        reply_parameters: { message_id: delivery.replyTo, allow_sending_without_reply: true },
      }),
      ...this.markup(delivery, attempt),
    };
  }

  private markup(delivery: Delivery, attempt: Attempt) {
    const shown = attempt.buttons === 'with' && delivery.card.buttons.length > 0;
    return shown ? { reply_markup: keyboard(delivery.card) } : {};
  }

  private call<T>(signal: AbortSignal, run: (signal: Signal) => Promise<T>): Promise<T> {
    const limit = { clock: this.options.wall, ms: REQUEST_DEADLINE_MS, signal };
    // grammY types the signal of an older package; the platform's own works the same.
    return withDeadline(limit, (own) => run(own as Signal));
  }

  private async sendText(delivery: Delivery, attempt: Attempt, signal: AbortSignal) {
    const { text, parse } = textOf(delivery.card, attempt, TEXT_MAX);
    const other = {
      ...parse,
      ...this.placing(delivery, attempt),
      link_preview_options: { is_disabled: true },
    };
    const sent = await this.call(signal, (own) =>
      this.options.api.sendMessage(delivery.chatId, text, other, own),
    );
    return { messageId: sent.message_id, has: 'text' as const };
  }

  private async sendPhoto(
    delivery: Delivery,
    attempt: Attempt,
    { png, signal }: { readonly png: Uint8Array; readonly signal: AbortSignal },
  ) {
    const { text, parse } = textOf(delivery.card, attempt, CAPTION_MAX);
    const other = { caption: text, ...parse, ...this.placing(delivery, attempt) };
    const sent = await this.call(signal, (own) =>
      this.options.api.sendPhoto(delivery.chatId, new InputFile(png, 'chart.png'), other, own),
    );
    this.remember(delivery, sent.message_id);
    return { messageId: sent.message_id, has: 'photo' as const };
  }

  private async editText(delivery: Delivery, attempt: Attempt, signal: AbortSignal) {
    const target = must(attempt.target);
    const { text, parse } = textOf(delivery.card, attempt, TEXT_MAX);
    const other = {
      ...parse,
      ...this.markup(delivery, attempt),
      link_preview_options: { is_disabled: true },
    };
    await this.call(signal, (own) =>
      this.options.api.editMessageText(delivery.chatId, target.messageId, text, other, own),
    );
    return target;
  }

  private async editCaption(delivery: Delivery, attempt: Attempt, signal: AbortSignal) {
    const target = must(attempt.target);
    const { text, parse } = textOf(delivery.card, attempt, CAPTION_MAX);
    const other = { caption: text, ...parse, ...this.markup(delivery, attempt) };
    await this.call(signal, (own) =>
      this.options.api.editMessageCaption(delivery.chatId, target.messageId, other, own),
    );
    return target;
  }

  private async editPhoto(
    delivery: Delivery,
    attempt: Attempt,
    { png, signal }: { readonly png: Uint8Array; readonly signal: AbortSignal },
  ) {
    const target = must(attempt.target);
    const { text, parse } = textOf(delivery.card, attempt, CAPTION_MAX);
    const media: InputMediaPhoto = {
      type: 'photo',
      media: new InputFile(png, 'chart.png'),
      caption: text,
      ...parse,
    };
    await this.call(signal, (own) =>
      this.options.api.editMessageMedia(
        delivery.chatId,
        target.messageId,
        media,
        this.markup(delivery, attempt),
        own,
      ),
    );
    this.remember(delivery, target.messageId);
    return target;
  }

  /** The message that a new one has replaced; too old to delete is no trouble. */
  private async remove(chatId: number, target: Delivered, signal: AbortSignal): Promise<void> {
    const { api, log } = this.options;
    try {
      await this.call(signal, (own) => api.deleteMessage(chatId, target.messageId, own));
    } catch (error) {
      log.debug('delete-failed', { chatId, reason: describeError(error) });
    }
  }
}

function must<T>(value: T | null): T {
  if (value === null) throw new Error('an edit without a message');
  return value;
}

export function createSender(options: SenderOptions): Sender {
  return new Courier(options);
}
