import { Decoder } from '@stoqey/ib/dist/core/io/decoder.js';
import { Encoder } from '@stoqey/ib/dist/core/io/encoder.js';
import { tell, type Handlers, type Inbound, type InboundName } from './inbound.js';

/** Versions that the greeting names; newer gateways answer with the upper one. */
export const SERVER_VERSIONS = { from: 100, to: 193 } as const;
/** Older gateways lack requests that are needed here, such as that for completed orders. */
export const OLDEST_VERSION = 173;

const ERROR_MESSAGE = '4';
const TICK_PRICE = { kind: '1', fields: 7 };
const TICK_SIZE = { kind: '2', fields: 5 };
const BLANK = '';
/** The size that a price carries, by the types of both; live, then delayed. */
const SIZE_OF: Readonly<Record<number, number>> = { 1: 0, 2: 3, 66: 69, 67: 70 };
/** The vendor's "not set" is the largest double. */
const UNSET_FROM = 1e300;
const OWN_ERRORS = new Set([505, 503]);

function unescaped(text: string): string {
  return text.replace(/\\u([0-9a-fA-F]{4})/g, (_, code: string) =>
    String.fromCharCode(parseInt(code, 16)),
  );
}

/**
 * Messages to fields and back, at one server version. Built on the library's encoder and decoder
 * without its socket, whose handler dies of a reject that is not JSON and whose queue outlives the
 * connection; a message that cannot be read is told as `undecodable` and harms no other.
 */
export class Codec {
  private decoder: Decoder;
  private reading = 0;
  private complaint: 'none' | 'told' = 'none';

  constructor(
    private readonly serverVersion: number,
    private readonly to: Handlers,
  ) {
    this.decoder = this.freshDecoder();
  }

  /** The fields of what `ask` has the encoder write; empty where this server version cannot. */
  encode(ask: (encoder: Encoder) => void): readonly (readonly unknown[])[] {
    const written: unknown[][] = [];
    ask(
      new Encoder({
        serverVersion: this.serverVersion,
        sendMsg: (...tokens: unknown[]) => void written.push(tokens),
        emitError: (text, code) => {
          throw new Error(`cannot be written: ${code} ${text}`);
        },
      }),
    );
    return written;
  }

  decode(fields: readonly string[]): void {
    const kind = fields[0];
    if (kind === TICK_PRICE.kind && this.takePrice(fields) === 'taken') return;
    if (kind === TICK_SIZE.kind && this.takeSize(fields) === 'taken') return;
    this.reading = Number(kind);
    this.complaint = 'none';
    if (kind === ERROR_MESSAGE) {
      this.takeMessage(fields);
      return;
    }
    try {
      this.decoder.enqueueMessage([...fields]);
      this.decoder.process();
    } catch (cause) {
      // What is left in its queue belongs to no message any more.
      this.decoder = this.freshDecoder();
      this.unreadable(cause instanceof Error ? cause.message : String(cause));
    }
  }

  /**
   * Read here, as nearly all messages are prices and sizes of ticks.
   * @returns `odd` where a field is not as it should be, which is for the library to say.
   */
  private takePrice(fields: readonly string[]): 'taken' | 'odd' {
    if (fields.length !== TICK_PRICE.fields) return 'odd';
    const id = Number(fields[2]);
    const type = Number(fields[3]);
    const price = Number(fields[4]);
    if (!Number.isInteger(id) || !Number.isInteger(type) || Number.isNaN(price)) return 'odd';
    this.to.tickPrice?.([id, type, price < UNSET_FROM ? price : undefined]);
    const sizeType = SIZE_OF[type];
    const size = fields[5] ?? BLANK;
    if (sizeType !== undefined && size !== BLANK && Number(size) < UNSET_FROM) {
      this.to.tickSize?.([id, sizeType, Number(size)]);
    }
    return 'taken';
  }

  private takeSize(fields: readonly string[]): 'taken' | 'odd' {
    if (fields.length !== TICK_SIZE.fields) return 'odd';
    const id = Number(fields[2]);
    const type = Number(fields[3]);
    const size = Number(fields[4]);
    if (!Number.isInteger(id) || !Number.isInteger(type) || Number.isNaN(size)) return 'odd';
    const isKnown = fields[4] !== BLANK && size < UNSET_FROM;
    this.to.tickSize?.([id, type, isKnown ? size : undefined]);
    return 'taken';
  }

  /** Read here: the library throws where the last field, the reject's details, is not JSON. */
  private takeMessage([, , id = '', code = '', text = '']: readonly string[]): void {
    const message = { id: Number(id), code: Number(code), text: unescaped(text) };
    if (Number.isInteger(message.id) && Number.isInteger(message.code)) {
      tell(this.to, 'message', [message]);
    } else {
      this.unreadable('a message without a code');
    }
  }

  private unreadable(why: string): void {
    // The library complains twice of one message.
    if (this.complaint === 'told') return;
    this.complaint = 'told';
    tell(this.to, 'undecodable', [this.reading, why]);
  }

  private freshDecoder(): Decoder {
    return new Decoder({
      serverVersion: this.serverVersion,
      emitEvent: (name, ...fields) => {
        tell(this.to, name as InboundName, fields as unknown as Inbound[InboundName]);
      },
      emitError: (text, code) => {
        if (OWN_ERRORS.has(code)) this.unreadable(text.slice(0, 200));
      },
      emitInfo: () => undefined,
    });
  }
}
