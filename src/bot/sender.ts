import { createHash } from 'node:crypto';
import type { Api } from 'grammy';
import type { DurationMs } from '../engine/domain/units.js';
import type { Clock } from '../engine/ports/clock.js';
import type { Log } from '../engine/ports/log.js';
import { troubleOf, type ApiTrouble } from './api-trouble.js';
import type { ChartRenderer, ChartSpec } from './charts/spec.js';
import { describeError } from './mask.js';
import type { Delivered } from './outbox-body.js';
import { Requests, type Attempt, type Delivery, type Job } from './requests.js';
import { withDeadline } from './timing.js';

const RENDER_DEADLINE_MS: DurationMs = 15_000;
const KNOWN_PICTURES = 500;

export type SendOutcome =
  | { readonly ok: true; readonly message: Delivered }
  | { readonly ok: false; readonly trouble: ApiTrouble; readonly reason: string };

export interface Sender {
  /** Tries, giving up what the service refuses (markup, picture, topic, buttons) piece by piece. */
  send(delivery: Delivery, signal: AbortSignal): Promise<SendOutcome>;
}

export interface SenderOptions {
  readonly api: Api;
  readonly wall: Clock;
  readonly charts: ChartRenderer;
  readonly log: Log;
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
  private readonly requests: Requests;
  /** Which picture a message shows, so that an edit of words alone uploads nothing. */
  private readonly pictures = new Map<string, string>();

  constructor(private readonly options: SenderOptions) {
    this.requests = new Requests(options);
  }

  async send(delivery: Delivery, signal: AbortSignal): Promise<SendOutcome> {
    let attempt: Attempt | null = {
      parse: 'html',
      picture: delivery.card.chart === null && !delivery.card.document ? 'without' : 'with',
      topic: 'with',
      buttons: 'with',
      length: 'whole',
      target: delivery.message,
    };
    for (;;) {
      try {
        return { ok: true, message: await this.once({ delivery, attempt, signal }) };
      } catch (error) {
        const trouble = troubleOf(error);
        if (trouble.kind === 'not-modified' && delivery.message) {
          return { ok: true, message: delivery.message };
        }
        const reason = describeError(error);
        if (trouble.kind === 'gone' && delivery.gone === 'let-go') {
          return { ok: false, trouble, reason };
        }
        attempt = lessened(attempt, trouble);
        if (!attempt) return { ok: false, trouble, reason };
        this.options.log.warn('message-lessened', { chatId: delivery.chatId, reason });
      }
    }
  }

  private async once(job: Job): Promise<Delivered> {
    const { delivery, attempt } = job;
    const { target } = attempt;
    const { chart, document } = delivery.card;
    if (document && attempt.picture === 'with') return this.requests.sendDocument(job, document);
    const photo = target?.has === 'photo' ? target : null;
    if (photo && this.shows(delivery, photo)) return this.requests.editCaption(job, photo);
    const drawn = attempt.picture === 'with' && chart !== null && chart !== 'keep';
    const png = drawn ? await this.render(delivery, chart) : null;
    if (photo && chart !== null) {
      if (!png) return this.requests.editCaption(job, photo);
      return this.remember(delivery, await this.requests.editPhoto(job, { target: photo, png }));
    }
    if (target && !photo && !png) return this.requests.editText(job, target);
    const sent = png
      ? this.remember(delivery, await this.requests.sendPhoto(job, png))
      : await this.requests.sendText(job);
    if (target) await this.requests.remove(job, target);
    return sent;
  }

  /** True where the message already has the picture of the card. */
  private shows({ card, chatId }: Delivery, target: Delivered): boolean {
    if (card.chart === null) return false;
    if (card.chart === 'keep') return true;
    const shown = this.pictures.get(`${chatId}:${target.messageId}`);
    return shown === fingerprint(card.chart, card.theme);
  }

  private remember({ card, chatId }: Delivery, message: Delivered): Delivered {
    if (card.chart === null || card.chart === 'keep') return message;
    this.pictures.set(`${chatId}:${message.messageId}`, fingerprint(card.chart, card.theme));
    for (const oldest of this.pictures.keys()) {
      if (this.pictures.size <= KNOWN_PICTURES) break;
      this.pictures.delete(oldest);
    }
    return message;
  }

  /** @returns null when the picture cannot be drawn: the text goes alone. */
  private async render(delivery: Delivery, chart: ChartSpec): Promise<Uint8Array | null> {
    const { charts, log, wall } = this.options;
    try {
      return await withDeadline({ clock: wall, ms: RENDER_DEADLINE_MS }, () => {
        const drawing = charts.render(chart, delivery.card.theme);
        this.requests.announcePicture(delivery);
        return drawing;
      });
    } catch (error) {
      log.error('chart-failed', { chatId: delivery.chatId, error });
      return null;
    }
  }
}

export function createSender(options: SenderOptions): Sender {
  return new Courier(options);
}
