import type { EpochMs } from '../../domain/units.js';
import type { Clock } from '../../ports/clock.js';
import type { Book } from './book.js';
import { isRecord, type RawMessage } from './raw.js';

export interface FrameHooks {
  /** A price was taken; its market time. */
  price(atMs: EpochMs): void;
  /** Neither JSON nor a message of the protocol. */
  garbage(): void;
  heartbeat(type: unknown): void;
  answer(message: RawMessage): void;
}

const [TICKER, MARKS, DERIBIT, PRICE] = ['t', 'm', 'd', 'p'].map((c) => c.charCodeAt(0));
/** Where `deribit_price_index.…` and `deribit_volatility_index.…` part. */
const AFTER_DERIBIT = 'deribit_'.length;

/** Text of a connection, parsed once and handed to where it belongs. Nothing here throws. */
export class Frames {
  constructor(
    private readonly book: Book,
    private readonly clock: Pick<Clock, 'nowMs'>,
    private readonly hooks: FrameHooks,
  ) {}

  take(text: string): void {
    let message: RawMessage;
    try {
      message = JSON.parse(text) as RawMessage;
    } catch {
      this.hooks.garbage();
      return;
    }
    if (typeof message !== 'object' || (message as unknown) === null) {
      this.hooks.garbage();
      return;
    }
    const { params } = message;
    if (message.method === 'subscription') this.notification(params);
    else if (message.method === 'heartbeat') {
      this.hooks.heartbeat(isRecord(params) ? params['type'] : undefined);
    } else if (typeof message.id === 'number') this.hooks.answer(message);
    else this.hooks.garbage();
  }

  private notification(params: unknown): void {
    if (typeof params !== 'object' || params === null) {
      this.hooks.garbage();
      return;
    }
    const { channel, data } = params as { readonly channel?: unknown; readonly data?: unknown };
    if (typeof channel !== 'string') {
      this.hooks.garbage();
      return;
    }
    const first = channel.charCodeAt(0);
    const nowMs = this.clock.nowMs();
    let atMs = 0;
    if (first === TICKER) atMs = this.book.ticker(data, nowMs);
    else if (first === MARKS) this.book.marks(data, nowMs);
    else if (first === DERIBIT) {
      atMs =
        channel.charCodeAt(AFTER_DERIBIT) === PRICE
          ? this.book.index(data, nowMs)
          : this.book.volIndex(data, nowMs);
    }
    if (atMs > 0) this.hooks.price(atMs);
  }
}
