/** One field of a message: a number is written as JavaScript writes it. */
export type Field = string | number;

/** What the gateway writes for "no value", where it does not leave the field empty. */
export const UNSET_DOUBLE = '1.7976931348623157E308';
export const UNSET_INT = '2147483647';

/** The version that a client capped at 193 is given, however new the gateway. */
export const SERVER_VERSION = 193;

const MOST_BYTES = 0xffffff;

/** What a client sent does not follow the protocol. */
export class ProtocolError extends Error {}

/** Length prefix and fields, each ended by NUL. */
export function frameOf(fields: readonly Field[]): Buffer {
  const body = Buffer.from(fields.map((field) => `${field}\0`).join(''), 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  return Buffer.concat([length, body]);
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function textOf(body: Buffer): string {
  try {
    return utf8.decode(body);
  } catch {
    throw new ProtocolError(`a message of ${body.length} bytes is not UTF-8`);
  }
}

/** The fields of a frame's body. @throws ProtocolError where its last byte is not NUL. */
export function fieldsOf(body: Buffer): string[] {
  if (body.at(-1) !== 0) throw new ProtocolError('the last field does not end with NUL');
  return textOf(body).slice(0, -1).split('\0');
}

/** What a client says first: the magic word, then a length and `v<min>..<max>`. */
export interface Hello {
  readonly lowest: number;
  readonly highest: number;
}

function helloOf(body: Buffer): Hello {
  const found = /^v(\d+)(?:\.\.(\d+))?(?: .*)?$/.exec(textOf(body));
  if (!found) throw new ProtocolError(`not a version range: ${body.toString('latin1')}`);
  const lowest = Number(found[1]);
  return { lowest, highest: Number(found[2] ?? lowest) };
}

const MAGIC = Buffer.from('API\0', 'latin1');

/** Puts frames together from chunks that were split anywhere. */
export class FrameSplitter {
  #held = Buffer.alloc(0);
  #greeted = false;

  /** Hands out each whole piece in order. @throws ProtocolError where the bytes cannot be one. */
  push(chunk: Buffer, take: { hello: (hello: Hello) => void; body: (body: Buffer) => void }): void {
    this.#held = Buffer.concat([this.#held, chunk]);
    for (;;) {
      const start = this.#greeted ? 0 : MAGIC.length;
      const magic = this.#held.subarray(0, start);
      if (!MAGIC.subarray(0, magic.length).equals(magic)) {
        throw new ProtocolError('the connection does not begin with API');
      }
      if (this.#held.length < start + 4) return;
      const length = this.#held.readUInt32BE(start);
      if (length === 0 || length > MOST_BYTES) throw new ProtocolError(`a length of ${length}`);
      const end = start + 4 + length;
      if (this.#held.length < end) return;
      const body = this.#held.subarray(start + 4, end);
      this.#held = this.#held.subarray(end);
      if (this.#greeted) {
        take.body(body);
      } else {
        this.#greeted = true;
        take.hello(helloOf(body));
      }
    }
  }

  /** Bytes of a message that has not come wholly. */
  get pending(): number {
    return this.#held.length;
  }
}
