import { InputFile, type Api } from 'grammy';
import type { InlineKeyboardMarkup, InputMediaPhoto } from 'grammy/types';
import type { DurationMs } from '../engine/domain/units.js';
import type { Clock } from '../engine/ports/clock.js';
import type { Log } from '../engine/ports/log.js';
import type { CardDocument } from './command.js';
import { plainText } from './html.js';
import { describeError } from './mask.js';
import type { Delivered, StoredCard } from './outbox-body.js';
import { CAPTION_MAX, TEXT_MAX } from './pages.js';
import { withDeadline } from './timing.js';

const REQUEST_DEADLINE_MS: DurationMs = 30_000;

/** One letter's worth of work: a new message, or a change of one that is there. */
export interface Delivery {
  readonly chatId: number;
  readonly card: StoredCard;
  readonly topicId: number | null;
  readonly replyTo: number | null;
  readonly sound: 'loud' | 'silent';
  /** Null for a new message. */
  readonly message: Delivered | null;
  /** Where the message to edit is gone: a new one takes its place, or it is let go. */
  readonly gone: 'anew' | 'let-go';
}

/** What is left of a card after refusals. */
export interface Attempt {
  readonly parse: 'html' | 'plain';
  readonly picture: 'with' | 'without';
  readonly topic: 'with' | 'without';
  readonly buttons: 'with' | 'without';
  readonly length: 'whole' | 'cut';
  readonly target: Delivered | null;
}

export interface Job {
  readonly delivery: Delivery;
  readonly attempt: Attempt;
  readonly signal: AbortSignal;
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

function textOf({ delivery, attempt }: Job, maxLength: number) {
  const { text } = delivery.card;
  if (attempt.parse === 'html' && attempt.length === 'whole') {
    return { text, parse: { parse_mode: 'HTML' as const } };
  }
  const plain = plainText(text);
  const cut = attempt.length === 'cut' ? `${plain.slice(0, maxLength - 1)}…` : plain;
  return { text: cut, parse: {} };
}

// Topic 1 is the general one: its messages carry no thread, and naming it is refused.
function thread(topicId: number | null): { message_thread_id?: number } {
  return topicId === null || topicId === 1 ? {} : { message_thread_id: topicId };
}

function markup({ delivery, attempt }: Job) {
  const shown = attempt.buttons === 'with' && delivery.card.buttons.length > 0;
  return shown ? { reply_markup: keyboard(delivery.card) } : {};
}

function placing(job: Job) {
  const { delivery, attempt } = job;
  return {
    ...(attempt.topic === 'with' && thread(delivery.topicId)),
    ...(delivery.sound === 'silent' && { disable_notification: true }),
    ...(delivery.replyTo !== null && {
      reply_parameters: { message_id: delivery.replyTo, allow_sending_without_reply: true },
    }),
    ...markup(job),
  };
}

const NO_PREVIEW = { link_preview_options: { is_disabled: true } };

/** The requests that carry cards; each ends within 30 s or throws. */
export class Requests {
  constructor(
    private readonly options: { readonly api: Api; readonly wall: Clock; readonly log: Log },
  ) {}

  async sendText(job: Job): Promise<Delivered> {
    const { text, parse } = textOf(job, TEXT_MAX);
    const other = { ...parse, ...placing(job), ...NO_PREVIEW };
    const sent = await this.call(job.signal, (own) =>
      this.options.api.sendMessage(job.delivery.chatId, text, other, own),
    );
    return { messageId: sent.message_id, has: 'text' };
  }

  async sendPhoto(job: Job, png: Uint8Array): Promise<Delivered> {
    const { text, parse } = textOf(job, CAPTION_MAX);
    const other = { caption: text, ...parse, ...placing(job) };
    const file = new InputFile(png, 'chart.png');
    const sent = await this.call(job.signal, (own) =>
      this.options.api.sendPhoto(job.delivery.chatId, file, other, own),
    );
    return { messageId: sent.message_id, has: 'photo' };
  }

  async sendDocument(job: Job, { name, text: content }: CardDocument): Promise<Delivered> {
    const { text, parse } = textOf(job, CAPTION_MAX);
    const other = { caption: text, ...parse, ...placing(job) };
    const file = new InputFile(Buffer.from(content, 'utf8'), name);
    const sent = await this.call(job.signal, (own) =>
      this.options.api.sendDocument(job.delivery.chatId, file, other, own),
    );
    return { messageId: sent.message_id, has: 'text' };
  }

  async editText(job: Job, target: Delivered): Promise<Delivered> {
    const { text, parse } = textOf(job, TEXT_MAX);
    const other = { ...parse, ...markup(job), ...NO_PREVIEW };
    await this.call(job.signal, (own) =>
      this.options.api.editMessageText(job.delivery.chatId, target.messageId, text, other, own),
    );
    return target;
  }

  async editCaption(job: Job, target: Delivered): Promise<Delivered> {
    const { text, parse } = textOf(job, CAPTION_MAX);
    const other = { caption: text, ...parse, ...markup(job) };
    await this.call(job.signal, (own) =>
      this.options.api.editMessageCaption(job.delivery.chatId, target.messageId, other, own),
    );
    return target;
  }

  async editPhoto(
    job: Job,
    { target, png }: { readonly target: Delivered; readonly png: Uint8Array },
  ): Promise<Delivered> {
    const { api } = this.options;
    const { text, parse } = textOf(job, CAPTION_MAX);
    const file = new InputFile(png, 'chart.png');
    const media: InputMediaPhoto = { type: 'photo', media: file, caption: text, ...parse };
    await this.call(job.signal, (own) =>
      api.editMessageMedia(job.delivery.chatId, target.messageId, media, markup(job), own),
    );
    return target;
  }

  /** The message that a new one has replaced; too old to delete is no trouble. */
  async remove(job: Job, target: Delivered): Promise<void> {
    const { api, log } = this.options;
    const { chatId } = job.delivery;
    try {
      await this.call(job.signal, (own) => api.deleteMessage(chatId, target.messageId, own));
    } catch (error) {
      log.debug('delete-failed', { chatId, reason: describeError(error) });
    }
  }

  /** Tells the person that a picture is on its way; nobody waits for the answer. */
  announcePicture({ chatId, topicId }: Delivery): void {
    const { api, log } = this.options;
    api.sendChatAction(chatId, 'upload_photo', thread(topicId)).catch((error: unknown) => {
      log.debug('chat-action-failed', { chatId, reason: describeError(error) });
    });
  }

  private call<T>(signal: AbortSignal, run: (signal: Signal) => Promise<T>): Promise<T> {
    const limit = { clock: this.options.wall, ms: REQUEST_DEADLINE_MS, signal };
    // grammY types the signal of an older package; the platform's own works the same.
    return withDeadline(limit, (own) => run(own as Signal));
  }
}
